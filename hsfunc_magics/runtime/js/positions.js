'use strict';
// Where something was called: a line of the function's file, for which two frames are looked at (3 µs), or a whole
// stack (20 µs).

const p = require('./primordials.js');
const { cleanStack } = require('./describe.js');

// The caller, and who called it: `list.forEach(console.log)` is called by V8.
const DEPTH = 2;

let sites = null;
let busy = false;

function keepSites(_, trace) {
  sites = trace;
  return '';
}

/** Does `work` while a property of Error has a value of ours; undefined where user code stands in the way. */
function during(name, value, work, argument) {
  // Whoever replaces the property by an accessor may come back with a call of its own.
  if (busy) return undefined;
  busy = true;
  let before;
  let result;
  try {
    before = p.Error[name];
    p.Error[name] = value;
    result = work(argument);
  } catch {
    result = undefined;
  }
  try {
    p.Error[name] = before;
  } catch {
    // It could not be set before, either.
  }
  busy = false;
  return result;
}

function capture(callee) {
  const mark = { __proto__: null };
  p.captureStackTrace(mark, callee);
  return mark;
}

function sitesOf(mark) {
  sites = null;
  void mark.stack; // made when it is read
  const found = sites;
  sites = null;
  return found;
}

/** Keeps where `callee`, which runs, was called. */
function markAbove(callee) {
  return during('stackTraceLimit', DEPTH, capture, callee);
}

// User code can reach the prototype of call sites, too.
const [site] = during('prepareStackTrace', keepSites, sitesOf, markAbove(undefined));
const fileOf = p.uncurryThis(site.getFileName);
const lineOf = p.uncurryThis(site.getLineNumber);
const columnOf = p.uncurryThis(site.getColumnNumber);

/** {line, column} in the file, from 1, of a mark; undefined where it lies elsewhere. */
function placeOfMark(mark, filename) {
  const found = mark === undefined ? undefined : during('prepareStackTrace', keepSites, sitesOf, mark);
  if (found === null || found === undefined) return undefined;
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

module.exports = { markAbove, placeOfMark, placeOf, stackOf };
