'use strict';
// Changes fs.promises when somebody asks for it, whichever way: loading it takes 3 ms of a start, and few functions use it.

const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const p = require('./primordials.js');

const changes = p.setPrototypeOf([], null);
let usual = null;
let promised = null;

/** Loads fs.promises with all changes in it. */
function preparePromises() {
  if (promised !== null) return promised;
  promised = p.apply(usual, fs, []);
  for (let i = 0; i < changes.length; i += 1) changes[i](promised);
  syncBuiltinESMExports();
  return promised;
}

/** Has `change` called with fs.promises before anybody else has it. */
function changePromises(change) {
  changes[changes.length] = change;
  if (usual !== null) return;
  const own = p.getOwnPropertyDescriptor(fs, 'promises');
  usual = own.get;
  p.defineProperty(fs, 'promises', { __proto__: null, ...own, get: preparePromises });
}

module.exports = { changePromises, preparePromises };
