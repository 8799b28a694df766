'use strict';
// fetch, which is undici's in Node. Its requests, those of a redirect as well, all pass its global dispatcher: there
// they are told of and asked about, and what answers one is given to it as if it had come over a connection.

const p = require('./primordials.js');
const { askAbout, asks, exchangeOver, keep, openExchange, requestComplete, responseBegins } = require('./exchanges.js');
const { fetchSent } = require('./outgoing.js');
const { hasTimers } = require('./pending.js');

const DISPATCHER = Symbol.for('undici.globalDispatcher.1');
const { asyncIterator } = Symbol;

// What fetch was called with, while it is being called: it dispatches at once.
let called = null;

/** Calls Node's fetch. `callee` is what the function has called. */
function callFetch(node, callee, self, given) {
  const outer = called;
  called = { __proto__: null, callee, patient: isPatient(given[0], given[1]) };
  try {
    return p.apply(node, self, given);
  } finally {
    called = outer;
  }
}

/** Whether nothing that fetch was given can make it give up. */
function isPatient(input, options) {
  try {
    if (options && options.signal) return false;
    return typeof input === 'string' || input instanceof p.URL;
  } catch {
    return false;
  }
}

/** Replaces undici's dispatcher; `loads` loads undici. */
function watchDispatcher(loads) {
  loads();
  const real = globalThis[DISPATCHER];
  if (real === undefined || typeof real.dispatch !== 'function') return;
  const usual = real.dispatch;
  const { dispatch } = {
    dispatch(options, handler) {
      const call = called;
      const exchange = typeof handler.onHeaders === 'function' ? openExchange('fetch', () => describe(options), call === null ? dispatch : call.callee) : null;
      if (exchange === null) return p.apply(usual, real, [options, handler]);
      const watched = watch(handler, exchange);
      const go = (body) => p.apply(usual, real, [body === options.body ? options : { ...options, body }, watched]);
      if (!asks()) {
        go(passing(options.body, exchange));
        if (!isAsync(options.body)) requestComplete(exchange);
        return true;
      }
      const ask = (body) =>
        askAbout(exchange, (answer) => {
          if (answer === undefined) go(body);
          else give(options, watched, exchange, answer, call === null || call.patient);
        });
      if (isAsync(options.body)) collect(options.body, exchange, watched, ask);
      else ask(keepGiven(options.body, exchange));
      return true;
    },
  };
  globalThis[DISPATCHER] = p.setPrototypeOf({ dispatch }, real);
}

// ------------------------------------------------------------ the request

function describe({ origin, path, method, headers, body }) {
  const url = p.String(origin) + p.String(path);
  const told = p.setPrototypeOf([], null);
  const add = (name, value) => {
    told[told.length] = p.String(name);
    told[told.length] = p.String(value);
  };
  const given = p.setPrototypeOf([], null);
  if (p.isArray(headers)) {
    for (let i = 0; i < headers.length; i += 1) given[i] = headers[i];
  } else if (headers) {
    const names = p.ownKeys(headers);
    for (let i = 0; i < names.length; i += 1) {
      given[2 * i] = names[i];
      given[2 * i + 1] = headers[names[i]];
    }
  }
  // As undici writes them: these two first.
  add('host', new p.URL(url).host);
  add('connection', 'keep-alive');
  let sized = false;
  for (let i = 0; i + 1 < given.length; i += 2) {
    sized = sized || p.toUpperCase(p.String(given[i])) === 'CONTENT-LENGTH';
    add(given[i], given[i + 1]);
  }
  if (isAsync(body) && !sized) add('transfer-encoding', 'chunked');
  return { __proto__: null, method: p.toUpperCase(p.String(method)), url, headers: told };
}

function isAsync(body) {
  return typeof body === 'object' && body !== null && typeof body[asyncIterator] === 'function';
}

function keepGiven(body, { sent }) {
  if (typeof body === 'string') keep(sent, p.bufferFrom(body, 'utf8'));
  else if (p.isUint8Array(body)) keep(sent, body);
  return body;
}

/** The body of a request that goes out: its parts are kept as they pass. */
function passing(body, exchange) {
  if (!isAsync(body)) return keepGiven(body, exchange);
  return (async function* pass() {
    for await (const part of body) {
      keepGiven(part, exchange);
      yield part;
    }
    requestComplete(exchange);
  })();
}

/** Takes all of a body, and calls `ask` with one that gives it again. */
async function collect(body, exchange, watched, ask) {
  const parts = p.setPrototypeOf([], null);
  try {
    for await (const part of body) {
      keepGiven(part, exchange);
      parts[parts.length] = part;
    }
    ask(again(parts));
  } catch (error) {
    p.apply(watched.onError, watched, [error]);
  }
}

async function* again(parts) {
  for (let i = 0; i < parts.length; i += 1) yield parts[i];
}

// ------------------------------------------------------------ the response

/** The handler of a request, which sees what comes. */
function watch(handler, exchange) {
  return p.setPrototypeOf(
    {
      onHeaders(status, headers) {
        if (status >= 200) responseBegins(exchange, status, headers);
        return p.apply(handler.onHeaders, this, arguments);
      },
      onData(bytes) {
        keep(exchange.received, bytes);
        return p.apply(handler.onData, this, arguments);
      },
      onComplete() {
        exchangeOver(exchange);
        return p.apply(handler.onComplete, this, arguments);
      },
      onError(error) {
        exchangeOver(exchange, error);
        return p.apply(handler.onError, this, arguments);
      },
    },
    handler,
  );
}

/** Gives an answer to the handler of a request. */
function give(options, watched, exchange, answer, patient) {
  const { errorOf, headersOf, wait } = require('./answers.js');
  // What pending.js and the notes know of a request, as undici has it.
  const request = { __proto__: null, origin: options.origin, path: options.path, method: options.method, completed: false, aborted: false };
  fetchSent(request);
  const due = () => {
    request.completed = true;
    if (answer.kind !== 'response') {
      const { hostname, port } = new p.URL(options.origin);
      p.apply(watched.onError, watched, [errorOf(answer, hostname, p.Number(port) || 443, true)]);
      return;
    }
    const { sent, empty } = headersOf(answer, p.toUpperCase(p.String(options.method)));
    const headers = [];
    for (let i = 0; i < sent.length; i += 1) headers[i] = p.bufferFrom(sent[i], 'latin1');
    p.apply(watched.onHeaders, watched, [answer.status, headers, () => {}, answer.statusText]);
    if (request.aborted) return;
    if (!empty && answer.content.length > 0) p.apply(watched.onData, watched, [answer.content]);
    if (!request.aborted) p.apply(watched.onComplete, watched, [[]]);
  };
  const stop = wait(answer, () => !patient || hasTimers(exchange.execution), due);
  p.apply(watched.onConnect, watched, [
    (reason) => {
      if (request.completed || request.aborted) return;
      request.aborted = true;
      stop();
      p.apply(watched.onError, watched, [reason]);
    },
  ]);
}

module.exports = { callFetch, watchDispatcher };
