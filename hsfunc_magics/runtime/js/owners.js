'use strict';
// Finds the execution that the running code belongs to: the current one, or an earlier one that has left work behind.
//
// Promises are followed only while such work exists. Before Node 24, where V8 does it, following means that JavaScript
// is called whenever a promise is made. If the stack is full at that moment, as in an endless recursion of async
// functions, Node ends the process and the function never gets its RangeError.

const { AsyncLocalStorage, AsyncResource, executionAsyncId } = require('node:async_hooks');
const p = require('./primordials.js');
const { hideMarks } = require('./async_marks.js');
const { nothingPending, resources } = require('./pending.js');

// How many executions are kept, to be found by the async ids of what they have made.
const RECENT = 32;
const ALWAYS = p.Number(p.split(process.versions.node, '.')[0]) >= 24;

const idOf = p.uncurryThis(AsyncResource.prototype.asyncId);
const activeResources = p.process.getActiveResourcesInfo;
const storage = new AsyncLocalStorage();
// User code may replace the methods by others of its own.
const methods = p.ownNames(AsyncLocalStorage.prototype);
for (let i = 0; i < methods.length; i += 1) {
  p.defineProperty(storage, methods[i], p.getOwnPropertyDescriptor(AsyncLocalStorage.prototype, methods[i]));
}

let latest = null;
let recent = p.setPrototypeOf([], null);
let maybeLeft = false;
let following = ALWAYS;
let hidden = ALWAYS;
// The execution after which following began: its work is not marked.
let unmarked = null;

/** Runs `work` as the beginning of an execution. */
function begin(execution, work, context) {
  if (somethingLeft()) {
    execution.before = resources();
    if (!following) follow();
  }
  maybeLeft = false;
  execution.within = executionAsyncId();
  execution.first = idOf(new AsyncResource('EXECUTION', { __proto__: null, requireManualDestroy: true }));
  latest = execution;
  recent[execution.n % RECENT] = execution;
  if (following) storage.run(execution, work, execution, context);
  else work(execution, context);
}

function follow() {
  if (!hidden) hideMarks(storage);
  hidden = following = true;
  unmarked = latest;
}

function somethingLeft() {
  return maybeLeft && p.apply(activeResources, p.process, []).length > 0;
}

/**
 * Called between two executions: stops following where no work is left. Returns whether it has just stopped, which
 * takes effect once the microtasks have run.
 */
function letGo() {
  if (ALWAYS || !following || somethingLeft()) return false;
  following = false;
  unmarked = null;
  storage.disable();
  return true;
}

/** Called when the latest execution has ended; `empty`: the event loop had run empty, so that no work is left. */
function over(empty) {
  maybeLeft = !empty;
  if (empty) nothingPending();
}

/** The execution that the running code belongs to; null before the first one. */
function owner() {
  if (following) return storage.getStore() || unmarked || latest;
  const id = executionAsyncId();
  // Promises have no async id (0) while they are not followed.
  if (latest === null || id === 0 || id >= latest.first || id === latest.within) return latest;
  // A timer that does not keep the event loop alive can still belong to an earlier execution.
  let found = latest;
  for (let n = latest.n - 1; n > latest.n - RECENT; n -= 1) {
    const earlier = recent[(n + RECENT) % RECENT];
    if (earlier === undefined || earlier.n !== n) break;
    found = earlier;
    if (earlier.first <= id) break;
  }
  return found;
}

/** Forgets the warm-up's execution. */
function forget() {
  latest = null;
  recent = p.setPrototypeOf([], null);
}

module.exports = { begin, forget, letGo, over, owner };
