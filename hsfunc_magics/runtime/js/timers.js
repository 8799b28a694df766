'use strict';
// Tells of each timer that a function sets. Node lists the pending ones by their number only.

const p = require('./primordials.js');

/** `set(timer, repeats, callee)` is called for every one. */
function watchTimers(set) {
  watch('setTimeout', false, set);
  watch('setInterval', true, set);
}

function watch(name, repeats, set) {
  const node = globalThis[name];
  function watched() {
    const timer = p.apply(node, this, arguments);
    set(timer, repeats, watched);
    return timer;
  }
  // Its name, its length, and what util.promisify looks for.
  for (const key of [...p.ownNames(node), ...p.ownSymbols(node)]) {
    if (key !== 'prototype') p.defineProperty(watched, key, p.getOwnPropertyDescriptor(node, key));
  }
  globalThis[name] = watched;
}

module.exports = { watchTimers };
