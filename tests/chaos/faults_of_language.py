"""Faults of the language: builtins broken, consoles flooded, odd responses and odd promises."""

from __future__ import annotations

from .fault import THROWS, Fault, around, at_load, in_main

_PATCH = (
    "const patchAll = (object) => { for (const name of Object.getOwnPropertyNames(object)) if (name !== 'constructor')"
    " try { Object.defineProperty(object, name, { value: throws }); } catch {} };"
)
_FREEZE = (
    "for (const name of Object.getOwnPropertyNames(globalThis)) try { const value = globalThis[name];"
    " Object.freeze(value); Object.freeze(value.prototype); } catch {}"
)

BUILTINS = (
    # A warm instance is broken already: there the second call fails where it breaks it again.
    around("json", "JSON.stringify = JSON.parse = throws; globalThis.JSON = null;", 200, 500),
    around(
        "object",
        "for (const name of ['keys', 'assign', 'entries', 'create', 'defineProperty']) Object[name] = throws;",
        200,
    ),
    around("object-gone", "globalThis.Object = null;", 200),
    around(
        "object-setter", "Object.defineProperty(Object.prototype, 'status', { set: throws, get: throws });", 200, 500
    ),
    # The instance lives on, and what is there cannot be defined once more.
    around("array-setter", "Object.defineProperty(Array.prototype, '0', { set: throws, get: throws });", 200, 500),
    around("array-all", f"{_PATCH} patchAll(Array.prototype);", 200),
    around("object-all", f"{_PATCH} patchAll(Object.prototype);", 200),
    around("to-json", "Object.prototype.toJSON = throws;", 500),
    around("promise", f"{_PATCH} patchAll(Promise.prototype); Promise.resolve = throws;", 200),
    around("promise-gone", "globalThis.Promise = null;", 200),
    around(
        "buffer", f"{_PATCH} patchAll(Buffer.prototype); patchAll(Uint8Array.prototype); Buffer.from = throws;", 200
    ),
    around("call", "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = throws;", 200),
    around("reflect", f"{_PATCH} patchAll(Reflect);", 200),
    around("frozen", _FREEZE, 200),
    around("iterator", "delete Array.prototype[Symbol.iterator]; delete String.prototype[Symbol.iterator];", 200),
    around("process-emit", "process.emit = throws;", 200),
    around("process-on", "process.on = process.once = process.off = process.removeAllListeners = throws;", 200),
    around("next-tick", "process.nextTick = process._tickCallback = throws;", 200),
    around("process-exit", "process.exit = process.reallyExit = process.abort = throws;", 200),
    around("process-gone", "globalThis.process = null;", 200),
    around("listeners", "process.removeAllListeners(); process.on('beforeExit', throws);", 200),
    around("console", f"{_PATCH} console.error = console.warn = throws; globalThis.console = {{ log() {{}} }};", 200),
    around("timers", "globalThis.setTimeout = globalThis.setImmediate = globalThis.clearTimeout = throws;", 200),
    around(
        "prepare-stack",
        "Error.prepareStackTrace = throws; try { null.x; } catch (e) { try { e.stack; } catch {} }",
        200,
    ),
    in_main("prepare-stack-thrown", f"{THROWS} Error.prepareStackTrace = throws; throw new Error('x');", 500),
    in_main("stack-limit", "Error.stackTraceLimit = -1; throw new Error('x');", 500),
    in_main("stack-limit-odd", "Object.defineProperty(Error, 'stackTraceLimit', { get() { throw 1; } }); null.x;", 500),
    around("clock", "Date.now = performance.now = process.hrtime = () => NaN;", 200),
    around(
        "symbols", f"{_PATCH} patchAll(Symbol.prototype); patchAll(String.prototype); patchAll(RegExp.prototype);", 200
    ),
    at_load(
        "module", "const M = require('module'); M._load = M.prototype._compile = null; module.exports = null;", 500
    ),
)

_BYTES = "'\\x1b]0;t\\x07\\x1b[2J\\0\\u2028\\ud800\\r\\n'"

CONSOLE = (
    in_main("long-line", "console.log('x'.repeat(1e7)); sendResponse({ body: 'x' });", 200),
    in_main("100-mb-line", "console.log('x'.repeat(1e8)); sendResponse({ body: 'x' });", 200, 500, 429),
    in_main("1e6-lines", "for (let i = 0; i < 1e6; i++) console.log(i); sendResponse({ body: 'x' });", 200, 429),
    in_main(
        "stdout",
        "for (let i = 0; i < 1e4; i++) process.stdout.write('y'.repeat(100)); sendResponse({});",
        200,
    ),
    in_main(
        "stderr",
        "for (let i = 0; i < 1e4; i++) process.stderr.write('y'.repeat(100)); sendResponse({});",
        200,
    ),
    in_main("fd-writes", "const fs = require('fs'); for (;;) try { fs.writeSync(1, 'z'.repeat(1e5)); } catch {}", 429),
    in_main(
        "bytes",
        f"for (const m of ['log', 'error', 'warn', 'info', 'debug']) console[m]({_BYTES}); sendResponse({{}});",
        200,
    ),
    in_main(
        "raw-bytes", "require('fs').writeSync(1, Buffer.from([0, 255, 254, 128, 10, 13, 27])); sendResponse({});", 200
    ),
    in_main(
        "proxy",
        "console.log(new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; } })); sendResponse({});",
        200,
    ),
    in_main(
        "inspect-throws",
        "console.log({ [require('util').inspect.custom]() { throw 1; } }); sendResponse({});",
        500,
    ),
    in_main(
        "deep",
        "let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; console.dir(o, { depth: null }); sendResponse({});",
        200,
        429,
    ),
    in_main(
        "format", "console.log('%s%d%j%o%O%c%%', Symbol('s'), 1n, {}, null); console.table(5); sendResponse({});", 200
    ),
    in_main("groups", "for (let i = 0; i < 1e4; i++) console.group(); console.log('deep'); sendResponse({});", 200),
)


