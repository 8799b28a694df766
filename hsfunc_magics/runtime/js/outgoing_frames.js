'use strict';
// Tells Python of every request of an execution: once it is complete, and once it is over. Where somebody stands
// between functions and the network, each is asked about first: Python answers at once, and the event loop waits.

const p = require('./primordials.js');
const { read, write, TYPES } = require('./wire.js');
const { owner } = require('./owners.js');

// How much of a body is kept where nobody says otherwise; instance/outgoing_frames.py has the same number.
const KEPT = 65536;
// Of so many requests of an execution all is told; those beyond are counted, and asked about.
const MOST = 200;

let current = null;
let atEnd = () => {};
let asking = false;
let kept = KEPT;
// What an earlier execution asks between two others stands still until the next one.
let waiting = p.setPrototypeOf([], null);

/** An execution begins; `most` is how much of a body is to be kept where there is somebody to ask. */
function requestsBegin(execution, most) {
  current = execution;
  asking = most !== undefined;
  kept = asking ? most : KEPT;
  if (waiting.length > 0) p.setImmediate(goOn);
}

function goOn() {
  if (current === null) return;
  const held = waiting;
  waiting = p.setPrototypeOf([], null);
  for (let i = 0; i < held.length; i += 1) held[i]();
}

/** `work` is done before an execution ends. */
function beforeEnd(work) {
  atEnd = work;
}

/** An execution ends. Returns how many requests it has sent, beyond those that were told of. */
function requestsEnd(execution) {
  atEnd();
  if (execution.open !== undefined) require('./exchanges.js').closeExchanges(execution);
  current = null;
  return execution.requests > MOST ? execution.requests - MOST : 0;
}

function begins(execution) {
  execution.requests = (execution.requests || 0) + 1;
  return execution.requests > MOST && !asking ? 0 : execution.requests;
}

/** Writes a frame of an exchange; its execution may be an earlier one. */
function requested(exchange, told, body, answered) {
  const { execution, number } = exchange;
  if (answered !== undefined && current === null) {
    waiting[waiting.length] = () => requested(exchange, told, body, answered);
    return;
  }
  const ask = answered !== undefined && asking;
  if (ask || execution === current) {
    told.n = execution.n;
    told.i = number;
    told.ask = ask;
    told.at = exchange.at - execution.started;
    write(TYPES.REQUESTED, p.jsonStringify(told), body);
  }
  if (answered !== undefined) answered(ask ? answer() : undefined);
}

function answer() {
  const { type, envelope, body } = read();
  if (type !== TYPES.ANSWER) p.exit(0); // Python says nothing else meanwhile
  if (envelope.kind === undefined) return undefined;
  const content = p.allocUnsafeSlow(body.length);
  p.setBytes(content, body);
  return { __proto__: null, ...envelope, content };
}

function over({ execution, number }, told, body) {
  if (execution !== current) return;
  told.n = execution.n;
  told.i = number;
  write(TYPES.EXCHANGED, p.jsonStringify(told), body);
}

/** A frame's body is no larger than a response may be. */
function bounded(most) {
  return current !== null && current.responseBytes < most ? current.responseBytes : most;
}

const WAY = Object.freeze({
  __proto__: null,
  execution: owner,
  asks: () => asking,
  kept: () => bounded(kept),
  asked: () => (current === null ? kept : current.responseBytes),
  begins,
  requested,
  over,
});

module.exports = { WAY, beforeEnd, requestsBegin, requestsEnd };
