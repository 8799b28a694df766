"""What the fence closes to a function: files it may not touch, nor look for; other processes; sockets."""

from __future__ import annotations

import gc
import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics.runtime.node import landlock, seccomp
from hsfunc_magics.runtime.node.fence import Fence
from hsfunc_magics.runtime.node.node import find_node
from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker
from ..programs import main, run, sent_json

needs_filter = pytest.mark.skipif(not seccomp.available(), reason="needs a Linux kernel with seccomp filters")


@pytest.fixture(params=["every layer", "flags alone"])
def fenced(request: pytest.FixtureRequest, make_pool: PoolMaker, monkeypatch: pytest.MonkeyPatch) -> Pool:
    """A pool on this system, and one on a system where Node's flags are all there is."""
    if request.param == "flags alone":
        monkeypatch.setattr(landlock, "version", lambda: 0)
        monkeypatch.setattr(seccomp, "available", lambda: False)
    return make_pool()


@pytest.fixture
def host(host_folder: Path) -> Path:
    """A file of the host, which only its owner may read."""
    path = host_folder / "private.txt"
    path.write_text("private")
    path.chmod(0o600)
    os.utime(path, (1_000, 1_000))
    return path


def attempt(pool: Pool, code: str, **values: Any) -> str:
    """What a function gets of an expression: its value, or the error's code; `values` are its variables."""
    outcome = run(
        pool,
        main(
            "const fs = require('fs'), os = require('os'); let got;"
            f" const {{ {', '.join(values)} }} = context;"
            f" try {{ got = 'did ' + await (async () => {code})(); }}"
            " catch (error) { got = error.code || error.name; }"
            " sendResponse({ body: [got] });"
        ),
        values,
    )
    (got,) = sent_json(outcome)
    assert isinstance(got, str)
    return got


TOUCHES = {
    "chmod": "fs.chmodSync(file, 0o777)",
    "chmod, promised": "fs.promises.chmod(file, 0o777)",
    "fchmod": "fs.fchmodSync(fs.openSync('/etc/hosts'), 0o777)",
    "chown": "fs.chownSync(file, 1, 1)",
    "lchown": "fs.lchownSync(file, 1, 1)",
    "utimes": "fs.utimesSync(file, 1, 1)",
    "lutimes": "fs.lutimesSync(file, 1, 1)",
    "rename": "fs.renameSync(file, 'mine')",
    "link": "fs.linkSync(file, 'mine')",
    "unlink": "fs.unlinkSync(file)",
    "truncate": "fs.truncateSync(file, 1)",
    "append": "fs.appendFileSync(file, 'x')",
    "copy": "fs.copyFileSync(file, 'mine')",
    "directory": "fs.mkdirSync(file + '-directory')",
    "heap snapshot": "require('v8').writeHeapSnapshot(file)",
    "report": "process.report.writeReport(file)",
}
LOOKS = {
    "stat": "fs.statSync(file).size",
    "lstat": "fs.lstatSync(file).size",
    "access": "fs.accessSync(file)",
    "realpath": "fs.realpathSync(file)",
    "realpath, native": "fs.realpathSync.native(file)",
    "realpath, promised": "fs.promises.realpath(file)",
    "realpath, called back": "require('util').promisify(fs.realpath)(file)",
    "realpath, bytes": "fs.realpathSync(Buffer.from(file))",
    "realpath, URL": "fs.realpathSync(require('url').pathToFileURL(file))",
    "statfs": "fs.statfsSync(file).type",
    "watch": "fs.watch(file).close()",
    "watchFile": "fs.watchFile(file, () => {})",
    "opendir": "fs.opendirSync(require('path').dirname(file)).path",
    "readdir": "fs.readdirSync(require('path').dirname(file)).length",
    "chdir": "process.chdir(require('path').dirname(file))",
    "module path": "require('module')._findPath(file)",
    "resolve": "require('module').createRequire('/x.js').resolve(file)",
    "import": "import(file)",
    "read": "fs.readFileSync(file, 'utf8')",
    "link to it": "(fs.symlinkSync(file, 'mine'), fs.statSync('mine').size)",
}


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in TOUCHES.items()])
def test_a_function_cannot_touch_a_file_of_the_host(fenced: Pool, host: Path, code: str) -> None:
    got = attempt(fenced, code, file=str(host))
    assert not got.startswith("did "), got
    status = host.stat()
    assert (host.read_text(), oct(status.st_mode & 0o777), status.st_mtime, status.st_uid) == (
        "private", "0o600", 1_000, os.getuid(),
    )  # fmt: skip
    assert [entry.name for entry in host.parent.iterdir()] == ["private.txt"]


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in LOOKS.items()])
def test_a_function_cannot_tell_whether_a_file_of_the_host_exists(fenced: Pool, host: Path, code: str) -> None:
    there = attempt(fenced, code, file=str(host))
    assert not there.startswith("did "), there
    assert attempt(fenced, code, file=str(host.with_name("absent.txt"))) == there


