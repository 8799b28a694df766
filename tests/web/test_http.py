"""Requests and answers as HTTP has them: headers, bodies, connections (contract §3, §5, §6, §7)."""

from __future__ import annotations

import json
import socket
import time
import zlib
from collections.abc import Iterator

import pytest

from hsfunc_magics import Account
from hsfunc_magics.web import request as reading
from hsfunc_magics.web.server import Server, ServerError

from .conftest import SECONDS, Gate, Site, read_answer

_JSON = "Content-Type: application/json"
_CHUNKED = (
    b"POST /_hcms/api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


def context_of(body: bytes) -> dict[str, object]:
    context: dict[str, object] = json.loads(body)
    return context


def test_header_lines_go_out_one_by_one_and_the_platform_sets_the_length(site: Site) -> None:
    answer = site.get("/_hcms/api/lines")
    assert (answer.status, answer.body) == (201, b"text")
    assert answer.values("set-cookie") == ["a=1", "b=2"]
    assert answer.values("x-many") == ["x", "y"]
    assert answer.values("content-length") == ["4"]
    assert answer.values("date") == ["never"]
    assert answer.values("server") == []
    assert not [name for name, _ in answer.headers if name.startswith("access-control")]


def test_head_has_the_length_of_the_body_that_is_not_sent(site: Site) -> None:
    for path in ("/_hcms/api/lines", "/_hcms/api/no-such"):
        answer = site.get(path, method="HEAD")
        assert answer.body == b""
        assert answer.values("content-length") == [str(len(site.get(path).body))]


def test_options_and_204_have_neither_body_nor_length(site: Site) -> None:
    for answer in (site.get("/_hcms/api/echo", method="OPTIONS"), site.get("/_hcms/api/nothing")):
        assert (answer.status, answer.body, answer.values("content-length")) == (204, b"", [])


def test_the_proxys_headers_are_added_as_behind_one(site: Site) -> None:
    headers = context_of(site.get("/_hcms/api/echo", "X-A: 1", "x-a: 2", "Cookie: a=1", "COOKIE: b=2").body)["headers"]
    assert headers == {
        "host": f"localhost:{site.port}",
        "connection": "close",
        "x-a": "1, 2",
        "cookie": "a=1; b=2",
        "true-client-ip": "127.0.0.1",
        "x-forwarded-for": "127.0.0.1",
    }
    behind = context_of(site.get("/_hcms/api/echo", "X-Forwarded-For: 203.0.113.7", "True-Client-IP: 203.0.113.7").body)
    assert behind["headers"]["x-forwarded-for"] == "203.0.113.7, 127.0.0.1"  # type: ignore[index]
    assert behind["headers"]["true-client-ip"] == "203.0.113.7"  # type: ignore[index]


def test_the_tracking_cookie_tells_the_visitor(site: Site) -> None:
    assert "contact" not in context_of(site.get("/_hcms/api/echo").body)
    contact = context_of(site.get("/_hcms/api/echo", "Cookie: hubspotutk=abc").body)["contact"]
    assert contact == {"vid": 7, "isLoggedIn": True, "listMemberships": [3]}


def test_percent_signs_and_pluses_are_decoded_once(site: Site) -> None:
    context = context_of(site.get("/_hcms/api/%65cho/?a+b=1%2B1&c=%252F&d").body)
    assert context["params"] == {"a b": ["1+1"], "c": ["%2F"], "d": [""]}
    assert context["endpoint"] == "echo"


def test_chunks_are_put_together(site: Site) -> None:
    answer = site.send(_CHUNKED + b'4;x=y\r\n{"a"\r\n3\r\n:1}\r\n0\r\nTrailer: x\r\n\r\n')
    assert context_of(answer.body)["body"] == {"a": 1}


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", zlib.compress(b'{"a":1}', wbits=31)),
        ("GZIP", zlib.compress(b'{"a"', wbits=31) + zlib.compress(b":1}", wbits=31)),
        ("deflate", zlib.compress(b'{"a":1}')),
        ("deflate", zlib.compress(b'{"a":1}', wbits=-15)),
        ("gzip, deflate", zlib.compress(zlib.compress(b'{"a":1}', wbits=31))),
        ("identity", b'{"a":1}'),
        ("br-is-not-known-here", b'{"a":1}'),
    ],
)
def test_encoded_bodies_are_decoded(site: Site, encoding: str, body: bytes) -> None:
    answer = site.get("/_hcms/api/echo", _JSON, f"Content-Encoding: {encoding}", method="POST", body=body)
    assert context_of(answer.body)["body"] == {"a": 1}


