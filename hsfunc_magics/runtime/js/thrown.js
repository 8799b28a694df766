'use strict';
// Describes what was thrown, and what an error carries: its own properties, its cause, the errors that it holds. Nothing
// here runs a getter of theirs or looks into a proxy, and everything is bounded.

const p = require('./primordials.js');
const { cleanStack, cut, textOf, withoutFolders } = require('./describe.js');
const { className, ownValue, tagOf } = require('./inside.js');

// All errors of a chain together, and the text of all that they carry.
const MOST_ERRORS = 20;
const MOST_TEXT = 16384;
const LONGEST = 1024;
const MOST_NAMES = 30;
const MOST_ITEMS = 20;
const DEEPEST = 5;
const HIDDEN = '•••';

// What an error repeats of itself, or Node of its message.
const KNOWN = Object.freeze({ __proto__: null, isAxiosError: true, name: true, message: true, stack: true, cause: true, requireStack: true });
// What a request was made of, and what it went through, has its credentials.
const OF_REQUEST = Object.freeze({
  __proto__: null,
  agent: true,
  auth: true,
  client: true,
  config: true,
  connection: true,
  headers: true,
  httpAgent: true,
  httpsAgent: true,
  options: true,
  rawHeaders: true,
  req: true,
  request: true,
  socket: true,
});
const CREDENTIAL = /^auth$|authori[sz]ation|hapikey|cookie|credential|passw|private_?key|secret|signature|token|(api|access)[-_]?key/i;
// What is shown of a response: what it says, and nothing of how it was asked for.
const OF_RESPONSE = Object.freeze(['status', 'statusCode', 'statusText', 'statusMessage', 'data', 'body']);

/** {type, message, stack, properties, cause, errors, more} of anything that can be thrown; empty parts are left out. */
function describeError(error) {
  return described(error, { __proto__: null, errors: MOST_ERRORS, text: MOST_TEXT, hid: false }, null);
}

function described(error, room, above) {
  room.errors -= 1;
  const found = isError(error) ? named(error) : undefined;
  if (found === undefined) return above === null ? thrown(error) : shortened(thrown(error), room);
  if (above !== null) shortened(found, room);
  if (!p.isProxy(error)) {
    try {
      carry(found, error, room, { __proto__: null, value: error, up: above });
    } catch {
      // What could be read of it is enough.
    }
  }
  return found;
}

function isError(value) {
  try {
    return p.isNativeError(value) || value instanceof p.Error;
  } catch {
    return false;
  }
}

/** Type, message and stack; undefined where a getter throws. */
function named(error) {
  try {
    const stack = cleanStack(cut(p.String(error.stack)));
    const message = withoutFolders(cut(p.String(error.message)));
    return { __proto__: null, type: cut(p.String(error.name)), message, stack };
  } catch {
    return undefined;
  }
}

/** The same of a value that is no error. */
function thrown(value) {
  const message = withoutFolders(textWithoutRequest(value));
  return { __proto__: null, type: value === null ? 'null' : typeof value, message, stack: `Thrown: ${message}` };
}

/** A value as text: an object that somebody threw may be the answer to a request, with the request in it. */
function textWithoutRequest(value) {
  if (value !== null && typeof value === 'object' && !p.isProxy(value)) {
    try {
      const room = { __proto__: null, text: MOST_TEXT, hid: false };
      const data = dataOf(value, room, 0, null, false);
      if (room.hid) return textOf(p.jsonParse(p.jsonStringify(data)));
    } catch {
      return 'a value that cannot be shown';
    }
  }
  return textOf(value);
}

/** An error that another one carries, as long as there is room. */
function shortened(found, room) {
  found.message = text(found.message, room);
  if (found.stack.length > room.text) found.stack = '';
  room.text -= found.stack.length;
  return found;
}

function carry(found, error, room, here) {
  const properties = propertiesOf(error, room, here);
  if (properties !== undefined) found.properties = properties;
  const cause = ownValue(error, 'cause');
  if (cause !== undefined && typeof cause !== 'function') found.cause = inner(cause, room, here);
  const errors = ownValue(error, 'errors');
  if (!areErrors(errors) && !(found.type === 'AggregateError' && p.isArray(errors) && !p.isProxy(errors))) return;
  const list = [];
  p.setPrototypeOf(list, null);
  for (let i = 0; i < errors.length && i < MOST_ITEMS && room.errors > 0; i += 1) list[i] = inner(ownValue(errors, i), room, here);
  found.errors = list;
  if (errors.length > list.length) found.more = errors.length - list.length;
}

function areErrors(value) {
  return p.isArray(value) && !p.isProxy(value) && p.isNativeError(ownValue(value, 0));
}

function inner(error, room, here) {
  for (let above = here; above !== null; above = above.up) {
    if (above.value === error) return { __proto__: null, ...thrown('[Circular]'), type: '' };
  }
  if (room.errors <= 0) return { __proto__: null, ...thrown('…'), type: '' };
  return described(error, room, here);
}

/** An error's own properties as data; undefined where there are none worth telling. */
function propertiesOf(error, room, here) {
  const names = p.ownKeys(error);
  if (ownValue(error, 'code') !== undefined && !p.isEnumerable(error, 'code')) names[names.length] = 'code';
  const holdsErrors = areErrors(ownValue(error, 'errors'));
  const found = { __proto__: null };
  let count = 0;
  for (let i = 0; i < names.length && count < MOST_NAMES; i += 1) {
    const name = names[i];
    if (KNOWN[name] || (name === 'errors' && holdsErrors)) continue;
    const value = ownValue(error, name);
    const data = name === 'response' ? responseOf(value, room, here) : fieldOf(name, value, room, 0, here, name === 'body' || name === 'data');
    if (data === undefined) continue;
    found[cut(name)] = data;
    count += 1;
  }
  return count > 0 ? found : undefined;
}

