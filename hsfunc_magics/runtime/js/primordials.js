'use strict';
// References taken before any user code runs, so that code which patches JSON, Buffer, Object or Promise
// breaks only itself. Every other file of the harness uses these instead of the globals' own methods.

const fs = require('node:fs');
const util = require('node:util');
const { performance } = require('node:perf_hooks');

const uncurryThis = Function.prototype.bind.bind(Function.prototype.call);

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
  isArray: Array.isArray,
  isFinite: Number.isFinite,
  isInteger: Number.isInteger,
  String,
  Number,
  jsonParse: JSON.parse,
  jsonStringify: JSON.stringify,
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
  promiseThen: uncurryThis(Promise.prototype.then),
  promiseResolve: Promise.resolve.bind(Promise),
  setImmediate,
  setTimeout,
  clearTimeout,
  now: performance.now.bind(performance),
  readSync: fs.readSync,
  writeSync: fs.writeSync,
  inspect: util.inspect,
  exit: process.reallyExit.bind(process),
  captureStackTrace: Error.captureStackTrace,
  Error,
  TypeError,
});
