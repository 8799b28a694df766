'use strict';
// Child processes: they see the function's variables and no others, and /tmp, where it is named to them, is the
// instance's folder. Where the fence cannot hold them they are refused.

const cp = require('node:child_process');
const p = require('./primordials.js');
const { refused } = require('./fence.js');
const { inFolder, setFolder } = require('./tmp_names.js');

function allInFolder(texts) {
  const mapped = [];
  for (let i = 0; i < texts.length; i += 1) mapped[i] = inFolder(texts[i]);
  return mapped;
}

/** NAME=value pairs with those of `own` that are not among them. */
function withOwn(pairs, own) {
  const all = [...pairs];
  const names = p.ownKeys(own);
  for (let i = 0; i < names.length; i += 1) {
    let has = false;
    for (let j = 0; j < pairs.length; j += 1) has = has || p.startsWith(p.String(pairs[j]), names[i] + '=');
    if (!has) all[all.length] = `${names[i]}=${own[names[i]]}`;
  }
  return all;
}

/** Replaces what starts child processes. */
function fenceChildren({ fence, folder, announce }) {
  setFolder(folder);
  // As in the function itself; what it sets goes first.
  const own = Object.freeze({ __proto__: null, TMPDIR: folder, TZ: 'UTC' });
  function permit(call) {
    if (fence.children !== '') {
      const why = `child processes are closed to functions here by the fence: ${fence.children}. Settings(fence=False) opens them.`;
      throw refused(call, 'ERR_ACCESS_DENIED', { permission: 'ChildProcess' }, why);
    }
    announce(call);
  }

  // All that does not wait for the child comes here, `cluster` too.
  const handle = new cp.ChildProcess()._handle;
  const prototype = p.getPrototypeOf(handle);
  const { spawn } = prototype;
  handle.close();
  prototype.spawn = function spawnInFolder(options) {
    permit('spawn');
    const given = { ...options, file: inFolder(options.file), cwd: inFolder(options.cwd) };
    if (options.args) given.args = allInFolder(options.args);
    if (options.envPairs) given.envPairs = withOwn(options.envPairs, own);
    return p.apply(spawn, this, [given]);
  };

  function waiting(name, hasList) {
    const usual = cp[name];
    return function (...all) {
      permit(name);
      const list = hasList && (p.isArray(all[1]) || all[1] === undefined || all[1] === null);
      const at = list ? 2 : 1;
      const options = all[at];
      all[0] = inFolder(all[0]);
      if (list && p.isArray(all[1])) all[1] = allInFolder(all[1]);
      if (options === undefined || options === null || typeof options === 'object') {
        const env = { ...own, ...((options && options.env) || process.env) };
        all[at] = { ...options, env, cwd: inFolder(options ? options.cwd : undefined) };
      }
      return p.apply(usual, cp, all);
    };
  }
  cp.spawnSync = waiting('spawnSync', true);
  cp.execFileSync = waiting('execFileSync', true);
  cp.execSync = waiting('execSync', false);
}

module.exports = { fenceChildren };
