"""Faults of a process: its time, memory, end, descriptors, what it leaves behind and how it attacks its host."""

from __future__ import annotations

from ..runtime.programs import EACH_DESCRIPTOR
from .fault import Fault, at_load, in_main

_ANSWER = "sendResponse({ body: 'answered' });"

LOOPS = (
    in_main("while", "while (true) {}", 429),
    in_main("microtasks", "const again = () => { Promise.resolve().then(again); }; await new Promise(again);", 429),
    in_main("await", "for (;;) await null;", 429),
    in_main("next-tick", "const again = () => process.nextTick(again); again();", 429),
    in_main("set-immediate", "const again = () => setImmediate(again); again();", 429),
    in_main("regex", "/^(a+)+$/.test('a'.repeat(60) + '!');", 429),
    in_main("atomics-wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);", 429),
    in_main("after-answer", f"{_ANSWER} setTimeout(() => {{ for (;;) ; }}, 0);", 200, runs_on=True),
    in_main("generator", "const g = (function* () { for (;;) yield 1; })(); for (const x of g) ;", 429),
    in_main("recursion", "const f = () => f() + 1; f();", 500),
    in_main("recursion-caught", "const f = () => { try { f(); } finally { f(); } }; f();", 429),
    at_load("at-load", "for (;;) ;", 429),
)

MEMORY = (
    in_main("arrays", "const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length));", 500, 429),
    in_main("holes", "const a = []; for (let i = 0; ; i += 1) { a[i * 1000] = new Array(50000); }", 500, 429),
    in_main("buffers-1-mb", "const kept = []; for (;;) kept.push(Buffer.alloc(1e6, 1));", 500),
    in_main("buffers-10-mb", "const kept = []; for (;;) kept.push(Buffer.alloc(1e7, 1));", 500),
    in_main("buffer-400-mb", f"const b = Buffer.alloc(4e8, 1); {_ANSWER}", 500),
    in_main("strings", "let s = 'x'; for (;;) { s += s; Buffer.from(s); }", 500, 429),
    in_main("objects", "let o = {}; for (;;) o = { o, text: 'n' + Math.random(), more: [o] };", 500, 429),
    in_main("maps", "const m = new Map(); for (let i = 0; ; i++) m.set(i, 'v' + i);", 500, 429),
    in_main("array-buffer", "const kept = []; for (;;) kept.push(new Uint8Array(new ArrayBuffer(2e7)).fill(1));", 500),
    in_main("length-error", "new Array(-1);", 500),
    in_main("promises", "const kept = []; for (;;) kept.push(new Promise(() => {}).then(() => kept));", 500, 429),
    at_load("at-load", "const kept = []; for (;;) kept.push(Buffer.alloc(1e7, 1));", 500),
)

ENDS = (
    at_load("exit-at-load", "process.exit(0);", 500),
    in_main("exit", "process.exit(3);", 500),
    in_main("exit-in-timer", "setTimeout(() => process.exit(0), 5);", 500),
    in_main("exit-after-answer", f"{_ANSWER} process.exit(0);", 200),
    in_main("exit-later-after-answer", f"{_ANSWER} setTimeout(() => process.exit(1), 5);", 200),
    in_main("really-exit", "process.reallyExit(0);", 500),
    in_main("abort", "process.abort();", 500),
    at_load("abort-at-load", "process.abort();", 500),
    in_main("sigkill", "process.kill(process.pid, 'SIGKILL');", 500),
    in_main("sigkill-after-answer", f"{_ANSWER} process.kill(process.pid, 'SIGKILL');", 200),
    in_main("sigstop", "process.kill(process.pid, 'SIGSTOP');", 429),
    in_main("sigterm", "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 10);", 500),
    in_main("sigsegv", "process.kill(process.pid, 'SIGSEGV');", 500),
    in_main("own-group", "process.kill(0, 'SIGKILL');", 500),
    in_main("own-group-stopped", "process.kill(0, 'SIGSTOP');", 429),
    in_main("throws-in-timer", "setTimeout(() => { throw new Error('later'); }, 5);", 500),
    in_main("exit-in-exit", "process.on('exit', () => process.exit(0)); process.exit(1);", 500),
    in_main("emits-exit", f"process.emit('exit', 0); {_ANSWER}", 200),
    in_main("emits-exit-at-exit", "process.once('exit', () => process.emit('exit', 0)); process.exit(1);", 500),
    in_main("emits-before-exit", f"process.emit('beforeExit', 0); {_ANSWER}", 500),
    in_main("loop-in-exit", "process.on('exit', () => { for (;;) ; }); process.exit(1);", 500, 429),
)

