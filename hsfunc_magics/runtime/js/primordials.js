'use strict';
// References taken before any user code runs, so that code which patches JSON, Buffer, Object or Promise
// breaks only itself. Every other file of the harness uses these instead of the globals' own methods.

const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const util = require('node:util');

const uncurryThis = Function.prototype.bind.bind(Function.prototype.call);
const { hrtime } = process;

/** Milliseconds from anywhere on. The `performance` of Node, which tells them as well, takes 2 ms to load. */
function now() {
  const time = hrtime();
  return time[0] * 1e3 + time[1] / 1e6;
}

module.exports = Object.freeze({
  uncurryThis,
  apply: Reflect.apply,
  assign: Object.assign,
  ownKeys: Object.keys,
  ownNames: Object.getOwnPropertyNames,
  ownSymbols: Object.getOwnPropertySymbols,
  getOwnPropertyDescriptor: Object.getOwnPropertyDescriptor,
  defineProperty: Object.defineProperty,
  setPrototypeOf: Object.setPrototypeOf,
  getPrototypeOf: Object.getPrototypeOf,
  hasOwn: Object.hasOwn,
  isEnumerable: uncurryThis(Object.prototype.propertyIsEnumerable),
  objectPrototype: Object.prototype,
  arrayPrototype: Array.prototype,
  iterator: Symbol.iterator,
  toStringTag: Symbol.toStringTag,
  isArray: Array.isArray,
  isFinite: Number.isFinite,
  isInteger: Number.isInteger,
  String,
  Number,
  floor: Math.floor,
  jsonParse: JSON.parse,
  jsonStringify: JSON.stringify,
  charCodeAt: uncurryThis(String.prototype.charCodeAt),
  slice: uncurryThis(String.prototype.slice),
  indexOf: uncurryThis(String.prototype.indexOf),
  startsWith: uncurryThis(String.prototype.startsWith),
  endsWith: uncurryThis(String.prototype.endsWith),
  split: uncurryThis(String.prototype.split),
  toUpperCase: uncurryThis(String.prototype.toUpperCase),
  exec: uncurryThis(RegExp.prototype.exec),
  process,
  Uint8Array,
  isUint8Array: util.types.isUint8Array,
  isView: ArrayBuffer.isView,
  isAnyArrayBuffer: util.types.isAnyArrayBuffer,
  isDate: util.types.isDate,
  isMap: util.types.isMap,
  isPromise: util.types.isPromise,
  isProxy: util.types.isProxy,
  isSet: util.types.isSet,
  isNativeError: util.types.isNativeError,
  lengthOf: uncurryThis(Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length').get),
  byteLength: Buffer.byteLength,
  allocUnsafeSlow: Buffer.allocUnsafeSlow,
  subarray: uncurryThis(Uint8Array.prototype.subarray),
  setBytes: uncurryThis(Uint8Array.prototype.set),
  bufferFrom: Buffer.from,
  latin1Slice: uncurryThis(Buffer.prototype.latin1Slice),
  utf8Slice: uncurryThis(Buffer.prototype.utf8Slice),
  utf8Write: uncurryThis(Buffer.prototype.utf8Write),
  URL,
  WeakRef,
  WeakMap,
  WeakSet,
  deref: uncurryThis(WeakRef.prototype.deref),
  weakGet: uncurryThis(WeakMap.prototype.get),
  weakSet: uncurryThis(WeakMap.prototype.set),
  weakHas: uncurryThis(WeakSet.prototype.has),
  weakAdd: uncurryThis(WeakSet.prototype.add),
  on: uncurryThis(EventEmitter.prototype.on),
  emit: uncurryThis(EventEmitter.prototype.emit),
  nextTick: process.nextTick.bind(process),
  promiseThen: uncurryThis(Promise.prototype.then),
  promiseResolve: Promise.resolve.bind(Promise),
  setImmediate,
  setTimeout,
  clearTimeout,
  now,
  readSync: fs.readSync,
  writeSync: fs.writeSync,
  inspect: util.inspect,
  exit: process.reallyExit.bind(process),
  captureStackTrace: Error.captureStackTrace,
  Error,
  TypeError,
});
