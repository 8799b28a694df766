'use strict';
// Hides the symbols with which AsyncLocalStorage marks every promise and timer. They are hidden when a value is shown:
// hiding them when it is made would make every `await` twenty times as slow.

const { inspect } = require('node:util');
const p = require('./primordials.js');

/** Makes the console show promises and timers without the storage's marks. */
function hideMarks(storage) {
  const [promise, timer, immediate] = storage.run({}, () => [new Promise(() => {}), setTimeout(() => {}), setImmediate(() => {})]);
  clearTimeout(timer);
  clearImmediate(immediate);
  // Node 24 keeps the storage elsewhere, and leaves no marks.
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
