'use strict';
// Looks at a value without running any of its code: no getter, no trap of a proxy, no method.

const p = require('./primordials.js');

/** A property's own value; undefined where there is none, and where a getter would have to make it. */
function ownValue(value, name) {
  const found = p.getOwnPropertyDescriptor(value, name);
  return found !== undefined && p.hasOwn(found, 'value') ? found.value : undefined;
}

/** The value that a property has by the prototypes, likewise. */
function inheritedValue(value, name) {
  for (let at = value, steps = 0; at !== null && steps < 20 && !p.isProxy(at); at = p.getPrototypeOf(at), steps += 1) {
    const found = p.getOwnPropertyDescriptor(at, name);
    if (found !== undefined) return p.hasOwn(found, 'value') ? found.value : undefined;
  }
  return undefined;
}

/** The beginning of a text; its `…` tells the masking of secrets that it was cut. */
function short(text, most) {
  return text.length <= most ? text : p.slice(text, 0, most) + '…';
}

/** The name of an object's class, such as `Map`. */
function className(value) {
  const made = inheritedValue(value, 'constructor');
  const name = typeof made === 'function' && !p.isProxy(made) ? ownValue(made, 'name') : undefined;
  return typeof name === 'string' && name !== '' ? short(name, 60) : 'Object';
}

/** What classes of the web platform call their objects: `Headers`, `Blob`; an empty text for others. */
function tagOf(value) {
  const tag = inheritedValue(value, p.toStringTag);
  return typeof tag === 'string' ? tag : '';
}

module.exports = { className, inheritedValue, ownValue, short, tagOf };
