'use strict';
// Runs one execution: calls main, writes the first sendResponse, or what main returns, at once, and reports the end
// exactly once. An execution has ended when main failed, or when main is settled and the event loop ran empty or the
// grace is over.

const p = require('./primordials.js');
const { answer, holdAnswers, mute, write, writeEnd, TYPES } = require('./wire.js');
const { fenceKnown } = require('./fence.js');
const { describeScalar, shownText, textOf } = require('./describe.js');
const { describeError } = require('./thrown.js');
const { describeReply, describeValue, manner, writeReply } = require('./reply.js');
const { brought, load, syntaxProblem } = require('./modules.js');
const { begin, forget, over, owner } = require('./owners.js');
const { awaits, pendingOf, someKnown, timerSet, workOf } = require('./pending.js');
const { requestsBegin, requestsEnd } = require('./outgoing_frames.js');
const { executionBegins, executionEnds } = require('./processes.js');
const { captureStack, positionIn, stackLines } = require('./positions.js');

// How often it is looked whether the work of an execution is done, where the event loop cannot tell by running empty.
const LOOK_MS = 5;

let program = null;
let module_ = null;
let current = null;
let lastSendStack = null;
let onEnd = null;
// How many ms the work of an execution goes on once main is settled and has sent.
let grace = 0;

/** Sets the program that the next executions run: {filename, environment, convention, bytesAsJson} and its source. */
function setProgram(envelope, source) {
  const { filename, convention } = envelope;
  program = {
    __proto__: null,
    filename,
    source,
    returns: convention === 'return',
    takesValues: convention === 'return' || convention === 'sendValue',
    how: manner(convention, envelope.bytesAsJson === true),
    inspects: envelope.inspects === true,
    ranges: envelope.covers === true ? require('./coverage.js').ranges : null,
  };
  const names = p.ownKeys(envelope.environment);
  for (let i = 0; i < names.length; i += 1) p.process.env[names[i]] = envelope.environment[names[i]];
}

/** Sends a console line, or a part of one, to Python; `stack` was captured where the console was called for it. */
function line(level, text, part, stack) {
  const execution = owner();
  if (execution === null || execution.room < 0) return;
  text = shownText(text);
  // The line break counts, so that empty lines reach the limit, too.
  let size = p.byteLength(text) + 1;
  let cut = false;
  if (size > execution.room) {
    const bytes = p.allocUnsafeSlow(execution.room + 1);
    size = execution.room > 0 ? p.utf8Write(bytes, text, 0, execution.room - 1) : 0;
    text = p.utf8Slice(bytes, 0, size);
    cut = true;
  }
  execution.room = cut ? -1 : execution.room - size;
  const at = p.now() - execution.started;
  const envelope = { __proto__: null, n: execution.n, level, text, at, cut, part };
  const position = positionIn(program.filename, stack);
  if (position !== undefined) {
    envelope.line = position.line;
    envelope.column = position.column;
  }
  write(TYPES.LINE, p.jsonStringify(envelope));
}

function sendResponseOf(execution) {
  return function sendResponse(value) {
    if (execution !== current) return;
    if (execution.sends > 0) {
      execution.sends += 1;
      return;
    }
    execution.sends = 1;
    if (program.takesValues) {
      give(execution, value);
      return;
    }
    try {
      if (value === null || typeof value !== 'object' || p.isArray(value)) {
        execution.sendStack = captureStack(sendResponse);
        answer(execution.n, p.jsonStringify({ __proto__: null, n: execution.n, notAnObject: describeScalar(value) }));
        return;
      }
      const { reply, content } = describeReply(value, program.how);
      // Capturing a stack costs 20 µs. It is for refusing a response, and one of 200 and a body is never refused.
      const plain = reply.statusCode === undefined || reply.statusCode === 200;
      if (!plain || reply.headers || reply.multiValueHeaders || reply.setCookie) execution.sendStack = captureStack(sendResponse);
      writeOut(execution, reply, content);
    } catch (error) {
      end({ __proto__: null, kind: 'error', error: describeError(error), fence: fencedOff(error) });
    }
    settle(execution);
  };
}

/** Answers with a value that main has returned, or that sendResponse was given where it takes any. */
function give(execution, value) {
  execution.sends = 1;
  try {
    const { reply, content } = describeValue(value, program.how, execution.whole);
    writeOut(execution, reply, content);
  } catch (error) {
    end({ __proto__: null, kind: 'error', error: describeError(error), fence: fencedOff(error) });
  }
  settle(execution);
}

function writeOut(execution, reply, content) {
  reply.n = execution.n;
  if (reply.kind === 'blob') sendBlob(execution, reply, content);
  else writeReply(reply, content, execution.responseBytes);
}

/** Writes the answer once the bytes of its Blob are there. */
function sendBlob(execution, reply, blob) {
  execution.reading = true;
  p.promiseThen(
    p.promiseResolve(blob.arrayBuffer()),
    (buffer) => {
      if (execution !== current) return;
      execution.reading = false;
      try {
        reply.kind = 'bytes';
        writeReply(reply, new p.Uint8Array(buffer), execution.responseBytes);
      } catch (error) {
        end({ __proto__: null, kind: 'error', error: describeError(error) });
      }
      settle(execution);
    },
    (error) => fail(execution, error),
  );
}

