'use strict';
// Knows what executions have under way: the requests that they sent and their timers, each with the execution that it
// belongs to, and by number whatever else keeps the event loop alive.
//
// What is known is held weakly: a timer that has run must not keep its function's data. While it is pending, Node does.

const p = require('./primordials.js');
const { captureCaller, positionIn } = require('./positions.js');

const activeResources = p.process.getActiveResourcesInfo;
const ROOM = 16;
// Finding where a timer was set costs 3 µs: a function that sets very many goes without.
const MOST_POSITIONS = 100;
const MOST_TOLD = 5;
// A name is not cut: what is left of a secret in it would not be known as one.
const LONGEST_NAME = 250;
// They end by no means of their own, so that nobody waits for them.
const ENDLESS = Object.freeze({
  __proto__: null,
  TCPServerWrap: true,
  PipeServerWrap: true,
  UDPWrap: true,
  FSEventWrap: true,
  StatWatcher: true,
  SignalWrap: true,
});

function listOf(isPending) {
  return { __proto__: null, entries: p.setPrototypeOf([], null), room: ROOM, isPending };
}

function add(list, entry) {
  const { entries } = list;
  if (entries.length >= list.room) {
    let kept = 0;
    for (let i = 0; i < entries.length; i += 1) {
      if (!list.isPending(entries[i])) continue;
      entries[kept] = entries[i];
      kept += 1;
    }
    entries.length = kept;
    list.room = kept < ROOM / 2 ? ROOM : 2 * kept;
  }
  entries[entries.length] = entry;
}

const sample = p.setTimeout(() => {}, 1);
const hasRef = p.uncurryThis(sample.hasRef);
p.clearTimeout(sample);

const requests = listOf((entry) => {
  const request = p.deref(entry.held);
  if (request === undefined) return false;
  try {
    // One is Node's own, the other undici's.
    if (entry.fetched) return !request.completed && !request.aborted;
    return !request.destroyed && !(request.res && request.res.readableEnded);
  } catch {
    return false; // user code has changed it
  }
});

const timers = listOf((entry) => {
  const timer = p.deref(entry.held);
  return timer !== undefined && !timer._destroyed && hasRef(timer);
});

/** What is told of an execution's work when it ends: `pending` here, and what outgoing.js finds. */
function workOf(execution) {
  if (execution.work === undefined) execution.work = { __proto__: null };
  return execution.work;
}

/** An execution has sent a request: Node's own, or one that was `fetched`. */
function requestSent(execution, request, fetched) {
  add(requests, { __proto__: null, held: new p.WeakRef(request), execution, fetched });
}

/** An execution has set a timer: the file of that name has called `callee` for it. */
function timerSet(execution, timer, repeats, callee, filename) {
  execution.timers = (execution.timers || 0) + 1;
  const position = execution.timers > MOST_POSITIONS ? undefined : positionIn(filename, captureCaller(callee));
  const ms = timer._idleTimeout;
  add(timers, { __proto__: null, held: new p.WeakRef(timer), execution, ms, due: p.now() + ms, repeats, position });
}

/** Whether there may be requests or timers. */
function someKnown() {
  return requests.entries.length > 0 || timers.entries.length > 0;
}

/** Whether an execution has a timer set, which may be its client's patience. */
function hasTimers(execution) {
  return pendingIn(timers, execution).length > 0;
}

/** Called when the event loop has run empty: nothing is pending. */
function nothingPending() {
  if (someKnown()) requests.entries.length = timers.entries.length = 0;
}

function pendingIn(list, execution) {
  const found = p.setPrototypeOf([], null);
  const { entries } = list;
  for (let i = 0; i < entries.length; i += 1) {
    if ((execution === null || entries[i].execution === execution) && list.isPending(entries[i])) found[found.length] = entries[i];
  }
  return found;
}

/** How many resources of each type keep the event loop alive, without the timers that are known. */
function resources() {
  const counts = { __proto__: null };
  const types = p.apply(activeResources, p.process, []);
  for (let i = 0; i < types.length; i += 1) counts[types[i]] = (counts[types[i]] || 0) + 1;
  if (counts.Timeout > 0) counts.Timeout -= pendingIn(timers, null).length;
  return counts;
}

/** The types of which an execution has more than there were before it. */
function resourcesOf(execution) {
  const before = execution.before;
  // A pending request has sockets, look-ups and timers of its own, and an earlier execution's may just have got them.
  if (pendingIn(requests, null).length > 0) return p.setPrototypeOf([], null);
  const found = p.setPrototypeOf([], null);
  const counts = resources();
  for (const type in counts) {
    if (counts[type] > ((before !== undefined && before[type]) || 0)) found[found.length] = type;
  }
  return found;
}

/** Whether an execution has something under way that can end within so many ms. */
function awaits(execution, ms) {
  if (pendingIn(requests, execution).length > 0) return true;
  const until = p.now() + ms;
  const set = pendingIn(timers, execution);
  for (let i = 0; i < set.length; i += 1) {
    if (!set[i].repeats && set[i].due <= until) return true;
  }
  const types = resourcesOf(execution);
  for (let i = 0; i < types.length; i += 1) {
    if (!ENDLESS[types[i]]) return true;
  }
  return false;
}

/** What an execution has under way, as it is told: its requests and timers, or else what can be said of the rest. */
function pendingOf(execution) {
  const told = p.setPrototypeOf([], null);
  const tell = (entry) => {
    if (told.length < MOST_TOLD) told[told.length] = entry;
  };
  const sent = pendingIn(requests, execution);
  for (let i = 0; i < sent.length; i += 1) tell({ __proto__: null, kind: 'request', what: nameOf(p.deref(sent[i].held)) });
  const set = pendingIn(timers, execution);
  // Those that the function's file has set, and those of packages, and of fetch, where there is nothing else.
  for (let i = 0; i < set.length; i += 1) if (set[i].position !== undefined) tell(timerTold(set[i]));
  for (let i = 0; told.length === 0 && i < set.length; i += 1) tell(timerTold(set[i]));
  if (told.length > 0) return told;
  const types = resourcesOf(execution);
  for (let i = 0; i < types.length; i += 1) tell({ __proto__: null, kind: 'resource', what: types[i] });
  return told;
}

function timerTold({ repeats, ms, position }) {
  return { __proto__: null, kind: repeats ? 'interval' : 'timer', ms, line: position && position.line, column: position && position.column };
}

/** Method, host and path of a request, without its query, which may have keys in it. */
function nameOf(request) {
  try {
    const host = request.origin === undefined ? hostOf(request) : p.String(request.origin);
    const path = p.split(p.split(p.String(request.path), '?')[0], '#')[0];
    const named = `${p.toUpperCase(p.String(request.method))} ${p.indexOf(host, '://') < 0 ? host : p.split(host, '://')[1]}`;
    if (named.length > LONGEST_NAME) return 'a request';
    // A proxy is asked for a whole URL.
    return named.length + path.length > LONGEST_NAME || !p.startsWith(path, '/') ? `${named}/…` : named + path;
  } catch {
    return 'a request';
  }
}

function hostOf(request) {
  const given = request.getHeader('host');
  return p.String(given === undefined ? request.host : given);
}

module.exports = { awaits, hasTimers, nameOf, nothingPending, pendingOf, requestSent, resources, someKnown, timerSet, workOf };
