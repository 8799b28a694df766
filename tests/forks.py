"""Forks for tests: work in a child, and what came of it; the descriptors of a process."""

from __future__ import annotations

import fcntl
import json
import os
import selectors
import signal
import traceback
from collections.abc import Callable
from typing import Any

_SECONDS = 60.0

MULTI_THREADED = "ignore:This process .* is multi-threaded:DeprecationWarning"
"""For `pytest.mark.filterwarnings`: what Python says from 3.12 on of each fork that these tests are about."""


class Child:
    """A forked process that does some work, and ends without a word: by `os._exit`."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.told, told = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self.told)
                try:
                    answer = {"value": work()}
                except BaseException:  # noqa: BLE001 - told in the parent
                    answer = {"failed": traceback.format_exc()}
                with os.fdopen(told, "w") as pipe:
                    json.dump(answer, pipe)
            finally:
                os._exit(0)
        os.close(told)

    def answer(self, *, killed: bool = False) -> Any:
        """What the work gave, once it has ended; fails where it raised or hangs. None where it has `killed` itself."""
        text = b""
        # Not select(): a process that runs many tests has more than its 1,024 descriptors.
        waiting = selectors.DefaultSelector()
        waiting.register(self.told, selectors.EVENT_READ)
        try:
            while waiting.select(_SECONDS):
                data = os.read(self.told, 65536)
                if not data:
                    break
                text += data
            else:
                raise AssertionError("the child hangs")
        finally:
            waiting.close()
            os.close(self.told)
            self.end()
        if killed:
            assert text == b"", text
            return None
        answer = json.loads(text)
        assert "failed" not in answer, answer["failed"]
        return answer["value"]

    def end(self) -> None:
        """Ends it, if it has not."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def in_child(work: Callable[[], Any]) -> Any:
    """What the work gives in a forked process, as JSON has it."""
    return Child(work).answer()


def descriptors(*kinds: str, writing: bool = False) -> list[str]:
    """What this process has open of some kinds: `socket`, `pipe`, `anon_inode`, `/proc`, or the beginning of a path.

    `writing`: only what it can write to, such as one end of a pipe.
    """
    found = []
    for number in os.listdir("/proc/self/fd"):
        try:
            name = os.readlink(f"/proc/self/fd/{number}")
            access = fcntl.fcntl(int(number), fcntl.F_GETFL) & os.O_ACCMODE
        except OSError:  # that of the listing itself
            continue
        if name.startswith(kinds) and (access != os.O_RDONLY or not writing):
            found.append(name)
    return sorted(found)
