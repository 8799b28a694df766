"""What a process writes to its real stdout and stderr, past the console: `fs.writeSync(1, …)`, a crash report of V8."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
from collections.abc import Iterator

from ..outcome import Failure

_KEPT = 16_384
# V8 reports a crash on the real stderr, with paths of this machine: none of it belongs in the console.
_CRASH_REPORT = re.compile(rb"^(?:----- |<--- |FATAL ERROR|#\n# Fatal| ?1: 0x[0-9a-f]+ )", re.MULTILINE)
_OUT_OF_MEMORY = (b"heap out of memory", b"Allocation failed")
_POSITION = re.compile(r"^\d+: (.*\(.*\)|\S+:\d+:\d+)$", re.MULTILINE)


class Written:
    """Collects the beginning of both streams; true where there is something."""

    def __init__(self, stdout: int, stderr: int) -> None:
        self._levels = {stdout: "INFO", stderr: "ERROR"}
        self._kept: dict[int, bytearray] = {}
        self._poll = select.poll()
        for descriptor in self._levels:
            os.set_blocking(descriptor, False)
            self._poll.register(descriptor, select.POLLIN)

    def __bool__(self) -> bool:
        return bool(self._kept)

    def drain(self) -> None:
        """Takes what is there now."""
        for descriptor, _ in self._poll.poll(0):
            try:
                data = os.read(descriptor, 65536)
            except OSError:
                continue
            if data:
                kept = self._kept.setdefault(descriptor, bytearray())
                kept += data[: max(0, _KEPT + 1 - len(kept))]
            else:
                with contextlib.suppress(KeyError):
                    self._poll.unregister(descriptor)

    def leave(self) -> None:
        """Nothing is read any more: the numbers of the descriptors are free for others."""
        self._poll = select.poll()

    def lines(self) -> Iterator[tuple[str, str]]:
        """Levels and lines, without a crash report. What was collected is gone then."""
        kept, self._kept = self._kept, {}
        for descriptor, written in kept.items():
            said = _CRASH_REPORT.split(bytes(written), maxsplit=1)[0]
            text = said[:_KEPT].decode("utf-8", "replace")
            if len(said) > _KEPT:
                # Not half a character: in front of the mark the beginning of a secret's value is recognised.
                text = text.rstrip("\ufffd") + "…"
            # Other line breaks belong to the line, as in the console.
            for line in text.removesuffix("\n").split("\n") if text else ():
                yield self._levels[descriptor], line

    @property
    def out_of_memory(self) -> bool:
        """Whether V8 reports that its heap is full."""
        return any(mark in written for written in self._kept.values() for mark in _OUT_OF_MEMORY)

    def crash_positions(self, filename: str) -> list[str]:
        """The positions in the function that a crash report names."""
        text = b"".join(self._kept.values()).decode("utf-8", "replace")
        return list(dict.fromkeys(found for found in _POSITION.findall(text) if f"{filename}:" in found))


def exit_failure(status: int | None, written: Written, filename: str) -> Failure:
    """Why a process that was not ended by us has ended; no status where it only closed its socket."""
    if written.out_of_memory:
        return Failure("memory")
    if status is None:
        return Failure("protocol")
    stack = "\n".join(f"    at {position}" for position in written.crash_positions(filename))
    if status < 0:
        return Failure("signal", type=_signal_name(-status), code=-status, stack=stack)
    return Failure("exit", code=status, stack=stack)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
