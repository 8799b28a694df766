"""Accepts connections and hands them to processes in turns.

A port that several processes listen on themselves gives all connections of a busy client to whoever wakes up first, and
what waits at a process that dies is lost. Handed on, each process has its part, on every system that has Unix sockets.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import deque
from dataclasses import dataclass, field

# Connections that are accepted before something else has its turn.
_AT_ONCE = 16
# Without descriptors, or where nobody takes anything, the next try is that late.
_PAUSE_SECONDS = 0.1
_ANSWERS = 4096


@dataclass(slots=True)
class _Taker:
    """One end of a Unix socket, and what was sent there and not answered yet by a byte for each: it may still die."""

    given: socket.socket
    sent: deque[socket.socket] = field(default_factory=deque[socket.socket])


class Accepting:
    """Hands on what comes at a socket that listens, in the running event loop. While nobody takes it, it waits there.

    Those who take connections are known by their ends of Unix sockets; `HandedServer` has the other ones.
    """

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._takers: deque[_Taker] = deque()
        self._held: deque[socket.socket] = deque()  # accepted, and nobody has it
        self._loop = asyncio.get_running_loop()
        self._reading = False
        self._closed = False

    def add(self, given: socket.socket) -> None:
        """From now on it has its turn, too, and is closed here."""
        given.setblocking(False)
        taker = _Taker(given)
        self._takers.append(taker)
        self._loop.add_reader(given.fileno(), self._answered, taker)
        self._hand_on()

    def leave(self, given: socket.socket) -> None:
        """It gets nothing more, and its other end finds that out once it has taken what is there."""
        for connection in self._remove(given):
            connection.close()

    def lose(self, given: socket.socket) -> None:
        """Its process has ended: what it had not taken yet goes to the others. Harmless when repeated."""
        self._held += self._remove(given)
        if self._closed:
            self._let_go()
        else:
            self._hand_on()

    def close(self) -> None:
        """Nobody can connect any more; the takers have all that has come."""
        self._closed = True
        self._rest()
        self._listener.close()
        for taker in list(self._takers):
            self.leave(taker.given)
        self._let_go()

    def _let_go(self) -> None:
        while self._held:
            self._held.popleft().close()

    def _remove(self, given: socket.socket) -> deque[socket.socket]:
        """What was sent to it and not answered."""
        taker = next((one for one in self._takers if one.given is given), None)
        if taker is not None:
            self._takers.remove(taker)
            self._loop.remove_reader(given.fileno())
        given.close()
        if not self._takers:
            self._rest()
        return taker.sent if taker is not None else deque()

    def _answered(self, taker: _Taker) -> None:
        try:
            answers = len(taker.given.recv(_ANSWERS))
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            answers = 0
        if answers == 0:
            self.lose(taker.given)
        for _ in range(answers):
            taker.sent.popleft().close()

    # ------------------------------------------------------------ what comes

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
                connection, _ = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:  # no descriptor is left, most likely
                self._pause()
                return
            self._held.append(connection)
            if not self._hand_on():
                return

    def _hand_on(self) -> bool:
        """Gives away what nobody has, and reads on; whether somebody has taken all of it."""
        while self._held:
            if not self._give(self._held[0]):
                self._pause()
                return False
            self._held.popleft()
        self._read()
        return True

    def _give(self, connection: socket.socket) -> bool:
        """Gives it to whose turn it is; one that takes nothing now has its turn later."""
        for _ in range(len(self._takers)):
            taker = self._takers[0]
            self._takers.rotate(-1)
            # One that has gone is found out by what it does not answer.
            with contextlib.suppress(OSError):
                socket.send_fds(taker.given, [b"c"], [connection.fileno()])
                taker.sent.append(connection)
                return True
        return False

    def _pause(self) -> None:
        self._rest()
        self._loop.call_later(_PAUSE_SECONDS, self._resume)

    def _resume(self) -> None:
        if not self._closed:
            self._hand_on()
