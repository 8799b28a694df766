'use strict';
// Turns what user code throws or sends into plain data. Nothing here trusts a value: getters, proxies and toJSON
// may throw.

const path = require('node:path');
const p = require('./primordials.js');
const { replaced, shownWords } = require('./tmp.js');
const { isPlain } = require('./odd.js');

// The text of an error or a return value may be of any length; its beginning is enough to recognise it.
const TEXT_KEPT = 16384;
const HARNESS = __dirname + '/';
const FRAME = '    at ';
let packagesRoot = '\0';

/** Paths of packages are shown relative to this folder, so that they read the same on every machine. */
function setPackagesRoot(folder) {
  packagesRoot = folder + path.sep;
}

/** The text without the folders of this machine; the instance's own is `/tmp`. */
function withoutFolders(text) {
  return shownWords(replaced(text, packagesRoot, ''));
}

/** The beginning of a text, without half a character; its `…` tells the masking of secrets that it was cut. */
function cut(text) {
  if (text.length <= TEXT_KEPT) return text;
  const half = p.exec(/[\ud800-\udbff]$/, p.slice(text, TEXT_KEPT - 1, TEXT_KEPT)) !== null;
  return p.slice(text, 0, half ? TEXT_KEPT - 1 : TEXT_KEPT) + '…';
}

function isInternal(line) {
  if (p.indexOf(line, FRAME) < 0) return false;
  return p.indexOf(line, HARNESS) >= 0 || p.indexOf(line, '(node:') >= 0 || p.indexOf(line, ' at node:') >= 0;
}

function behindPosition(line) {
  const found = p.exec(/:\d+:\d+\)?(.*)$/, line);
  return found === null ? '' : found[1];
}

/** The stack without the harness's and Node's own lines; what stands behind a position, such as ` {`, stays. */
function cleanStack(stack) {
  const lines = p.split(stack, '\n');
  let text = '';
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i];
    if (!isInternal(line)) text += (text === '' ? '' : '\n') + line;
    else text += behindPosition(line);
  }
  return withoutFolders(text);
}

/** A text for the console, without what stacks in it reveal of this machine. */
function shownText(text) {
  return p.indexOf(text, HARNESS) < 0 ? withoutFolders(text) : cleanStack(text);
}

function textOf(value) {
  try {
    return cut(typeof value === 'string' ? value : p.inspect(value, { depth: 2, breakLength: Infinity, maxStringLength: TEXT_KEPT }));
  } catch {
    return 'a value that cannot be shown';
  }
}

/** JSON's own scalars as they are; anything else as {"$type", "$text"}, for a message that names it. */
function describeScalar(value) {
  const type = typeof value;
  if (type === 'string') return cut(value);
  if (type === 'boolean' || value === null) return value;
  if (type === 'number' && p.isFinite(value)) return value;
  return { __proto__: null, $type: type, $text: textOf(value) };
}

/** A single header value: texts whole, and numbers as JavaScript writes them. */
function describeValue(value) {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? p.String(value) : describeScalar(value);
}

/** A header's value, or a list of them. */
function describeValues(value) {
  if (!p.isArray(value)) return describeValue(value);
  const list = [];
  p.setPrototypeOf(list, null);
  for (let i = 0; i < value.length; i += 1) list[i] = describeValue(value[i]);
  return list;
}

/** Whether a value gives names and values one after the other: a Headers, a Map, a URLSearchParams. */
function isPairs(value) {
  return !isPlain(value) && typeof value[p.iterator] === 'function';
}

/** [[name, value], …] of what gives pairs; the value described where it gives something else. */
function describePairs(value) {
  const list = [];
  p.setPrototypeOf(list, null);
  for (const entry of value) {
    if (!p.isArray(entry) || entry.length !== 2) return describeScalar(value);
    const pair = [];
    p.setPrototypeOf(pair, null);
    pair[0] = typeof entry[0] === 'string' ? entry[0] : textOf(entry[0]);
    pair[1] = describeValues(entry[1]);
    list[list.length] = pair;
  }
  return list;
}

/** [[name, value], …] of an object's own enumerable names, or of its pairs, in order; otherwise the value described. */
function describeHeaders(value) {
  if (typeof value !== 'object' || p.isArray(value)) return describeScalar(value);
  if (isPairs(value)) return describePairs(value);
  const names = p.ownKeys(value);
  const list = [];
  p.setPrototypeOf(list, null);
  for (let i = 0; i < names.length; i += 1) {
    const pair = [];
    p.setPrototypeOf(pair, null);
    pair[0] = names[i];
    pair[1] = describeValues(value[names[i]]);
    list[i] = pair;
  }
  return list;
}

/** Where a value cannot be JSON: 'body.order.items[0].parent refers back to body.order'; undefined where it can. */
function findUnserializable(value, at, key, ancestors) {
  if (typeof value === 'bigint') return `${at} is a BigInt`;
  if (value === null || typeof value !== 'object') return undefined;
  for (let above = ancestors; above !== null; above = above.up) {
    if (above.value === value) return `${at} refers back to ${above.at}`;
  }
  let inner = value;
  if (typeof value.toJSON === 'function') {
    inner = value.toJSON(key);
    if (inner !== value) return findUnserializable(inner, `${at}.toJSON()`, key, ancestors);
  }
  const here = { __proto__: null, value, at, up: ancestors };
  const names = p.ownKeys(value);
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i];
    const step = p.isArray(value) ? `[${name}]` : p.exec(/^[A-Za-z_$][\w$]*$/, name) ? `.${name}` : `[${p.jsonStringify(name)}]`;
    const found = findUnserializable(value[name], at + step, name, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

module.exports = {
  cleanStack,
  cut,
  describeHeaders,
  describeScalar,
  describeValues,
  findUnserializable,
  isPairs,
  setPackagesRoot,
  shownText,
  textOf,
  withoutFolders,
};
