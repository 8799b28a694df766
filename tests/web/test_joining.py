"""The head of a response goes out with its body, and alone where it has none."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import cast

from hsfunc_magics.web.joining import Joining

HEAD = b"HTTP/1.1 200 OK\r\n\r\n"


class Wire:
    """Remembers what is sent, each call of the system by itself."""

    def __init__(self) -> None:
        self.calls: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.calls.append(data)

    def writelines(self, parts: Iterable[bytes]) -> None:
        self.calls.append(b"".join(parts))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def get_write_buffer_size(self) -> int:
        return 7


def joining() -> tuple[Joining, Wire]:
    wire = Wire()
    return Joining(cast("asyncio.Transport", wire)), wire


def test_a_head_waits_for_its_body() -> None:
    transport, wire = joining()
    transport.write(HEAD)
    assert wire.calls == []
    transport.write(b"body")
    transport.write(b"more")
    assert wire.calls == [HEAD + b"body", b"more"]


def test_a_body_that_reads_like_a_head_is_a_body() -> None:
    transport, wire = joining()
    transport.write(HEAD)
    transport.write(HEAD)
    transport.flush()
    assert wire.calls == [HEAD + HEAD]


def test_a_head_without_a_body_goes_at_the_end_of_the_response_or_of_the_connection() -> None:
    transport, wire = joining()
    transport.write(HEAD)
    transport.flush()
    transport.flush()
    assert wire.calls == [HEAD]
    transport.write(HEAD)
    transport.close()
    assert wire.calls == [HEAD, HEAD]
    assert wire.closed


def test_an_interim_response_does_not_wait() -> None:
    transport, wire = joining()
    transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert wire.calls == [b"HTTP/1.1 100 Continue\r\n\r\n"]


def test_everything_else_is_the_transports_own() -> None:
    assert joining()[0].get_write_buffer_size() == 7
