/** What common headers are for, in a line, and where MDN tells more. */

const MDN = 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/';

const NOTES: Record<string, string> = {
  accept: 'The content types, as MIME types, that the client can read.',
  'accept-encoding': 'The compressions that the client can undo.',
  'accept-language': "The visitor's languages, the preferred one first.",
  'access-control-allow-credentials': 'Whether pages of the allowed origin may call with cookies.',
  'access-control-allow-headers': 'Request headers that pages of other origins may send.',
  'access-control-allow-methods': 'Methods that pages of other origins may use.',
  'access-control-allow-origin': 'The origin whose pages may read the response.',
  'access-control-request-headers': 'In a preflight: the headers that the page wants to send.',
  'access-control-request-method': 'In a preflight: the method that the page wants to use.',
  authorization: 'Who the client says it is.',
  'cache-control': 'Whether, where and how long the message may be kept.',
  connection: 'Whether the connection stays open after this exchange.',
  'content-disposition': 'Whether the body is shown or saved as a file.',
  'content-encoding': 'The compression of the body.',
  'content-length': 'The bytes of the body; the platform sets it.',
  'content-security-policy': 'What the page may load and run.',
  'content-type': 'What the body is. Calls with a body must use application/json.',
  cookie: 'The cookies that the client has for this domain.',
  etag: 'The version of what was sent, to ask for changes only.',
  expires: 'The time after which the response is stale.',
  host: 'The domain, and the port, that the client calls.',
  'last-modified': 'When what was sent last changed.',
  location: 'Where to go instead: with 301, or another 3xx, a redirect.',
  origin: 'The origin of the page that calls.',
  referer: 'The page that calls.',
  'retry-after': 'When to try again, in seconds.',
  'set-cookie': 'A cookie to be kept; one line for each.',
  'strict-transport-security': 'The domain is only to be called over https.',
  'upgrade-insecure-requests': 'The client prefers an encrypted response.',
  'user-agent': 'The browser and the system, as the client names them.',
  vary: 'The request headers on which the response depends.',
  'x-content-type-options': 'With nosniff: the content type is to be believed.',
  'x-forwarded-for': "The client's address, when proxies stand between; the first is the client.",
  'x-frame-options': 'Whether other pages may show this one in a frame.'
};

/** The line and a page about it; null for a header that is not common. */
export function headerNote(name: string): { text: string; url: string; site: string } | null {
  if (name === 'true-client-ip') {
    const url = 'https://developers.cloudflare.com/network/true-client-ip-header/';
    return { text: "The visitor's IP address, which HubSpot's proxy adds.", url, site: 'Cloudflare' };
  }
  const text = Object.prototype.hasOwnProperty.call(NOTES, name) ? NOTES[name] : undefined;
  if (text === undefined) return null;
  const page = name.replace(
    /(^|-)([a-z])/g,
    (_, dash: string, letter: string) => dash + letter.toUpperCase()
  );
  return { text, url: MDN + page.replace('Etag', 'ETag'), site: 'MDN' };
}
