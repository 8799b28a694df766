"""Where the kernel cannot hold workers and child processes, where it can, and where nobody is there to end them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hsfunc_magics.runtime.node import landlock, seccomp
from hsfunc_magics.runtime.node.descendants import Descendants
from hsfunc_magics.runtime.pool.pool import Pool

from ...processes import left_of, with_command
from ..conftest import PoolMaker
from ..programs import main, run, sent_json, until
from ..spawning import CHILD, WORKER, needs_hold, word

__all__ = ["word"]

_WITHOUT = {
    "Landlock": (0, True, "Landlock", "Landlock"),
    "a filter": (6, False, "seccomp", "seccomp"),
    "signals in Landlock": (4, True, "", "6.12"),
}


@pytest.mark.parametrize(("version", "filtered", "workers", "children"), _WITHOUT.values(), ids=list(_WITHOUT))
def test_where_the_fence_cannot_hold_them_they_are_closed_and_the_error_says_so(
    make_pool: PoolMaker, monkeypatch: pytest.MonkeyPatch, version: int, filtered: bool, workers: str, children: str
) -> None:
    if version > landlock.version() or (filtered and not seccomp.available()):
        pytest.skip("needs the layer that stays")
    monkeypatch.setattr(landlock, "version", lambda: version)
    monkeypatch.setattr(seccomp, "available", lambda: filtered)
    pool = make_pool()
    attempts = {
        f"{WORKER} new Worker('', {{ eval: true }})": workers,
        f"{CHILD} cp.spawn('true')": children,
        f"{CHILD} cp.execSync('true')": children,
        f"{CHILD} cp.fork('x.js')": children,
        "const c = require('cluster'); c.setupPrimary({ exec: 'x.js' }); c.fork()": children,
    }
    for code, why in attempts.items():
        body = f"""
          try {{ {code}; sendResponse({{ body: ['', ''] }}); }}
          catch (error) {{ sendResponse({{ body: [error.code, error.message] }}); }}"""
        name, message = sent_json(run(pool, main(body)))
        if why:
            assert name == "ERR_ACCESS_DENIED", code
            assert "by the fence" in message and why in message and "Settings(fence=False)" in message
        else:
            assert (name, message) == ("", "")


_ERRORS = {
    "fs.readFileSync('/etc/passwd')": "files",
    "await fs.promises.readFile('/etc/passwd')": "files",
    "await Promise.reject(new Error('outer', { cause: await fs.promises.open('/etc').catch((e) => e) }))": "files",
    "await Promise.reject(new AggregateError([await fs.promises.open('/etc').catch((e) => e)]))": "files",
    "require('net').connect('/run/docker.sock')": "sockets",
    "process.kill(process.ppid)": "processes",
    "process.binding('fs')": "internals",
    "cp.execSync('cat /etc/passwd')": "files",
    "cp.spawn('/etc/passwd')": "files",
    "throw new Error('EACCES')": None,
    "fs.readFileSync('absent')": None,
    "cp.spawn('absent')": None,
}


@needs_hold
@pytest.mark.parametrize("code", _ERRORS)
def test_an_error_that_the_fence_causes_is_told_as_such(pool: Pool, code: str) -> None:
    outcome = run(pool, main(f"{CHILD} {code};"))
    assert outcome.failure is not None
    assert outcome.failure.fence == _ERRORS[code]


_OWNER = """
import sys, tempfile
tempfile.tempdir = sys.argv[1]
from tests.runtime.programs import BOUNDS, main
from hsfunc_magics.runtime.pool.pool import Pool
code = "require('child_process').execSync(context.left); console.error('left'); setInterval(() => {}, 10);"
left = f"set -m; sh -c 'sleep 1000; : {sys.argv[2]}' > log 2>&1 &"
Pool(BOUNDS).run(main(code), {"left": left}, None)
"""


@needs_hold
def test_a_killed_owner_leaves_no_child_that_has_left_its_group(tmp_path: Path, word: str) -> None:
    command = [sys.executable, "-c", _OWNER, str(tmp_path), word]
    with subprocess.Popen(command, cwd=Path(__file__).parents[3]) as owner:
        until(lambda: any(str(process).split()[1] == "sh" for process in with_command(word)))
        owner.kill()
    assert left_of(with_command(word)) == []
    until(lambda: list(tmp_path.iterdir()) == [])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the mark")
def test_descendants_are_found_wherever_they_went_and_no_others() -> None:
    script = "sleep 1000 & setsid sleep 1000 & (setsid sleep 1000 &) ; wait"
    with (
        subprocess.Popen(["sleep", "1000"]) as other,
        subprocess.Popen(
            ["sh", "-c", f"read -r line; {script}"], stdin=subprocess.PIPE, start_new_session=True
        ) as first,
    ):
        descendants = Descendants(first.pid)
        assert not descendants.some_run()
        assert first.stdin is not None
        first.stdin.write(b"\n")
        first.stdin.close()
        until(lambda: descendants.refresh() == 3)
        assert descendants.some_run()
        descendants.kill()
        until(lambda: not descendants.some_run())
        assert other.poll() is None
        other.kill()
        first.kill()
