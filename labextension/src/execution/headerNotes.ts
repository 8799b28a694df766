/** Explains common headers in a line, with a link to MDN. The sentences come from the Python package. */

import meanings from '../../../hsfunc_magics/notebook/assist/header_meanings.json';

const MDN = 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/';
const TRUE_CLIENT_IP = 'https://developers.cloudflare.com/network/true-client-ip-header/';

/** The line and a page about it; null for a header that is not common. */
export function headerNote(name: string): { text: string; url: string; site: string } | null {
  const text = Object.prototype.hasOwnProperty.call(meanings, name) ? meanings[name] : undefined;
  if (text === undefined) return null;
  if (name === 'true-client-ip') return { text, url: TRUE_CLIENT_IP, site: 'Cloudflare' };
  const page = name.replace(
    /(^|-)([a-z])/g,
    (_, dash: string, letter: string) => dash + letter.toUpperCase()
  );
  return { text, url: MDN + page.replace('Etag', 'ETag'), site: 'MDN' };
}
