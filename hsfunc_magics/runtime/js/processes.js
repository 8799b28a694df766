'use strict';
// Opens workers and child processes as far as the fence can hold them, and knows what an execution has started. Their
// modules are prepared when somebody asks for one: that takes Node milliseconds, which few functions need.

const path = require('node:path');
const p = require('./primordials.js');
const { refused } = require('./fence.js');
const { write, TYPES } = require('./wire.js');
const { openBuiltins } = require('./builtins.js');
const { beforeEnd } = require('./outgoing_frames.js');

// Of the flags of this process those that a worker would lose when it is given others; V8's hold for all threads.
const KEPT = /^--(?:experimental-|no-|permission|allow-)/;

let told = false;
let over = true;
let workers = 0;
const program = { __proto__: null, filename: '', source: '', packagesRoot: '', packages: [] };

/** Tells Python, once per execution, that there will be more than this process. Throws where none may be any more. */
function announce(call) {
  // What runs now would stand still on Lambda.
  if (over) throw refused(call, 'ERR_EXECUTION_ENDED', undefined, 'the execution has ended, and nothing is started behind it.');
  if (!told) write(TYPES.SPAWNED, '{}');
  told = true;
}

/** An execution begins. */
function executionBegins() {
  told = over = false;
}

/** An execution ends; returns whether a worker still runs. */
function executionEnds() {
  over = true;
  return workers > 0;
}

/** What a worker that is given the function's own file needs to know of it. */
function setWorkersProgram(envelope, source) {
  program.filename = envelope.filename;
  program.source = source;
  program.packagesRoot = envelope.packagesRoot;
  program.packages = envelope.packages;
}

function count(worker) {
  workers += 1;
  worker.once('exit', () => {
    workers -= 1;
  });
}

/** `fence`: what Python says of it; `harness`: where the harness's own files are. */
function openProcesses(fence, harness) {
  const folder = p.process.cwd();
  const flags = process.execArgv.filter((flag) => p.exec(KEPT, flag) !== null);
  const boot = path.join(harness, 'worker.js');
  const entry = path.join(harness, 'worker_program.js');
  openBuiltins({ __proto__: null, fence, flags, folder, program, announce, count, beforeEnd, boot, entry });
}

module.exports = { announce, executionBegins, executionEnds, openProcesses, setWorkersProgram };
