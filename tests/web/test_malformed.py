"""Whatever arrives on a socket, the server answers the next one: bytes as no client should send them."""

from __future__ import annotations

import socket
import struct
import time
import zlib

import pytest

from hsfunc_magics.web.request import decoded

from .conftest import Site, last_answer

_PATH = b"/_hcms/api/ok"
_GET = b"GET " + _PATH + b" HTTP/1.1\r\nHost: x\r\n"
_POST = b"POST " + _PATH + b" HTTP/1.1\r\nHost: x\r\n"
_CLOSE = b"Connection: close\r\n\r\n"
_CHUNKED = _POST + b"Transfer-Encoding: chunked\r\n\r\n"

# Name → bytes, and the statuses that may come back; None stands for a connection that is closed without an answer.
MALFORMED: dict[str, tuple[bytes, set[int | None]]] = {
    "no method": (b" " + _PATH + b" HTTP/1.1\r\n\r\n", {400, None}),
    "an unknown method": (b"FROB " + _PATH + b" HTTP/1.1\r\n\r\n", {400, 404, 501}),
    "a method in lower case": (b"get " + _PATH + b" HTTP/1.1\r\n\r\n", {400, 404}),
    "no version": (b"GET " + _PATH + b"\r\n\r\n", {200, 400, None}),
    "HTTP/0.9": (b"GET " + _PATH + b" HTTP/0.9\r\n\r\n", {200, 400, 505}),
    "HTTP/9.9": (b"GET " + _PATH + b" HTTP/9.9\r\n\r\n", {400, 505}),
    "another protocol": (b"GET " + _PATH + b" SPDY/1\r\n\r\n", {400}),
    "HTTP/2's preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, None}),
    "a TLS greeting": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), {400}),
    "zeros": (bytes(400), {400}),
    "all bytes": (bytes(range(256)) * 4, {400}),
    "an SSH greeting": (b"SSH-2.0-OpenSSH_9.6\r\n", {400}),
    "empty lines only": (b"\r\n" * 50, {400, None}),
    "spaces in the path": (b"GET /_hcms/api/o k HTTP/1.1\r\n\r\n", {400}),
    "a path without a slash": (b"GET ok HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {400, 404}),
    "an empty path": (b"GET  HTTP/1.1\r\n\r\n", {400, 404}),
    "an asterisk": (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {204, 400, 404}),
    "CONNECT": (b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {400, 404, None}),
    "a whole URL": (b"GET http://x/_hcms/api/ok HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {200}),
    "a whole URL of another scheme": (b"GET ftp://x/_hcms/api/ok HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {200, 400, 404}),
    "a whole URL without a path": (b"GET http://x HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {404}),
    "a whole URL with a query only": (b"GET http://x?a=1 HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {404}),
    "a whole URL in capitals": (b"GET HTTP://X/_hcms/api/ok HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {200}),
    "a whole URL and no host": (b"GET http://x/_hcms/api/ok HTTP/1.1\r\n" + _CLOSE, {400}),
    "a whole URL and two hosts": (b"GET http://x/_hcms/api/ok HTTP/1.1\r\nHost: x\r\nHost: x\r\n" + _CLOSE, {400}),
    "a whole URL with a user": (b"GET http://ann@x/_hcms/api/ok HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {400}),
    "a whole URL without a host": (b"GET http:///_hcms/api/ok HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {200, 400}),
    "a host for a path": (b"GET //evil/_hcms/api/ok HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {404}),
    "an authority": (b"GET x:80 HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {400, 404}),
    "raw UTF-8 in the path": ("GET /_hcms/api/öl HTTP/1.1\r\nHost: x\r\n".encode() + _CLOSE, {400, 404}),
    "raw UTF-8 in the query": ("GET /_hcms/api/ok?a=ö HTTP/1.1\r\nHost: x\r\n".encode() + _CLOSE, {200, 400}),
    "broken percent signs": (b"GET /_hcms/api/%zz%f HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {404}),
    "bytes that are no UTF-8": (b"GET /_hcms/api/%ff%fe HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {404}),
    "a null in the path": (b"GET /_hcms/api/ok%00 HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {404}),
    "steps upwards": (b"GET /_hcms/api/../../etc/passwd HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {404}),
    "a fragment": (b"GET /_hcms/api/ok#part HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {200, 400, 404}),
    "a long path": (b"GET /" + b"a" * 30_000 + b" HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {404, 414, 431}),
    "an endless path": (b"GET /" + b"a" * 200_000, {431}),
    "an endless header": (_GET + b"X: " + b"a" * 200_000, {431}),
    "endless headers": (_GET + b"X: y\r\n" * 40_000, {431}),
    "a header without a colon": (_GET + b"nonsense\r\n" + _CLOSE, {400}),
    "a header without a name": (_GET + b": value\r\n" + _CLOSE, {400}),
    "a space before the colon": (_GET + b"X : y\r\n" + _CLOSE, {400}),
    "a folded header": (_GET + b"X: y\r\n z\r\n" + _CLOSE, {400}),
    "a folded header with a tab": (_GET + b"X: y\r\n\tz\r\n" + _CLOSE, {400}),
    "a folded line of the request": (b"GET " + _PATH + b"\r\n HTTP/1.1\r\nHost: x\r\n" + _CLOSE, {400}),
    "a fold before the first header": (b"GET " + _PATH + b" HTTP/1.1\r\n Host: x\r\n" + _CLOSE, {400}),
    "a null in a header": (_GET + b"X: a\0b\r\n" + _CLOSE, {400}),
    "a control in a header": (_GET + b"X: a\x01b\r\n" + _CLOSE, {200, 400}),
    "bytes over 127 in a header": (_GET + b"X: \xff\xfe\r\n" + _CLOSE, {200}),
    "line feeds only": (b"GET " + _PATH + b" HTTP/1.1\nHost: x\nConnection: close\n\n", {200, 400}),
    "carriage returns only": (b"GET " + _PATH + b" HTTP/1.1\rHost: x\r\r", {400, None}),
    "no host": (b"GET " + _PATH + b" HTTP/1.1\r\n" + _CLOSE, {400}),
    "no host, and a body": (b"POST " + _PATH + b" HTTP/1.1\r\nContent-Length: 3\r\n" + _CLOSE + b"abc", {400}),
    "no host in HTTP/1.0": (b"GET " + _PATH + b" HTTP/1.0\r\n\r\n", {200}),
    "no host for a control page": (b"GET /_hsfunc/ HTTP/1.1\r\n" + _CLOSE, {400}),
    "an empty host": (b"GET " + _PATH + b" HTTP/1.1\r\nHost:\r\n" + _CLOSE, {200}),
    "two hosts": (_GET + b"Host: y\r\n" + _CLOSE, {400}),
    "the same host twice": (_GET + b"Host: x\r\n" + _CLOSE, {400}),
    "two hosts in HTTP/1.0": (b"GET " + _PATH + b" HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", {400}),
    "two hosts in a line": (b"GET " + _PATH + b" HTTP/1.1\r\nHost: x, y\r\n" + _CLOSE, {400}),
    "a URL for a host": (b"GET " + _PATH + b" HTTP/1.1\r\nHost: http://x/\r\n" + _CLOSE, {400}),
    "a host with a space": (b"GET " + _PATH + b" HTTP/1.1\r\nHost: x y\r\n" + _CLOSE, {400}),
    "a host with a user": (b"GET " + _PATH + b" HTTP/1.1\r\nHost: ann@x\r\n" + _CLOSE, {400}),
    "a host with raw UTF-8": ("GET /_hcms/api/ok HTTP/1.1\r\nHost: \xfcber.example\r\n".encode() + _CLOSE, {400}),
    "a port that is no number": (b"GET " + _PATH + b" HTTP/1.1\r\nHost: x:many\r\n" + _CLOSE, {400}),
    "half an IPv6 address": (b"GET " + _PATH + b" HTTP/1.1\r\nHost: [::1\r\n" + _CLOSE, {400}),
    "an IPv6 address": (b"GET " + _PATH + b" HTTP/1.1\r\nHost: [::1]:8080\r\n" + _CLOSE, {200}),
    "a name that DNS would not have": (b"GET " + _PATH + b" HTTP/1.1\r\nHost: my_host%20a.:\r\n" + _CLOSE, {200}),
    "a length that is no number": (_POST + b"Content-Length: many\r\n\r\n", {400}),
    "a negative length": (_POST + b"Content-Length: -5\r\n\r\n", {400}),
    "a length beyond all numbers": (_POST + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", {400, 413}),
    "a length over the limit": (_POST + b"Content-Length: 99999999\r\n\r\n", {413}),
    "a length with a plus": (_POST + b"Content-Length: +3\r\n\r\nabc", {400}),
    "a length with a comma": (_POST + b"Content-Length: 3, 3\r\n\r\nabc", {400}),
    "a length in hexadecimal": (_POST + b"Content-Length: 0x3\r\n\r\nabc", {400}),
    "the same length twice": (_POST + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", {200, 400}),
    "two lengths": (_POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", {400}),
    "a length and chunks": (_POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {200, 400}),
    "an unknown transfer encoding": (_POST + b"Transfer-Encoding: gzip\r\n\r\nabc", {400, 501, None}),
    "chunked twice": (_POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", {200, 400}),
    "a chunk size that is no number": (_POST + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", {400, None}),
    "a negative chunk": (_POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", {400, None}),
    "a chunk beyond all numbers": (_POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\n", {400, None}),
    "a chunk without its end": (_POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n", {400, None}),
    "a body that ends early": (_POST + b"Content-Length: 50\r\n\r\nabc", {None}),
    "a chunk size in line feeds": (_CHUNKED + b"3\nabc\n0\n\n", {400}),
    "a chunk size with a space": (_CHUNKED + b"3 \r\nabc\r\n0\r\n\r\n", {200, 400}),
    "a chunk size of 0x3": (_CHUNKED + b"0x3\r\nabc\r\n0\r\n\r\n", {400}),
    "an empty chunk size": (_CHUNKED + b"\r\nabc\r\n0\r\n\r\n", {400}),
    "a control in a chunk's extension": (_CHUNKED + b"3;a=\0\r\nabc\r\n0\r\n\r\n", {400}),
    "an endless chunk size": (_CHUNKED + b"0" * 200_000, {400, 431}),
    "an endless chunk extension": (_CHUNKED + b"3;" + b"a" * 200_000, {431}),
    "an endless trailer": (_CHUNKED + b"0\r\nX: " + b"a" * 200_000, {431}),
    "endless trailers": (_CHUNKED + b"0\r\n" + b"X: y\r\n" * 40_000, {431}),
    "a trailer without a colon": (_CHUNKED + b"0\r\nnonsense\r\n\r\n", {400}),
    "a folded trailer": (_CHUNKED + b"0\r\nX: y\r\n z\r\n\r\n", {200, 400}),
    "chunks in HTTP/1.0": (_CHUNKED.replace(b"1.1", b"1.0") + b"0\r\n\r\n", {200, 400}),
    "chunks that end early": (_POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", {None}),
    "headers that end early": (_GET + b"X-Half", {None, 400}),
    "a request line that ends early": (b"GET /_hc", {None, 400}),
    "nothing at all": (b"", {None}),
    "gzip that is none": (_POST + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n" + _CLOSE + b"abc", {400}),
    "gzip cut short": (
        _POST + b"Content-Encoding: gzip\r\nContent-Length: 15\r\n" + _CLOSE + zlib.compress(bytes(99), wbits=31)[:15],
        {400},
    ),
    "an upgrade to WebSocket": (
        _GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n",
        {200, 400, 426},
    ),
    "an upgrade to HTTP/2": (
        _GET + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
        {200},
    ),
    "an unknown expectation": (_GET + b"Expect: the-unexpected\r\n" + _CLOSE, {200, 417}),
    "a wish to go on and nothing more": (_POST + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n", {None}),
    "an upgrade with a body": (
        _POST + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc",
        {200},
    ),
    "a hundred requests at once": ((_GET + b"\r\n") * 100, {200}),
    "a request behind a broken one": (b"BROKEN\r\n\r\n" + _GET + _CLOSE, {400}),
    "a broken one behind a request": (_GET + b"\r\nBROKEN\r\n\r\n", {200}),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_the_server_survives(site: Site, name: str) -> None:
    data, expected = MALFORMED[name]
    with site.connect() as connection:
        assert last_answer(connection, data) in expected
    assert site.get("/_hcms/api/ok").body == b'{"ok":true}'


def test_connections_that_are_reset_cost_nobody_else_anything(site: Site) -> None:
    for _ in range(20):
        with site.connect() as connection:
            connection.sendall(b"GET /_hcms/api/slow?ms=300 HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert site.get("/_hcms/api/ok").body == b'{"ok":true}'


def test_a_client_that_reads_nothing_holds_nobody_up(site: Site) -> None:
    with site.connect() as connection:
        connection.sendall(b"GET /_hcms/api/big HTTP/1.1\r\nHost: x\r\n\r\n" * 3)
        assert site.get("/_hcms/api/ok").body == b'{"ok":true}'


def test_a_bomb_is_refused_before_it_unfolds(site: Site) -> None:
    bomb = zlib.compress(bytes(64 * 1024 * 1024), 9, wbits=31)
    twice = zlib.compress(bomb, 9, wbits=31)
    answer = site.get("/_hcms/api/echo", "Content-Encoding: gzip", method="POST", body=bomb)
    assert answer.status == 413
    answer = site.get("/_hcms/api/echo", "Content-Encoding: gzip, gzip", method="POST", body=twice)
    assert answer.status == 413


def test_many_small_members_of_gzip_cost_no_more_than_their_size() -> None:
    """Each is hardly longer than its frame: what comes behind it must not be copied again for every one of them."""

    def seconds(members: int) -> float:
        body = zlib.compress(b"x", wbits=31) * members
        taken = []
        for _ in range(3):
            began = time.thread_time()
            assert decoded(body, "gzip", len(body)) == b"x" * members
            taken.append(time.thread_time() - began)
        return min(taken)

    assert seconds(40_000) < seconds(5_000) * 24


def test_slow_headers_are_cut_off_by_the_servers_own_watch(site: Site) -> None:
    from hsfunc_magics.web.protocol import HEAD_SECONDS, STALLED_SECONDS, Protocol

    server = site.background.server
    with site.connect() as connection:
        connection.sendall(b"GET / HT")
        assert site.get("/_hcms/api/ok").status == 200
        waiting = [one for one in list(server.server_state.connections) if isinstance(one, Protocol)]
        now = max(one.loop.time() for one in waiting)
        assert not any(one.overdue(now) for one in waiting)
        assert any(one.overdue(now + HEAD_SECONDS + 1) for one in waiting)
    assert STALLED_SECONDS > HEAD_SECONDS
