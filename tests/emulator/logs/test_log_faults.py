"""Whatever the disk does, a call never fails: the log waits, goes on, and says what it lost."""

from __future__ import annotations

import logging
import os
import resource
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from hsfunc_magics import Account, Settings

from ...runtime.programs import until
from ..conftest import AccountMaker

ECHO = "console.log(context.params.n[0]); sendResponse({ body: 'x' });"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def account(make_account: AccountMaker, file: Path) -> Account:
    account = make_account(settings=Settings(log_file=str(file)))
    account.functions.add("f", ECHO)
    return account


def call(account: Account, *names: object) -> None:
    for name in names:
        assert account.call(f"f?n={name}").reply.status == 200


def numbers(account: Account) -> list[str]:
    return [record.console[0].text for record in account.log.records()]


def remark(account: Account) -> str:
    (remark,) = account.log.records().remarks
    return remark


@pytest.fixture
def locked(account: Account, file: Path) -> Iterator[sqlite3.Connection]:
    """Another program that writes, and does not come to an end."""
    call(account, "first")
    account.log.flush()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("begin exclusive")
        yield other


def test_a_locked_file_is_waited_for(account: Account, locked: sqlite3.Connection) -> None:
    call(account, 1, 2)
    assert numbers(account) == ["2", "1", "first"]
    assert "locked by another program. 2 records wait" in remark(account)
    assert [record.console[0].text for record in account.log.records(sort="time", reverse=True, limit=2)] == [
        "first",
        "1",
    ]
    locked.execute("rollback")
    assert numbers(account) == ["2", "1", "first"]
    assert account.log.records().remarks == ()


def test_records_beyond_the_queue_are_counted_as_lost_and_that_is_written_down(
    account: Account,
    make_account: AccountMaker,
    file: Path,
    locked: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account.log._queue._most = 3
    call(account, 0)
    until(lambda: account.log.records().remarks != ())  # who writes has met the lock
    call(account, *range(1, 8))
    assert numbers(account) == ["7", "6", "5", "first"]
    lost, waits = account.log.records().remarks
    assert lost.startswith("5 records from 20")
    assert lost.endswith("were lost: the file is locked by another program.")
    assert "3 records wait" in waits
    locked.execute("rollback")
    assert remark(account) == lost
    assert remark(make_account(settings=Settings(log_file=str(file)))) == lost


def test_records_that_wait_at_the_end_are_told(
    account: Account, locked: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    call(account, 1, 2)
    with caplog.at_level(logging.WARNING, "hsfunc_magics"):
        account.close()
    assert "2 records from" in caplog.text
    assert "locked by another program" in caplog.text


def test_a_full_disk_is_waited_for(account: Account) -> None:
    call(account, 0)
    account.log.flush()
    store = account.log._store
    assert store is not None
    ((pages,),) = store._database.execute("pragma page_count")
    store._database.execute(f"pragma max_page_count = {pages}")
    call(account, *range(1, 60))
    assert numbers(account) == [str(n) for n in range(59, -1, -1)]
    assert "the disk is full" in remark(account)
    store._database.execute("pragma max_page_count = 100000")
    assert numbers(account) == [str(n) for n in range(59, -1, -1)]
    assert account.log.records().remarks == ()


def test_a_disk_that_takes_no_more_bytes_fails_no_call(file: Path) -> None:
    program = (
        "import resource, signal, sys; from hsfunc_magics import Account, Settings\n"
        "account = Account(settings=Settings(log_file=sys.argv[1]))\n"
        "account.functions.add('f', \"console.log('x'.repeat(4000)); sendResponse({ body: 1 });\")\n"
        "account.call('f'); account.log.flush()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, resource.RLIM_INFINITY))\n"
        "assert {account.call('f').reply.status for _ in range(50)} == {200}\n"
        "listing = account.log.records()\n"
        "print(len(listing)); print(*listing.remarks)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "listing = account.log.records()\n"
        "print(len(listing), listing.remarks)\n"
        "account.close()\n"
    )
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    if hard != resource.RLIM_INFINITY:
        pytest.skip("the size of files is limited here already")
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], check=True, timeout=60, capture_output=True, text=True
    )
    first, remark, last = done.stdout.splitlines()
    assert (first, last) == ("51", "51 ()")
    assert "cannot be used now: the disk" in remark


