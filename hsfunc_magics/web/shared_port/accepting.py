"""Accepts connections and hands them to processes in turns.

A port that several processes listen on themselves gives all connections of a busy client to whoever wakes up first, and
what waits at a process that dies is lost. Handed on, each process has its part, on every system that has Unix sockets.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections import deque

# Connections that are accepted before something else has its turn.
_AT_ONCE = 16
# Without descriptors, or where nobody takes anything, the next try is that late.
_PAUSE_SECONDS = 0.1
_GONE = frozenset({errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN, errno.EBADF})


class Accepting:
    """Hands on what comes at a socket that listens, in the running event loop. While nobody takes it, it waits there.

    Those who take connections are known by their ends of Unix sockets; `HandedServer` has the other ones.
    """

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._takers: deque[socket.socket] = deque()
        self._held: socket.socket | None = None  # accepted, and nobody has taken it yet
        self._loop = asyncio.get_running_loop()
        self._reading = False
        self._closed = False

    def add(self, taker: socket.socket) -> None:
        """From now on `taker` has its turn, too."""
        taker.setblocking(False)
        self._takers.append(taker)
        self._read()

    def remove(self, taker: socket.socket) -> None:
        """It gets nothing more, and its other end finds that out. Harmless when repeated."""
        with contextlib.suppress(ValueError):
            self._takers.remove(taker)
        taker.close()
        if not self._takers:
            self._rest()

    def close(self) -> None:
        """Nobody can connect any more; the takers have all that has come."""
        self._closed = True
        self._rest()
        self._listener.close()
        if self._held is not None:
            self._held.close()
        for taker in list(self._takers):
            self.remove(taker)

    def _read(self) -> None:
        if self._takers and not self._reading and not self._closed:
            self._reading = True
            self._loop.add_reader(self._listener.fileno(), self._accept)

    def _rest(self) -> None:
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._listener.fileno())

    def _accept(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                if self._held is None:
                    self._held, _ = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:  # no descriptor is left, most likely
                self._pause()
                return
            if not self._hand_on(self._held):
                self._pause()
                return
            self._held.close()
            self._held = None

    def _hand_on(self, connection: socket.socket) -> bool:
        """Gives it to whose turn it is. A taker that takes nothing has its turn later, one that has gone never."""
        for _ in range(len(self._takers)):
            taker = self._takers[0]
            self._takers.rotate(-1)
            try:
                socket.send_fds(taker, [b"c"], [connection.fileno()])
            except OSError as problem:
                if problem.errno in _GONE:
                    self.remove(taker)
            else:
                return True
        return False

    def _pause(self) -> None:
        self._rest()
        self._loop.call_later(_PAUSE_SECONDS, self._read)
