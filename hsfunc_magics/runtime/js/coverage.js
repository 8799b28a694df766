'use strict';
// V8's own block coverage of the function's file. V8 is asked through its natives, not through the inspector, which
// the fence keeps closed: the two functions are compiled while the harness alone runs, and the natives closed again.

const v8 = require('node:v8');
const vm = require('node:vm');
const p = require('./primordials.js');

let collect = null;
let covered = '';

/** From now on V8 counts what of the source runs. Called before it is compiled. */
function cover(source) {
  covered = source;
  v8.setFlagsFromString('--allow-natives-syntax');
  try {
    vm.compileFunction('%DebugTogglePreciseCoverage(true); %DebugToggleBlockCoverage(true);')();
    collect = vm.compileFunction('return %DebugCollectCoverage();');
    // What only stands in a function is compiled when it is first called: after the natives are closed.
    collect();
  } finally {
    v8.setFlagsFromString('--no-allow-natives-syntax');
  }
}

/**
 * What has run since the last time: start, end and count of each function and block of the source, in UTF-16 units,
 * one after the other, those around before those within.
 */
function ranges() {
  const found = p.setPrototypeOf([], null);
  const scripts = collect();
  for (let i = 0; i < scripts.length; i += 1) {
    const script = scripts[i];
    if (script.script !== covered) continue;
    for (let j = 0; j < script.length; j += 1) {
      const { start, end, count } = script[j];
      found[found.length] = start;
      found[found.length] = end;
      found[found.length] = count;
    }
  }
  return found;
}

module.exports = { cover, ranges };