def test_forms_become_params(site: Site) -> None:
    form = "Content-Type: application/x-www-form-urlencoded"
    answer = site.get("/_hcms/api/echo?a=0", form, method="POST", body=b"a=1&a=2&b=%C3%B6+x")
    assert context_of(answer.body)["params"] == {"a": ["0", "1", "2"], "b": ["ö x"]}
    parts = b'--B\r\nContent-Disposition: form-data; name="n"\r\n\r\nAnn\r\n--B--\r\n'
    answer = site.get("/_hcms/api/echo", "Content-Type: multipart/form-data; boundary=B", method="POST", body=parts)
    assert context_of(answer.body)["params"] == {"n": ["Ann"]}


def test_who_waits_for_leave_to_send_gets_it(site: Site) -> None:
    head = f"POST /_hcms/api/echo HTTP/1.1\r\nHost: x\r\n{_JSON}\r\nExpect: 100-continue\r\nContent-Length: "
    with site.connect() as connection:
        connection.sendall(f"{head}7\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b'{"a":1}')
        assert context_of(read_answer(connection).body)["body"] == {"a": 1}
    with site.connect() as connection:
        connection.sendall(f"{head}7000000\r\n\r\n".encode())
        assert read_answer(connection).status == 413


def test_too_much_is_refused_before_it_is_read(site: Site) -> None:
    with site.connect() as connection:
        connection.sendall(b"POST /_hcms/api/ok HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\nabc")
        answer = read_answer(connection)
    assert (answer.status, answer.values("connection")) == (413, ["close"])
    assert b"9,000,000 bytes" in answer.body


def test_endless_chunks_are_refused(site: Site) -> None:
    with site.connect() as connection:
        connection.sendall(_CHUNKED + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 100)
        assert read_answer(connection).status == 413


def test_a_body_at_the_limit_is_accepted(site: Site) -> None:
    assert site.get("/_hcms/api/ok", method="POST", body=b"x" * 6_291_456).status == 200
    assert site.get("/_hcms/api/ok", method="POST", body=b"x" * 6_291_457).status == 413


@pytest.mark.parametrize("header", ["X-ProxyContextPath: /proxy/8080", "X-Forwarded-Context: /proxy/8080"])
def test_a_service_worker_is_refused_through_jupyters_proxy_alone(site: Site, header: str) -> None:
    told = []
    disconnect = site.account.executed.connect(told.append)
    script = "Service-Worker: script"
    assert site.get("/_hcms/api/worker", script).values("service-worker-allowed") == ["/"]
    assert site.get("/_hcms/api/worker", header).values("service-worker-allowed") == ["/"]
    for _ in range(2):
        answer = site.get("/_hcms/api/worker", header, script)
        assert (answer.status, answer.values("service-worker-allowed")) == (403, [])
        assert b"by the server's own address" in answer.body
    disconnect()
    assert [bool(execution.notes) for execution in told] == [False, False, True, True]
    assert told[-1].notes[0].source.authority == "C"


def test_a_connection_serves_many_requests(site: Site) -> None:
    with site.connect() as connection:
        for number in range(5):
            connection.sendall(f"GET /_hcms/api/echo?n={number} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert context_of(read_answer(connection).body)["params"] == {"n": [str(number)]}


def test_requests_in_a_row_are_answered_in_order(site: Site) -> None:
    with site.connect() as connection, connection.makefile("rb") as stream:
        for milliseconds in (200, 1, 50):
            connection.sendall(f"GET /_hcms/api/slow?ms={milliseconds} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        text = b"".join(stream.readline() for _ in range(5 * 3))
    assert text.count(b"HTTP/1.1 200") == 3


def test_the_host_of_an_absolute_target_is_the_one_that_counts(site: Site) -> None:
    answer = site.send(
        b"GET http://shop.example:81/_hcms/api/echo?a=1 HTTP/1.1\r\nHost: other.example\r\n\r\n", done=True
    )
    context = context_of(answer.body)
    assert context["headers"]["host"] == "shop.example:81"  # type: ignore[index]
    assert context["params"] == {"a": ["1"]}


def test_http_1_0_is_answered_and_closed(site: Site) -> None:
    with site.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(b"GET /_hcms/api/echo HTTP/1.0\r\n\r\n")
        head, _, body = stream.read().partition(b"\r\n\r\n")
    assert b"transfer-encoding" not in head.lower()
    assert context_of(body)["method"] == "GET"


@pytest.mark.parametrize("path", ["/_hcms/api/ok", "/_hcms/api/slow?ms=200"])
def test_a_client_that_has_done_its_sending_still_gets_the_answer(site: Site, path: str) -> None:
    with site.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        connection.shutdown(socket.SHUT_WR)
        assert b"200 OK" in stream.read()


def test_an_answer_does_not_wait_for_the_work_behind_it(site: Site, gate: Gate) -> None:
    assert site.get(f"/_hcms/api/early?gate={gate.port}").body == b"early"
    assert len(site.account.log.records(endpoint="early")) == 0, "the execution still goes on"
    gate.open()
    assert recorded(site, "early") == ["SUCCESS"]


def test_a_client_that_leaves_costs_its_own_execution_only(site: Site, gate: Gate) -> None:
    with site.connect() as connection:
        connection.sendall(f"GET /_hcms/api/held?gate={gate.port} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert site.get("/_hcms/api/ok").status == 200
    gate.open()
    assert recorded(site, "held") == ["SUCCESS"]


def recorded(site: Site, endpoint: str) -> list[str]:
    """How its executions ended, once one has."""
    until = time.monotonic() + SECONDS
    while not (records := site.account.log.records(endpoint=endpoint)) and time.monotonic() < until:
        time.sleep(0.02)
    return [record.status for record in records]


def test_a_body_that_comes_too_slowly_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PART_SECONDS", 0.2)
    with site.connect() as connection:
        connection.sendall(b"POST /_hcms/api/ok HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        answer = read_answer(connection)
    assert (answer.status, answer.values("connection")) == (408, ["close"])


def test_a_refused_call_leaves_no_record(site: Site) -> None:
    before = len(site.account.log.records(endpoint="ok"))
    for answer in (site.get("/elsewhere"), site.get("/_hcms/api/no-such"), site.get("/_hcms/api/ok?portalid=1")):
        assert answer.status in (400, 404)
    assert len(site.account.log.records(endpoint="ok")) == before
    assert len(site.account.log.records(endpoint="no-such")) == 0


@pytest.fixture
def site_on_ipv6() -> Iterator[Site]:
    try:
        found = Site(Account(), host="::1")
    except ServerError:
        pytest.skip("this machine has no IPv6")
    yield found
    found.close()


def test_ipv6(site_on_ipv6: Site) -> None:
    assert site_on_ipv6.background.server.url == f"http://[::1]:{site_on_ipv6.port}"
    assert site_on_ipv6.get("/_hcms/api/x").status == 404


def test_a_port_in_use_is_told(site: Site) -> None:
    with pytest.raises(ServerError, match=f"cannot listen on 127.0.0.1, port {site.port}: address already in use"):
        Server(site.account, port=site.port)
