'use strict';
// The requests of executions, each from its beginning until it is over, with what is kept of both bodies. By a `way`
// they are told of and asked about: the main thread's is frames (outgoing_frames.js), a worker's the main thread.

const p = require('./primordials.js');
const { captureCallers, positionIn } = require('./positions.js');

// What is decoded may be much larger than what came.
const MOST_DECODED = 4 << 20;
const HEAD = 1024;

let way = null;

/**
 * `given` has `execution()`, that which runs; `begins(execution)`, the number of its next request, 0 where that is not
 * told of; `asks()`, whether requests are asked about; `kept()` and `asked()`, how much of a body is kept, and asked
 * about; `requested(exchange, told, body, answered)` and `over(exchange, told, body)`.
 */
function setWay(given) {
  way = given;
}

/** The way of this thread; the main thread's, where none was set. */
function wayOf() {
  if (way === null) way = require('./outgoing_frames.js').WAY;
  return way;
}

function list() {
  return p.setPrototypeOf([], null);
}

// ------------------------------------------------------------ bodies

function bodyOf(room) {
  return { __proto__: null, parts: list(), room, size: 0 };
}

/** Keeps of a body what there is room for. */
function keep(body, bytes) {
  const size = p.lengthOf(bytes);
  body.size += size;
  if (body.room <= 0 || size === 0) return;
  const some = size < body.room ? size : body.room;
  const copy = p.allocUnsafeSlow(some);
  p.setBytes(copy, some === size ? bytes : p.subarray(bytes, 0, some));
  body.parts[body.parts.length] = copy;
  body.room -= some;
}

function bytesOf({ parts }) {
  if (parts.length < 2) return parts[0];
  let size = 0;
  for (let i = 0; i < parts.length; i += 1) size += parts[i].length;
  const whole = p.allocUnsafeSlow(size);
  for (let i = 0, at = 0; i < parts.length; i += 1) {
    p.setBytes(whole, parts[i], at);
    at += parts[i].length;
  }
  return whole;
}

/** The body that came, as far as it is kept. Python decodes what is encoded otherwise. */
function receivedOf({ received, encoding }) {
  const bytes = bytesOf(received);
  if (encoding !== 'BR' || bytes === undefined) return bytes;
  try {
    const zlib = require('node:zlib');
    const how = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH, maxOutputLength: MOST_DECODED };
    const whole = zlib.brotliDecompressSync(bytes, how);
    return whole.length > way.kept() ? p.subarray(whole, 0, way.kept()) : whole;
  } catch {
    return undefined;
  }
}

// ------------------------------------------------------------ from the beginning to the end

/** Whether requests are asked about before they go out. */
function asks() {
  return wayOf().asks();
}

/**
 * A request begins; null where it is not told of. `client` is `http` or `fetch`; `describe` gives its method, its url
 * and its headers, names and values one after the other; `callee` is the function of ours that was called for it.
 */
function openExchange(client, describe, callee) {
  const execution = wayOf().execution();
  if (execution === null) return null;
  const number = way.begins(execution);
  if (number === 0) return null;
  const exchange = {
    __proto__: null,
    execution,
    number,
    client,
    describe,
    at: p.now(),
    position: positionIn(execution.file, captureCallers(callee)),
    sent: bodyOf(way.asks() ? way.asked() : way.kept()),
    told: false,
    over: false,
    status: 0,
    headers: undefined,
    encoding: '',
    received: bodyOf(way.kept()),
  };
  if (execution.open === undefined) execution.open = list();
  execution.open[execution.open.length] = exchange;
  return exchange;
}

function tell(exchange, answered) {
  if (exchange.told) return;
  exchange.told = true;
  const { client, sent, position } = exchange;
  const { method, url, headers } = exchange.describe();
  const told = { __proto__: null, client, method, url, headers, size: sent.size };
  if (position !== undefined) {
    told.line = position.line;
    told.column = position.column;
  }
  way.requested(exchange, told, bytesOf(sent), answered);
}

/** A request is complete, and goes out. */
function requestComplete(exchange) {
  tell(exchange, undefined);
}

/** A request is complete: `answered` gets what answers it, undefined where it is to go out. */
function askAbout(exchange, answered) {
  tell(exchange, answered);
}

/** The beginning of a response; `headers` are names and values one after the other, as texts or as bytes. */
function responseBegins(exchange, status, headers) {
  const own = list();
  for (let i = 0; i < headers.length; i += 1) {
    own[i] = typeof headers[i] === 'string' ? headers[i] : p.latin1Slice(headers[i], 0, headers[i].length);
    if (i % 2 === 1 && p.toUpperCase(own[i - 1]) === 'CONTENT-ENCODING') exchange.encoding = p.toUpperCase(own[i]);
  }
  // What is encoded has a head, too.
  if (exchange.encoding !== '') exchange.received.room += HEAD;
  exchange.status = status;
  exchange.headers = own;
}

/** A request is over: its response is complete, or it has failed. */
function exchangeOver(exchange, error) {
  if (exchange.over) return;
  forget(exchange);
  finish(exchange, error);
}

function finish(exchange, error) {
  tell(exchange, undefined);
  exchange.over = true;
  const { status, headers, received } = exchange;
  const told = { __proto__: null, ms: p.now() - exchange.at, size: received.size, status, headers };
  if (error !== undefined) told.failure = failureOf(error);
  way.over(exchange, told, receivedOf(exchange));
}

function failureOf(error) {
  const told = { __proto__: null, code: '', message: '' };
  try {
    if (typeof error.code === 'string') told.code = error.code;
    told.message = p.String(error.message);
  } catch {
    // User code has made the error.
  }
  return told;
}

function forget(exchange) {
  const { open } = exchange.execution;
  if (open === undefined) return;
  let kept = 0;
  for (let i = 0; i < open.length; i += 1) {
    if (open[i] === exchange) continue;
    open[kept] = open[i];
    kept += 1;
  }
  open.length = kept;
}

/** The execution ends: what it has sent is told, and as much of a response as has come. */
function closeExchanges(execution) {
  const { open } = execution;
  if (open === undefined) return;
  execution.open = undefined;
  for (let i = 0; i < open.length; i += 1) {
    if (open[i].status === 0) tell(open[i], undefined);
    else finish(open[i]);
  }
}

module.exports = {
  askAbout,
  asks,
  closeExchanges,
  exchangeOver,
  keep,
  openExchange,
  requestComplete,
  responseBegins,
  setWay,
  wayOf,
};
