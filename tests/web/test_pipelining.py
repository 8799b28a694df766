"""Requests in a row on one connection: each good one is answered, in order, whatever comes behind it."""

from __future__ import annotations

import json
import socket

import pytest

from hsfunc_magics.web.protocol import HEAD_SECONDS, Protocol

from .conftest import Gate, Site, read_answer

_GET = b"GET /_hcms/api/echo?n=%d HTTP/1.1\r\nHost: x\r\n\r\n"
_SLOW = b"GET /_hcms/api/slow?ms=50 HTTP/1.1\r\nHost: x\r\n\r\n"
_POST = b"POST /_hcms/api/echo?n=%d HTTP/1.1\r\nHost: x\r\n"
_CHUNKED = _POST + b"Transfer-Encoding: chunked\r\n\r\n"
_BROKEN_BODY = _CHUNKED % 9 + b"3\r\nabc\r\nxyz\r\n"


def told(site: Site, *parts: bytes, done: bool = False) -> bytes:
    """Everything that comes back until the server closes."""
    with site.connect() as connection, connection.makefile("rb") as stream:
        for part in parts:
            connection.sendall(part)
        if done:
            connection.shutdown(socket.SHUT_WR)
        return stream.read()


def statuses(text: bytes) -> list[int]:
    """In order. A body here never has the beginning of a head in it."""
    return [int(piece[:3]) for piece in text.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize(
    "garbage", [b"BROKEN\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET / HTTP/1.1\r\n: x\r\n\r\n", bytes(9)]
)
@pytest.mark.parametrize(
    "good", [[_GET % 1], [_SLOW], [_GET % 1, _GET % 2, _GET % 3], [_SLOW, _GET % 2], [_SLOW, _SLOW]]
)
def test_garbage_behind_good_requests_is_told_after_their_answers(
    site: Site, good: list[bytes], garbage: bytes
) -> None:
    assert statuses(told(site, b"".join(good) + garbage)) == [*[200] * len(good), 400]
    assert site.get("/_hcms/api/ok").status == 200


@pytest.mark.parametrize("done", [False, True])
def test_garbage_in_a_packet_of_its_own(site: Site, done: bool) -> None:
    assert statuses(told(site, _SLOW, b"BROKEN\r\n\r\n", _GET % 1, done=done)) == [200, 400]


def test_bytes_behind_garbage_are_no_request(site: Site) -> None:
    assert statuses(told(site, _GET % 1 + b"BROKEN\r\n\r\n" + _GET % 2)) == [200, 400]


def test_a_body_that_breaks_ends_its_own_request_only(site: Site) -> None:
    assert statuses(told(site, _BROKEN_BODY)) == [400]
    assert statuses(told(site, _SLOW + _BROKEN_BODY)) == [200, 400]
    assert statuses(told(site, _SLOW + _GET % 1 + _BROKEN_BODY + _GET % 2)) == [200, 200, 400]
    assert statuses(told(site, _CHUNKED % 1, b"3\r\nabc\r\n", b"xyz\r\n")) == [400]
    assert len(site.account.log.records(endpoint="echo", limit=1000)) == sum(
        1 for record in site.account.log.records(endpoint="echo", limit=1000) if record.status == "SUCCESS"
    )


@pytest.mark.parametrize(
    "rest", [b"GET /_hc", _POST % 9, _POST % 9 + b"Content-Length: 50\r\n\r\nabc", _CHUNKED % 9 + b"5"]
)
@pytest.mark.parametrize("good", [[_GET % 1], [_SLOW], [_SLOW, _GET % 2], [_SLOW, _SLOW]])
def test_a_client_that_leaves_off_in_a_request_gets_the_answers_to_the_others(
    site: Site, good: list[bytes], rest: bytes
) -> None:
    assert statuses(told(site, b"".join(good) + rest, done=True)) == [200] * len(good)


def test_bodies_belong_to_their_requests(site: Site) -> None:
    posts = []
    for number in range(20):
        body = json.dumps({"n": number}).encode()
        length = b"Content-Type: application/json\r\n" + (b"Connection: close\r\n" if number == 19 else b"")
        if number % 2:
            posts.append(_POST % number + length + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        else:
            chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body)
            posts.append(
                _POST % number + length + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nn: x\r\n\r\n"
            )
    text = told(site, b"".join(posts))
    assert statuses(text) == [200] * 20
    for number, piece in enumerate(text.split(b"HTTP/1.1 ")[1:]):
        context = json.loads(piece.partition(b"\r\n\r\n")[2])
        assert (context["params"], context["body"]) == ({"n": [str(number)]}, {"n": number})


def test_a_large_body_in_a_row_waits_for_its_turn(site: Site) -> None:
    body = b"x" * 1_000_000
    large = b"POST /_hcms/api/ok HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    last = b"GET /_hcms/api/ok HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert statuses(told(site, _SLOW + large + _GET % 1 + large + last)) == [200] * 5


@pytest.mark.parametrize("protocol", [b"h2c", b"websocket"])
def test_a_request_behind_one_for_an_upgrade_is_answered(site: Site, protocol: bytes) -> None:
    upgrade = b"GET /_hcms/api/ok HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: " + protocol + b"\r\n\r\n"
    last = b"GET /_hcms/api/ok HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert statuses(told(site, upgrade * 300 + _GET % 1 + last)) == [200] * 302
    assert statuses(told(site, upgrade, last)) == [200] * 2


def test_a_client_of_http_1_0_is_never_told_to_continue(site: Site) -> None:
    text = told(site, b"POST /_hcms/api/ok HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", b"ab")
    assert statuses(text) == [200]


def test_leave_to_send_is_given_in_turn(site: Site) -> None:
    expecting = _POST % 2 + b"Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
    with site.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(_SLOW + expecting)
        text = b""
        while b"HTTP/1.1 100 Continue\r\n\r\n" not in text:
            text += stream.readline()
        connection.sendall(b"ab")
        assert statuses(text + stream.read()) == [200, 100, 200]


def test_a_head_that_waits_behind_an_answer_is_not_too_slow(site: Site, gate: Gate) -> None:
    server = site.background.server
    with site.connect() as connection:
        connection.sendall(f"GET /_hcms/api/held?gate={gate.port} HTTP/1.1\r\nHost: x\r\n\r\nGET / HT".encode())
        assert site.get("/_hcms/api/ok").status == 200, "what came before has been read"
        known = [one for one in set(server.server_state.connections) if isinstance(one, Protocol)]
        (waiting,) = [one for one in known if one.client == connection.getsockname()]
        assert not waiting.overdue(waiting.loop.time() + HEAD_SECONDS + 1)
        gate.open()
        assert read_answer(connection).body == b"late"
        assert waiting.overdue(waiting.loop.time() + HEAD_SECONDS + 1)
