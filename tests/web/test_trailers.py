"""Trailers of a chunked body are no headers (RFC 9110, section 6.5.1): whatever they are called, nobody sees them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .conftest import Site

_HEAD = (
    b"POST /_hcms/api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
    b"Transfer-Encoding: chunked\r\n"
)
_BODY = b'\r\n7\r\n{"a":1}\r\n0\r\n'
_HARMFUL = (
    "Cookie: hubspotutk=abc",
    "Authorization: Bearer x",
    "True-Client-IP: 203.0.113.9",
    "X-Forwarded-For: 203.0.113.9",
    "Content-Type: text/plain",
    "Content-Encoding: gzip",
    "Host: evil.example",
    "Expect: 100-continue",
    "Connection: keep-alive",
    "Upgrade: websocket",
    "X-Own: 1",
)


def context(site: Site, trailers: bytes, announced: bytes = b"") -> dict[str, object]:
    """What a function gets of a request that ends with these."""
    answer = site.send(_HEAD + announced + _BODY + trailers + b"\r\n")
    assert answer.status == 200
    found: dict[str, object] = json.loads(answer.body)
    del found["limits"]
    return found


@pytest.mark.parametrize("trailer", _HARMFUL)
def test_a_trailer_changes_nothing(site: Site, trailer: str) -> None:
    assert context(site, trailer.encode() + b"\r\n") == context(site, b"")


@pytest.mark.parametrize("trailer", [b"Content-Length: 99999999\r\n", b"Transfer-Encoding: gzip\r\n"])
def test_one_that_would_frame_the_body_is_refused(site: Site, trailer: bytes) -> None:
    answer = site.send(_HEAD + _BODY + trailer + b"\r\n")
    assert (answer.status, answer.values("connection")) == (400, ["close"])


def test_nor_does_one_that_was_announced(site: Site) -> None:
    announced = b"Trailer: X-Own, Cookie\r\n"
    plain = context(site, b"", announced)
    assert context(site, b"X-Own: 1\r\nCookie: hubspotutk=abc\r\n", announced) == plain


def test_nor_do_trailers_that_come_late(site: Site) -> None:
    plain = context(site, b"")
    with site.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(_HEAD + _BODY[:-3])
        for part in (b"0\r\n", b"Cook", b"ie: hubspotutk=abc\r\n", b"X-Own: 1\r\n\r\n"):
            connection.sendall(part)
        found = json.loads(stream.read().partition(b"\r\n\r\n")[2])
    del found["limits"]
    assert found == plain


@given(
    names=st.lists(st.from_regex(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,20}", fullmatch=True), min_size=1, max_size=8),
    value=st.from_regex(r"[!-~]{0,20}", fullmatch=True),
)
def test_whatever_they_are_called(site: Site, names: list[str], value: str) -> None:
    trailers = "".join(f"{name}: {value}\r\n" for name in names).encode()
    assert context(site, trailers) == context(site, b"")


def test_a_request_behind_trailers_is_its_own(site: Site) -> None:
    first = _HEAD.replace(b"Connection: close\r\n", b"") + _BODY + b"Cookie: hubspotutk=abc\r\n\r\n"
    second = b"GET /_hcms/api/echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with site.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(first + second)
        text = stream.read()
    assert text.count(b"HTTP/1.1 200") == 2
    assert b"hubspotutk" not in text and b'"contact"' not in text


@pytest.mark.parametrize(
    "trailers", [b"X: y\r\n" * 20_000, b"X: " + b"y" * 100_000 + b"\r\n", b"y" * 100_000 + b": x\r\n"]
)
def test_they_have_the_bound_of_a_head(site: Site, trailers: bytes) -> None:
    answer = site.send(_HEAD + _BODY + trailers + b"\r\n")
    assert (answer.status, answer.values("connection")) == (431, ["close"])
    assert site.get("/_hcms/api/ok").status == 200
