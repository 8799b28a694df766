"""The processes that an instance has started, and theirs, wherever they went: found, weighed and ended."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

# Processes of one instance, those that nobody has waited for included. Lambda has 1024, threads among them.
MOST = 128
# About what the kernel keeps for a process and for a thread, which counts on Lambda, too.
_KERNEL_BYTES = 256 * 1024
_THREAD_BYTES = 32 * 1024

if sys.platform == "linux":
    import resource

    # The limit of file locks, which no kernel since 2.4.25 looks at: it goes from a process to those that it starts,
    # through every new session, and the filter keeps a function from changing it.
    _LOCKS = 10
    _REMEMBERED = 0.1  # seconds: so soon no number of a process is used again
    _KILOBYTE = 1024

    class Descendants:
        """Recognised by a mark, a limit that has no meaning and that they inherit.

        `mark`: its number, which the guardian knows them by when there is nobody else to end them. `crowded`: there
        were to be more than `MOST`.
        """

        def __init__(self, pid: int) -> None:
            self.pid = pid
            self.mark = int.from_bytes(os.urandom(7), "big")
            self._others: set[int] = set()  # processes that have nothing to do with us
            self._found: list[int] = []
            self._newest = b""
            self._seen = 0.0
            self._room = MOST
            self.crowded = False
            # A process that has ended meanwhile has started none.
            with contextlib.suppress(OSError):
                resource.prlimit(pid, _LOCKS, (self.mark, self.mark))

        def refresh(self) -> int:
            """Looks for them, where any process has been started since the last look; how many there are."""
            newest = _newest()
            if newest != self._newest:
                if time.monotonic() - self._seen > _REMEMBERED:
                    self._others.clear()
                self._find()
                self._newest = newest
            return len(self._found)

        def allow(self) -> bool:
            """Whether another may be started, which every one is that this allows. Called in a thread of its own.

            Once there are too many of them, or they are being ended, never again.
            """
            if self._room <= 0 and not self.crowded:
                self._room = MOST - sum(map(self._is_ours, _numbers()))
                self.crowded = self._room <= 0
            self._room -= 1
            return not self.crowded

        @property
        def pids(self) -> list[int]:
            """Those that the last look has found."""
            return self._found

        def memory(self, most: int) -> int:
            """Bytes that are their own, counted no further than `most`: there may be hundreds of processes.

            What they share is part of files, Node's own for the most part.
            """
            total = len(self._found) * _KERNEL_BYTES
            for pid in self._found:
                if total > most:
                    break
                total += _own_bytes(pid)
            return total

        def some_run(self) -> bool:
            """Whether any of them runs now; one that only waits for its parent to look has ended."""
            self._others.clear()
            self._find()
            return any(_state(pid) not in ("", "Z", "X") for pid in self._found)

        def kill(self) -> None:
            """SIGKILL to all of them. What has got it starts no other process: the last look finds nobody new."""
            self.crowded = True
            told: set[int] = set()
            self._others.clear()
            while True:
                self._find()
                new = [pid for pid in self._found if pid not in told]
                if not new:
                    return
                for pid in new:
                    self._kill(pid)
                told.update(new)

        def _kill(self, pid: int) -> None:
            try:
                process = os.pidfd_open(pid)
            except OSError:
                return
            try:
                # The number may be another process's by now; that of an open descriptor's process is not.
                if self._is_ours(pid):
                    with contextlib.suppress(OSError):
                        signal.pidfd_send_signal(process, signal.SIGKILL)
            finally:
                os.close(process)

        def _find(self) -> None:
            there = _numbers()
            there.discard(self.pid)
            self._others &= there
            self._found = [pid for pid in there - self._others if self._is_ours(pid)]
            self._others = there.difference(self._found)
            self._seen = time.monotonic()

        def _is_ours(self, pid: int) -> bool:
            try:
                return resource.prlimit(pid, _LOCKS)[0] == self.mark
            except OSError:
                return False

    def _numbers() -> set[int]:
        with os.scandir("/proc") as entries:
            return {int(entry.name) for entry in entries if entry.name.isdigit()}

    def _newest() -> bytes:
        """The number that was given to a process or thread last."""
        with Path("/proc/loadavg").open("rb", buffering=0) as file:
            return file.read(128).rpartition(b" ")[2]

    def _lines(pid: int) -> Iterator[bytes]:
        try:
            with Path(f"/proc/{pid}/status").open("rb", buffering=0) as file:
                yield from file.read(4096).split(b"\n")
        except OSError:
            return

    def _own_bytes(pid: int) -> int:
        total = 0
        for line in _lines(pid):
            if line.startswith((b"RssAnon:", b"RssShmem:")):
                total += int(line.split()[1]) * _KILOBYTE
            elif line.startswith(b"Threads:"):
                total += int(line.split()[1]) * _THREAD_BYTES
        return total

    def _state(pid: int) -> str:
        return next((line.split()[1].decode() for line in _lines(pid) if line.startswith(b"State:")), "")

else:
    import psutil

    _EVERY = 0.25  # seconds between two looks, each of which reads the table of all processes

    class Descendants:
        """Those below the instance's process: one that has left its parent behind is not found.

        `crowded`: there are more than `MOST`.
        """

        mark = 0
        crowded = False

        def __init__(self, pid: int) -> None:
            self.pid = pid
            self._found: list[psutil.Process] = []
            self._seen = 0.0

        def refresh(self) -> int:
            """Looks for them; how many there are."""
            if time.monotonic() - self._seen > _EVERY:
                self._find()
                self.crowded = len(self._found) > MOST
            return len(self._found)

        def allow(self) -> bool:
            """Whether another may be started: here nobody asks."""
            return True

        @property
        def pids(self) -> list[int]:
            """Those that the last look has found."""
            return [process.pid for process in self._found]

        def memory(self, most: int) -> int:  # noqa: ARG002 - as on Linux
            """Bytes of resident memory."""
            total = 0
            for process in self._found:
                with contextlib.suppress(psutil.Error):
                    total += int(process.memory_info().rss) + _KERNEL_BYTES
            return total

        def some_run(self) -> bool:
            """Whether any of them runs now."""
            self._find()
            return any(process.is_running() for process in self._found)

        def kill(self) -> None:
            """SIGKILL to all of them."""
            if self._seen == 0.0:
                return
            for process in self._found:
                with contextlib.suppress(psutil.Error):
                    process.kill()

        def _find(self) -> None:
            with contextlib.suppress(psutil.Error):
                self._found = psutil.Process(self.pid).children(recursive=True)
            self._seen = time.monotonic()
