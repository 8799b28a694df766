"""More connections than there are descriptors for: those that only wait make room for those that ask."""

from __future__ import annotations

import select
import socket
from contextlib import ExitStack

import pytest

from .conftest import Gate, Site, read_answer

_ROOM = 12
_OK = b"GET /_hcms/api/ok HTTP/1.1\r\nHost: x\r\n\r\n"


def ended(connection: socket.socket) -> bool:
    return bool(select.select([connection], [], [], 0)[0])


def test_headers_that_never_end_keep_nobody_else_out(site: Site, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hsfunc_magics.web.protocol.room_for_connections", lambda: _ROOM)
    with ExitStack() as opened:
        asking, kept = (opened.enter_context(site.connect()) for _ in range(2))
        asking.sendall(b"GET /_hcms/api/held?gate=%d HTTP/1.1\r\nHost: x\r\n\r\n" % gate.port)
        slow: list[socket.socket] = []
        kept.sendall(_OK)
        assert read_answer(kept).status == 200
        for _ in range(3 * _ROOM):
            slow.append(opened.enter_context(site.connect()))
            slow[-1].sendall(b"GET /_hcms/api/ok HTTP/1.1\r\nX-Endless: ")
            assert site.get("/_hcms/api/ok").status == 200
        assert sum(map(ended, slow)) >= 2 * _ROOM
        assert not ended(slow[-1])
        kept.sendall(_OK)
        assert read_answer(kept).status == 200
        gate.open()
        assert read_answer(asking).body == b"late"


def test_where_all_are_being_answered_the_new_one_goes(site: Site, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as opened:
        asking = [opened.enter_context(site.connect()) for _ in range(3)]
        for connection in asking:
            connection.sendall(b"GET /_hcms/api/held?gate=%d HTTP/1.1\r\nHost: x\r\n\r\n" % gate.port)
        arrived = [gate.arrival() for _ in asking]
        monkeypatch.setattr("hsfunc_magics.web.protocol.room_for_connections", lambda: 3)
        with site.connect() as late:
            assert late.recv(1) == b""
        for arrival in arrived:
            arrival.close()
        assert [read_answer(connection).body for connection in asking] == [b"late"] * 3
