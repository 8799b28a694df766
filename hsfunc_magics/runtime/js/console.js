'use strict';
// Replaces the console and the standard streams of user code. Every line goes to Python at once, with its level, so
// that it survives a crash; nothing is written to the real descriptors.

const { Console } = require('node:console');
const { EventEmitter } = require('node:events');
const p = require('./primordials.js');
const { captureCaller } = require('./positions.js');

// Levels of the methods that do not write INFO.
const LEVELS = Object.freeze({
  __proto__: null,
  warn: 'WARN',
  assert: 'WARN',
  error: 'ERROR',
  debug: 'DEBUG',
  trace: 'TRACE',
});

/**
 * Replaces the console and process.stdout/stderr. `line(level, text, part, stack)` gets each write, without its last
 * newline. `part` is for writes to a stream: 'end' where the newline was there, 'open' where the next write goes on
 * with the line. `stack`, for the others, was captured where the console was called.
 */
function captureConsole(line) {
  let level = 'INFO';
  let stack;
  const put = (text) => {
    line(level, p.endsWith(text, '\n') ? p.slice(text, 0, -1) : text, undefined, stack);
    return true;
  };
  // Node's console asks no more of a stream, and loading those takes 4 ms of each start.
  const sink = new EventEmitter();
  sink.write = put;
  const real = new Console({ stdout: sink, stderr: sink, colorMode: false });
  const names = p.ownKeys(real);
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i];
    const method = real[name];
    if (typeof method !== 'function') continue;
    const own = LEVELS[name] || 'INFO';
    const say = (...args) => {
      // A value may call the console while it is shown: that line has a level and a position of its own.
      const before = level;
      const outer = stack;
      level = own;
      stack = captureCaller(say);
      try {
        p.apply(method, real, args);
      } finally {
        level = before;
        stack = outer;
      }
    };
    console[name] = say;
  }
  captureStream('stdout', 'INFO', line);
  captureStream('stderr', 'ERROR', line);
}

function captureStream(name, level, line) {
  let stream;
  p.defineProperty(process, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      if (stream === undefined) {
        const { Writable } = require('node:stream');
        stream = new Writable({
          decodeStrings: true,
          write(chunk, encoding, done) {
            const text = p.utf8Slice(chunk, 0, chunk.length);
            if (p.endsWith(text, '\n')) line(level, p.slice(text, 0, -1), 'end');
            else line(level, text, 'open');
            done();
          },
        });
        stream.fd = name === 'stdout' ? 1 : 2;
      }
      return stream;
    },
  });
}

module.exports = { captureConsole };