/** What a response says: axios's, Node's, `fetch`'s. */
function responseOf(value, room, here) {
  if (value === null || typeof value !== 'object' || p.isProxy(value)) return dataOf(value, room, 0, here, false);
  const found = { __proto__: null };
  let count = 0;
  // Those of `fetch` have nothing of their own: their class tells.
  const read = tagOf(value) === 'Response' ? (name) => (name === 'status' || name === 'statusText' ? value[name] : undefined) : (name) => ownValue(value, name);
  for (let i = 0; i < OF_RESPONSE.length; i += 1) {
    const name = OF_RESPONSE[i];
    const data = dataOf(read(name), room, 1, here, name === 'data' || name === 'body');
    if (data === undefined || data === null) continue;
    found[name] = data;
    count += 1;
  }
  return count > 0 ? found : `[${className(value)}]`;
}

/** A property's value as data; undefined where it is left out. `said`: it is of what somebody has answered. */
function fieldOf(name, value, room, depth, above, said) {
  if (value === undefined || typeof value === 'function') return undefined;
  if ((!said && OF_REQUEST[name]) || name === 'headers') {
    room.hid = true;
    return undefined;
  }
  if (p.exec(CREDENTIAL, name) !== null && value !== null && typeof value !== 'boolean') {
    room.hid = true;
    return HIDDEN;
  }
  return dataOf(value, room, depth, above, said || name === 'body' || name === 'data');
}

function text(value, room) {
  if (room.text <= 0) return '…';
  let shown = withoutFolders(value.length > LONGEST ? p.slice(value, 0, LONGEST) : value);
  if (value.length > LONGEST) shown += '…';
  room.text -= shown.length;
  return shown;
}

/** An answer that is JSON, as text, says the same and may have the same credentials. */
function answerOf(value, room, depth, above) {
  if (value.length <= MOST_TEXT && p.exec(/^\s*[[{]/, value) !== null) {
    try {
      return dataOf(p.jsonParse(value), room, depth, above, true);
    } catch {
      // It is another text.
    }
  }
  return text(value, room);
}

/** Any value as JSON's own; undefined for what has no place there. */
function dataOf(value, room, depth, above, said) {
  if (typeof value === 'string') return said ? answerOf(value, room, depth, above) : text(value, room);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return p.isFinite(value) ? value : p.String(value);
  if (typeof value === 'bigint') return `${p.String(value)}n`;
  if (typeof value === 'symbol') return text(p.String(value), room);
  if (typeof value !== 'object') return undefined;
  if (p.isProxy(value)) return '[Proxy]';
  if (p.isNativeError(value)) return text(errorName(value), room);
  if (p.isDate(value)) return textOf(value);
  if (p.isView(value) || p.isAnyArrayBuffer(value)) return `[${className(value)}]`;
  for (let up = above; up !== null; up = up.up) if (up.value === value) return '[Circular]';
  if (depth >= DEEPEST || room.text <= 0) return p.isArray(value) ? '[Array]' : `[${className(value)}]`;
  const here = { __proto__: null, value, up: above };
  return p.isArray(value) ? itemsOf(value, room, depth, here, said) : fieldsOf(value, room, depth, here, said);
}

function errorName(error) {
  const found = named(error);
  return found === undefined ? '[Error]' : `${found.type}: ${found.message}`;
}

function itemsOf(value, room, depth, here, said) {
  const list = [];
  p.setPrototypeOf(list, null);
  let count = 0;
  for (; count < value.length && count < MOST_ITEMS; count += 1) {
    const data = dataOf(ownValue(value, count), room, depth + 1, here, said);
    list[count] = data === undefined ? null : data;
  }
  if (value.length > count) list[count] = `… ${value.length - count} more`;
  return list;
}

function fieldsOf(value, room, depth, here, said) {
  const names = p.ownKeys(value);
  // Streams, sockets and agents are worlds of their own; a Map's or a Promise's content is none of its properties.
  const plain = p.getPrototypeOf(value) === p.objectPrototype || p.getPrototypeOf(value) === null;
  const tag = plain ? '' : tagOf(value);
  const emits = ownValue(value, '_events') !== undefined;
  if (emits || tag === 'Request' || tag === 'Response' || tag === 'Headers') {
    room.hid = true;
    const answers = tag === 'Response' || (emits && ownValue(value, 'statusCode') !== undefined);
    return answers ? responseOf(value, room, here) : `[${className(value)}]`;
  }
  if (names.length === 0 && !plain) return `[${className(value)}]`;
  const found = { __proto__: null };
  let count = 0;
  for (let i = 0; i < names.length; i += 1) {
    if (count === MOST_NAMES || room.text <= 0) {
      found['…'] = `${names.length - i} more`;
      break;
    }
    const data = fieldOf(names[i], ownValue(value, names[i]), room, depth + 1, here, said);
    if (data === undefined) continue;
    room.text -= names[i].length;
    found[cut(names[i])] = data;
    count += 1;
  }
  return found;
}

module.exports = { describeError };