def _send(name: str, value: str, *statuses: int) -> Fault:
    return in_main(name, f"sendResponse({value});", *statuses)


RESPONSES = (
    _send(
        "proxy", "new Proxy({}, { get() { throw new Error('no'); }, has() { throw 1; }, ownKeys() { throw 2; } })", 500
    ),
    _send("getter", "{ get body() { throw new Error('no'); } }", 500),
    _send("to-json", "{ body: { toJSON() { throw new Error('no'); } } }", 500),
    in_main("circular", "const body = {}; body.body = body; sendResponse({ body });", 500),
    _send("bigint", "{ body: { n: 1n } }", 500),
    _send("7-mb", "{ body: 'x'.repeat(7e6) }", 500),
    _send("cr-lf", "{ headers: { 'X-A': 'a\\r\\nSet-Cookie: b=1', 'X\\r\\nY': 'c' }, body: 'x' }", 500),
    _send(
        "odd-headers",
        "{ headers: { '': '', 'é ☃': '☃', 'Content-Length': '5', 'Transfer-Encoding': 'chunked' }, body: 'x' }",
        500,
    ),
    _send("headers-proxy", "{ headers: new Proxy({}, { ownKeys() { throw 1; } }), body: 'x' }", 500),
    _send("status-nan", "{ statusCode: NaN, body: 'x' }", 500),
    _send("status-odd", "{ statusCode: { valueOf() { throw 1; } }, body: 'x' }", 500),
    _send("status-big", "{ statusCode: 1e308, body: 'x' }", 500),
    _send("symbols", "{ statusCode: Symbol('s'), headers: { a: Symbol('h') }, body: Symbol('b') }", 500),
    _send("nothing", "undefined", 500),
    _send("itself", "sendResponse", 500),
    _send("surrogates", "{ body: '\\ud800\\udfff\\ud800' }", 200),
    in_main("deep", "let b = []; for (let i = 0; i < 1e5; i++) b = [b]; sendResponse({ body: b });", 500, 429),
    in_main("10000-times", "for (let i = 0; i < 10000; i++) sendResponse({ body: { i } });", 200),
    in_main("10000-failures", "for (let i = 0; i < 10000; i++) try { sendResponse({ body: 1n }); } catch {}", 500),
    in_main("after-return", "setTimeout(() => sendResponse({ body: 'late' }), 10);", 200),
    in_main("nested", "sendResponse({ get body() { sendResponse({ body: 'inner' }); return 'outer'; } });", 200),
    in_main(
        "kept", "globalThis.kept?.({ body: 'old' }); globalThis.kept = sendResponse; sendResponse({ body: 'x' });", 200
    ),
)

PROMISES = (
    in_main("never", "await new Promise(() => {});", 500),
    in_main("never-with-timer", "setInterval(() => {}, 50); await new Promise(() => {});", 429),
    in_main(
        "unhandled",
        "Promise.reject(new Error('no')); await new Promise((done) => setTimeout(done, 20)); sendResponse({});",
        500,
    ),
    in_main("unhandled-odd", "Promise.reject(new Proxy({}, { get() { throw 1; } })); setTimeout(() => {}, 20);", 500),
    in_main("unhandled-many", "for (let i = 0; i < 1e4; i++) Promise.reject(i); setTimeout(() => {}, 20);", 500),
    in_main("unhandled-after-answer", "sendResponse({}); Promise.reject(new Error('late'));", 200),
    in_main("reject-undefined", "throw undefined;", 500),
    in_main("reject-symbol", "throw Symbol('s');", 500),
    in_main("reject-null-object", "throw Object.create(null);", 500),
    in_main("reject-proxy", "throw new Proxy(new Error('x'), { get() { throw new Error('y'); } });", 500),
    in_main("stack-getter", "throw Object.defineProperty(new Error('x'), 'stack', { get() { for (;;) ; } });", 429),
    at_load("thenable-throws", "exports.main = () => ({ then() { throw new Error('no'); } });", 500),
    at_load("thenable-getter", "exports.main = () => ({ get then() { throw new Error('no'); } });", 500),
    at_load(
        "thenable-twice",
        "exports.main = (c, s) => ({ then(a, b) { a(1); a(2); b(3); s({ body: 'x' }); throw 4; } });",
        200,
    ),
    at_load("thenable-itself", "exports.main = () => { const t = { then(a) { a(t); } }; return t; };", 429),
    at_load("main-proxy", "exports.main = new Proxy(() => {}, { apply() { throw new Error('no'); } });", 500),
    at_load("main-class", "exports.main = class { constructor() {} };", 500),
)
