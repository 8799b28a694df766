'use strict';
// process.env as the function sees it: what is declared, and what it sets itself. The time zone is UTC, as on Lambda;
// Node takes it from a variable, which is not shown: `process.env` holds nothing that nobody has declared.

const p = require('./primordials.js');

const ZONE = 'TZ';
const UTC = 'UTC';

/** Puts an empty `process.env` in front of the real one, which the process has been started with. */
function coverEnvironment() {
  const real = process.env;
  const shown = {};

  // Node's own object says what a variable may be, and what becomes of its value.
  function show(name) {
    const variable = p.getOwnPropertyDescriptor(real, name);
    if (variable !== undefined) p.defineProperty(shown, name, { __proto__: null, ...variable });
    return true;
  }

  process.env = new Proxy(shown, {
    __proto__: null,
    set(target, name, value) {
      real[name] = value;
      return show(name);
    },
    defineProperty(target, name, variable) {
      p.defineProperty(real, name, variable);
      return show(name);
    },
    deleteProperty(target, name) {
      if (name === ZONE) real[ZONE] = UTC;
      else delete real[name];
      return delete shown[name];
    },
  });
}

module.exports = { coverEnvironment };