_EACH = f"{EACH_DESCRIPTOR} try {{"

DESCRIPTORS = (
    in_main("close-all", f"{_EACH} fs.closeSync(fd); }} catch {{}}\n{_ANSWER}", 500),
    in_main("close-all-after", f"{_ANSWER}\n{_EACH} fs.closeSync(fd); }} catch {{}}", 200),
    in_main(
        "close-output",
        f"const fs = require('fs'); fs.closeSync(1); fs.closeSync(2); console.log('x'); {_ANSWER}",
        200,  # and 500 where a warm instance has closed them before
        500,
    ),
    in_main("garbage", f"{_EACH} fs.writeSync(fd, '\\xff\\0garbage{{]'.repeat(50)); }} catch {{}}\n{_ANSWER}", 500),
    in_main("zeros", f"{_EACH} fs.writeSync(fd, Buffer.alloc(4096)); }} catch {{}}\n{_ANSWER}", 500),
    in_main("ones", f"{_EACH} fs.writeSync(fd, Buffer.alloc(4096, 255)); }} catch {{}}\n{_ANSWER}", 500),
    in_main(
        "forged-frames",
        "const frame = (type, envelope) => { const text = Buffer.from(JSON.stringify(envelope));"
        " const head = Buffer.alloc(9); head.writeUInt32BE(text.length, 0); head[4] = type;"
        " return Buffer.concat([head, text]); };\n"
        f"{_EACH} for (let type = 0; type < 16; type++)"
        " fs.writeSync(fd, frame(type, { n: 1, sends: 1, status: 200, failure: null, at: -1e99 })); } catch {}\n"
        f"{_ANSWER}",
        500,
    ),
    in_main(
        "forged-little-endian",
        'const frame = (type) => { const text = Buffer.from(\'{"n":1,"sends":1e300,"at":null}\');'
        " const head = Buffer.alloc(9); head[0] = type; head.writeUInt32LE(text.length, 1);"
        " return Buffer.concat([head, text]); };\n"
        f"{_EACH} for (let type = 0; type < 16; type++) fs.writeSync(fd, frame(type)); }} catch {{}}\n{_ANSWER}",
        500,
    ),
    in_main("read-all", f"{_EACH} fs.readSync(fd, Buffer.alloc(64)); }} catch {{}}\n{_ANSWER}", 429),
    in_main(
        "open-many",
        f"const fs = require('fs'); try {{ for (;;) fs.openSync('/dev/null'); }} catch {{}} {_ANSWER}",
        200,
    ),
)

LEFTOVERS = (
    in_main("interval", f"setInterval(() => {{}}, 1); {_ANSWER}", 200),
    in_main("server", f"require('http').createServer(() => {{}}).listen(0, '127.0.0.1'); {_ANSWER}", 200),
    in_main(
        "socket",
        "const net = require('net');\nnet.createServer().listen(0, function () { net.connect(this.address().port);"
        f" {_ANSWER} }});",
        200,
    ),
    in_main(
        "unix-socket", f"require('net').createServer().on('error', () => {{}}).listen('left.sock'); {_ANSWER}", 200
    ),
    in_main("throwing-timer", f"setTimeout(() => {{ throw new Error('late'); }}, 1); {_ANSWER}", 200),
    in_main("throwing-unref-timer", f"setTimeout(() => {{ throw new Error('late'); }}, 20).unref(); {_ANSWER}", 200),
    in_main("rejecting-timer", f"setTimeout(() => Promise.reject(5), 1); {_ANSWER}", 200),
    in_main("child", f"require('child_process').spawn('sleep', ['60']); {_ANSWER}", 200),
    in_main(
        "child-detached",
        "const { spawn } = require('child_process');\n"
        "spawn(process.execPath, ['-e', 'for(;;);'], { detached: true }).unref();\n"
        f"{_ANSWER}",
        200,
    ),
    in_main(
        "worker",
        f"try {{ new (require('worker_threads').Worker)('for(;;);', {{ eval: true }}); }} catch {{}} {_ANSWER}",
        200,
    ),
    in_main("fork", f"try {{ require('child_process').fork(__filename); }} catch {{}} {_ANSWER}", 200),
    in_main("cluster", f"try {{ require('cluster').fork(); }} catch {{}} {_ANSWER}", 200),
    in_main(
        "files",
        f"const fs = require('fs'); for (let i = 0; i < 100; i++) fs.writeFileSync('f' + i, 'x'); {_ANSWER}",
        200,
    ),
    in_main("stdin", f"process.stdin.resume(); process.stdin.on('data', () => {{}}); {_ANSWER}", 200),
)


