'use strict';
// Gives the function a process.env with the declared variables and those that it sets itself. The time zone is UTC, as
// on Lambda; Node takes it from a variable that is hidden, because nobody has declared it.

const p = require('./primordials.js');

const ZONE = 'TZ';
const UTC = 'UTC';

/** Puts an empty `process.env` in front of the real one, which the process has been started with. */
function coverEnvironment() {
  const real = process.env;
  const shown = {};

  // Node's own object decides which names and values are allowed, and how a value is converted.
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