/** Reports, once per instance, how long its file took to load, or to fail. */
function toldLoaded(execution) {
  if (execution.loading === 0) return;
  const took = p.now() - execution.loading;
  execution.loading = 0;
  write(TYPES.LOADED, p.jsonStringify({ __proto__: null, n: execution.n, took, failed: module_ === null }));
}

/**
 * Reports the end of the current execution, once. `at`, in ms since its start, is given where it was over before now;
 * `empty` says whether the event loop has run empty.
 */
function end(failure, at, empty = false) {
  const execution = current;
  if (execution === null) return;
  current = null;
  over(empty);
  if (execution.timer !== null) p.clearTimeout(execution.timer);
  lastSendStack = execution.sendStack;
  execution.returned = execution.sendStack = null;
  toldLoaded(execution);
  const envelope = { __proto__: null, n: execution.n, sends: execution.sends };
  const untold = requestsEnd(execution);
  if (untold > 0) envelope.untold = untold;
  if (failure !== undefined) envelope.failure = failure;
  if (program.ranges !== null) {
    if (at === undefined) at = p.now() - execution.started; // reading them takes a moment of its own
    envelope.ranges = program.ranges();
  }
  if (at !== undefined) envelope.at = at;
  if (execution.work !== undefined) envelope.work = execution.work;
  if (brought.length > 0) envelope.brought = brought;
  if (executionEnds()) envelope.left = true;
  writeEnd(p.jsonStringify(envelope));
  onEnd();
}

function fail(execution, error, more) {
  if (execution !== current) {
    write(TYPES.LATE, p.jsonStringify({ __proto__: null, n: execution.n, error: describeError(error), fence: fencedOff(error) }));
    return;
  }
  end({ __proto__: null, kind: 'error', error: describeError(error), moduleNotFound: isMissingModule(error), fence: fencedOff(error), ...more });
}

/** What the fence has closed, where that is the error's cause. */
function fencedOff(error) {
  return require('./fenced_off.js').fencedOff(error, fenceKnown());
}

/** Whether the error is that of a module which the function itself required. */
function isMissingModule(error) {
  try {
    if (!p.isNativeError(error)) return false;
    if (error.code === 'ERR_MODULE_NOT_FOUND') return true;
    return error.code === 'MODULE_NOT_FOUND' && error.requireStack[0] === program.filename;
  } catch {
    return false;
  }
}

/**
 * Called at the end of the turn in which the execution has begun, where it has not ended: its answer waits for its end
 * only where that is to come as soon as the loop has run empty.
 */
function turned() {
  if (current === null) return;
  const isOver = current.settled && current.sends > 0 && current.before === undefined && !someKnown();
  if (!isOver) holdAnswers(false);
}

/** Called when the event loop has run empty. */
function drained() {
  const execution = current;
  if (execution === null) return;
  if (execution.sends > 0 && !execution.reading) {
    end(undefined, undefined, true);
    return;
  }
  const failure = { __proto__: null, kind: 'silent', pending: !execution.settled };
  const value = execution.returned;
  if (value !== undefined) {
    failure.returned = textOf(value);
    try {
      failure.projectStyle = typeof value === 'object' && value !== null && ('statusCode' in value || 'body' in value);
    } catch {
      failure.projectStyle = false;
    }
  }
  end(failure, undefined, true);
}

/**
 * Called when the grace is over, or earlier where work may be done by then: the grace is for what the execution itself
 * has under way, and can still end. What is left stands still until the next execution, as on Lambda.
 */
function look(execution) {
  if (execution !== current) return;
  const now = p.now() - execution.started;
  const left = execution.settledAt + grace - now;
  const isOver = left < 1; // timers count in whole ms
  const pending = pendingOf(execution);
  // Node names no work of its threads, such as crypto. There is some where the event loop does not run empty.
  const isUnnamed = pending.length === 0 && execution.before === undefined;
  if (!isOver && (isUnnamed || awaits(execution, left))) {
    lookAgain(execution, left < LOOK_MS ? left : LOOK_MS);
    execution.awaited = true;
    return;
  }
  if (isUnnamed) {
    if (!execution.looked) {
      execution.looked = true;
      lookAgain(execution, 0);
      return;
    }
    pending[0] = { __proto__: null, kind: 'resource', what: '' };
  }
  if (pending.length > 0) workOf(execution).pending = pending;
  end(undefined, pending.length === 0 && execution.awaited ? now : execution.settledAt);
}

function lookAgain(execution, ms) {
  execution.timer = p.setTimeout(look, ms, execution);
  execution.timer.unref();
}

function settle(execution) {
  if (execution !== current || !execution.settled || execution.sends === 0 || execution.reading || execution.timer !== null) return;
  execution.settledAt = p.now() - execution.started;
  lookAgain(execution, execution.before !== undefined || someKnown() ? 0 : grace);
}

