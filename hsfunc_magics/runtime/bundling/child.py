"""Runs one program to its end: within a time, told of line by line, and gone with its children when interrupted."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .. import forking

OnLine = Callable[[str], None]

_stop: ContextVar[threading.Event | None] = ContextVar("stop", default=None)

_LOOK = 0.1  # seconds between two looks at what was written


class BundlingError(Exception):
    """A bundle cannot be made; the message says why and what helps. Nothing was changed."""


class PackageError(BundlingError):
    """npm does not give one of the packages that were asked for; it may give the others."""


@contextlib.contextmanager
def stopped_by(event: threading.Event) -> Iterator[None]:
    """Within it programs are killed once the event is set: Ctrl-C reaches the main thread only."""
    before = _stop.set(event)
    try:
        yield
    finally:
        _stop.reset(before)


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended, and what it wrote."""

    status: int
    output: str
    errors: str


def run_child(
    command: Sequence[str],
    folder: Path,
    *,
    title: str,
    seconds: float,
    environment: Mapping[str, str] | None = None,
    given: str = "",
    on_line: OnLine | None = None,
) -> Ran:
    """Runs a command in a process group of its own, which is killed over its time and on Ctrl-C.

    Without an `environment` it gets ours. `on_line` gets the lines of its stderr, in the caller's thread. Raises
    `BundlingError` over the time or where it cannot be started.
    """
    with tempfile.TemporaryFile() as input_, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        input_.write(given.encode("utf-8", "replace"))
        input_.seek(0)
        try:
            with forking.delayed():
                process = subprocess.Popen(
                    list(command),
                    cwd=folder,
                    env=environment,
                    stdin=input_,
                    stdout=output,
                    stderr=errors,
                    start_new_session=True,
                )
        except OSError as problem:
            raise BundlingError(f"{title} cannot be started: {problem.strerror}.") from None
        lines = _Lines(errors, on_line)
        stop = _stop.get()
        deadline = time.monotonic() + seconds
        try:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_LOOK)
                lines.look()
                if process.returncode is not None:
                    break
                if stop is not None and stop.is_set():
                    raise BundlingError(f"{title} was stopped.")
                if time.monotonic() > deadline:
                    raise BundlingError(f"{title} took longer than {seconds:g} s and was stopped. Try it again later.")
        finally:
            _end(process)
        output.seek(0)
        return Ran(process.returncode, output.read().decode("utf-8", "replace"), lines.text)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kills the process group of a program that has not ended by itself."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _Lines:
    """The lines of a file that grows."""

    def __init__(self, file: IO[bytes], on_line: OnLine | None) -> None:
        self._file = file
        self._on_line = on_line
        self._read = 0
        self._rest = ""
        self.text = ""

    def look(self) -> None:
        """Tells the lines that came since the last time."""
        # The program writes at the offset that it shares with this descriptor: it must not be moved.
        new = os.pread(self._file.fileno(), 1 << 24, self._read)
        self._read += len(new)
        text = new.decode("utf-8", "replace")
        self.text += text
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            if self._on_line is not None and line.strip():
                self._on_line(line)
