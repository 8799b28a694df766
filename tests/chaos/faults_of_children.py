"""Faults of workers and child processes: bombs, and what would outlive, outgrow or outwit its execution."""

from __future__ import annotations

from .fault import Fault, in_main

_ANSWER = "sendResponse({ body: 'answered' });"
_CHILD = "const cp = require('child_process');"
_WORKER = "const { Worker } = require('worker_threads');"
_STAYS = "setInterval(() => {}, 1000);"
_ALLOCATES = "const kept = []; setInterval(() => kept.push(Buffer.alloc(8 << 20, 1)), 1)"
# A process that the room can tell from those of other tests: the word stands in its command (room.py).
_SLEEPS = "`sleep 1000; : hsfunc-chaos-${process.ppid}`"


def _bomb(name: str, program: str, code: str, *slowly: int) -> Fault:
    """Too many end it; where they come slowly, or some are waited for, its time is over first."""
    option = "-e" if program == "process.execPath" else "-c"
    body = f"{_CHILD} const code = {code!r}; cp.spawn({program}, [{option!r}, code, code]); {_STAYS}"
    return in_main(name, body, 500, *slowly)


CHILDREN = (
    _bomb("bomb-of-pipes", "'sh'", "f() { f | f & }; f"),
    _bomb("bomb-of-sessions", "'sh'", 'setsid sh -c "$0" "$0" & setsid sh -c "$0" "$0" & sleep 1'),
    _bomb("bomb-of-zombies", "'sh'", "while :; do : & done; sleep 100", 429),
    _bomb(
        "bomb-of-nodes",
        "process.execPath",
        "const { spawn } = require('child_process'); const again = () => spawn(process.execPath,"
        " ['-e', process.argv[1], process.argv[1]], { detached: true, stdio: 'ignore' }); again(); again();"
        " setInterval(() => {}, 1000);",
        429,
    ),
    in_main("left-attached", f"{_CHILD} cp.spawn('sh', ['-c', {_SLEEPS}]); {_ANSWER}", 200),
    in_main(
        "left-detached",
        f"{_CHILD} cp.spawn('sh', ['-c', {_SLEEPS}], {{ detached: true, stdio: 'ignore' }}).unref(); {_ANSWER}",
        200,
    ),
    in_main("left-setsid", f"{_CHILD} cp.exec(`setsid sh -c '${{{_SLEEPS}}}' &`); {_ANSWER}", 200),
    in_main("left-nohup", f"{_CHILD} cp.exec(`nohup sh -c '${{{_SLEEPS}}}' > nohup 2>&1 &`); {_ANSWER}", 200),
    in_main("left-twice-forked", f"{_CHILD} cp.exec(`(sh -c '${{{_SLEEPS}}}' > log 2>&1 &) &`); {_ANSWER}", 200),
    in_main(
        "left-deaf",
        f"{_CHILD} cp.exec(`sh -c 'trap \"\" 1 2 3 15; while :; do ${{{_SLEEPS}}}; done' > log 2>&1 &`); {_ANSWER}",
        200,
    ),
    in_main(
        "left-at-exit", f"{_CHILD} cp.spawn('sh', ['-c', {_SLEEPS}], {{ stdio: 'inherit' }}); process.exit(1);", 500
    ),
    in_main("awaited", f"{_CHILD} cp.execSync({_SLEEPS});", 429),
    in_main("allocates", f"{_CHILD} cp.spawn(process.execPath, ['-e', {_ALLOCATES!r}]); {_STAYS}", 500),
    in_main("fills-output", f"{_CHILD} cp.spawn('yes', [], {{ stdio: 'inherit' }}); {_STAYS}", 429),
    in_main("fills-its-buffer", f"{_CHILD} cp.execSync('yes');", 500),
    in_main("kills-everybody", f"{_CHILD} cp.exec('kill -9 -1'); {_STAYS}", 500, 429),
    in_main("stops-everybody", f"{_CHILD} cp.exec('kill -STOP -1'); {_STAYS}", 429),
    in_main("worker-allocates", f"{_WORKER} new Worker({_ALLOCATES!r}, {{ eval: true }});", 500),
    in_main("worker-spins", f"{_WORKER} new Worker('for (;;) ;', {{ eval: true }}); {_ANSWER}", 200),
    in_main("worker-spins-awaited", f"{_WORKER} new Worker('for (;;) ;', {{ eval: true }});", 429),
    in_main("worker-throws", f"{_WORKER} new Worker('throw new Error(1)', {{ eval: true }});", 500),
    in_main("worker-aborts", f"{_WORKER} new Worker('process.abort()', {{ eval: true }}); {_STAYS}", 500),
    in_main(
        "workers-without-end",
        f'{_WORKER} const again = \'const {{ Worker }} = require("worker_threads"); setInterval(() => new'
        ' Worker("setInterval(() => {}, 1000)", { eval: true }), 1)\'; new Worker(again, { eval: true });',
        500,
    ),
    in_main(
        "worker-leaves-a-child",
        f"{_WORKER} new Worker(`require('child_process').exec(${{JSON.stringify({_SLEEPS})}}); process.exit()`,"
        f" {{ eval: true }}).on('exit', () => {{ {_ANSWER} }});",
        200,
    ),
)
