'use strict';
// Where something was called: a line of the function's file, for which two frames are looked at (3 µs), or a whole
// stack (20 µs).

const p = require('./primordials.js');
const { cleanStack } = require('./describe.js');

// The caller, and who called it: `list.forEach(console.log)` is called by V8.
const DEPTH = 2;

let sites = null;
let looking = false;

function keepSites(_, trace) {
  sites = trace;
  return '';
}

/** The frames above `callee`, as V8's call sites; null where user code stands in the way. */
function sitesAbove(callee) {
  // Whoever replaces what is set here by accessors may come back with a call of its own.
  if (looking) return null;
  looking = true;
  sites = null;
  let limit;
  let prepare;
  try {
    ({ stackTraceLimit: limit, prepareStackTrace: prepare } = p.Error);
    p.Error.stackTraceLimit = DEPTH;
    p.Error.prepareStackTrace = keepSites;
    const holder = { __proto__: null };
    p.captureStackTrace(holder, callee);
    void holder.stack; // made when it is read
  } catch {
    sites = null;
  }
  restore('stackTraceLimit', limit);
  restore('prepareStackTrace', prepare);
  looking = false;
  const found = sites;
  sites = null;
  return found;
}

function restore(name, value) {
  try {
    p.Error[name] = value;
  } catch {
    // It could not be set before, either.
  }
}

// User code can reach the prototype of call sites, too.
const [site] = sitesAbove(undefined);
const fileOf = p.uncurryThis(site.getFileName);
const lineOf = p.uncurryThis(site.getLineNumber);
const columnOf = p.uncurryThis(site.getColumnNumber);

/** {line, column} in the file, from 1, where `callee` was called; undefined where that was elsewhere. */
function placeAbove(callee, filename) {
  const found = sitesAbove(callee);
  if (found === null) return undefined;
  try {
    for (let i = 0; i < DEPTH && i < found.length; i += 1) {
      if (fileOf(found[i]) === filename) return { __proto__: null, line: lineOf(found[i]), column: columnOf(found[i]) };
    }
  } catch {
    // What user code has put there is no call site.
  }
  return undefined;
}

/** The stack above `callee`, taken now and written out only when asked for. */
function placeOf(callee) {
  const place = {};
  p.captureStackTrace(place, callee);
  return place;
}

function stackOf(place) {
  if (place === null) return '';
  try {
    const stack = cleanStack(p.String(place.stack));
    return p.slice(stack, p.indexOf(stack, '\n') + 1);
  } catch {
    return ''; // A patched Error.prepareStackTrace threw: there is no place to show then.
  }
}

module.exports = { placeAbove, placeOf, stackOf };
