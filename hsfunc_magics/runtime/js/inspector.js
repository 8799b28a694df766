'use strict';
// Opens Node's inspector on this machine's own address, waits for a debugger, and stops it at the first line of main.
// The function itself does not reach the inspector: what Node exports of it is taken away before its file is loaded.

const inspector = require('node:inspector');
const Module = require('node:module');
const p = require('./primordials.js');
const { refused } = require('./fence.js');
const { write, TYPES } = require('./wire.js');

const HOST = '127.0.0.1';
const HELD = 'hsfuncInspectedMain';
const ONCE = `'${HELD}' in globalThis && globalThis.${HELD}`;
const { Session, open, url, waitForDebugger } = inspector;
let problem = '';
let session = null;

function closed() {
  throw refused('inspector', 'ERR_ACCESS_DENIED', { permission: 'Inspector' });
}

/** Takes away what Node exports of it, whatever way the function asks for the module. */
function closeExports() {
  const exported = [inspector];
  try {
    // It is made from the other one's exports when it is first loaded.
    exported[1] = require('node:inspector/promises');
  } catch {
    // Node 18 does not have it.
  }
  for (const module of exported) {
    const names = p.ownKeys(module);
    for (let i = 0; i < names.length; i += 1) if (names[i] !== 'console') module[names[i]] = closed;
  }
  Module.syncBuiltinESMExports();
}

/** Opens it. */
function openInspector() {
  try {
    // A port that is free, and a path that nobody guesses.
    open(0, HOST, false);
  } catch (error) {
    problem = p.String(error.message);
  }
  closeExports();
}

/** Says where it is, and returns once a debugger has attached. */
function awaitDebugger() {
  const address = url();
  write(TYPES.INSPECTING, p.jsonStringify({ __proto__: null, url: address === undefined ? '' : address, problem }));
  if (address === undefined) return;
  waitForDebugger();
  write(TYPES.INSPECTING, p.jsonStringify({ __proto__: null, attached: true }));
}

/** Whoever is attached stops at the first line of main when it is called next. */
function breakAt(main) {
  if (session === null) {
    session = new Session();
    session.connect();
    session.post('Debugger.enable');
  }
  p.defineProperty(globalThis, HELD, { __proto__: null, value: main, configurable: true });
  session.post('Runtime.evaluate', { expression: HELD }, (error, found) => {
    // Without a condition it stops in each turn of a loop, too, where that is what main begins with.
    const once = () => delete globalThis[HELD];
    p.defineProperty(globalThis, HELD, { __proto__: null, get: once, configurable: true });
    if (error === null) session.post('Debugger.setBreakpointOnFunctionCall', { objectId: found.result.objectId, condition: ONCE });
  });
}

module.exports = { awaitDebugger, breakAt, openInspector };
