'use strict';
// Workers: each within the fence of the instance, with the function's variables and packages. Where the fence cannot
// hold them they are refused.

const threads = require('node:worker_threads');
const p = require('./primordials.js');
const { refused } = require('./fence.js');
const { openWay, takeTold } = require('./thread_requests.js');
const { realAbsolute } = require('./tmp.js');

const DATA = 'hsfunc';

/** The path of a worker's file. A bare name is none: Node refuses it. */
function fileOf(given) {
  return typeof given === 'string' && given[0] !== '/' && given[0] !== '.' ? given : realAbsolute(given);
}

/** Replaces the class of workers. */
function fenceWorkers({ fence, flags, folder, program, announce, count, beforeEnd, boot, entry }) {
  const Real = threads.Worker;
  beforeEnd(takeTold);
  threads.setEnvironmentData(DATA, { fence, flags, folder, program: { ...program } });

  function Worker(file, options) {
    if (new.target === undefined) throw new p.TypeError("Class constructor Worker cannot be invoked without 'new'");
    if (fence.workers !== '') {
      const why = `workers are closed to functions here by the fence: ${fence.workers}. Settings(fence=False) opens them.`;
      throw refused('Worker', 'ERR_ACCESS_DENIED', { permission: 'WorkerThreads' }, why);
    }
    announce('Worker');
    // Flags of its own would open Node's part of the fence.
    const given = { ...options, execArgv: [...flags, '--require', boot] };
    if (given.env === undefined || given.env === null) given.env = { ...process.env };
    let source = file;
    if (!given.eval) {
      source = fileOf(file);
      if (source === program.filename) source = entry;
    }
    const ended = openWay(given);
    let worker;
    try {
      worker = Reflect.construct(Real, [source, given], new.target);
    } catch (error) {
      ended();
      throw error;
    }
    worker.once('exit', ended);
    count(worker);
    return worker;
  }
  // The real class must not be found by way of this one.
  p.setPrototypeOf(Worker, p.getPrototypeOf(Real));
  Worker.prototype = Real.prototype;
  p.defineProperty(Real.prototype, 'constructor', { __proto__: null, value: Worker, configurable: true, writable: true });
  threads.Worker = Worker;
}

module.exports = { DATA, fenceWorkers };
