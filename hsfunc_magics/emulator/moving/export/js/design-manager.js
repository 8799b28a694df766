'use strict';
// Lets functions of the design manager run in a developer project: main gets the context that they know, and what they
// give to sendResponse becomes the value that main returns. It needs nothing but Node, and is yours to change.

const JSON_TYPE = 'application/json; charset=utf-8';
const HTML_TYPE = 'text/html; charset=utf-8';
const BYTES_TYPE = 'application/octet-stream';
const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const BODILESS = [204, 205, 304];
// The platform sets these itself.
const PLATFORM = ['content-length', 'transfer-encoding', 'connection'];
// Of these HTTP knows one value: the last counts.
const SINGLE = ['content-type', 'location', 'content-disposition', 'etag', 'expires', 'last-modified', 'retry-after'];
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const FORBIDDEN = /[^\t\x20-\x7e\x80-\xff]/;

/** main of a file that calls sendResponse: returns what the first call gives, once main has settled; a throw rejects. */
function adapt(file, known) {
  return async (arrived) => {
    const context = contextOf(arrived, known);
    const response = await firstSent(file, context, responseOf);
    if (response !== undefined) return response;
    console.error('main has ended and never called sendResponse.');
    return { statusCode: 500, headers: { 'Content-Type': JSON_TYPE }, body: {} };
  };
}

/** main of a function of platform 2023.1, which gives sendResponse the very value that its caller gets. */
function adaptValue(file) {
  return (context) => firstSent(file, context, (value) => value);
}

/** main of a file that returns its response and reads the context of the design manager. */
function withContext(main, known) {
  return async (arrived) => main(contextOf(arrived, known));
}

function firstSent(file, context, convert) {
  return new Promise((resolve, reject) => {
    let sent = false;
    let settled = false;
    let first;
    // The event loop is empty: nothing is left that could call sendResponse.
    function drained() {
      finish(resolve, first);
    }
    // From the next turn on: a runtime may call main while it is told that the loop was empty before.
    const begun = setImmediate(() => process.on('beforeExit', drained));
    function finish(give, value) {
      clearImmediate(begun);
      process.off('beforeExit', drained);
      give(value);
    }
    function failed(error) {
      if (!sent) {
        finish(reject, error);
        return;
      }
      console.error(error);
      finish(resolve, first);
    }
    function sendResponse(value) {
      if (sent) return;
      sent = true;
      try {
        first = convert(value);
      } catch (error) {
        finish(reject, error);
        return;
      }
      if (settled) finish(resolve, first);
    }
    try {
      Promise.resolve(file.main(context, sendResponse)).then(() => {
        settled = true;
        if (sent) finish(resolve, first);
      }, failed);
    } catch (error) {
      failed(error);
    }
  });
}

// ---------------------------------------------------------------- what main receives

/** The context as in the design manager, as far as it arrives: contact and limits are absent where they do not. */
function contextOf(arrived, known = {}) {
  const context = { ...arrived };
  context.headers = headersOf(context.headers);
  const params = new Map();
  addParams(params, context.params);
  const [type] = String(context.headers['content-type'] || '').split(';');
  const kind = type.trim().toLowerCase();
  const { body } = context;
  const hasNoBody = context.method === 'GET' || context.method === 'HEAD';
  // null may be JSON's own, which is handed on.
  if (hasNoBody || body === undefined || body === '' || (kind !== '' && kind !== 'application/json')) {
    delete context.body;
    if (!hasNoBody && FORMS.includes(kind) && (typeof body !== 'string' || kind === FORMS[0])) addParams(params, body);
  }
  context.params = Object.fromEntries(params);
  if (!('endpoint' in context) && known.endpoint !== undefined) context.endpoint = known.endpoint;
  if (!('secrets' in context)) {
    const there = (known.secrets || []).filter((name) => name in process.env);
    context.secrets = Object.fromEntries(there.map((name) => [name, process.env[name]]));
  }
  return context;
}

function headersOf(arrived) {
  const headers = new Map();
  for (const [name, value] of pairsOf(arrived)) {
    if (value === undefined || value === null) continue;
    const lower = name.toLowerCase();
    const text = Array.isArray(value) ? value.join(lower === 'cookie' ? '; ' : ', ') : String(value);
    headers.set(lower, headers.has(lower) ? `${headers.get(lower)}${lower === 'cookie' ? '; ' : ', '}${text}` : text);
  }
  return Object.fromEntries(headers);
}

/** Adds values, each as an array of strings, whether they arrive as arrays, as strings or as a query string. */
function addParams(params, arrived) {
  for (const [name, value] of typeof arrived === 'string' ? new URLSearchParams(arrived) : pairsOf(arrived)) {
    const values = (Array.isArray(value) ? value : [value]).map((one) => (one === undefined || one === null ? '' : String(one)));
    params.set(name, [...(params.get(name) || []), ...values]);
  }
}

