'use strict';
// Prepares the modules of Node that start workers and processes, whichever way a function asks for them.

const Module = require('node:module');
const p = require('./primordials.js');
const { refused } = require('./fence.js');
const { preparePromises } = require('./promised_files.js');

// Besides the two, those that use them.
const CHILDREN = Object.freeze({ __proto__: null, child_process: true, cluster: true, test: true, repl: true });
const WORKERS = Object.freeze({ __proto__: null, worker_threads: true, cluster: true, test: true, repl: true });

// `vm` can run what imports the other without asking here.
const PROMISES = Object.freeze({ __proto__: null, 'fs/promises': true, vm: true });

// What Node's own client is made of; it takes 8 ms to load.
const CLIENTS = Object.freeze({ __proto__: null, http: true, https: true, _http_client: true, _http_agent: true });

let known = null;
let clientReady = false;
let childrenReady = false;
let workersReady = false;

/** Called before a built-in module is handed out. `name`: as it was asked for. */
function prepareBuiltin(name) {
  if (known === null || typeof name !== 'string') return;
  const plain = p.startsWith(name, 'node:') ? p.slice(name, 5) : name;
  if (CLIENTS[plain] && !clientReady) {
    clientReady = true;
    require('./outgoing.js').watchClient(require('node:http'));
  }
  if (PROMISES[plain]) preparePromises();
  if (CHILDREN[plain] && !childrenReady) {
    childrenReady = true;
    require('./children.js').fenceChildren(known);
    Module.syncBuiltinESMExports();
  }
  if (WORKERS[plain] && !workersReady) {
    workersReady = true;
    require('./workers.js').fenceWorkers(known);
    Module.syncBuiltinESMExports();
  }
}

/** `settings`: what children.js and workers.js need to know and to call. */
function openBuiltins(settings) {
  known = settings;
  const load = Module._load;
  Module._load = function _load(request, ...rest) {
    prepareBuiltin(request);
    return p.apply(load, Module, [request, ...rest]);
  };
  if (settings.fence.fence) {
    // It starts a worker of Node's own, with code of the function in it.
    Module.register = function register() {
      throw refused('register', 'ERR_ACCESS_DENIED', { permission: 'WorkerThreads' });
    };
  }
  const { getBuiltinModule } = process;
  if (getBuiltinModule === undefined) return;
  process.getBuiltinModule = function getBuiltinModuleOfOwn(name) {
    prepareBuiltin(name);
    return p.apply(getBuiltinModule, p.process, [name]);
  };
}

module.exports = { openBuiltins, prepareBuiltin };
