"""Clients whose headers never end: a line now and then, and a new connection where the server has cut one off."""

from __future__ import annotations

import socket
import time
from contextlib import suppress

_HEAD = b"GET /_hcms/api/good?n=1 HTTP/1.1\r\nHost: x\r\n"
_PAUSE = 0.01  # between the lines of two of them


def never_ends(port: int, number: int, end: float) -> int:
    """Keeps so many connections until then; how many were cut off."""
    waiting: list[socket.socket] = []
    cut = turn = 0
    try:
        while time.monotonic() < end:
            if len(waiting) < number:
                waiting.append(socket.create_connection(("127.0.0.1", port)))
                waiting[-1].sendall(_HEAD)
            turn = (turn + 1) % len(waiting)
            connection = waiting[turn]
            try:
                connection.sendall(b"X-Line: endless\r\n")
            except OSError:
                connection.close()
                del waiting[turn]
                cut += 1
            time.sleep(_PAUSE)
    finally:
        for connection in waiting:
            with suppress(OSError):
                connection.close()
    return cut
