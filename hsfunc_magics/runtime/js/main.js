'use strict';
// The harness inside an instance: reads a frame, does what it says, and lets the event loop run until the execution
// has ended. Between executions it blocks in the read, so nothing of the function runs then.

const p = require('./primordials.js');
const { read, write, TYPES } = require('./wire.js');
const { captureConsole } = require('./console.js');
const { coverEnvironment } = require('./environment.js');
const { closeFence } = require('./fence.js');
const { tellMemory } = require('./memory.js');
const { preload, syntaxProblem, usePackages } = require('./modules.js');
const { letGo } = require('./owners.js');
const { leave, mapTmp } = require('./tmp.js');
const { openProcesses, setWorkersProgram } = require('./processes.js');
const { watchFetch } = require('./outgoing.js');
const { watchTimers } = require('./timers.js');
const { drained, exiting, line, run, sendStackLines, setProgram, timer, turned, uncaught, warmUp } = require('./execution.js');
const path = require('node:path');

let running = false;
let atEmpty = false;
let scheduled = false;
// Whether somebody is to step through the function.
let inspects = false;

function next() {
  for (;;) {
    const { type, envelope, body } = read();
    if (type === TYPES.RUN) {
      running = true;
      if (inspects) require('./inspector.js').awaitDebugger();
      run(envelope, body, ended);
      // Even if it has ended by now: the work that it has left for this turn comes before the next execution.
      break;
    } else if (type === TYPES.LOAD) {
      usePackages(envelope.packagesRoot, envelope.packages);
      const source = p.utf8Slice(body, 0, body.length);
      if (envelope.covers) require('./coverage.js').cover(source);
      inspects = envelope.inspects === true;
      if (inspects) require('./inspector.js').openInspector();
      setProgram(envelope, source);
      setWorkersProgram(envelope, source);
      tellMemory(envelope.resident);
    } else if (type === TYPES.PRELOAD) {
      usePackages(envelope.packagesRoot, envelope.packages);
      preload(envelope.load);
      // Garbage that this has left is collected in a turn of the loop: now, and not during the first execution.
      break;
    } else if (type === TYPES.CHECK) {
      const problem = syntaxProblem(p.utf8Slice(body, 0, body.length), envelope.filename);
      write(TYPES.CHECKED, p.jsonStringify({ __proto__: null, problem: problem === undefined ? null : problem }));
    } else if (type === TYPES.ASK_POSITION) {
      write(TYPES.POSITION, p.jsonStringify({ __proto__: null, stack: sendStackLines() }));
    }
  }
  // Keeps the loop alive for one turn: without it an execution that leaves nothing pending would end the process.
  schedule();
}

// One immediate at a time: whatever else keeps the loop alive is the function's own.
function schedule() {
  if (!scheduled) p.setImmediate(turn);
  scheduled = true;
}

function turn() {
  scheduled = false;
  if (running) turned();
  else if (letGo()) schedule();
  else next();
}

function ended() {
  running = false;
  if (!atEmpty) schedule();
}

/** Called when the event loop has run empty: the execution is over, and the next frame may come. */
function empty() {
  atEmpty = true;
  if (running) drained();
  atEmpty = false;
  turn();
}

captureConsole(line);
coverEnvironment();
const fence = p.jsonParse(process.argv[3]);
const harness = path.dirname(process.argv[1]);
closeFence(fence);
openProcesses(fence, harness);
// The instance's own folder is what Lambda's /tmp is: writable, empty at first, gone with the instance.
mapTmp(process.cwd());
leave(harness);
watchFetch();
watchTimers(timer);
process.argv = [process.execPath];
process.execArgv = [];

// Node reports everything through process.emit. The accessor keeps ours in force when user code assigns another one,
// which is then called as well.
let { emit } = process;
function heard(name, first) {
  if (name === 'beforeExit') empty();
  else if (name === 'uncaughtException') uncaught(first);
  else if (name === 'exit' && p.process._exiting) exiting(first); // anybody may emit it
  const handled = typeof emit === 'function' ? p.apply(emit, p.process, arguments) : false;
  return name === 'uncaughtException' ? true : handled;
}
p.defineProperty(process, 'emit', {
  __proto__: null,
  configurable: false,
  enumerable: false,
  get: () => heard,
  set: (value) => {
    emit = value;
  },
});

running = true;
warmUp(ended);
