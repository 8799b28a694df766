"""A log file in forked processes: all of them write to it, each by a connection of its own."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics import Account, Settings
from hsfunc_magics.emulator.errors import LogError
from hsfunc_magics.emulator.logs.query import LogQuery

from ...forks import MULTI_THREADED, descriptors, in_child
from ..conftest import AccountMaker

pytestmark = pytest.mark.filterwarnings(MULTI_THREADED)
FORK = multiprocessing.get_context("fork")
ECHO = "sendResponse({ body: { n: context.params.n[0] } });"
# What `multiprocessing` calls in a forked worker: the account comes along with the memory, not through a pipe.
_account: list[Account] = []


@pytest.fixture
def filed(make_account: AccountMaker, tmp_path: Path) -> Account:
    """An account that logs to a file, and has made a call."""
    account = make_account(settings=Settings(log_file=str(tmp_path / "log.db")))
    account.functions.add("echo", ECHO)
    account.call("echo?n=1")
    account.log.flush()
    _account[:] = [account]
    return account


def test_a_log_file_is_written_by_all_of_them(filed: Account) -> None:
    waiting = filed.call("echo?n=2").id
    with FORK.Pool(3) as workers:
        list(workers.map(work_filed, range(30), chunksize=1))
        workers.close()
        workers.join()
    filed.call("echo?n=3")
    records = filed.log.records()
    assert len(records) == 1 + 1 + 30 + 1
    assert len({record.id for record in records}) == len(records)
    assert sum(record.id == waiting for record in records) == 1
    assert records.remarks == ()


def work_filed(number: int) -> str:
    return _account[0].call(f"echo?n={number}").id


def test_no_connection_to_a_log_file_comes_along_and_a_child_opens_its_own(filed: Account) -> None:
    file = str(filed.log.file)
    assert descriptors(file) != []

    def there() -> list[Any]:
        opened = descriptors(file)
        own = filed.call("echo?n=2").id
        found = [record.id for record in filed.log.records()]
        return [opened, len(found), found[0] == own, descriptors(file) != []]

    assert in_child(there) == [[], 2, True, True]
    assert [record.endpoint for record in filed.log.records()] == ["echo"] * 2


def test_a_fork_while_records_are_written_harms_no_log(filed: Account) -> None:
    done = threading.Event()
    made: list[str] = []

    def calls() -> None:
        while not done.is_set():
            made.append(filed.call("echo?n=1").id)
            filed.log.flush()

    thread = threading.Thread(target=calls)
    thread.start()
    try:
        there = [in_child(lambda: [filed.call("echo?n=0").id, len(filed.log.records()) > 0]) for _ in range(15)]
    finally:
        done.set()
        thread.join()
    ids = {record.id for record in filed.log.records()}
    assert all(read for _, read in there)
    assert {*made, *(id_ for id_, _ in there)} <= ids
    assert len(ids) == 1 + len(made) + len(there)


def test_a_child_writes_no_file_whose_disk_hung_while_it_was_forked(filed: Account) -> None:
    held, done = threading.Event(), threading.Event()

    def hang() -> None:
        with filed.log._lock:
            held.set()
            done.wait()

    thread = threading.Thread(target=hang)
    thread.start()
    held.wait()
    try:
        told = in_child(lambda: [filed.call("echo?n=5").reply.status, *filed.log.records().remarks])
    finally:
        done.set()
        thread.join()
    assert told[0] == 200
    assert "the disk did not answer when this process was forked" in told[1]
    assert len(filed.log.records()) == 1


def test_a_log_that_is_closed_stays_closed(filed: Account) -> None:
    filed.close()

    def read() -> str:
        try:
            filed.log.records(LogQuery())
        except LogError as problem:
            return str(problem)
        return ""

    assert in_child(read) == "The account is closed, and its log with it."
