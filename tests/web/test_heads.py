"""The bound of a request's head: counted over its line and its headers, however it comes in packets."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsfunc_magics.web.protocol import HEAD_BYTES

from .conftest import Answer, Site, read_answer

_LINE = b"GET /_hcms/api/ok HTTP/1.1\r\n"
_HOST = b"Host: x\r\nConnection: close\r\n"
_CHUNKED = b"POST /_hcms/api/echo HTTP/1.1\r\n" + _HOST + b"Transfer-Encoding: chunked\r\n\r\n"


def head(size: int, many: bool = False) -> bytes:
    """A head of so many bytes: one long header, or many short ones."""
    if many:
        lines = b"X: 1\r\n" * ((size - len(_LINE + _HOST) - 20) // 6)
        return head(size).replace(b"y" * len(lines), b"", 1).replace(b"X-Long", lines + b"X-Long")
    start = _LINE + _HOST + b"X-Long: "
    return start + b"y" * (size - len(start) - 4) + b"\r\n\r\n"


def answer_to(site: Site, *parts: bytes) -> Answer:
    with site.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            connection.sendall(part)
        return read_answer(connection)


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("size", "status"), [(HEAD_BYTES, 200), (HEAD_BYTES + 1, 431), (98_000, 431), (250_000, 431), (900_000, 431)]
)
def test_a_head_of_one_piece(site: Site, size: int, status: int, many: bool) -> None:
    whole = head(size, many)
    assert len(whole) == size
    assert answer_to(site, whole).status == status
    assert site.get("/_hcms/api/ok").status == 200


@pytest.mark.parametrize("step", [1000, 16_384, 40_000, 65_536])
@pytest.mark.parametrize(("size", "status"), [(HEAD_BYTES, 200), (HEAD_BYTES + 1, 431), (98_000, 431)])
def test_a_head_in_pieces(site: Site, size: int, status: int, step: int) -> None:
    whole = head(size)
    assert answer_to(site, *(whole[at : at + step] for at in range(0, size, step))).status == status


@settings(max_examples=30)
@given(st.data())
def test_the_bound_is_where_it_is_however_a_head_is_split(site: Site, data: st.DataObject) -> None:
    size = data.draw(st.sampled_from([HEAD_BYTES - 1, HEAD_BYTES, HEAD_BYTES + 1, HEAD_BYTES + 200, 2 * HEAD_BYTES]))
    whole = head(size, data.draw(st.booleans()))
    cuts = sorted(data.draw(st.sets(st.integers(1, size - 1), max_size=6)))
    parts = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, size], strict=True)]
    assert answer_to(site, *parts).status == (200 if size <= HEAD_BYTES else 431)


def test_the_line_of_a_request_counts(site: Site) -> None:
    long = _LINE.replace(b"ok", b"ok?a=" + b"y" * 98_000) + _HOST + b"\r\n"
    assert answer_to(site, long).status == 431
    assert answer_to(site, long[: 60_000 + 5], b"y" * 60_000).status == 431


def test_bytes_before_a_head_do_not_count(site: Site) -> None:
    body = b"POST /_hcms/api/ok HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + b"z" * 200_000
    with site.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(body + head(30_000) + head(30_000))
        assert stream.read().count(b"HTTP/1.1 200") == 2, "the second closes the connection"
    small = _LINE + b"Host: x\r\nX: " + b"y" * 900 + b"\r\n\r\n"
    with site.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(small * 150 + head(500))
        assert stream.read().count(b"HTTP/1.1 200") == 151


def test_a_long_head_behind_others_lets_them_be_answered(site: Site) -> None:
    slow = b"GET /_hcms/api/slow?ms=200 HTTP/1.1\r\nHost: x\r\n\r\n"
    with site.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(slow + head(98_000))
        text = stream.read()
    assert [piece[:3] for piece in text.split(b"HTTP/1.1 ")[1:]] == [b"200", b"431"]


@pytest.mark.parametrize(
    "chunks",
    [
        b"3;" + b"e" * 98_000 + b"\r\nabc\r\n0\r\n\r\n",
        b"3\r\nabc\r\n0;" + b"e" * 98_000 + b"\r\n\r\n",
        b"0" * 98_000 + b"3\r\nabc\r\n0\r\n\r\n",
    ],
    ids=["an extension", "one of the last chunk", "zeros before a size"],
)
def test_the_line_of_a_chunk_has_it_too(site: Site, chunks: bytes) -> None:
    answer = answer_to(site, _CHUNKED + chunks)
    assert answer.status in (400, 431)
    assert answer.values("connection") == ["close"]


def test_small_chunks_with_extensions_are_taken(site: Site) -> None:
    assert answer_to(site, _CHUNKED + b"1;signature=0123456789abcdef\r\nx\r\n" * 20_000 + b"0\r\n\r\n").status == 200


def test_empty_lines_before_a_request_have_it_too(site: Site) -> None:
    assert answer_to(site, b"\r\n" * 100 + head(500)).status == 200
    assert answer_to(site, b"\r\n" * 200_000 + head(500)).status in (400, 431)
    with site.connect() as connection:
        connection.sendall(b"GET /_hcms/api/ok HTTP/1.1\r\nHost: x\r\n\r\n")
        assert read_answer(connection).status == 200
        connection.sendall(b"\r\n" * 200_000)
        assert read_answer(connection).status in (400, 431)
