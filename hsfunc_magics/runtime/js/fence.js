'use strict';
// Closes what Node's permission flags leave open: which paths exist, and, where the kernel does not, other processes.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { fileURLToPath } = require('node:url');
const p = require('./primordials.js');
const { changePromises } = require('./promised_files.js');

const { EPERM, ESRCH } = os.constants.errno;
const own = process.pid;

// What Python says of the fence.
let known = null;

function refused(call, code, more, why = 'the fence around functions closes this. Settings(fence=False) opens it.') {
  const error = new p.Error(`${call}: ${why}`);
  return p.assign(error, { __proto__: null, code, syscall: call, ...more });
}

/** Whether it is a path in one of the forms that Node accepts; Node itself refuses the rest. */
function isPath(given) {
  return typeof given === 'string' || p.isUint8Array(given) || given instanceof URL;
}

function textOf(given) {
  if (typeof given === 'string') return given;
  return p.isUint8Array(given) ? p.utf8Slice(given, 0, given.length) : fileURLToPath(given);
}

/** `held`: the kernel lets the function's signals reach its own processes only. */
function closeProcesses(held) {
  /** Whether this is the function's own process, or its group, or may be one that it has started. */
  function isOwn(pid) {
    return pid === own || pid === 0 || pid === -own || (held && pid !== -1);
  }

  const { _kill, _debugProcess } = process;
  const { setPriority } = os;
  // process.kill and everything else that ends a process calls this; it returns libuv's error number.
  process._kill = function kill(pid, signal) {
    if (!isOwn(pid)) return -EPERM;
    const result = p.apply(_kill, p.process, [pid, signal]);
    // A detached child has no group of its own here: it gets what its group should.
    return result === -ESRCH && pid < -1 ? p.apply(_kill, p.process, [-pid, signal]) : result;
  };
  process._debugProcess = function debugProcess(pid) {
    if (pid !== own) throw refused('kill', 'EPERM', { errno: -EPERM });
    return p.apply(_debugProcess, p.process, [pid]);
  };
  os.setPriority = function setPriorityOfOwn(pid, priority) {
    if (priority !== undefined && typeof pid === 'number' && pid !== own && pid !== 0) throw refused('setpriority', 'EPERM', { errno: -EPERM });
    return p.apply(setPriority, os, [pid, priority]);
  };
}

function closePaths() {
  const has = process.permission.has.bind(process.permission);
  const { realpath, realpathSync } = fs;

  /** The path as text. Throws where it may not be read, whether it exists or not. */
  function check(given) {
    const text = textOf(given);
    const resource = path.resolve(text);
    if (has('fs.read', resource)) return text;
    throw refused('realpath', 'ERR_ACCESS_DENIED', { permission: 'FileSystemRead', resource });
  }

  function guardSync(usual) {
    return function realpathOfOwn(given, options) {
      return usual(isPath(given) ? check(given) : given, options);
    };
  }

  function guard(usual) {
    return function realpathOfOwn(given, options, callback) {
      if (isPath(given)) given = check(given);
      return callback === undefined ? usual(given, options) : usual(given, options, callback);
    };
  }

  fs.realpathSync = p.assign(guardSync(realpathSync), { __proto__: null, native: guardSync(realpathSync.native) });
  fs.realpath = p.assign(guard(realpath), { __proto__: null, native: guard(realpath.native) });
  changePromises((promises) => {
    const promised = promises.realpath;
    promises.realpath = async function realpathOfOwn(given, options) {
      return promised(isPath(given) ? check(given) : given, options);
    };
  });
}

/** Lets the function see only its own process in /proc: Node's flags can close the folder or open it, as a whole. */
function showOwnProcess() {
  const { readdir, readdirSync } = fs;
  const names = () => [p.String(own), 'self'];

  function isProc(given, options) {
    return isPath(given) && path.resolve(textOf(given)) === '/proc' && !(options && (options.withFileTypes || options.encoding === 'buffer'));
  }

  fs.readdirSync = function readdirOfOwn(given, options) {
    return isProc(given, options) ? names() : readdirSync(given, options);
  };
  fs.readdir = function readdirOfOwn(given, options, callback) {
    const done = callback === undefined ? options : callback;
    if (typeof done === 'function' && isProc(given, options)) p.setImmediate(done, null, names());
    else readdir(given, options, callback);
  };
  changePromises((promises) => {
    const promised = promises.readdir;
    promises.readdir = async function readdirOfOwn(given, options) {
      return isProc(given, options) ? names() : promised(given, options);
    };
  });
}

/** Closes what the flags leave open, where the process was started with them. `fence`: what Python says of it. */
function closeFence(fence) {
  known = fence;
  if (process.permission === undefined) return;
  closeProcesses(fence.children === '');
  closePaths();
  if (process.platform === 'linux') showOwnProcess();
}

/** What Python says of the fence, once it is closed. */
function fenceKnown() {
  return known;
}

module.exports = { closeFence, fenceKnown, refused };
