'use strict';
// Sends Python the value that sendResponse was given, or main has returned: its parts described, the body's bytes.

const p = require('./primordials.js');
const { answer, sizeOf } = require('./wire.js');
const { describeHeaders, describeScalar, describeValues, findUnserializable, isPairs } = require('./describe.js');
const { short, tagOf } = require('./inside.js');
const { findHidden, findLost, isPlain, kindOf } = require('./odd.js');

const MOST_UNKNOWN = 10;
const LONGEST = 60;

/** What a value is called that is no response, and whether the bytes of a body go out as the JSON of their object. */
function manner(convention, bytesAsJson) {
  return { __proto__: null, prefix: convention === 'return' ? 'the returned' : 'sendResponse: the', bytesAsJson };
}

/**
 * The same of any value: an object with a status code or a body is a response, all else the body of one; nothing is
 * null. `whole`: the value is the body whatever it has.
 */
function describeValue(value, how, whole) {
  const given = value === undefined ? null : value;
  if (given === null || whole) {
    const reply = { __proto__: null };
    const content = given === null ? undefined : jsonOf(reply, given, how);
    reply.kind = 'json';
    return { __proto__: null, reply, content: content === undefined ? 'null' : content };
  }
  const isResponse = typeof given === 'object' && !p.isArray(given) && (p.hasOwn(given, 'statusCode') || p.hasOwn(given, 'body'));
  return describeReply(isResponse ? given : { __proto__: null, body: given }, how);
}

/**
 * What sendResponse was given: its parts described, and the body as text or bytes. A Blob is the content itself: its
 * bytes can only be waited for.
 */
function describeReply(value, how) {
  const reply = { __proto__: null };
  const { statusCode, headers, multiValueHeaders, body } = value;
  if (statusCode !== undefined) reply.statusCode = describeScalar(statusCode);
  if (headers !== undefined && headers !== null) reply.headers = headersOf(reply, headers, 'headers');
  if (multiValueHeaders !== undefined && multiValueHeaders !== null) {
    reply.multiValueHeaders = headersOf(reply, multiValueHeaders, 'multiValueHeaders');
  }
  const cookies = value['Set-Cookie'];
  if (cookies !== undefined) reply.setCookie = describeValues(cookies);
  const unknown = unknownKeys(value);
  if (unknown !== undefined) reply.unknown = unknown;
  let content;
  if (body === undefined || body === null) {
    reply.kind = 'empty';
  } else if (typeof body === 'string') {
    reply.kind = 'text';
    content = body;
  } else if (how.bytesAsJson && (p.isView(body) || p.isAnyArrayBuffer(body))) {
    reply.bytes = true;
    content = jsonOf(reply, body, how);
  } else if (p.isUint8Array(body)) {
    reply.kind = 'bytes';
    content = body;
  } else if (typeof body !== 'object' || isPlain(body)) {
    content = jsonOf(reply, body, how);
  } else {
    content = bytesOf(reply, body);
    if (content === undefined) content = jsonOf(reply, body, how);
  }
  return { __proto__: null, reply, content };
}

function headersOf(reply, value, key) {
  const described = describeHeaders(value);
  if (described.length === 0 && typeof value === 'object' && !isPlain(value) && !isPairs(value)) addOdd(reply, findHidden(value, key));
  return described;
}

function addOdd(reply, found) {
  if (found === undefined) return;
  if (reply.odd === undefined) reply.odd = found;
  else for (let i = 0; i < found.length; i += 1) reply.odd[reply.odd.length] = found[i];
}

/** The keys that are none of the response's; undefined where there are none. */
function unknownKeys(value) {
  const names = p.ownKeys(value);
  let list;
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i];
    if (name === 'statusCode' || name === 'body' || name === 'headers' || name === 'multiValueHeaders' || name === 'Set-Cookie') continue;
    if (list === undefined) p.setPrototypeOf((list = []), null);
    if (list.length === MOST_UNKNOWN) break;
    list[list.length] = short(name, LONGEST);
  }
  // A Response of fetch keeps its status out of sight.
  if (names.length === 0 && !isPlain(value) && tagOf(value) === 'Response') p.setPrototypeOf((list = ['status']), null);
  return list;
}

/** The body where it is made of bytes; undefined where it is not. */
function bytesOf(reply, body) {
  if (p.isView(body)) {
    reply.kind = 'bytes';
    return new p.Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  }
  if (p.isAnyArrayBuffer(body)) {
    reply.kind = 'bytes';
    return new p.Uint8Array(body);
  }
  const tag = p.isProxy(body) ? '' : tagOf(body);
  if ((tag !== 'Blob' && tag !== 'File') || typeof body.arrayBuffer !== 'function') return undefined;
  reply.kind = 'blob';
  if (typeof body.type === 'string' && body.type !== '') reply.type = p.slice(body.type, 0, LONGEST * 2);
  return body;
}

function jsonOf(reply, body, how) {
  const content = jsonText(body, how);
  reply.kind = content === undefined ? 'empty' : 'json';
  // What JSON says nothing of is `{}` there: a body without it, and of nothing but its own kind, has lost nothing.
  const suspect = content === undefined || p.indexOf(content, '{}') >= 0 || typeof body === 'number';
  if (suspect || p.startsWith(content, '[null') || (typeof body === 'object' && !isPlain(body))) {
    if (typeof body !== 'number' || !p.isFinite(body)) addOdd(reply, findLost(body, 'body', content));
  }
  return content;
}

function jsonText(body, how) {
  try {
    return p.jsonStringify(body);
  } catch (error) {
    let problem;
    try {
      problem = findUnserializable(body, 'body', '', null);
    } catch {
      throw error;
    }
    if (problem === undefined) throw error;
    const cure = !isPlain(body) && kindOf(body) === 'stream' ? ' The body is a stream: collect what it gives, and send that.' : '';
    throw new p.TypeError(`${how.prefix} body cannot be JSON: ${problem}.${cure}`);
  }
}

/** Writes the answer, or only its size where that is more than `most` bytes. */
function writeReply(reply, content, most) {
  const size = sizeOf(content);
  if (size > most) reply.tooLarge = size;
  const envelope = p.jsonStringify(reply);
  // Headers count as well; a UTF-16 unit takes three bytes at most.
  if (envelope.length * 3 > most && p.byteLength(envelope) > most) {
    const tooLarge = p.byteLength(envelope) + size;
    answer(reply.n, p.jsonStringify({ __proto__: null, n: reply.n, kind: 'empty', tooLarge }));
  } else if (size > most) {
    answer(reply.n, envelope);
  } else {
    answer(reply.n, envelope, content, size);
  }
}

module.exports = { describeReply, describeValue, manner, writeReply };