function pairsOf(value) {
  if (value === undefined || value === null || typeof value !== 'object') return [];
  return typeof value[Symbol.iterator] === 'function' && !Array.isArray(value) ? [...value] : Object.entries(value);
}

// ---------------------------------------------------------------- what main returns

/** The value to return for one that was given to sendResponse; a promise of it where its body has to be read first. */
function responseOf(value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new TypeError(`sendResponse needs an object such as { statusCode: 200, body: … }, got ${String(value)}.`);
  }
  const statusCode = statusOf(value.statusCode);
  const headers = collect(value);
  const { content, type } = bodyOf(value.body);
  const response = { statusCode, headers };
  const cookies = headers['Set-Cookie'];
  if (Array.isArray(cookies)) {
    // One of them at least is sent where multiValueHeaders are not; the same line twice is one line.
    [headers['Set-Cookie']] = cookies;
    response.multiValueHeaders = { 'Set-Cookie': cookies };
  }
  if (BODILESS.includes(statusCode)) return response;
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  if (type !== undefined && !isTyped) headers['Content-Type'] = type;
  if (content instanceof Promise) return content.then((bytes) => ({ ...response, body: Buffer.from(bytes) }));
  if (content !== undefined) response.body = content;
  return response;
}

function statusOf(given = 200) {
  const status = typeof given === 'string' && /^\s*\d+\s*$/.test(given) ? Number(given) : given;
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new RangeError(`statusCode must be an integer from 200 to 599, got ${String(given)}.`);
}

/** headers, Set-Cookie and multiValueHeaders as one object; several cookies as an array. */
function collect(value) {
  const multi = linesOf('multiValueHeaders', value.multiValueHeaders);
  const isMulti = ([name, text]) => multi.some((line) => line[0].toLowerCase() === name.toLowerCase() && line[1] === text);
  const single = linesOf('headers', value.headers).filter((line) => !isMulti(line));
  const cookies = valuesOf('Set-Cookie', value['Set-Cookie']).map((text) => ['Set-Cookie', text]);
  const found = new Map();
  for (const [name, text] of [...single, ...cookies, ...multi]) {
    const lower = name.toLowerCase();
    if (PLATFORM.includes(lower)) continue;
    const before = found.get(lower);
    // In two spellings a header is one, and the last counts; cookies are a line each.
    const goesOn = before !== undefined && (lower === 'set-cookie' || (before.name === name && !SINGLE.includes(lower)));
    if (goesOn) before.texts.push(text);
    else found.set(lower, { name: lower === 'set-cookie' ? 'Set-Cookie' : name, texts: [text] });
  }
  const headers = {};
  for (const { name, texts } of found.values()) {
    headers[name] = name === 'Set-Cookie' && texts.length > 1 ? texts : texts.join(', ');
  }
  return headers;
}

function linesOf(key, headers) {
  if (headers === undefined || headers === null) return [];
  if (typeof headers !== 'object' || Array.isArray(headers)) {
    throw new TypeError(`${key} must be an object of names and values, got ${String(headers)}.`);
  }
  return pairsOf(headers).flatMap(([name, value]) => valuesOf(name, value).map((text) => [name, text]));
}

function valuesOf(name, given) {
  if (!TOKEN.test(name)) throw new TypeError(`${JSON.stringify(name)} cannot be a header's name.`);
  const values = (Array.isArray(given) ? given : [given]).filter((value) => value !== undefined && value !== null);
  return values.map((value) => {
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw new TypeError(`The header ${name} must be a string, a number or a boolean.`);
    }
    const text = name.toLowerCase() === 'location' ? encoded(String(value)) : String(value);
    if (FORBIDDEN.test(text)) throw new TypeError(`The value of the header ${name} has a character that HTTP forbids.`);
    return text;
  });
}

/** What is not ASCII percent-encoded in UTF-8, as browsers do before they go there. */
function encoded(text) {
  return text.replace(/[\u0080-\uffff]+/g, (part) => Buffer.from(part).toString('hex').toUpperCase().replace(/../g, '%$&'));
}

function bodyOf(body) {
  if (body === undefined || body === null) return {};
  if (typeof body === 'string') return { content: body, type: HTML_TYPE };
  if (ArrayBuffer.isView(body)) return { content: Buffer.from(body.buffer, body.byteOffset, body.byteLength), type: BYTES_TYPE };
  if (body instanceof ArrayBuffer || body instanceof SharedArrayBuffer) return { content: Buffer.from(body), type: BYTES_TYPE };
  if (body instanceof Blob) return { content: body.arrayBuffer(), type: body.type || BYTES_TYPE };
  const text = JSON.stringify(body);
  if (text === undefined) return {};
  const json = JSON.parse(text);
  // As it is now: what main changes later is not sent. Text is sent as it is, and so is the JSON of a bare value.
  return { content: json !== null && typeof json === 'object' ? json : text, type: JSON_TYPE };
}

module.exports = { adapt, adaptValue, withContext };
