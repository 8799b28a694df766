'use strict';
// Recognises errors that the fence causes, whichever of its layers: Node's flags, Landlock or the filter.

const p = require('./primordials.js');
const { isOfAnAnswer } = require('./answers.js');
const { ownValue } = require('./inside.js');

// An error may be the cause of another one, or one of several.
const DEEPEST = 5;
const PERMISSIONS = Object.freeze({
  __proto__: null,
  FileSystemRead: 'files',
  FileSystemWrite: 'files',
  ChildProcess: 'children',
  WorkerThreads: 'workers',
});
const PROCESS_CALLS = Object.freeze({ __proto__: null, kill: true, setpriority: true });
const NETWORK_CALLS = /^(?:connect|bind|listen|socket|send|getaddrinfo|uv_interface_addresses|query)/;
// What a shell says of a file.
const SAID = /^Command failed[^]*(?:Permission denied|Operation not permitted|EACCES|EPERM|ERR_ACCESS_DENIED)/;

function ofOne(error, network) {
  const code = ownValue(error, 'code');
  const call = p.String(ownValue(error, 'syscall'));
  if (code === 'ERR_ACCESS_DENIED') return PERMISSIONS[p.String(ownValue(error, 'permission'))] || 'internals';
  if (code === 'ERR_DLOPEN_DISABLED') return 'internals';
  if (!network && (code === 'EAI_AGAIN' || code === 'ENOTFOUND' || code === 'ECONNREFUSED') && p.exec(NETWORK_CALLS, call)) return 'network';
  if (code === 'EACCES' || code === 'EPERM') {
    if (PROCESS_CALLS[call]) return 'processes';
    if (p.exec(NETWORK_CALLS, call) === null) return 'files';
    if (!network) return 'network';
    return code === 'EPERM' ? 'sockets' : undefined; // a low port is the system's own
  }
  return p.exec(SAID, p.String(ownValue(error, 'message'))) === null ? undefined : 'files';
}

/** What the fence has closed, where that is the error's cause; undefined for others. `fence`: what Python says of it. */
function fencedOff(error, fence) {
  if (!fence.fence) return undefined;
  try {
    for (let depth = 0; depth < DEEPEST && p.isNativeError(error); depth += 1) {
      if (isOfAnAnswer(error)) return undefined;
      const found = ofOne(error, fence.network);
      if (found !== undefined) return found;
      const errors = ownValue(error, 'errors');
      error = ownValue(error, 'cause') || (p.isArray(errors) ? ownValue(errors, 0) : undefined);
    }
  } catch {
    // A value of it cannot be a text.
  }
  return undefined;
}

module.exports = { fencedOff };