def test_a_question_whether_a_file_exists_is_answered_no_or_refused(fenced: Pool, host: Path) -> None:
    answers = {attempt(fenced, "fs.existsSync(file)", file=str(path)) for path in (host, host.with_name("absent.txt"))}
    assert len(answers) == 1, answers


def test_the_function_has_a_folder_of_its_own(fenced: Pool) -> None:
    code = """{
      fs.writeFileSync('a.txt', 'text');
      fs.copyFileSync('a.txt', 'b.txt');
      fs.cpSync('a.txt', 'c.txt', { preserveTimestamps: true });
      fs.chmodSync('c.txt', 0o600);
      fs.utimesSync('c.txt', 1, 1);
      fs.mkdirSync('folder/in/it', { recursive: true });
      fs.cpSync('folder', 'other', { recursive: true });
      fs.renameSync('b.txt', 'folder/b.txt');
      fs.rmSync('other', { recursive: true });
      fs.mkdtempSync(os.tmpdir() + '/x');
      return [fs.realpathSync('a.txt').endsWith('/a.txt'), fs.readFileSync('folder/b.txt', 'utf8'),
        fs.existsSync('other'), (await fs.promises.realpath('.')) === process.cwd()].join();
    }"""
    assert attempt(fenced, code) == "did true,text,false,true"


@pytest.mark.parametrize(
    "code",
    [
        "process.kill(process.ppid, 0)",
        "process.kill(-1, 0)",
        "process.kill(1, 0)",
        "process._kill(process.ppid, 0) || Promise.reject({ code: 'EPERM' })",
        "process._debugProcess(process.ppid)",
        "os.setPriority(process.ppid, 10)",
    ],
)
def test_a_function_cannot_reach_other_processes(fenced: Pool, code: str) -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    code = code.replace("|| Promise", "=== 0 || Promise")
    assert attempt(fenced, code) in ("EPERM", "ERR_SYSTEM_ERROR")
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_a_function_can_signal_itself(fenced: Pool) -> None:
    assert attempt(fenced, "process.kill(process.pid, 0) && process.kill(0, 0)") == "did true"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
@pytest.mark.parametrize(
    "code",
    [
        "fs.readdirSync('/proc')",
        "fs.promises.readdir('/proc/')",
        "require('util').promisify(fs.readdir)('/proc')",
        "new Promise((r, j) => fs.readdir('/proc', 'utf8', (e, names) => e ? j(e) : r(names)))",
    ],
)
def test_of_processes_a_function_sees_its_own(fenced: Pool, code: str) -> None:
    shown = f"Promise.resolve({code}).then((names) => names.join() === `${{process.pid}},self`)"
    assert attempt(fenced, shown) == "did true"
    assert attempt(fenced, "fs.readFileSync('/proc/' + process.ppid + '/cmdline')") == "ERR_ACCESS_DENIED"
    assert attempt(fenced, "fs.statSync('/proc/self/root/etc')") == "ERR_ACCESS_DENIED"


