"""Child processes of a function: within the fence and the limits, and gone with the execution (contract §4)."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from hsfunc_magics.runtime.node.fence import Fence
from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker
from ..programs import MEGABYTE, failure_kind, main, module, run, sent_json, works
from ..spawning import ALLOCATES, CHILD, SLEEP, needs_hold, word

__all__ = ["word"]

pytestmark = needs_hold

_BRIEF = 5.0  # seconds: less than an execution may take


@pytest.mark.parametrize(
    "code",
    [
        "cp.execSync('echo $((40 + 2))')",
        "cp.execFileSync('/bin/sh', ['-c', 'echo 42'])",
        "cp.spawnSync(process.execPath, ['-p', '40 + 2']).stdout",
        "(await promisify(cp.execFile)(process.execPath, ['-p', '40 + 2'])).stdout",
        "(await promisify(cp.exec)('echo 42')).stdout",
        "await new Promise((r) => cp.spawn('sh', ['-c', 'echo 42']).stdout.on('data', r))",
        "await new Promise((r) => cp.fork('child.js').on('message', r))",
        "(await import('node:child_process')).execSync('echo 42')",
        "process.getBuiltinModule('child_process').execSync('echo 42')",
    ],
)
def test_a_child_process_runs_and_the_instance_stays_warm(pool: Pool, code: str) -> None:
    source = f"""
      {CHILD} const {{ promisify }} = require('util');
      let n = 0;
      exports.main = async (context, sendResponse) => {{
        fs.writeFileSync('child.js', 'process.send(42)');
        const answer = {code};
        sendResponse({{ body: [parseInt(answer), ++n] }});
      }};"""
    program = module(source)
    first, second = run(pool, program), run(pool, program)
    assert (sent_json(first), sent_json(second)) == ([42, 1], [42, 2])
    assert not first.left


def test_a_child_sees_the_functions_variables_and_its_folder_alone(
    make_pool: PoolMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST_SECRET", "of-the-host")
    source = f"{CHILD} exports.main = (context, send) => send({{ body: [String(cp.execSync('env; pwd'))] }});"
    (said,) = sent_json(run(make_pool(), module(source, {"TOKEN": "declared"})))
    names = {line.partition("=")[0] for line in said.splitlines() if "=" in line}
    assert names <= {"TOKEN", "TMPDIR", "TZ", "PWD", "OLDPWD", "SHLVL", "_"}
    assert "TOKEN=declared" in said
    assert "of-the-host" not in said
    assert f"TMPDIR={said.splitlines()[-1]}" in said


def test_tmp_is_the_instances_folder_where_it_is_named_to_a_child(pool: Pool) -> None:
    code = f"""{CHILD}
      fs.writeFileSync('a.txt', 'text');
      const said = [
        cp.execSync('cat /tmp/a.txt'),
        cp.execFileSync('cat', ['/tmp/a.txt']),
        cp.execSync('cat a.txt', {{ cwd: '/tmp' }}),
        cp.execSync('cat $TMPDIR/a.txt'),
        cp.execSync('cat ' + process.cwd() + '/a.txt'),
        await new Promise((r) => cp.execFile('cat', ['/tmp/a.txt'], {{ cwd: '/tmp/' }}, (e, out) => r(out))),
      ];
      sendResponse({{ body: said.map(String) }});"""
    assert sent_json(run(pool, main(code))) == ["text"] * 6


_ATTACKS = (
    "cat {file}", "cat < {file}", "ln -s {file} l; cat l", "ln {file} l; cat l", "ls {folder}", "cp {file} c; cat c",
    "echo x >> {file}", "rm -f {file}", "mv {file} m", "chmod 777 {file}", "touch -t 200001010000 {file}",
    "mkdir {folder}/made", "cat /etc/passwd", "cat /proc/{pid}/environ", "cat /proc/{pid}/cmdline",
    "ls /proc/{pid}/cwd/", "kill -0 {pid}", "mknod d c 1 5; cat d", "mknod d b 8 0; head -c 9 d",
)  # fmt: skip
# Answered with success, and nothing is done.
_NOTHING_DONE = ("chmod", "touch")


@pytest.mark.parametrize("script", _ATTACKS)
def test_a_child_reaches_nothing_outside(make_pool: PoolMaker, tmp_path: Path, script: str) -> None:
    file = tmp_path / "host" / "private.txt"
    file.parent.mkdir()
    file.write_text("of-the-host")
    file.chmod(0o600)
    os.utime(file, (1_000, 1_000))
    # In a file: /tmp in a command would be the instance's folder, and this test's is in the system's.
    code = f"""{CHILD} fs.writeFileSync('script.sh', context.script);
      const {{ status, stdout, stderr }} = cp.spawnSync('sh', ['script.sh'], {{ encoding: 'utf8' }});
      sendResponse({{ body: [status, stdout + stderr] }});"""
    attack = script.format(file=file, folder=file.parent, pid=os.getpid())
    code_of_end, said = sent_json(run(make_pool(), main(code), {"script": attack}))
    assert code_of_end != 0 or script.startswith(_NOTHING_DONE), said
    assert "of-the-host" not in said and "root:" not in said
    status = file.stat()
    assert (file.read_text(), oct(status.st_mode & 0o777), status.st_mtime) == ("of-the-host", "0o600", 1_000)
    assert [entry.name for entry in file.parent.iterdir()] == ["private.txt"]


def test_a_childs_sockets_are_the_functions(make_pool: PoolMaker) -> None:
    listens = (
        "require('net').createServer().on('error', (e) => console.log(e.code))"
        ".listen(process.argv[1], () => process.exit())"
    )
    code = f"""{CHILD}
      const to = (where) => String(cp.execFileSync(process.execPath, ['-e', {listens!r}, where])).trim();
      sendResponse({{ body: [to('./a.sock'), to('0')] }});"""
    assert sent_json(run(make_pool(), main(code))) == ["EPERM", ""]
    assert sent_json(run(make_pool(fence=Fence(network=False)), main(code))) == ["EPERM", "EPERM"]


_LEAVES = {
    "attached": f"cp.spawn('sh', ['-c', {SLEEP}])",
    "detached": f"cp.spawn('sh', ['-c', {SLEEP}], {{ detached: true, stdio: 'ignore' }}).unref()",
    "node": "cp.spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', word], { detached: true }).unref()",
    "setsid": f"cp.execSync(`setsid sh -c '${{{SLEEP}}}' > log 2>&1 &`)",
    "nohup": f"cp.execSync(`nohup sh -c '${{{SLEEP}}}' > log 2>&1 &`)",
    "twice forked": f"cp.execSync(`(sh -c '${{{SLEEP}}}' > log 2>&1 &) &`)",
    "own group": f"cp.execSync(`set -m; sh -c '${{{SLEEP}}}' > log 2>&1 &`)",
    "deaf": f"cp.execSync(`sh -c 'trap \"\" 1 2 15; ${{{SLEEP}}}' > log 2>&1 &`)",
    "with its streams": f"cp.spawn('sh', ['-c', {SLEEP}], {{ stdio: 'inherit' }}).unref()",
}


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in _LEAVES.items()])
def test_no_child_outlives_the_execution(pool: Pool, word: str, code: str) -> None:
    outcome = run(
        pool, main(f"{CHILD} const {{ word }} = context; {code}; sendResponse({{ body: [] }});"), {"word": word}
    )
    assert sent_json(outcome) == []
    assert outcome.left
    assert works(pool)


@pytest.mark.parametrize("end", ["process.exit(3)", "process.kill(process.pid, 'SIGKILL')", "throw new Error('x')"])
def test_a_child_outlives_no_instance_and_hides_no_end(pool: Pool, word: str, end: str) -> None:
    code = f"""{CHILD} const {{ word }} = context;
      cp.spawn('sh', ['-c', {SLEEP}], {{ detached: true, stdio: 'inherit' }});
      setTimeout(() => {{ {end} }}, 20);"""
    started = time.perf_counter()
    outcome = run(pool, main(code), {"word": word})
    assert failure_kind(outcome) in ("exit", "signal", "error")
    assert time.perf_counter() - started < _BRIEF


def test_a_function_signals_its_children(pool: Pool, word: str) -> None:
    code = f"""{CHILD} const {{ word }} = context;
      const ended = (options, kill) => new Promise((done) => {{
        const child = cp.spawn('sh', ['-c', {SLEEP}], options).on('exit', (code, signal) => done(signal));
        child.on('spawn', () => kill(child));
      }});
      sendResponse({{ body: [
        await ended({{}}, (child) => child.kill()),
        await ended({{}}, (child) => process.kill(child.pid, 'SIGHUP')),
        await ended({{ detached: true }}, (child) => process.kill(-child.pid, 'SIGKILL')),
      ] }});"""
    assert sent_json(run(pool, main(code), {"word": word})) == ["SIGTERM", "SIGHUP", "SIGKILL"]


def test_a_child_that_is_awaited_counts_to_the_time(make_pool: PoolMaker, word: str) -> None:
    pool = make_pool(seconds=0.5)
    outcome = run(pool, main(f"{CHILD} const {{ word }} = context; cp.execSync({SLEEP});"), {"word": word})
    assert failure_kind(outcome) == "timeout"
    assert works(pool)


@pytest.mark.parametrize("options", ["{}", "{ detached: true, stdio: 'ignore' }"])
def test_what_children_allocate_counts(pool: Pool, options: str) -> None:
    code = f"{CHILD} cp.spawn(process.execPath, ['-e', {ALLOCATES!r}], {options}); setInterval(() => {{}}, 1000);"
    outcome = run(pool, main(code))
    assert failure_kind(outcome) == "memory"
    assert 128 * MEGABYTE < outcome.memory_bytes < 170 * MEGABYTE
    assert works(pool)


def test_what_children_share_counts_once(pool: Pool) -> None:
    code = f"""{CHILD}
      const one = () => new Promise((r) => cp.execFile(process.execPath, ['-p', '7'], (e, out) => r(out.trim())));
      sendResponse({{ body: await Promise.all([one(), one(), one()]) }});"""
    assert sent_json(run(pool, main(code))) == ["7", "7", "7"]


def test_a_fork_bomb_is_slowed_down_and_ended_and_the_next_call_good(make_pool: PoolMaker, word: str) -> None:
    pool = make_pool(seconds=1.5)
    code = f"{CHILD} cp.spawn('sh', ['-c', context.bomb]); setInterval(() => {{}}, 1000);"
    outcome = run(pool, main(code), {"bomb": f"f() {{ f | f & }}; f; : {word}"})
    assert failure_kind(outcome) in ("memory", "processes", "timeout")
    assert works(pool)


def test_files_that_a_child_has_removed_count_while_they_are_open(make_pool: PoolMaker) -> None:
    pool = make_pool(tmp_bytes=32 * MEGABYTE)
    fill = (
        "for n in 1 2 3; do head -c 20000000 /dev/zero > big$n; done; exec 3< big1 4< big2 5< big3; rm big*; sleep 99"
    )
    outcome = run(pool, main(f"{CHILD} cp.spawn('sh', ['-c', {fill!r}]); setInterval(() => {{}}, 1000);"))
    assert failure_kind(outcome) == "storage"


def test_nothing_is_started_behind_the_end_of_an_execution(pool: Pool) -> None:
    # A timer of the turn in which the time for work behind the response is over.
    source = f"""{CHILD}
      let seen = [], run = 0;
      const late = (mine) => {{
        if (mine !== run) return;  // it was frozen, and goes on in the next execution
        try {{ cp.spawn('true'); seen = ['started']; }} catch (error) {{ seen = [error.code]; }}
      }};
      exports.main = (context, sendResponse) => {{
        sendResponse({{ body: seen }});
        run += 1;
        if (context.ask) return;
        Promise.resolve().then(() => setTimeout(late, 100, run));
        // Until both timers are due: they fall into one turn.
        setTimeout(() => {{ const end = Date.now() + 100; while (Date.now() < end); }}, 40);
      }};"""
    program = module(source)
    seen: list[str] = []
    for _ in range(20):
        if seen:
            break
        run(pool, program)
        seen = sent_json(run(pool, program, {"ask": True}))
    assert seen == ["ERR_EXECUTION_ENDED"]


def test_without_a_fence_they_run_and_are_ended_as_well(make_pool: PoolMaker, word: str) -> None:
    code = f"""{CHILD} const {{ word }} = context;
      cp.spawn('sh', ['-c', {SLEEP}], {{ detached: true, stdio: 'ignore' }}).unref();
      sendResponse({{ body: [String(cp.execSync('echo 42; head -c 4 /etc/passwd'))] }});"""
    outcome = run(make_pool(fence=Fence(closed=False)), main(code), {"word": word})
    assert sent_json(outcome) == ["42\nroot"]
    assert outcome.left
