"""The log: a record of every execution, found again, kept for 90 days, in the kernel or in a file."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hsfunc_magics import Account, HsfuncError, Settings, Status
from hsfunc_magics.emulator.logs.query import LogQuery
from hsfunc_magics.emulator.logs.tail import follow

from ..conftest import AccountMaker

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ECHO = "console.log(context.params.n[0]); sendResponse({ body: 'x' });"


def numbers(account: Account, **query: object) -> list[str]:
    """What `ECHO` wrote, record by record."""
    return [record.console[0].text for record in account.log.records(**query)]


@pytest.fixture
def echo(account: Account) -> Account:
    account.functions.add("f", ECHO)
    return account


def test_a_record_has_what_the_contract_names(account: Account) -> None:
    account.functions.add("f", "console.warn('careful'); sendResponse({ statusCode: 201, body: 'x' });")
    execution = account.call("f")
    (record,) = account.log.as_json()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", record.pop("created"))
    assert re.fullmatch(r"\d+/128 MB", record.pop("memory"))
    (line,) = record.pop("console")
    assert (line["level"], line["text"]) == ("WARN", "careful")
    assert line.keys() == {"level", "time", "text"}
    assert execution.console[0].position is not None
    assert "f.js" not in str(account.log.as_json())
    assert record.pop("executionTime") > 0
    assert record == {
        "id": execution.id,
        "endpoint": "f",
        "method": "GET",
        "status": "SUCCESS",
        "statusCode": 201,
        "truncated": False,
        "error": None,
        "notes": [],
        "leaks": [],
    }


def test_a_record_read_from_the_database_is_the_one_that_was_written(account: Account) -> None:
    account.functions.add(
        "f", "console.log('a\\nb', '\\ud800', '•'); console.error('é'.repeat(9000));\nthrow new TypeError('no “good”');"
    )
    execution = account.call("f")
    (record,) = account.log.records()
    assert execution.error is not None
    error = replace(execution.error, before=(), after=())
    assert (record.error, record.status, record.truncated) == (error, Status.UNHANDLED_ERROR, True)
    assert (record.console, record.elapsed, record.created) == (
        execution.console,
        execution.elapsed,
        execution.created,
    )
    assert (record.memory, record.notes) == (execution.memory, execution.notes)


def test_refused_calls_leave_no_record(echo: Account) -> None:
    refused = [
        echo.call("nowhere"),
        echo.call("f", method="DELETE"),
        echo.call("f", method="OPTIONS"),
        echo.call("f?portalid=1"),
        echo.call("f", method="POST", content="{", headers={"Content-Type": "application/json"}),
        echo.call("f", content=b"x" * (6 * 1024 * 1024 + 1)),
    ]
    assert {execution.status for execution in refused} == {None}
    assert echo.log.as_json() == []


def test_a_secret_is_masked_in_the_log(account: Account) -> None:
    account.secrets.add("API_KEY", "pat-na1-123456")
    account.functions.add(
        "f", "console.log(process.env.API_KEY); throw new Error(process.env.API_KEY);", secrets=["API_KEY"]
    )
    account.call("f")
    log = account.log.as_json()
    assert "pat-na1-123456" not in json.dumps(log)
    assert log[0]["leaks"] == ["console", "error"]


def test_the_newest_come_first_and_the_json_is_the_oldest_first(echo: Account) -> None:
    for n in range(4):
        echo.call(f"f?n={n}")
    assert numbers(echo, limit=2) == ["3", "2"]
    assert numbers(echo, reverse=True) == ["0", "1", "2", "3"]
    assert [record["console"][0]["text"] for record in echo.log.as_json()] == ["0", "1", "2", "3"]


def test_records_are_found_by_endpoint_status_time_and_text(account: Account) -> None:
    account.clock.freeze(NEW_YEAR)
    account.functions.add("good", "console.log('Straße 50% _x'); sendResponse({ body: 'x' });")
    account.functions.add("bad", "throw new RangeError('boom');")
    account.call("good")
    account.clock.advance(timedelta(hours=1))
    account.call("bad")
    account.functions.remove("bad")
    assert [record.endpoint for record in account.log.records(endpoint="bad")] == ["bad"]
    assert [record.endpoint for record in account.log.records(statuses={Status.SUCCESS})] == ["good"]
    assert [record.endpoint for record in account.log.records(since=NEW_YEAR + timedelta(minutes=1))] == ["bad"]
    for text, found in {"STRASSE 50%": ["good"], "rangeerror": ["bad"], "50_": [], "": ["bad", "good"]}.items():
        assert [record.endpoint for record in account.log.records(search=text)] == found
    assert account.log.endpoints() == {"good", "bad"}


def test_a_listing_is_a_sequence_that_sorts(echo: Account) -> None:
    for n, seconds in enumerate((0.2, 3, 1)):
        echo.call(f"f?n={n}", simulated_seconds=seconds)
    listing = echo.log.records()
    assert len(listing) == 3
    assert [record.execution_ms for record in listing] == [1000, 3000, 200]
    assert [record.execution_ms for record in listing.sort("duration")] == [3000, 1000, 200]
    assert [record.execution_ms for record in listing.sort("duration", reverse=True)] == [200, 1000, 3000]
    assert [record.execution_ms for record in echo.log.records(sort="duration", limit=1)] == [3000]
    with pytest.raises(HsfuncError, match="Did you mean duration"):
        listing.sort("durations")


def test_a_listing_is_a_dataframe(echo: Account) -> None:
    pytest.importorskip("pandas", reason="pandas is an extra of the reader's own")
    echo.call("f?n=1", simulated_seconds=0.25)
    frame = echo.log.records().to_frame()
    assert frame.loc[0, ["endpoint", "status", "execution_ms", "console"]].to_list() == ["f", "SUCCESS", 250, "INFO 1"]
    assert str(frame["time"].dtype) == "datetime64[us, UTC]"
    empty = echo.log.records(endpoint="g").to_frame()
    assert list(empty.columns) == list(frame.columns)


def test_without_pandas_a_dataframe_is_an_error_that_helps(echo: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(HsfuncError, match="pip install pandas"):
        echo.log.records().to_frame()


def test_after_90_days_of_the_accounts_clock_a_record_is_gone(echo: Account) -> None:
    echo.clock.freeze(NEW_YEAR)
    echo.call("f?n=1")
    echo.clock.advance(timedelta(days=89))
    echo.call("f?n=2")
    assert numbers(echo) == ["2", "1"]
    echo.clock.advance(timedelta(days=1, seconds=1))
    assert numbers(echo) == ["2"]
    echo.change_limits({"log_days": 3})
    assert numbers(echo) == ["2"]
    echo.clock.advance(timedelta(days=2))
    assert numbers(echo) == []


def test_a_frozen_clock_hides_old_records_of_a_file_and_the_real_one_drops_them(
    make_account: AccountMaker, tmp_path: Path
) -> None:
    def account() -> Account:
        made = make_account(settings=Settings(log_file=str(tmp_path / "log.db")))
        made.functions.add("f", ECHO)
        return made

    first = account()
    first.call("f?n=1")
    first.clock.freeze(first.clock.now() + timedelta(days=100))
    assert numbers(first) == []
    first.clock.freeze(first.clock.now() - timedelta(days=300))
    first.call("f?n=2")
    first.clock.real()
    assert numbers(first) == ["1"]
    first.close()
    second = account()
    assert numbers(second) == ["1"]
    second.clock.freeze(second.clock.now() - timedelta(days=200))
    assert numbers(second) == ["1"], "the other one was dropped, not hidden"


def test_a_file_outlives_its_kernel_and_is_the_owners_only(make_account: AccountMaker, tmp_path: Path) -> None:
    file = tmp_path / "log.db"
    program = (
        "import sys; from hsfunc_magics import Account, Settings\n"
        "account = Account(settings=Settings(log_file=sys.argv[1]))\n"
        "account.functions.add('f', \"console.log('of another kernel'); sendResponse({ body: 1 });\")\n"
        "account.call('f')\n"  # and no close: the end of the program writes it
    )
    subprocess.run([sys.executable, "-c", program, str(file)], check=True, timeout=60)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    account = make_account(settings=Settings(log_file=str(file)))
    assert numbers(account) == ["of another kernel"]
    account.functions.add("f", ECHO)
    account.call("f?n=1")
    assert numbers(account) == ["1", "of another kernel"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    assert make_account(654321, settings=Settings(log_file=str(file))).log.as_json() == []


def test_two_kernels_share_a_file(make_account: AccountMaker, tmp_path: Path) -> None:
    accounts = [make_account(settings=Settings(log_file=str(tmp_path / "log.db"))) for _ in range(2)]
    for account in accounts:
        account.functions.add("f", ECHO)

    def call(n: int) -> None:
        accounts[n % 2].call(f"f?n={n}")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(call, range(60)))
    for account in accounts:
        account.log.flush()
    for account in accounts:
        assert sorted(map(int, numbers(account))) == list(range(60))
        assert account.log.records().remarks == ()


def test_the_log_moves_into_a_file_with_what_it_has(echo: Account, make_account: AccountMaker, tmp_path: Path) -> None:
    file = tmp_path / "log.db"
    echo.call("f?n=1")
    with pytest.raises(HsfuncError, match=r"cannot be kept in .*missing"):
        echo.log.keep_in(tmp_path / "missing" / "log.db")
    assert echo.log.file is None
    echo.log.keep_in(file)
    echo.call("f?n=2")
    assert numbers(echo) == ["2", "1"]
    assert numbers(make_account(settings=Settings(log_file=str(file)))) == ["2", "1"]
    echo.log.keep_in(None)
    assert numbers(echo) == []


def test_a_file_that_is_something_else_stays_as_it_is(echo: Account, tmp_path: Path) -> None:
    import sqlite3

    text, database = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("my notes\n" * 100)
    with sqlite3.connect(database) as connection:
        connection.execute("create table mine (a)")
    connection.close()
    before = [path.read_bytes() for path in (text, database)]
    for path in (text, database, tmp_path):
        with pytest.raises(HsfuncError, match="cannot be kept in"):
            echo.log.keep_in(path)
    assert [path.read_bytes() for path in (text, database)] == before


def test_records_are_followed_as_they_come(echo: Account) -> None:
    echo.call("f?n=before")
    coming = follow(echo.log, LogQuery(endpoint="f"), seconds=20)

    def call() -> None:
        for n in range(3):
            echo.call(f"f?n={n}")

    thread = threading.Thread(target=call)
    thread.start()
    assert [next(coming).console[0].text for _ in range(3)] == ["0", "1", "2"]
    thread.join()
    assert list(follow(echo.log, LogQuery(), seconds=0)) == []


def test_loading_the_extension_loads_no_log_and_an_account_no_sqlite() -> None:
    program = (
        "import sys, hsfunc_magics.notebook.extension\n"
        "assert 'hsfunc_magics.emulator.logs.log' not in sys.modules\n"
        "hsfunc_magics.Account()\n"
        "assert 'hsfunc_magics.emulator.logs.database' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_a_closed_account_has_no_log(echo: Account) -> None:
    echo.close()
    echo.close()
    with pytest.raises(HsfuncError, match="closed"):
        echo.log.records()