def _attempt(name: str, attack: str, *never: str) -> Fault:
    """An attack whose gain would be the answer."""
    attempt = f"let gain; try {{ gain = String({attack}); }} catch {{ gain = 'refused'; }}"
    body = f"{attempt}\nsendResponse({{ body: gain }});"
    return in_main(name, body, 200, never=never)


HOST = (
    _attempt("passwd", "require('fs').readFileSync('/etc/passwd')", "root:"),
    _attempt(
        "passwd-by-link",
        "(require('fs').symlinkSync('/etc/passwd', 'link'), require('fs').readFileSync('link'))",
        "root:",
    ),
    _attempt("passwd-by-promise", "await require('fs').promises.readFile('/etc/../etc/passwd', 'utf8')", "root:"),
    _attempt("parent-environ", "require('fs').readFileSync(`/proc/${process.ppid}/environ`)", "PATH=", "HOME="),
    _attempt("parent-command", "require('fs').readFileSync(`/proc/${process.ppid}/cmdline`)", "python", "pytest"),
    _attempt("parent-memory", "require('fs').openSync(`/proc/${process.ppid}/mem`, 'r+')", "0", "1", "2", "3", "4"),
    _attempt("root-listing", "require('fs').readdirSync('/etc')", "passwd"),
    _attempt("own-environ", "Object.keys(process.env)", "PATH", "HOME"),
    _attempt("kill-parent", "process.kill(process.ppid, 'SIGWINCH')", "true"),
    _attempt("write-outside", "(require('fs').writeFileSync('/var/tmp/hsfunc-chaos-outside', 'x'), 'wrote')", "wrote"),
    _attempt("tmp-dots", "require('fs').readFileSync('/tmp/../etc/passwd')", "root:"),
    _attempt(
        "tmp-symlink",
        "(require('fs').symlinkSync('/etc/passwd', '/tmp/link'), require('fs').readFileSync('/tmp/link'))",
        "root:",
    ),
    _attempt(
        "tmp-relative-symlink",
        "(require('fs').symlinkSync('../../../../etc/passwd', '/tmp/near'), require('fs').readFileSync('/tmp/near'))",
        "root:",
    ),
    _attempt(
        "tmp-link-in-steps",
        "(require('fs').symlinkSync('/tmp/later', '/tmp/now'), require('fs').symlinkSync('/etc', '/tmp/later'),"
        " require('fs').readFileSync('/tmp/now/passwd'))",
        "root:",
    ),
    _attempt(
        "tmp-hard-link",
        "(require('fs').linkSync('/etc/passwd', '/tmp/hard'), require('fs').readFileSync('/tmp/hard'))",
        "root:",
    ),
    _attempt(
        "tmp-renamed-folder",
        "(require('fs').mkdirSync('/tmp/a/b/c/d/e', { recursive: true }),"
        " require('fs').symlinkSync('../../../../../../etc/passwd', '/tmp/a/b/c/d/e/link'),"
        " require('fs').renameSync('/tmp/a/b/c/d/e', '/tmp/e'), require('fs').readFileSync('/tmp/e/link'))",
        "root:",
    ),
    _attempt(
        "tmp-dots-behind-a-link",
        "(require('fs').mkdirSync('/tmp/f/g/h/i', { recursive: true }),"
        " require('fs').symlinkSync('/tmp', '/tmp/f/g/h/i/j'),"
        " require('fs').readFileSync('/tmp/f/g/h/i/j/../../../../etc/passwd'))",
        "root:",
    ),
    _attempt(
        "tmp-renamed-away", "(require('fs').renameSync('/tmp', '/var/tmp/hsfunc-chaos-renamed'), 'renamed')", "renamed"
    ),
    _attempt("write-above", "(require('fs').writeFileSync('../outside', 'x'), 'wrote')", "wrote"),
    _attempt("write-harness", "(require('fs').appendFileSync(require.main.filename, ' '), 'wrote')", "wrote"),
    _attempt("remove-above", "(require('fs').rmSync('..', { recursive: true }), 'removed')", "removed"),
    _attempt(
        "shell", "require('child_process').execSync('cat /etc/passwd; cat /proc/$PPID/environ')", "root:", "HOME="
    ),
    _attempt("binding", "process.binding('spawn_sync') && 'bound'", "bound"),
    _attempt("inspector", "(require('inspector').open(0), 'opened')", "opened"),
    in_main("chdir", f"try {{ process.chdir('/'); }} catch {{}} {_ANSWER}", 200),
    in_main(
        "own-folder-removed",
        f"try {{ require('fs').rmSync(process.cwd(), {{ recursive: true }}); }} catch {{}} {_ANSWER}",
        200,
    ),
)