@pytest.fixture
def unix_server(tmp_path: Path) -> Iterator[str]:
    """The path of a Unix socket that greets, as ssh-agent's and Docker's do."""
    path = str(tmp_path / "agent.sock")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        thread = threading.Thread(target=_greet, args=(server,))
        thread.start()
        yield path
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def _greet(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            connection.sendall(b"greetings")


CONNECT = "new Promise((r, j) => require('net').connect(path).on('data', (d) => r(String(d))).on('error', j))"


def test_without_a_fence_a_unix_socket_is_reached(make_pool: PoolMaker, unix_server: str) -> None:
    assert attempt(make_pool(fence=Fence(closed=False)), CONNECT, path=unix_server) == "did greetings"


@needs_filter
@pytest.mark.parametrize("network", [True, False])
def test_unix_sockets_are_closed(make_pool: PoolMaker, unix_server: str, network: bool) -> None:
    pool = make_pool(fence=Fence(network=network))
    assert attempt(pool, CONNECT, path=unix_server) == "EPERM"
    assert attempt(pool, CONNECT, path="\0hsfunc-abstract") == "EPERM"


LOCAL = {
    "tcp": "new Promise((r, j) => require('net').createServer().on('error', j).listen(0, '127.0.0.1', () => r('tcp')))",
    "udp": "new Promise((r, j) => require('dgram').createSocket('udp4').on('error', j).bind(0, () => r('udp')))",
    "name": "require('dns').promises.lookup('localhost').then(() => 'name')",
    "cards": "Promise.resolve(os.networkInterfaces() && 'cards')",
}


@pytest.mark.parametrize("kind", LOCAL)
def test_the_network_is_open_unless_it_is_closed(make_pool: PoolMaker, kind: str) -> None:
    assert attempt(make_pool(), LOCAL[kind]) == f"did {kind}"


@needs_filter
@pytest.mark.parametrize("kind", ["tcp", "udp", "cards"])
def test_a_closed_network_has_no_socket(make_pool: PoolMaker, kind: str) -> None:
    assert attempt(make_pool(fence=Fence(network=False)), LOCAL[kind]) in ("EPERM", "ERR_SYSTEM_ERROR")


def test_the_parts_say_which_layers_are_active(monkeypatch: pytest.MonkeyPatch) -> None:
    node = find_node(20)
    monkeypatch.setattr(landlock, "version", lambda: 7)
    monkeypatch.setattr(seccomp, "available", lambda: True)
    everything = {part.name: part for part in Fence(network=False).parts(node)}
    assert all(part.active for part in everything.values())
    assert everything["file system"].means == "Node's permission flags and Landlock, version 7"
    assert everything["network"].means == "a seccomp filter"
    monkeypatch.setattr(seccomp, "available", lambda: False)
    without = {part.name: part for part in Fence(network=False).parts(node)}
    assert without["network: TCP only, UDP stays open"].active
    assert not without["Unix sockets: ssh-agent, Docker, D-Bus"].active
    assert not any(part.active for part in Fence(closed=False).parts(node))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_the_thread_that_starts_an_instance_leaves_the_others_free(make_pool: PoolMaker, tmp_path: Path) -> None:
    assert attempt(make_pool(), "Promise.resolve(1)") == "did 1"
    free = tmp_path / "free.txt"
    free.write_text("x")
    free.chmod(0o640)
    assert oct(free.stat().st_mode & 0o777) == "0o640"
    status = Path("/proc/self/status").read_text()
    assert "Seccomp:\t0" in status


def test_no_finalizer_runs_in_the_thread_that_is_restricted() -> None:
    node = find_node(20)
    assert gc.isenabled()
    restricted = landlock.version() > 0 or seccomp.available()
    assert Fence().spawn(node, Path.cwd(), gc.isenabled) is not restricted
    assert gc.isenabled()
