'use strict';
// Node's own client, which axios, request and @hubspot/api-client use as well. A request is told of when its body is
// complete. One that is asked about gets its connection only then: none where something answers it, and otherwise the
// one that its agent has for it. Node's own code reads the response either way.

const p = require('./primordials.js');
const { askAbout, asks, exchangeOver, keep, openExchange, requestComplete, responseBegins } = require('./exchanges.js');
const { hasTimers } = require('./pending.js');

const states = new p.WeakMap();
const ours = new p.WeakSet();
const GIVEN_UP = Object.freeze({ __proto__: null, code: '', message: 'the function has given it up' });
// A name, or an address in brackets, and a port.
const HOST = /^\[?(.*?)\]?(?::(\d+))?$/;
let onSocket = null;

/** Every way of an agent to find a connection, its own or an inherited one. */
function watchAgent(agent) {
  let holder = agent;
  while (holder !== null && !p.hasOwn(holder, 'addRequest')) holder = p.getPrototypeOf(holder);
  if (holder === null) return;
  const usual = holder.addRequest;
  if (typeof usual !== 'function' || p.weakHas(ours, usual)) return;
  const { addRequest } = {
    addRequest(request, options) {
      const held = p.weakGet(states, request) === undefined && begins(request, options, addRequest);
      if (!held) return p.apply(usual, this, arguments);
      p.weakGet(states, request).connect = () => p.apply(usual, this, arguments);
      return undefined;
    },
  };
  p.weakAdd(ours, addRequest);
  holder.addRequest = addRequest;
}

/** A request was made; returns whether it waits for its connection. */
function begins(request, options, callee) {
  const exchange = openExchange('http', () => describe(request, options), callee);
  if (exchange === null) {
    p.weakSet(states, request, null); // seen, and not told of
    return false;
  }
  const state = { __proto__: null, exchange, options, complete: false, connect: null, continued: false };
  p.weakSet(states, request, state);
  if (!asks()) return false;
  if (request.getHeader('expect') !== undefined) p.nextTick(goOn, request, state);
  return true;
}

/** Who waits for a server's leave to send a body has it: the server's own is not told, should the request go out. */
function goOn(request, state) {
  p.emit(request, 'continue');
  state.continued = true;
}

/** A request has a connection: its agent's, ours, or one of the function's own, made without an agent. */
function connected(request, callee, given) {
  if (p.weakGet(states, request) === undefined) {
    const { 1: host, 2: port } = p.exec(HOST, p.String(request.getHeader('host')));
    if (begins(request, { __proto__: null, host, port }, callee)) {
      const state = p.weakGet(states, request);
      const socket = given[0];
      state.connect = () => p.apply(onSocket, request, given);
      state.refuse = () => socket.destroy();
      return;
    }
  }
  p.apply(onSocket, request, given);
}

function describe(request, options) {
  const method = p.toUpperCase(p.String(request.method));
  const protocol = p.String(request.protocol);
  const host = p.String(options.host);
  const usual = protocol === 'https:' ? 443 : 80;
  const port = p.Number(options.port) === usual || !options.port ? '' : `:${p.String(options.port)}`;
  const path = p.String(request.path);
  const shown = p.indexOf(host, ':') < 0 ? host : `[${host}]`;
  const url = p.startsWith(path, '/') ? `${protocol}//${shown}${port}${path}` : path;
  return { __proto__: null, method, url, headers: headersSent(request) };
}

/** Names and values in turn, of the head as it goes out. */
function headersSent(request) {
  const found = p.setPrototypeOf([], null);
  const lines = p.split(p.String(request._header), '\r\n');
  for (let i = 1; i < lines.length; i += 1) {
    const at = p.indexOf(lines[i], ': ');
    if (at <= 0) continue;
    found[found.length] = p.slice(lines[i], 0, at);
    found[found.length] = p.slice(lines[i], at + 2);
  }
  return found;
}

function keepGiven(body, chunk, encoding) {
  if (typeof chunk === 'string') keep(body, p.bufferFrom(chunk, typeof encoding === 'string' ? encoding : 'utf8'));
  else if (p.isUint8Array(chunk)) keep(body, chunk);
}

/** Does what `write` and `end` do; `node` is Node's own, `given` its arguments. */
function writeTo(request, ends, node, given) {
  const state = p.weakGet(states, request);
  if (!state || state.complete) return p.apply(node, request, given);
  const result = p.apply(node, request, state.connect === null || ends ? given : takenAtOnce(given));
  keepGiven(state.exchange.sent, given[0], given[1]);
  if (ends) complete(request, state);
  else if (state.connect !== null && result === false) p.nextTick(() => p.emit(request, 'drain'));
  return result;
}