function loadModule() {
  try {
    module_ = load(program.source, program.filename);
    return undefined;
  } catch (error) {
    const failure = { __proto__: null, kind: 'error', error: describeError(error), atLoad: true, fence: fencedOff(error) };
    const problem = p.isNativeError(error) && error.name === 'SyntaxError' ? syntaxProblem(program.source, program.filename) : undefined;
    if (problem !== undefined) {
      failure.syntax = problem;
      const column = problem.column > 0 ? `:${problem.column}` : '';
      failure.error.stack = `${program.filename}:${problem.line}${column}\n${failure.error.type}: ${failure.error.message}`;
    } else {
      failure.moduleNotFound = isMissingModule(error);
    }
    return failure;
  }
}

function callMain(execution, context) {
  if (module_ === null) {
    execution.loading = p.now();
    const failure = loadModule();
    toldLoaded(execution);
    if (execution !== current) return;
    if (failure !== undefined) {
      end(failure);
      return;
    }
  }
  let exported;
  try {
    exported = module_.exports;
    const main = exported === null || exported === undefined ? undefined : exported.main;
    if (typeof main !== 'function') {
      end({ __proto__: null, kind: 'noMain', main: textOf(main), exports: textOf(exported) });
      return;
    }
    if (program.inspects) require('./inspector.js').breakAt(main);
    const result = p.apply(main, exported, program.returns ? [context] : [context, sendResponseOf(execution)]);
    if (result !== null && (typeof result === 'object' || typeof result === 'function') && typeof result.then === 'function') {
      p.promiseThen(
        p.promiseResolve(result),
        (value) => settled(execution, value),
        (error) => fail(execution, error),
      );
    } else {
      settled(execution, result);
    }
  } catch (error) {
    fail(execution, error);
  }
}

/** Called when main has returned, or its promise has a value. */
function settled(execution, value) {
  execution.settled = true;
  if (execution === current) {
    if (program.returns) {
      give(execution, value);
      return;
    }
    execution.returned = value;
  }
  settle(execution);
}

/** Called when the function has set a timer; `callee` is what it has called for that. */
function timer(made, repeats, callee) {
  const execution = owner();
  if (execution !== null) timerSet(execution, made, repeats, callee, program.filename);
}

/** Starts an execution. `ended` is called once its end is reported. */
function run(envelope, body, ended) {
  onEnd = ended;
  if (envelope.graceMs !== undefined) grace = envelope.graceMs;
  const execution = {
    __proto__: null,
    n: envelope.n,
    file: program.filename,
    room: envelope.consoleBytes,
    responseBytes: envelope.responseBytes,
    whole: envelope.whole === true,
    started: p.now(),
    within: 0,
    first: 0,
    loading: 0,
    sends: 0,
    reading: false,
    settled: false,
    returned: undefined,
    settledAt: 0,
    timer: null,
    sendStack: null,
  };
  current = execution;
  holdAnswers(true);
  requestsBegin(execution, envelope.keep);
  if (envelope.play !== undefined) require('./played.js').play(envelope.play);
  executionBegins();
  const { context } = envelope;
  if (envelope.jsonBody) {
    try {
      const bom = body.length > 2 && body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
      const value = p.jsonParse(p.utf8Slice(body, bom ? 3 : 0, body.length));
      p.defineProperty(context, 'body', { __proto__: null, value, configurable: true, enumerable: true, writable: true });
    } catch (error) {
      end({ __proto__: null, kind: 'badBody', message: p.String(error.message) });
      return;
    }
  }
  begin(execution, callMain, context);
}

const WARM_UP = "exports.main = (context, sendResponse) => { console.log('%s', 1); sendResponse({ statusCode: 201, headers: { A: '1' }, body: { a: context.body } }); };";

/**
 * Runs an execution of the harness's own and discards its frames. The code is compiled then, and a function's first
 * execution takes a third of the time.
 */
function warmUp(ended) {
  mute(true);
  setProgram({ __proto__: null, filename: 'warm-up.js', environment: {} }, WARM_UP);
  const envelope = { __proto__: null, n: 0, consoleBytes: 100, responseBytes: 1000, graceMs: 1, jsonBody: true, context: {} };
  run(envelope, Buffer.from('{"a":1}'), () => {
    mute(false);
    program = module_ = lastSendStack = null;
    forget();
    ended();
  });
}

/** The stack lines above the last sendResponse. */
function sendStackLines() {
  return stackLines(lastSendStack);
}

/** Called for an exception or rejection that nobody caught: the process cannot go on. */
function uncaught(error) {
  const execution = owner();
  if (execution !== null) fail(execution, error, { uncaught: true });
}

function exiting(code) {
  if (current === null) return;
  end({ __proto__: null, kind: 'exit', code, stack: stackLines(captureStack(exiting)) });
}

module.exports = { drained, exiting, line, run, sendStackLines, setProgram, timer, turned, uncaught, warmUp };
