'use strict';
// Shows the instance's own folder as `/tmp`, as it is on Lambda: what is named so is found there, and what Node tells
// of the folder is named so. Only names are exchanged, in front of Node's functions and behind them: Node, and the fence
// below it, judge the real path as any other. A mapped path lies in the folder and has no `..` left.

const fs = require('node:fs');
const os = require('node:os');
const { normalize } = require('node:path');
const { fileURLToPath } = require('node:url');
const { promisify } = require('node:util');
const p = require('./primordials.js');
const { changePromises } = require('./promised_files.js');

const TMP = '/tmp';
const UP = /(?:^|\/)\.\.(?:\/|$)/;
// What holds paths: Node 18 has no parentPath, Node 24 no path.
const OF_ENTRY = ['parentPath', 'path'];
const OF_ERROR = ['message', 'path', 'dest', 'resource', 'filename'];
const { chdir, cwd } = process;
let folder = '\0';
// Folders of the installation: Node loads packages, and the harness its files, by functions that are mapped here.
const left = [];

/** Leaves what is in a folder where it is, wherever that is. */
function leave(root) {
  if (!isLeft(root)) left[left.length] = root;
}

function isLeft(text) {
  for (let i = 0; i < left.length; i += 1) if (isIn(text, left[i])) return true;
  return false;
}

function isIn(text, root) {
  return p.startsWith(text, root) && (text.length === root.length || text[root.length] === '/');
}

/** A text with bytes of a path in it, one a character, and back: not every path is UTF-8. */
const fromBytes = (bytes) => p.latin1Slice(bytes, 0, p.lengthOf(bytes));
const toBytes = (text) => p.bufferFrom(text, 'latin1');
const inBytes = (text) => fromBytes(p.bufferFrom(text, 'utf8'));

/** The working folder as Node has it; '' where its path is longer than the system can tell. */
function realCwd() {
  try {
    return p.apply(cwd, p.process, []);
  } catch {
    return '';
  }
}

/** `bytes`: whether the text has bytes for characters. `absolute`: whether a relative path is made absolute, too. */
function realText(text, bytes, absolute) {
  const same = bytes ? inBytes : (name) => name;
  let whole = text;
  if (text[0] !== '/') {
    const here = realCwd();
    const isInside = isIn(here, folder);
    if (text === '' || here === '') return text;
    if (isInside && p.exec(UP, text) === null) return absolute ? same(here) + '/' + text : text;
    whole = same(shown(here)) + '/' + text;
    if (!isInside && p.indexOf(normalize(whole), TMP) !== 0) return text;
  } else if (p.indexOf(text, TMP) < 0) {
    return text;
  }
  whole = normalize(whole);
  if (isIn(whole, same(folder)) || isLeft(whole)) return whole;
  return isIn(whole, TMP) ? same(folder) + p.slice(whole, TMP.length) : whole;
}

function realOf(given, absolute) {
  if (typeof given === 'string') return realText(given, false, absolute);
  if (p.isUint8Array(given)) {
    const text = fromBytes(given);
    const found = realText(text, true, absolute);
    return found === text ? given : toBytes(found);
  }
  if (given === null || typeof given !== 'object') return given;
  try {
    return given.href === undefined ? given : realText(fileURLToPath(given), false, absolute);
  } catch {
    return given;
  }
}

/** The path behind a name. What is no path stays, for Node to refuse, and so does a path relative to the folder. */
function real(given) {
  return realOf(given, false);
}

/** The same for functions that make a path absolute themselves, by what `process.cwd()` says. */
function realAbsolute(given) {
  return realOf(given, true);
}

/** The name of a path: text or bytes. Everything else stays as it is. */
function shown(found) {
  if (typeof found === 'string') return isIn(found, folder) ? TMP + p.slice(found, folder.length) : found;
  if (!p.isUint8Array(found)) return found;
  const text = fromBytes(found);
  const own = inBytes(folder);
  return isIn(text, own) ? toBytes(TMP + p.slice(text, own.length)) : found;
}

function shownEntry(entry) {
  for (let i = 0; i < OF_ENTRY.length; i += 1) {
    const own = p.getOwnPropertyDescriptor(entry, OF_ENTRY[i]);
    if (own !== undefined && 'value' in own) entry[OF_ENTRY[i]] = shown(own.value);
  }
  return entry;
}

