'use strict';
// Lets time stand still inside a function, and chance follow a seed: `Date`, `Math.random` and what `crypto` draws.
// Loaded where that is asked for, before the function's file is, so that what the file keeps of them is played, too.

const crypto = require('node:crypto');
const { syncBuiltinESMExports } = require('node:module');
const p = require('./primordials.js');

const { createHash } = crypto;
const hashOf = p.uncurryThis(crypto.Hash.prototype.update);
const digestOf = p.uncurryThis(crypto.Hash.prototype.digest);
const construct = Reflect.construct;
const RealDate = Date;
const toText = p.uncurryThis(Date.prototype.toString);
const floor = Math.floor;

let time;
let seed;
let drawn = 0;
let rest = p.allocUnsafeSlow(0);

/** So many bytes, the same each time for a seed: hashes of it and of a number that counts up. */
function draw(size) {
  const bytes = p.allocUnsafeSlow(size);
  for (let at = 0; at < size; ) {
    if (p.lengthOf(rest) === 0) {
      const hash = createHash('sha256');
      hashOf(hash, `${seed}/${drawn}`);
      rest = digestOf(hash);
      drawn += 1;
    }
    const piece = p.subarray(rest, 0, size - at);
    p.setBytes(bytes, piece, at);
    at += p.lengthOf(piece);
    rest = p.subarray(rest, p.lengthOf(piece));
  }
  return bytes;
}

/** A number from 0 to below 1, of 53 bits. */
function chance() {
  const bytes = draw(8);
  const high = bytes[0] * 2 ** 19 + bytes[1] * 2 ** 11 + bytes[2] * 2 ** 3 + floor(bytes[3] / 2 ** 5);
  const low = bytes[4] * 2 ** 18 + bytes[5] * 2 ** 10 + bytes[6] * 2 ** 2 + floor(bytes[7] / 2 ** 6);
  return (high * 2 ** 26 + low) / 2 ** 53;
}

/** Puts a function in the place of another one, which shows as Node's own: `made(original, this, arguments)`. */
function replace(owner, name, made) {
  const found = p.getOwnPropertyDescriptor(owner, name);
  if (found === undefined || typeof found.value !== 'function') return;
  const value = new Proxy(found.value, { __proto__: null, apply: made });
  p.defineProperty(owner, name, { __proto__: null, ...found, value });
}

function playTime() {
  replace(RealDate, 'now', () => time);
  const PlayedDate = new Proxy(RealDate, {
    __proto__: null,
    apply: () => toText(new RealDate(time)),
    construct: (target, given, called) => construct(target, given.length === 0 ? [time] : given, called === PlayedDate ? target : called),
  });
  p.defineProperty(RealDate.prototype, 'constructor', { __proto__: null, value: PlayedDate, configurable: true, writable: true });
  globalThis.Date = PlayedDate;
}

/** The bytes of a part of a buffer or an array, counted in its elements. */
function fill(target, offset = 0, size = undefined) {
  if (p.isAnyArrayBuffer(target)) target = new p.Uint8Array(target);
  const width = target.BYTES_PER_ELEMENT || 1;
  const length = size === undefined ? target.byteLength - offset * width : size * width;
  p.setBytes(new p.Uint8Array(target.buffer, target.byteOffset + offset * width, length), draw(length), 0);
}

/** Calls Node's own function, which checks what it is given, and puts `value` in the place of what it has drawn. */
function withCallback(original, self, given, value) {
  const last = given.length - 1;
  const answer = given[last];
  const called = [...given];
  called[last] = (error, drawnByNode) => (error ? answer(error) : answer(null, value(drawnByNode)));
  return p.apply(original, self, called);
}

function endsInCallback(given) {
  return typeof given[given.length - 1] === 'function';
}

function randomBytes(original, self, given) {
  const filled = (buffer) => {
    fill(buffer);
    return buffer;
  };
  return endsInCallback(given) ? withCallback(original, self, given, filled) : filled(p.apply(original, self, given));
}

function randomFill(original, self, given) {
  const [target, ...where] = given;
  const filled = () => {
    const [offset, size] = where;
    fill(target, typeof offset === 'number' ? offset : 0, typeof size === 'number' ? size : undefined);
    return target;
  };
  if (endsInCallback(given)) return withCallback(original, self, given, filled);
  p.apply(original, self, given);
  return filled();
}

function randomInt(original, self, given) {
  const [low, high] = typeof given[1] === 'number' ? given : [0, given[0]];
  const value = () => low + floor(chance() * (high - low));
  if (endsInCallback(given)) return withCallback(original, self, given, value);
  p.apply(original, self, given);
  return value();
}

function randomUUID(original, self, given) {
  p.apply(original, self, given);
  const bytes = draw(16);
  bytes[6] = (bytes[6] % 16) + 64; // version 4
  bytes[8] = (bytes[8] % 64) + 128; // and its variant
  const text = bytes.hexSlice();
  const parts = [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ];
  return parts.map(([from, to]) => p.slice(text, from, to)).join('-');
}

function playChance() {
  replace(Math, 'random', chance);
  for (const name of ['randomBytes', 'pseudoRandomBytes', 'prng', 'rng']) replace(crypto, name, randomBytes);
  for (const name of ['randomFill', 'randomFillSync']) replace(crypto, name, randomFill);
  replace(crypto, 'randomInt', randomInt);
  replace(crypto, 'randomUUID', randomUUID);
  const web = p.getPrototypeOf(crypto.webcrypto);
  replace(web, 'getRandomValues', randomFill);
  replace(web, 'randomUUID', randomUUID);
  replace(crypto, 'getRandomValues', randomFill);
}

/** Plays the next execution: `time` in ms since 1970, and `seed`, a text; each may be missing. */
function play(told) {
  if (told.time !== undefined && time === undefined) playTime();
  if (told.seed !== undefined && seed === undefined) playChance();
  if (time === undefined && seed === undefined) syncBuiltinESMExports();
  time = told.time;
  seed = told.seed;
  drawn = 0;
  rest = p.allocUnsafeSlow(0);
}

module.exports = { play };
