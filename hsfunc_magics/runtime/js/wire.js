'use strict';
// Reads and writes frames over the socket shared with Python: type (1 byte), envelope length, body length (4 bytes
// each, little endian), the envelope as JSON, the body as raw bytes. Both block: the socket is no libuv handle, so the
// event loop runs empty exactly when the function's own work is done.

const p = require('./primordials.js');

const HEADER = 9;
const ROOM = 65536;
const fd = p.Number(process.argv[2]);
// Memory that Python looks into while an answer waits here for the end of its execution; -1 where there is none.
const memory = p.Number(process.argv[4]);
// instance/held_answer.py has the same number.
const MOST_HELD = 16384;
const NUMBER = 4;
const EMPTY = p.allocUnsafeSlow(0);
// Frames up to this size go out in one piece, from memory that is kept: none is taken anew for each of them.
const MOST_KEPT = 1 << 20;
const PIECE = 1 << 18;
// The types: capitals come from Python, small letters go to it. instance/frames.py has the same table.
const TYPES = Object.freeze({
  LOAD: 0x4c,
  RUN: 0x52,
  PRELOAD: 0x50,
  CHECK: 0x43,
  ASK_POSITION: 0x57,
  ANSWER: 0x41,
  CHECKED: 0x63,
  LOADED: 0x6f,
  LINE: 0x6c,
  SENT: 0x73,
  ENDED: 0x65,
  SPAWNED: 0x70,
  LATE: 0x66,
  POSITION: 0x77,
  INSPECTING: 0x69,
  REQUESTED: 0x71,
  EXCHANGED: 0x78,
});

const incoming = p.allocUnsafeSlow(ROOM);
let outgoing = p.allocUnsafeSlow(ROOM);
let start = 0;
let end = 0;

function uint32(bytes, at) {
  return bytes[at] + bytes[at + 1] * 256 + bytes[at + 2] * 65536 + bytes[at + 3] * 16777216;
}

function putUint32(bytes, at, value) {
  bytes[at] = value & 255;
  bytes[at + 1] = (value >>> 8) & 255;
  bytes[at + 2] = (value >>> 16) & 255;
  bytes[at + 3] = value >>> 24;
}

function readSome(target, offset, length) {
  let count;
  try {
    count = p.readSync(fd, target, offset, length, null);
  } catch {
    count = 0;
  }
  // Python has gone, or the function has closed the descriptor: without a socket the instance has no use.
  if (count === 0) p.exit(0);
  return count;
}

function take(length) {
  if (length <= ROOM - start) {
    while (end - start < length) end += readSome(incoming, end, ROOM - end);
    const bytes = p.subarray(incoming, start, start + length);
    start += length;
    return bytes;
  }
  const bytes = p.allocUnsafeSlow(length);
  let have = end - start;
  p.setBytes(bytes, p.subarray(incoming, start, end));
  start = end = 0;
  while (have < length) have += readSome(bytes, have, length - have);
  return bytes;
}

/** The JSON of so many bytes that come next. */
function takeJson(length) {
  if (length > ROOM - start) return p.jsonParse(p.utf8Slice(take(length), 0, length));
  while (end - start < length) end += readSome(incoming, end, ROOM - end);
  const text = p.utf8Slice(incoming, start, start + length);
  start += length;
  return p.jsonParse(text);
}

/** Blocks until the next frame is there: {type, envelope, body}. The body is valid until the next read. */
function read() {
  if (start === end) start = end = 0;
  if (ROOM - start < HEADER) {
    p.setBytes(incoming, p.subarray(incoming, start, end));
    end -= start;
    start = 0;
  }
  while (end - start < HEADER) end += readSome(incoming, end, ROOM - end);
  const type = incoming[start];
  const envelopeLength = uint32(incoming, start + 1);
  const bodyLength = uint32(incoming, start + 5);
  start += HEADER;
  const envelope = takeJson(envelopeLength);
  return { __proto__: null, type, envelope, body: bodyLength === 0 ? EMPTY : take(bodyLength) };
}

// During the warm-up frames are made as usual, and discarded.
let muted = false;
function mute(value) {
  muted = value;
}

function writeAll(bytes, length) {
  if (muted) return;
  let done = 0;
  while (done < length) done += p.writeSync(fd, bytes, done, length - done);
}

/** The size in bytes of a body: text, bytes or undefined. */
function sizeOf(body) {
  if (body === undefined) return 0;
  return typeof body === 'string' ? p.byteLength(body) : p.lengthOf(body);
}