function shownEntries(found) {
  if (!p.isArray(found) || found.length === 0 || !(found[0] instanceof fs.Dirent)) return found;
  for (let i = 0; i < found.length; i += 1) shownEntry(found[i]);
  return found;
}

/** A folder that is removed when it is disposed of. */
function shownDisposable(made) {
  made.path = shown(made.path);
  return made;
}

function replaced(text, part, by) {
  let whole = '';
  let rest = text;
  for (let at = p.indexOf(rest, part); at >= 0; at = p.indexOf(rest, part)) {
    whole += p.slice(rest, 0, at) + by;
    rest = p.slice(rest, at + part.length);
  }
  return whole + rest;
}

/** A text in which the folder may be named. */
function shownWords(text) {
  return replaced(text, folder, TMP);
}

function nameAll(told) {
  for (let i = 0; i < OF_ERROR.length; i += 1) {
    const name = OF_ERROR[i];
    const own = p.getOwnPropertyDescriptor(told, name);
    if (own === undefined) continue;
    if (p.isUint8Array(own.value)) told[name] = shown(own.value);
    else if (typeof own.value === 'string' && p.indexOf(own.value, folder) >= 0) told[name] = shownWords(own.value);
  }
}

/** An error of Node's with the names in it. */
function shownError(error) {
  if (!p.isNativeError(error)) return error;
  const { message } = error;
  nameAll(error);
  // Of two errors of `cp` the paths stand here. Reading a stack makes its text, which takes longer than all the rest.
  if (error.info !== null && typeof error.info === 'object') nameAll(error.info);
  if (message !== error.message && typeof error.stack === 'string') error.stack = shownWords(error.stack);
  return error;
}

function realArguments(given, kind) {
  for (let i = 0; i < kind.paths && i < given.length; i += 1) given[i] = kind.real(given[i]);
  if (kind.more !== undefined) kind.more(given);
}

function mapSync(usual, kind) {
  return function mapped(...given) {
    realArguments(given, kind);
    try {
      return kind.shown(p.apply(usual, this, given));
    } catch (error) {
      throw shownError(error);
    }
  };
}

function mapCallback(usual, kind) {
  return function mapped(...given) {
    realArguments(given, kind);
    const last = given.length - 1;
    const done = given[last];
    if (typeof done === 'function') {
      given[last] = function called(error, found) {
        if (arguments.length < 2) return p.apply(done, this, [shownError(error)]);
        return p.apply(done, this, [shownError(error), kind.shown(found)]);
      };
    }
    try {
      return p.apply(usual, this, given);
    } catch (error) {
      throw shownError(error);
    }
  };
}

function mapPromise(usual, kind) {
  return async function mapped(...given) {
    realArguments(given, kind);
    try {
      return kind.shown(await p.apply(usual, this, given));
    } catch (error) {
      throw shownError(error);
    }
  };
}

/** What gives items as long as there are some. */
function mapItems(usual, kind) {
  return async function* mapped(...given) {
    realArguments(given, kind);
    try {
      for await (const item of p.apply(usual, this, given)) yield kind.shown(item);
    } catch (error) {
      throw shownError(error);
    }
  };
}

const asIs = (found) => found;
const ONE = { __proto__: null, paths: 1, real, shown: asIs };
const TWO = { ...ONE, __proto__: null, paths: 2 };
const ABSOLUTE = { ...ONE, __proto__: null, real: realAbsolute };
const NAMED = { ...ONE, __proto__: null, shown };

/** A link's target is relative to the link, not to the working folder. */
function realTarget(given) {
  const target = p.isUint8Array(given[0]) ? fromBytes(given[0]) : given[0];
  if (typeof target !== 'string' || target[0] === '/') given[0] = real(given[0]);
  if (given.length > 1) given[1] = real(given[1]);
}

/** The prefix `/tmp` is that of a neighbour of the folder. */
function realPrefix(given) {
  const prefix = real(given[0]);
  const text = p.isUint8Array(prefix) ? fromBytes(prefix) : prefix;
  if (text !== folder && text !== inBytes(folder)) given[0] = prefix;
}

/** What is asked for each file is asked by its name. */
function namedFilter(given) {
  const options = given[2];
  if (options === null || typeof options !== 'object' || typeof options.filter !== 'function') return;
  const { filter } = options;
  given[2] = { ...options, filter: (from, to) => p.apply(filter, options, [shown(from), shown(to)]) };
}

