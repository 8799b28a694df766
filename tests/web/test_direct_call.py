"""Calls whose requests come whole, and what of them goes on in a task or a thread."""

from __future__ import annotations

from typing import Any

import pytest
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from hsfunc_magics.web.app import App
from hsfunc_magics.web.protocol import Protocol

from .conftest import Site, read_answer

_POST = b"POST /_hcms/api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n"


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """The paths of whole requests, and whether they needed no task."""
    told: list[tuple[str, bool]] = []
    begin = App.begin

    def begins(self: App, cycle: RequestResponseCycle, tasks: set[Any]) -> bool:
        told.append((cycle.scope["path"], begin(self, cycle, tasks)))
        return told[-1][1]

    monkeypatch.setattr(App, "begin", begins)
    return told


def test_a_body_may_come_with_its_head_or_later(site: Site, begun: list[tuple[str, bool]]) -> None:
    for parts in ([_POST + b'{"a":1}'], [_POST, b'{"a":1}']):
        with site.connect() as connection:
            for part in parts:
                connection.sendall(part)
            assert b'"body":{"a":1}' in read_answer(connection).body
    assert begun[0] == ("/_hcms/api/echo", True)


@pytest.mark.parametrize("path", ["/", "/_hcms/api/", "/_hsfunc/"])
def test_what_is_no_call_is_left_to_a_task(site: Site, begun: list[tuple[str, bool]], path: str) -> None:
    site.get(path)
    assert begun == [(path, False)]


@pytest.mark.parametrize("value", ["a\\tb", "caf\\u00e9", "\\u00a0"])
def test_a_header_of_more_than_plain_text_goes_out_as_it_is(site: Site, value: str) -> None:
    site.account.functions.add("header", f"sendResponse({{ headers: {{ 'X-Odd': '{value}' }}, body: 'x' }});")
    answer = site.get("/_hcms/api/header")
    assert (answer.values("x-odd"), answer.body) == ([value.encode().decode("unicode_escape")], b"x")


def test_a_large_answer_comes_whole(site: Site) -> None:
    with site.connect() as connection:
        for _ in range(2):
            connection.sendall(b"GET /_hcms/api/big HTTP/1.1\r\nHost: x\r\n\r\n")
            assert len(read_answer(connection).body) == 5_000_000


def test_a_fault_of_ours_is_answered_with_500(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    with site.connect() as connection, monkeypatch.context() as broken:
        broken.setattr(site.account.quota, "book", fails)
        connection.sendall(b"GET /_hcms/api/ok HTTP/1.1\r\nHost: x\r\n\r\n")
        assert read_answer(connection).status == 500
    assert site.get("/_hcms/api/ok").status == 200
    connections = [one for one in site.background.server.server_state.connections if isinstance(one, Protocol)]
    assert all(one.cycle is None or one.cycle.response_complete for one in connections)
