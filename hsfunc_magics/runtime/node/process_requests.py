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
                self._events = self._begin()
            self._events.register(descriptor, select.EPOLLIN)
            self._asked[descriptor] = allow

    def _begin(self) -> select.epoll:
        with contextlib.ExitStack() as undo:
            events = undo.enter_context(select.epoll())
            threading.Thread(target=self._work, args=(events,), name="hsfunc-processes", daemon=True).start()
            undo.pop_all()
        return events

    def close(self, descriptor: int) -> None:
        """Nobody asks there any more."""
        with self._lock:
            if self._asked.pop(descriptor, None) is not None and self._events is not None:
                self._events.unregister(descriptor)
            os.close(descriptor)

    def _work(self, events: select.epoll) -> None:
        while not events.closed:
            for descriptor, _ in events.poll():
                # Under the lock the number stays that of an instance, maybe of another one than the event's by now: a
                # read of what it has not asked would wait, for it and for all that are started.
                with self._lock:
                    allow = self._asked.get(descriptor)
                    event = _state(descriptor) if allow is not None else 0
                    if allow is not None and event & select.POLLIN:
                        _answer(descriptor, allow)
                    elif event:  # all have ended
                        self._asked.pop(descriptor)
                        events.unregister(descriptor)


def _state(descriptor: int) -> int:
    looking = select.poll()
    looking.register(descriptor, select.POLLIN)
    return sum(event for _, event in looking.poll(0))


def _answer(descriptor: int, allow: Callable[[], bool]) -> None:
    question = bytearray(_QUESTION_BYTES)
    # Who has asked may have been killed.
    with contextlib.suppress(OSError):
        fcntl.ioctl(descriptor, _RECEIVE, question)
        number = struct.unpack_from("=Q", question)[0]
        answer = (0, _GO_ON) if allow() else (-errno.EAGAIN, 0)
        fcntl.ioctl(descriptor, _ANSWER, struct.pack("=Qqii", number, 0, *answer))


PROCESS_REQUESTS = ProcessRequests()
