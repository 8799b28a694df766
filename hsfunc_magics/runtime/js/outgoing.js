'use strict';
// Watches the requests that functions send: which write, which are pending, and which failed on a connection that had
// been kept from an earlier execution.

const diagnostics = require('node:diagnostics_channel');
const { errorMonitor } = require('node:events');
const p = require('./primordials.js');
const { isGraphqlQuery } = require('./graphql.js');
const { owner } = require('./owners.js');
const { nameOf, requestSent, workOf } = require('./pending.js');

const WRITING = Object.freeze({ __proto__: null, POST: true, PUT: true, PATCH: true, DELETE: true });
// How it is told that the other side has closed a connection.
const CLOSED = Object.freeze({ __proto__: null, ECONNRESET: true, EPIPE: true, UND_ERR_SOCKET: true });
const LONGEST_REASON = 100;
const MOST_QUERIES = 100;

// Node drops a channel that nobody refers to.
const channels = [];
function listen(name, heard) {
  const channel = diagnostics.channel(name);
  channel.subscribe(heard);
  channels.push(channel);
}

// The execution that has sent a request, the connection on which it went out, and the one that has used a connection last.
const senders = new p.WeakMap();
const connections = new p.WeakMap();
const users = new p.WeakMap();
// Node's own requests that are GraphQL queries.
const queries = new p.WeakSet();
// The URLs of those that fetch was called with, until their requests are made.
const fetched = p.setPrototypeOf([], null);

/** The execution sends a request that writes, as far as its method says. */
function judge(execution, request, reading) {
  const method = p.toUpperCase(p.String(request.method));
  if (!WRITING[method]) return;
  const work = workOf(execution);
  if (method === 'POST' && reading(request)) work.queried = true;
  else if (work.wrote === undefined) work.wrote = method;
}

function answered(request, connection) {
  const execution = p.weakGet(senders, request);
  if (execution !== undefined && connection) p.weakSet(users, connection, execution);
}

/** A request has failed: where that was for a connection which had been closed between two executions, it is kept. */
function failed(request, connection, error) {
  const execution = p.weakGet(senders, request);
  const user = connection ? p.weakGet(users, connection) : undefined;
  if (execution === undefined || user === undefined || user === execution) return;
  try {
    const { code } = error;
    if (!CLOSED[code]) return;
    const message = p.String(error.message);
    workOf(execution).closed = { __proto__: null, request: nameOf(request), reason: message.length > LONGEST_REASON ? code : message };
  } catch {
    // User code has made the error.
  }
}

// ------------------------------------------------------------ Node's own client

function sent(request) {
  const execution = owner();
  if (execution === null) return;
  p.weakSet(senders, request, execution);
  requestSent(execution, request, false);
  p.on(request, errorMonitor, (error) => failed(request, request.reusedSocket ? request.socket : null, error));
}

/** Sees the body of a request where it is given: no channel has it. */
function watchClient(http) {
  const { watchHttp, writeTo } = require('./http_requests.js');
  for (const name of ['write', 'end']) {
    const node = http.ClientRequest.prototype[name];
    const { [name]: watched } = {
      [name](body) {
        if (p.weakGet(senders, this) === undefined) {
          sent(this);
          if (isGraphqlQuery(body)) p.weakAdd(queries, this);
        }
        return writeTo(this, name === 'end', node, arguments);
      },
    };
    http.ClientRequest.prototype[name] = watched;
  }
  watchHttp(http);
}

listen('http.client.request.start', ({ request }) => {
  if (p.weakGet(senders, request) === undefined) sent(request);
  const execution = p.weakGet(senders, request);
  if (execution !== undefined) judge(execution, request, isQuery);
});
listen('http.client.response.finish', ({ request }) => answered(request, request.socket));

function isQuery(request) {
  return p.weakHas(queries, request);
}

// ------------------------------------------------------------ fetch

/** Watches fetch. Undici and what sees its requests are loaded with the first. */
function watchFetch() {
  const node = globalThis.fetch;
  if (typeof node !== 'function') return;
  const headers = p.getOwnPropertyDescriptor(globalThis, 'Headers');
  const loads = () => headers !== undefined && headers.get !== undefined && p.apply(headers.get, globalThis, []);
  let requests = null;
  const { fetch } = {
    fetch(input, options = undefined) {
      try {
        noteQuery(input, options);
      } catch {
        // Node tells what is wrong with the arguments.
      }
      if (requests === null) {
        requests = require('./fetch_requests.js');
        requests.watchDispatcher(loads);
      }
      return requests.callFetch(node, fetch, this, arguments);
    },
  };
  globalThis.fetch = fetch;
}

/** Undici has a stream of the body only. */
function noteQuery(input, options) {
  if (!options || p.toUpperCase(p.String(options.method)) !== 'POST' || !isGraphqlQuery(options.body)) return;
  if (fetched.length < MOST_QUERIES) fetched[fetched.length] = urlOf(input);
}

/** A request of fetch, as undici or we see it. */
function fetchSent(request) {
  const execution = owner();
  if (execution === null) return;
  p.weakSet(senders, request, execution);
  requestSent(execution, request, true);
  judge(execution, request, wasQuery);
}

function urlOf(input, base) {
  return p.split(p.String(new p.URL(input, base)), '#')[0];
}

/** Whether it is the request of such a call, each of which has one. */
function wasQuery(request) {
  const url = urlOf(request.path, request.origin);
  let found = false;
  let kept = 0;
  for (let i = 0; i < fetched.length; i += 1) {
    if (!found && fetched[i] === url) {
      found = true;
    } else {
      fetched[kept] = fetched[i];
      kept += 1;
    }
  }
  fetched.length = kept;
  return found;
}

listen('undici:request:create', ({ request }) => fetchSent(request));
listen('undici:client:sendHeaders', ({ request, socket }) => p.weakSet(connections, request, socket));
listen('undici:request:headers', ({ request }) => answered(request, p.weakGet(connections, request)));
listen('undici:request:error', ({ request, error }) => failed(request, p.weakGet(connections, request), error));

module.exports = { fetchSent, watchClient, watchFetch };