/**
 * The arguments of a `write` without a connection. What Node would say once the bytes have left is said at once: some
 * clients end a request only then.
 */
function takenAtOnce(given) {
  const { 0: chunk, 1: encoding, 2: callback } = given;
  const said = typeof encoding === 'function' ? encoding : callback;
  if (typeof said === 'function') p.nextTick(said);
  return typeof encoding === 'function' ? [chunk] : [chunk, encoding];
}

function complete(request, state) {
  state.complete = true;
  if (state.connect === null) requestComplete(state.exchange);
  else askAbout(state.exchange, (answer) => answered(request, state, answer));
}

function answered(request, state, answer) {
  const { connect } = state;
  if (connect === null) return; // it was given up meanwhile
  state.connect = null;
  if (answer === undefined) {
    connect();
    return;
  }
  if (state.refuse !== undefined) state.refuse();
  give(request, state, answer);
}

function give(request, { exchange, options }, answer) {
  const { errorOf, wait } = require('./answers.js');
  const { AnsweringSocket, bytesOf } = require('./answering_socket.js');
  const socket = new AnsweringSocket(request.protocol === 'https:');
  const stop = wait(
    answer,
    () => socket.timeout > 0 || hasTimers(exchange.execution),
    () => {
      if (socket.destroyed) return;
      if (answer.kind === 'response') socket.push(bytesOf(answer, p.toUpperCase(p.String(request.method))));
      else socket.destroy(errorOf(answer, p.String(options.host), p.Number(options.port) || 443, false));
    },
  );
  p.on(socket, 'close', stop);
  // The client's own; the agent of all has one as well, to which nobody listens.
  if (request.timeout) socket.setTimeout(request.timeout);
  p.apply(onSocket, request, [socket]);
}

/** A request that has no connection yet, and gets none any more, ends by way of one. */
function destroyed(request) {
  const state = p.weakGet(states, request);
  if (!state || state.connect === null) return;
  state.connect = null;
  const { AnsweringSocket } = require('./answering_socket.js');
  p.apply(onSocket, request, [new AnsweringSocket(false)]);
}

/** Something has come of a request: its response begins, or it is over. */
function happened(request, name, first) {
  const state = p.weakGet(states, request);
  if (!state) return;
  if (name === 'response') watchResponse(state.exchange, first);
  else if (name === 'error') exchangeOver(state.exchange, request.aborted ? GIVEN_UP : first);
  else exchangeOver(state.exchange, GIVEN_UP);
}

function wasContinued(request) {
  const state = p.weakGet(states, request);
  return Boolean(state) && state.continued;
}

function watchResponse(exchange, response) {
  responseBegins(exchange, response.statusCode, response.rawHeaders);
  const { push } = response;
  p.defineProperty(response, 'push', {
    __proto__: null,
    configurable: true,
    writable: true,
    value(chunk) {
      if (chunk === null) exchangeOver(exchange);
      else if (p.isUint8Array(chunk)) keep(exchange.received, chunk);
      return p.apply(push, this, arguments);
    },
  });
}

/** Replaces what requests are made of. */
function watchHttp({ Agent, ClientRequest }) {
  const { prototype } = ClientRequest;
  onSocket = prototype.onSocket;
  watchAgent(Agent.prototype);
  // Every request names its agent first, which may find connections in a way of its own.
  p.defineProperty(prototype, 'agent', {
    __proto__: null,
    configurable: true,
    get: () => undefined,
    set(agent) {
      p.defineProperty(this, 'agent', { __proto__: null, value: agent, configurable: true, enumerable: true, writable: true });
      if (typeof agent === 'object' && agent !== null) watchAgent(agent);
    },
  });
  const { emit: said, destroy: node } = prototype;
  const { destroy, emit, onSocket: connects } = {
    onSocket() {
      connected(this, connects, arguments);
    },
    emit(name, first) {
      if (name === 'continue' && wasContinued(this)) return true;
      if (name === 'response' || name === 'error' || name === 'close') happened(this, name, first);
      return p.apply(said, this, arguments);
    },
    destroy() {
      const result = p.apply(node, this, arguments);
      destroyed(this);
      return result;
    },
  };
  prototype.destroy = destroy;
  prototype.emit = emit;
  prototype.onSocket = connects;
}

module.exports = { watchHttp, writeTo };