// The answer that waits, and whether one may: only where the end may come in the turn that has begun.
let held = null;
let mayHold = false;

/** Whether answers may wait from now on. Where none may, one that waits goes out. */
function holdAnswers(value) {
  mayHold = value;
  if (!value && held !== null) release();
}

/**
 * Sends the answer of an execution: a short text at its end, with what is told of that, in one frame. Until then Python
 * finds it in the memory, with the number once more behind it, whatever becomes of this process.
 */
function answer(n, envelope, body, bodyLength = sizeOf(body)) {
  const most = envelope.length * 3 + bodyLength + HEADER + NUMBER;
  if (!mayHold || memory < 0 || most > MOST_HELD || (body !== undefined && typeof body !== 'string')) {
    write(TYPES.SENT, envelope, body, bodyLength);
    return;
  }
  const length = place(TYPES.SENT, envelope, body, bodyLength, most);
  putUint32(outgoing, length, n);
  try {
    if (p.writeSync(memory, outgoing, 0, length + NUMBER, 0) === length + NUMBER) held = { __proto__: null, envelope, body, bodyLength };
  } catch {
    // There is no room for it, or the function has closed the descriptor.
  }
  if (held === null) write(TYPES.SENT, envelope, body, bodyLength);
}

function release() {
  const { envelope, body, bodyLength } = held;
  held = null;
  write(TYPES.SENT, envelope, body, bodyLength);
}

/** Tells the end of an execution, and its answer where that waits. */
function writeEnd(envelope) {
  if (held === null) {
    write(TYPES.ENDED, envelope);
    return;
  }
  const { envelope: sent, body, bodyLength } = held;
  held = null;
  write(TYPES.ENDED, `{"sent":${sent},${p.slice(envelope, 1)}`, body, bodyLength);
}

/** Writes one frame at once. `envelope` is JSON text, `body` text, bytes or undefined. */
function write(type, envelope, body, bodyLength = sizeOf(body)) {
  if (held !== null) release();
  // A UTF-16 unit takes at most three bytes, so this is always enough.
  const most = envelope.length * 3 + bodyLength + HEADER;
  if (most > MOST_KEPT) {
    writeInParts(type, envelope, body, bodyLength);
    return;
  }
  const length = place(type, envelope, body, bodyLength, most);
  writeAll(outgoing, length);
}

/** Puts a frame of at most `most` bytes into `outgoing`; returns how long it is. */
function place(type, envelope, body, bodyLength, most) {
  if (most > outgoing.length) outgoing = p.allocUnsafeSlow(2 * most < MOST_KEPT ? 2 * most : MOST_KEPT);
  const length = p.utf8Write(outgoing, envelope, HEADER, most - HEADER);
  putHeader(type, length, bodyLength);
  if (typeof body === 'string') p.utf8Write(outgoing, body, HEADER + length, bodyLength);
  else if (bodyLength > 0) p.setBytes(outgoing, body, HEADER + length);
  return HEADER + length + bodyLength;
}

function writeInParts(type, envelope, body, bodyLength) {
  const length = p.byteLength(envelope);
  putHeader(type, length, bodyLength);
  writeAll(outgoing, HEADER);
  writeText(envelope, length);
  if (typeof body === 'string') writeText(body, bodyLength);
  else if (bodyLength > 0) writeAll(body, bodyLength);
}

/** Writes a text of so many bytes piece by piece, from memory that is kept: to take as much anew costs more than that. */
function writeText(text, size) {
  if (outgoing.length < PIECE) outgoing = p.allocUnsafeSlow(PIECE);
  const most = size === text.length ? PIECE : p.floor(PIECE / 3);
  for (let from = 0, to = 0; from < text.length; from = to) {
    to = from + most;
    // The halves of a surrogate pair are one character.
    if (to < text.length && (p.charCodeAt(text, to - 1) & 0xfc00) === 0xd800) to -= 1;
    writeAll(outgoing, p.utf8Write(outgoing, p.slice(text, from, to), 0, outgoing.length));
  }
}

function putHeader(type, length, bodyLength) {
  outgoing[0] = type;
  putUint32(outgoing, 1, length);
  putUint32(outgoing, 5, bodyLength);
}

module.exports = { answer, holdAnswers, mute, read, sizeOf, write, writeEnd, TYPES };
