'use strict';
// AsyncLocalStorage marks every promise and timer with symbols of its own. They are hidden when one is shown: hiding
// them where they are made would make every `await` twenty times as slow.

const { inspect } = require('node:util');
const p = require('./primordials.js');

/** Makes promises and timers look as they do in Node, without what the storage leaves on them. */
function hideMarks(storage) {
  const [promise, timer, immediate] = storage.run({}, () => [new Promise(() => {}), setTimeout(() => {}), setImmediate(() => {})]);
  clearTimeout(timer);
  clearImmediate(immediate);
  // None where Node keeps the storage elsewhere.
  const marks = p.ownSymbols(promise);
  if (marks.length === 0) return;

  function hide(object) {
    for (let i = 0; i < marks.length; i += 1) {
      const mark = p.getOwnPropertyDescriptor(object, marks[i]);
      if (mark !== undefined && mark.configurable) p.defineProperty(object, marks[i], { __proto__: null, enumerable: false });
    }
  }

  for (const shown of [promise, timer, immediate]) {
    const prototype = p.getPrototypeOf(shown);
    const usual = prototype[inspect.custom];
    p.defineProperty(prototype, inspect.custom, {
      __proto__: null,
      configurable: true,
      writable: true,
      value(...rest) {
        hide(this);
        return usual === undefined ? this : p.apply(usual, this, rest);
      },
    });
  }
}

module.exports = { hideMarks };
