'use strict';
// What a request gets that something answers in place of the network: headers, or an error, after a delay.

const p = require('./primordials.js');

// Node's error numbers on Linux.
const ERRORS = Object.freeze({ __proto__: null, ETIMEDOUT: -110, ECONNREFUSED: -111, ECONNRESET: -104, ENOTFOUND: -3008 });
// How often it is looked whether a client that is not answered can still lose its patience.
const LOOK_MS = 20;
const UNSENT = Object.freeze({ __proto__: null, 'CONTENT-LENGTH': true, 'CONTENT-ENCODING': true, 'TRANSFER-ENCODING': true });
const made = new p.WeakSet();

/** Whether an error is one of an answer: the network has no part in it. */
function isOfAnAnswer(error) {
  return typeof error === 'object' && error !== null && p.weakHas(made, error);
}

/** The error of a failure; `host` and `port` are where the request was going. */
function errorOf({ failure, message, code }, host, port, fetched) {
  let own;
  if (failure === 'dns') own = ['ENOTFOUND', `getaddrinfo ENOTFOUND ${host}`, { syscall: 'getaddrinfo', hostname: host }];
  else if (failure === 'timeout') own = ['ETIMEDOUT', `connect ETIMEDOUT ${host}:${port}`, { syscall: 'connect', address: host, port }];
  else if (failure === 'refused') own = ['ECONNREFUSED', `connect ECONNREFUSED ${host}:${port}`, { syscall: 'connect', address: host, port }];
  else if (failure === 'tls') own = ['CERT_HAS_EXPIRED', 'certificate has expired', {}];
  else if (failure === 'reset' && fetched) own = ['ECONNRESET', 'read ECONNRESET', { syscall: 'read' }];
  else if (failure === 'reset') own = ['ECONNRESET', 'socket hang up', {}];
  else own = ['', 'the request has failed', {}];
  const text = message === '' ? own[1] : message;
  const error = new p.Error(text);
  const given = code === '' ? own[0] : code;
  if (given !== '') {
    if (code === '' && ERRORS[given] !== undefined && own[2].syscall !== undefined) error.errno = ERRORS[given];
    error.code = given;
    if (code === '' || code === own[0]) p.assign(error, own[2]);
  }
  // Node's own have no code of the function in theirs, either.
  p.defineProperty(error, 'stack', { __proto__: null, value: `Error: ${text}`, configurable: true, writable: true });
  p.weakAdd(made, error);
  return error;
}

/** The headers of a response as they are sent: with the length of a body that is decoded; names and values in turn. */
function headersOf({ status, headers, content }, method) {
  const sent = p.setPrototypeOf([], null);
  const empty = method === 'HEAD' || status === 204 || status === 304;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (UNSENT[p.toUpperCase(headers[i])] && !(empty && p.toUpperCase(headers[i]) === 'CONTENT-LENGTH')) continue;
    sent[sent.length] = headers[i];
    sent[sent.length] = headers[i + 1];
  }
  if (!empty) {
    sent[sent.length] = 'Content-Length';
    sent[sent.length] = p.String(content.length);
  }
  return { __proto__: null, sent, empty };
}

/**
 * Calls `due` after the answer's delay, keeping the event loop alive. One that never comes waits for as long as the
 * client has a means to give up, which `impatient` says. Returns what stops it.
 */
function wait(answer, impatient, due) {
  let timer = null;
  const stop = () => {
    if (timer !== null) p.clearTimeout(timer);
    timer = null;
  };
  const look = () => {
    timer = null;
    if (answer.failure === 'timeout' && impatient()) timer = p.setTimeout(look, LOOK_MS);
    else due();
  };
  timer = p.setTimeout(look, answer.delay);
  return stop;
}

module.exports = { errorOf, headersOf, isOfAnAnswer, wait };