const KINDS = {
  __proto__: null,
  access: ONE,
  appendFile: ONE,
  chmod: ONE,
  chown: ONE,
  copyFile: TWO,
  cp: { ...TWO, __proto__: null, real: realAbsolute, more: namedFilter },
  exists: ONE,
  lchmod: ONE,
  lchown: ONE,
  link: TWO,
  lstat: ONE,
  lutimes: ONE,
  mkdir: NAMED,
  mkdtemp: { ...NAMED, __proto__: null, paths: 0, more: realPrefix },
  open: ONE,
  opendir: ONE,
  readFile: ONE,
  readdir: { ...ONE, __proto__: null, shown: shownEntries },
  readlink: NAMED,
  realpath: { ...ABSOLUTE, __proto__: null, shown },
  rename: TWO,
  rm: ONE,
  rmdir: ONE,
  stat: ONE,
  statfs: ONE,
  symlink: { ...ONE, __proto__: null, paths: 0, more: realTarget },
  truncate: ONE,
  unlink: ONE,
  utimes: ONE,
  writeFile: ONE,
};

const DISPOSABLE = { ...KINDS.mkdtemp, __proto__: null, shown: shownDisposable };

/** Streams and `glob` are missing: they open what they are told by the functions that are mapped here. */
function mapFiles() {
  const { realpath, realpathSync } = fs;
  for (const name of p.ownKeys(KINDS)) {
    const kind = KINDS[name];
    const sync = fs[name + 'Sync'];
    const usual = fs[name];
    if (usual !== undefined) fs[name] = mapCallback(usual, kind);
    if (sync !== undefined) fs[name + 'Sync'] = mapSync(sync, kind);
  }
  // The usual one asks for every folder above by the functions that are mapped.
  fs.realpath = mapCallback(realpath.native, KINDS.realpath);
  fs.realpath.native = fs.realpath;
  fs.realpathSync.native = mapSync(realpathSync.native, KINDS.realpath);
  const { exists } = fs;
  exists[promisify.custom] = (given) => new Promise((done) => exists(given, done));
  for (const name of ['watch', 'watchFile', 'unwatchFile']) fs[name] = mapSync(fs[name], ABSOLUTE);
  if (fs.mkdtempDisposableSync !== undefined) fs.mkdtempDisposableSync = mapSync(fs.mkdtempDisposableSync, DISPOSABLE);
  if (fs.openAsBlob !== undefined) fs.openAsBlob = mapPromise(fs.openAsBlob, ONE);
}

function mapPromises(promised) {
  const names = p.ownKeys(KINDS);
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i];
    if (promised[name] !== undefined) promised[name] = mapPromise(promised[name], KINDS[name]);
  }
  promised.watch = mapItems(promised.watch, ABSOLUTE);
  if (promised.mkdtempDisposable !== undefined) promised.mkdtempDisposable = mapPromise(promised.mkdtempDisposable, DISPOSABLE);
}

/** An open folder and its entries name their place. */
function mapOpenFolders() {
  const { prototype } = fs.Dir;
  const { read, readSync, entries } = prototype;
  const { get } = p.getOwnPropertyDescriptor(prototype, 'path');
  const named = (entry) => (entry === null || entry === undefined ? entry : shownEntry(entry));
  const kind = { ...ONE, __proto__: null, paths: 0, shown: named };
  const promised = mapPromise(read, kind);
  const called = mapCallback(read, kind);
  p.defineProperty(prototype, 'path', {
    __proto__: null,
    configurable: true,
    get() {
      return shown(p.apply(get, this, []));
    },
  });
  prototype.read = function mapped(callback) {
    return p.apply(callback === undefined ? promised : called, this, callback === undefined ? [] : [callback]);
  };
  prototype.readSync = mapSync(readSync, kind);
  prototype.entries = prototype[Symbol.asyncIterator] = mapItems(entries, kind);
}

/** Shows `own`, a folder, as `/tmp`, to everything that this thread runs from now on. */
function mapTmp(own) {
  folder = own;
  os.tmpdir = () => process.env.TMPDIR || TMP;
  process.cwd = () => shown(p.apply(cwd, p.process, []));
  process.chdir = mapSync(chdir, ONE);
  mapFiles();
  changePromises(mapPromises);
  mapOpenFolders();
}

module.exports = { leave, mapTmp, real, realAbsolute, replaced, shown, shownWords };
