'use strict';
// Sends Python the value that sendResponse was given: its parts described, and the body's bytes.

const p = require('./primordials.js');
const { sizeOf, write, TYPES } = require('./wire.js');
const { describeHeaders, describeScalar, describeValues, findUnserializable } = require('./describe.js');

/** What sendResponse was given: its parts described, and the body as text or bytes. */
function describeReply(value) {
  const reply = { __proto__: null };
  const { statusCode, headers, multiValueHeaders, body } = value;
  if (statusCode !== undefined) reply.statusCode = describeScalar(statusCode);
  if (headers !== undefined && headers !== null) reply.headers = describeHeaders(headers);
  if (multiValueHeaders !== undefined && multiValueHeaders !== null) reply.multiValueHeaders = describeHeaders(multiValueHeaders);
  const cookies = value['Set-Cookie'];
  if (cookies !== undefined) reply.setCookie = describeValues(cookies);
  let content;
  if (body === undefined || body === null) {
    reply.kind = 'empty';
  } else if (typeof body === 'string') {
    reply.kind = 'text';
    content = body;
  } else if (p.isUint8Array(body)) {
    reply.kind = 'bytes';
    content = body;
  } else {
    content = jsonText(body);
    reply.kind = content === undefined ? 'empty' : 'json';
  }
  return { __proto__: null, reply, content };
}

function jsonText(body) {
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
    throw new p.TypeError(`sendResponse: the body cannot be JSON: ${problem}.`);
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
    write(TYPES.SENT, p.jsonStringify({ __proto__: null, n: reply.n, kind: 'empty', tooLarge }));
  } else {
    write(TYPES.SENT, envelope, size > most ? undefined : content);
  }
}

module.exports = { describeReply, writeReply };
