'use strict';
// Finds what of a value JSON leaves out without a word: an Error, a Map or a Promise is `{}` there, a function nothing.

const p = require('./primordials.js');
const { className, inheritedValue, ownValue, short, tagOf } = require('./inside.js');

const MOST_FOUND = 5;
const MOST_VALUES = 2000;
const DEEPEST = 50;
const LONGEST = 60;

/** Whether a value is an object or an array as JSON makes them. */
function isPlain(value) {
  try {
    const prototype = p.getPrototypeOf(value);
    return prototype === p.objectPrototype || prototype === p.arrayPrototype || prototype === null;
  } catch {
    return true; // A proxy that does not tell: JSON asks it for its properties.
  }
}

/** What an object is whose JSON says nothing of it; undefined for others. */
function kindOf(value) {
  if (typeof inheritedValue(value, 'toJSON') === 'function') return undefined;
  if (p.isNativeError(value)) return 'error';
  if (p.isMap(value)) return 'map';
  if (p.isSet(value)) return 'set';
  const tag = tagOf(value);
  if (p.isPromise(value) || typeof inheritedValue(value, 'then') === 'function') return 'promise';
  if (tag === 'ReadableStream' || typeof inheritedValue(value, 'pipe') === 'function') return 'stream';
  if (tag === 'Response' || tag === 'Headers' || tag === 'URLSearchParams' || tag === 'FormData') return tag;
  if (p.isAnyArrayBuffer(value) || tag === 'Blob' || tag === 'File') return 'bytes';
  return p.ownKeys(value).length === 0 ? 'hidden' : undefined;
}

function hasNoJson(value) {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol';
}

/** What of a body is lost in its JSON: [{at, what, name}]; undefined where nothing is. `json`: undefined, or the text. */
function findLost(body, at, json) {
  const found = [];
  p.setPrototypeOf(found, null);
  const search = { __proto__: null, found, count: 0, left: MOST_VALUES };
  try {
    if (json === undefined) tell(search, at, 'nothing', typeof body === 'object' ? `${className(body)} whose toJSON gives nothing` : typeof body);
    else if (typeof body === 'number') tell(search, at, 'number', p.String(body));
    else look(search, body, at, 0);
  } catch {
    // What was found before it is told.
  }
  return search.count > 0 ? found : undefined;
}

function tell(search, at, what, name) {
  if (search.count === MOST_FOUND) return;
  search.found[search.count] = { __proto__: null, at: short(at, 200), what, name: short(name, LONGEST) };
  search.count += 1;
}

function look(search, value, at, depth) {
  search.left -= 1;
  if (value === null || typeof value !== 'object' || depth > DEEPEST || search.left < 0 || p.isProxy(value)) return;
  if (typeof inheritedValue(value, 'toJSON') === 'function') return;
  if (!isPlain(value)) {
    const kind = kindOf(value);
    if (kind !== undefined) {
      tell(search, at, kind, className(value));
      return;
    }
  }
  const names = p.ownKeys(value);
  const list = p.isArray(value);
  let kept = 0;
  for (let i = 0; i < names.length && search.left > 0 && search.count < MOST_FOUND; i += 1) {
    const found = p.getOwnPropertyDescriptor(value, names[i]);
    // What a getter makes is not asked for twice.
    if (found === undefined || !p.hasOwn(found, 'value')) kept += 1;
    else if (!hasNoJson(found.value)) {
      kept += 1;
      look(search, found.value, list ? `${at}[${names[i]}]` : step(at, names[i]), depth + 1);
    }
  }
  if (names.length > 0 && kept === 0 && search.left > 0) {
    const lost = ownValue(value, names[0]);
    tell(search, list ? `${at}[${names[0]}]` : step(at, names[0]), 'dropped', lost === undefined ? 'undefined' : `a ${typeof lost}`);
  }
}

function step(at, name) {
  const shown = short(name, LONGEST);
  return p.exec(/^[A-Za-z_$][\w$]*$/, shown) === null ? `${at}[${p.jsonStringify(shown)}]` : `${at}.${shown}`;
}

/** The same of headers: an object that has no names where anybody could see them. */
function findHidden(value, at) {
  const kind = p.isProxy(value) ? undefined : kindOf(value);
  if (kind === undefined) return undefined;
  const found = [];
  p.setPrototypeOf(found, null);
  found[0] = { __proto__: null, at, what: kind === 'promise' ? kind : 'headers', name: className(value) };
  return found;
}

module.exports = { findHidden, findLost, isPlain, kindOf };
