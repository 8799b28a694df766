"""Clients whose headers never end: a line now and then, and a new connection where the server has cut one off."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from itertools import count

_HEAD = b"GET /_hcms/api/good?n=1 HTTP/1.1\r\nHost: x\r\n"
_PAUSE = 0.01  # between the lines of two of them
# Half of them come quickly, then ten a second: where there is no room for all, each stays for seconds,
# and the body of a good request that comes slowly is not the one that has waited longest.
_SELDOM = 10


def never_ends(port: int, number: int, end: float) -> int:
    """Keeps so many connections, if it may, until then; how many were cut off."""
    waiting: list[socket.socket] = []
    cut = 0
    turns = count()
    try:
        while time.monotonic() < end:
            time.sleep(_PAUSE)
            turn = next(turns)
            data = b"X-Line: endless\r\n"
            if len(waiting) < number and (turn < number // 2 or turn % _SELDOM == 0):
                waiting.append(socket.create_connection(("127.0.0.1", port)))
                connection, data = waiting[-1], _HEAD
            elif waiting:
                connection = waiting[turn % len(waiting)]
            else:
                continue
            try:
                connection.sendall(data)
            except OSError:
                connection.close()
                waiting.remove(connection)
                cut += 1
    finally:
        for connection in waiting:
            with suppress(OSError):
                connection.close()
    return cut
