'use strict';
// Runs first in every worker: closes what Node's flags leave open there, and lets it require what the function can.

const Module = require('node:module');
const path = require('node:path');
const { isMainThread, getEnvironmentData } = require('node:worker_threads');
const { load } = require('./start.js');

let known;

/** Runs the function's own file, as a worker that is given `__filename` asks for. */
function runProgram() {
  delete require.cache[__filename];
  load('./modules.js').load(known.program.source, known.program.filename);
}

/** Modules of the worker find the preloaded packages, wherever they lie themselves. */
function findPackages(root, packageOf) {
  const packages = new Module(path.join(root, 'packages.js'), null);
  packages.filename = packages.id;
  packages.paths = [path.join(root, 'node_modules')];
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function resolveInWorker(request, parent, ...rest) {
    try {
      return resolve.call(Module, request, parent, ...rest);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND' || packageOf(request) === undefined) throw error;
      return resolve.call(Module, request, packages, false);
    }
  };
}

function start() {
  const { closeFence } = load('./fence.js');
  const { openBuiltins } = load('./builtins.js');
  const { packageOf, usePackages } = load('./modules.js');
  const { leave, mapTmp } = load('./tmp.js');
  const { DATA } = load('./workers.js');
  const { timerSet } = load('./pending.js');
  const { takeWay } = load('./thread_requests.js');
  known = getEnvironmentData(DATA);
  const { fence, flags, folder, program } = known;
  closeFence(fence);
  usePackages(program.packagesRoot, program.packages);
  findPackages(program.packagesRoot, packageOf);
  mapTmp(folder);
  // It may import modules of its own.
  load('./promised_files.js').preparePromises();
  leave(__dirname);
  const nothing = () => {};
  const entry = path.join(__dirname, 'worker_program.js');
  openBuiltins({ __proto__: null, fence, flags, folder, program, announce: nothing, count: nothing, beforeEnd: nothing, boot: __filename, entry });
  const execution = { __proto__: null, file: program.filename };
  takeWay(execution);
  load('./outgoing.js').watchFetch();
  load('./timers.js').watchTimers((timer, repeats, callee) => timerSet(execution, timer, repeats, callee, program.filename));
  Module.syncBuiltinESMExports();
  process.execArgv = [];
}

if (!isMainThread) start();

module.exports = { runProgram };
