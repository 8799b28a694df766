'use strict';
// Finds the line and column where the function called something. Two frames of the stack are enough for that (3 µs); a
// whole stack costs 20 µs.

const p = require('./primordials.js');
const { cleanStack } = require('./describe.js');

// The caller and its own caller: in `list.forEach(console.log)` the first one is V8.
const DEPTH = 2;
// Between a request and the function that asked for it lie the frames of a client's package.
const FAR = 40;

let sites = null;
let busy = false;

function keepSites(_, trace) {
  sites = trace;
  return '';
}

/** Runs `work` while a property of Error has our value; undefined where user code prevents that. */
function during(name, value, work, argument) {
  // User code may have made the property an accessor, and its setter may call the console, which leads here again.
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
    // Then our value could not be set before, either.
  }
  busy = false;
  return result;
}

function capture(callee) {
  const stack = { __proto__: null };
  p.captureStackTrace(stack, callee);
  return stack;
}

function sitesOf(stack) {
  sites = null;
  void stack.stack; // V8 makes the call sites when this is read
  const found = sites;
  sites = null;
  return found;
}

/** Captures the two frames above `callee`, a function that is running. */
function captureCaller(callee) {
  return during('stackTraceLimit', DEPTH, capture, callee);
}

/** Captures the frames above `callee` in which the function is to be found behind the packages that it has called. */
function captureCallers(callee) {
  return during('stackTraceLimit', FAR, capture, callee);
}

// User code can replace methods on the prototype of call sites: these were taken before.
const [site] = during('prepareStackTrace', keepSites, sitesOf, captureCaller(undefined));
const fileOf = p.uncurryThis(site.getFileName);
const lineOf = p.uncurryThis(site.getLineNumber);
const columnOf = p.uncurryThis(site.getColumnNumber);

/** The position in the file that a captured stack leads to: {line, column}, from 1; undefined where it has none. */
function positionIn(filename, stack) {
  const found = stack === undefined ? undefined : during('prepareStackTrace', keepSites, sitesOf, stack);
  if (found === null || found === undefined) return undefined;
  try {
    for (let i = 0; i < found.length; i += 1) {
      if (fileOf(found[i]) === filename) return { __proto__: null, line: lineOf(found[i]), column: columnOf(found[i]) };
    }
  } catch {
    // User code has put something else there than call sites.
  }
  return undefined;
}

/** Captures the whole stack above `callee`. V8 writes it out only when it is read. */
function captureStack(callee) {
  const stack = {};
  p.captureStackTrace(stack, callee);
  return stack;
}

/** The lines of a captured stack, without its first one, which names the error. */
function stackLines(stack) {
  if (stack === null) return '';
  try {
    const text = cleanStack(p.String(stack.stack));
    return p.slice(text, p.indexOf(text, '\n') + 1);
  } catch {
    return ''; // Error.prepareStackTrace of user code threw: there are no lines to show then.
  }
}

module.exports = { captureCaller, captureCallers, captureStack, positionIn, stackLines };
