"""What the log tells of the requests that functions send: a line each, kept in a file, absent from older ones."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.logs.text import execution_lines, record_lines
from hsfunc_magics.runtime.outgoing import Exchange

from ...outgoing_calls import CONTACTS, called, exchange

VALUE = "Qx7vWk3Jp9Tn"
SENT = [
    exchange("POST", f"{CONTACTS}?key={VALUE}\n\x1b[2J", sent=b"{}", status=201, by="mock", seconds=0.0124),
    exchange(code="ENOTFOUND", seconds=0.0055),
    exchange("GET", "https://slow.example/"),
]


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Account]:
    with closing(Account()) as account:
        account.log.keep_in(tmp_path / "log.sqlite")
        account.secrets.add("TOKEN", VALUE)
        account.functions.add("f", "sendResponse({ body: 1 });", secrets=["TOKEN"])
        yield account


def logged(account: Account, *sent: Exchange) -> tuple[Execution, list[str]]:
    execution = called(account, sent)
    (record,) = account.log.records(limit=1)
    return execution, record_lines(record, named=False)


def test_a_line_for_each_is_kept_and_found(keeper: Account) -> None:
    execution, (_, *lines) = logged(keeper, *SENT)
    told = [
        f"  Outgoing (C): POST {CONTACTS}?key=•••\\n\\x1b[2J → 201 Created (mock), 12ms",
        f"  Outgoing (C): GET {CONTACTS} → ENOTFOUND (network), 6ms",
        "  Outgoing (C): GET https://slow.example/ → no answer (network), 20ms",
    ]
    assert lines == told == execution_lines(execution)[1:]
    (record,) = keeper.log.records(search="enotfound")
    assert record_lines(record, named=False, compact=True) == record_lines(record, named=False)[:1]
    assert record.as_json()["outgoing"][1] == {
        "method": "GET",
        "url": CONTACTS,
        "status": None,
        "failure": "ENOTFOUND",
        "by": "network",
        "milliseconds": 5.5,
    }
    assert VALUE not in json.dumps(record.as_json())


def test_a_frozen_clock_leaves_out_how_long_they_took(keeper: Account) -> None:
    keeper.clock.freeze()
    _, (_, line) = logged(keeper, SENT[1])
    assert line.endswith("ENOTFOUND (network)")
    assert "milliseconds" not in keeper.log.as_json()[0]["outgoing"][0]


def test_many_are_counted(keeper: Account) -> None:
    _, (_, *lines) = logged(keeper, *[exchange(f"{CONTACTS}/{number}", status=200) for number in range(70)])
    assert (len(lines), lines[-1]) == (51, "  Outgoing (C): … 20 more")


def test_a_log_that_was_kept_before_has_none(keeper: Account, tmp_path: Path) -> None:
    logged(keeper)
    logged(keeper, SENT[1])
    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as database:
        documents = [json.loads(row[0]) for row in database.execute("select document from record order by number")]
        assert [("outgoing" in document) for document in documents] == [False, True]
    assert [len(record.outgoing) for record in keeper.log.records()] == [1, 0]
