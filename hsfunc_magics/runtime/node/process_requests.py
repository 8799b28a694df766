"""Answers processes of functions that ask, by the seccomp filter, whether they may start another (seccomp_unotify(2)).

One queue that the kernel keeps, in place of a look at what they have started: however many of them there are and
whoever has the processors, they become no more than are allowed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import struct
import threading
from collections.abc import Callable

from .. import forking

if hasattr(select, "epoll"):
    import fcntl

_RECEIVE, _ANSWER = 0xC0502100, 0xC0182101
_QUESTION_BYTES = 80  # struct seccomp_notif
_GO_ON = 1


class ProcessRequests(forking.Unportable):
    """The descriptors of all instances, and the thread that answers. Thread-safe."""

    def __init__(self) -> None:
        self._events: select.epoll | None = None
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """In a child: the thread and the instances are the parent's. Each instance closes its own descriptor."""
        if self._events is not None:
            self._events.close()
            self._events = None
        self._lock = threading.Lock()
        self._asked: dict[int, Callable[[], bool]] = {}

    def answer(self, descriptor: int, allow: Callable[[], bool]) -> None:
        """From now on `allow` says whether those that ask at a descriptor may; the thread calls it, one at a time."""
        with self._lock:
            if self._events is None:
                self._events = select.epoll()
                threading.Thread(target=self._work, args=(self._events,), name="hsfunc-processes", daemon=True).start()
            self._asked[descriptor] = allow
            self._events.register(descriptor, select.EPOLLIN)

    def close(self, descriptor: int) -> None:
        """Nobody asks there any more."""
        with self._lock:
            if self._asked.pop(descriptor, None) is not None and self._events is not None:
                self._events.unregister(descriptor)
            os.close(descriptor)

    def _work(self, events: select.epoll) -> None:
        while not events.closed:
            for descriptor, event in events.poll():
                # Under the lock the number is still that of the instance: a read of another one's would wait.
                with self._lock:
                    allow = self._asked.get(descriptor)
                    if allow is None:
                        continue
                    if event & select.EPOLLIN:
                        _answer(descriptor, allow)
                    else:  # all have ended
                        self._asked.pop(descriptor)
                        events.unregister(descriptor)


def _answer(descriptor: int, allow: Callable[[], bool]) -> None:
    question = bytearray(_QUESTION_BYTES)
    # Who has asked may have been killed.
    with contextlib.suppress(OSError):
        fcntl.ioctl(descriptor, _RECEIVE, question)
        number = struct.unpack_from("=Q", question)[0]
        answer = (0, _GO_ON) if allow() else (-errno.EAGAIN, 0)
        fcntl.ioctl(descriptor, _ANSWER, struct.pack("=Qqii", number, 0, *answer))


PROCESS_REQUESTS = ProcessRequests()