def test_a_file_that_was_deleted_is_made_anew(account: Account, file: Path) -> None:
    call(account, 1, 2)
    account.log.flush()
    file.unlink()
    call(account, 3)
    assert numbers(account) == ["3"]
    assert remark(account).startswith("2 records from")
    assert remark(account).endswith("were lost: the file was deleted or replaced.")
    assert file.exists()


def _garbage(file: Path) -> None:
    for rest in file.parent.iterdir():
        rest.unlink()
    file.write_bytes(b"not a log at all " * 1000)


def _folder(file: Path) -> None:
    for rest in file.parent.iterdir():
        rest.unlink()
    file.mkdir()


@pytest.mark.parametrize("spoil", [_garbage, _folder])
def test_a_file_that_was_replaced_is_left_alone_and_the_log_goes_on_here(
    account: Account, file: Path, spoil: Callable[[Path], None]
) -> None:
    call(account, 1)
    account.log.flush()
    spoil(file)
    call(account, 2, 3)
    assert numbers(account) == ["3", "2"]
    lost, waits = account.log.records().remarks
    assert lost.startswith("1 record of")
    assert "2 records wait" in waits
    assert not file.is_file() or file.read_bytes() == b"not a log at all " * 1000


def test_garbage_written_into_the_open_file_fails_no_call(account: Account, file: Path) -> None:
    call(account, *range(50))
    account.log.flush()
    with file.open("r+b") as stream:
        stream.write(b"garbage " * 4000)
    call(account, "after")
    account.log.records()
    call(account, "later")
    account.log.records()


def test_a_time_in_the_file_that_is_none_fails_neither_call_nor_listing(account: Account, file: Path) -> None:
    call(account, "before")
    account.log.flush()
    with closing(sqlite3.connect(file)) as other, other:
        other.execute(f"update record set created = {2**62}")
    call(account, "after")
    assert "has a record that is none (OverflowError)" in remark(account)


def _unwritable(tmp_path: Path) -> Path:
    if os.geteuid() == 0:  # nothing is closed to root but what the kernel keeps for itself
        return Path("/proc/log.db")
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    return folder / "log.db"


def test_a_folder_that_cannot_be_written_fails_no_call(make_account: AccountMaker, tmp_path: Path) -> None:
    for path in (_unwritable(tmp_path), tmp_path / "missing" / "log.db"):
        account = make_account(settings=Settings(log_file=str(path)))
        account.functions.add("f", ECHO)
        call(account, 1)
        assert numbers(account) == ["1"]
        assert "1 record waits in this kernel" in remark(account)


def test_the_queue_is_bounded_where_nobody_writes(account: Account) -> None:
    account.log._queue._most = 5
    with account.log._lock:  # a disk that hangs
        call(account, *range(20))
        assert len(account.log._queue) <= 5
    account.log.flush()
    assert numbers(account)[:5] == ["19", "18", "17", "16", "15"]
    assert "the disk is too slow" in remark(account)


def test_what_nobody_expected_is_not_the_last_that_is_written(account: Account) -> None:
    written: list[object] = []

    def elsewhere(items: Sequence[object], losses: Sequence[object]) -> None:
        del losses
        if not failed.is_set():
            failed.set()
            raise ArithmeticError
        written.extend(items)
        if len(written) == 2:
            done.set()

    failed, done = threading.Event(), threading.Event()
    account.log.elsewhere = elsewhere
    account.functions.add("f", "sendResponse({});")
    account.call("f")
    assert failed.wait(60)
    account.call("f")
    assert done.wait(60)
