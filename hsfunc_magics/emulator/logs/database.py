"""The log in SQLite: a private database that ends with its kernel, or a file that outlives it.

For one thread at a time; a file may have several kernels that write to it. Loaded when the first record is written:
SQLite is not for free.
"""

from __future__ import annotations

import ctypes
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

from .query import LogQuery, microseconds, moment, storable
from .record import LateFailure, LogRecord
from .rows import COLUMNS, record_from, row_of
from .write_queue import Loss, StoreError

# What a database of ours says of itself, so that no other one is ever written to.
_APPLICATION = 0x68736C67
_VERSION = 1
_BUSY_SECONDS = 0.25
# Of the private database; the rest of it lies in a temporary file without a name, which the system keeps in memory as
# long as nothing else needs it. More makes nothing faster, not with 100,000 records either.
_CACHE_KILOBYTES = 2_048
_SCHEMA = (
    """create table record (
        number integer primary key autoincrement, account integer not null, id text not null unique,
        endpoint text not null, status text not null, created integer not null, elapsed integer not null,
        memory integer not null, searched text not null, document blob not null)""",
    "create index record_endpoint on record (endpoint)",
    "create index record_status on record (status)",
    """create table loss (
        account integer not null, count integer not null, first integer not null, last integer not null,
        reason text not null)""",
    f"pragma application_id = {_APPLICATION}",
    f"pragma user_version = {_VERSION}",
)
_VALUES = f"({', '.join('?' * len(COLUMNS))})"
_REASONS = {
    sqlite3.SQLITE_BUSY: "the file is locked by another program",
    sqlite3.SQLITE_LOCKED: "the file is locked by another program",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the file cannot be written",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_NOTADB: "the file is damaged, or no log",
    sqlite3.SQLITE_CORRUPT: "the file is damaged, or no log",
    sqlite3.SQLITE_IOERR: "the disk refuses",
}
_DAMAGED = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CANTOPEN}


class LogDatabase:
    """Records of one account in a database. Every method raises `StoreError`, and then has changed nothing."""

    def __init__(self, path: Path | None, account_id: int) -> None:
        self.path = path
        self._account = account_id
        self._file: tuple[int, int] | None = None
        with _told():
            if path is not None:
                _create(path)
            self._database = sqlite3.connect(
                str(path) if path is not None else "",
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                self._open()
            except BaseException:
                self._database.close()
                raise

    def _open(self) -> None:
        database = self._database
        if self.path is None:
            database.execute("pragma journal_mode = memory")
            database.execute(f"pragma cache_size = -{_CACHE_KILOBYTES}")
        else:
            self._check_owner()
            database.execute("pragma journal_mode = wal")
            database.execute("pragma synchronous = normal")
        with self._transaction():
            if not self._value("pragma user_version"):
                for statement in _SCHEMA:
                    database.execute(statement)
        if self.path is not None:
            found = self.path.stat()
            self._file = (found.st_dev, found.st_ino)
            if found.st_mode & 0o077:
                self.path.chmod(0o600)

    def _check_owner(self) -> None:
        application = self._value("pragma application_id")
        if application != _APPLICATION and (application or self._value("select count(*) from sqlite_master")):
            raise StoreError("the file is a database of something else")
        if self._value("pragma user_version") > _VERSION:
            raise StoreError("the file is the log of a newer version")

    def _value(self, statement: str) -> Any:
        return self._database.execute(statement).fetchone()[0]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("begin immediate")
        try:
            yield
            self._database.execute("commit")
        except BaseException:
            with suppress(sqlite3.Error):
                self._database.execute("rollback")
            raise

    def moved(self) -> bool:
        """Whether the file was deleted or replaced under our hands: what is written now would be lost."""
        if self.path is None:
            return False
        try:
            found = self.path.stat()
        except OSError:
            return True
        return (found.st_dev, found.st_ino) != self._file

    def write(self, items: Sequence[LogRecord | LateFailure], losses: Sequence[Loss] = ()) -> None:
        """Keeps records, in their order, failures that came late to them, and what was lost: all or nothing."""
        with _told(), self._transaction():
            rows: list[tuple[Any, ...]] = []
            for item in items:
                if isinstance(item, LogRecord):
                    rows.append(row_of(item, self._account))
                else:
                    self._insert(rows)
                    rows = []
                    self._amend(item)
            self._insert(rows)
            self._database.executemany(
                "insert into loss values (?, ?, ?, ?, ?)",
                [
                    (self._account, loss.count, microseconds(loss.first), microseconds(loss.last), loss.reason)
                    for loss in losses
                ],
            )

    def _insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """All in one statement: at each one Python's lock changes hands, which costs calls more than the rows do."""
        if not rows:
            return
        statement = f"insert or ignore into record ({', '.join(COLUMNS)}) values {', '.join([_VALUES] * len(rows))}"  # noqa: S608
        self._database.execute(statement, [*chain.from_iterable(rows)])

    def _amend(self, late: LateFailure) -> None:
        found = self._select("id = ?", [late.id])
        if found:
            after = dict(zip(COLUMNS, row_of(found[0].failed(late), self._account), strict=True))
            self._database.execute(
                "update record set status = ?, searched = ?, document = ? where id = ?",
                (after["status"], after["searched"], after["document"], late.id),
            )

    def drop(self, before: int) -> None:
        """Drops what was created before a time, in microseconds since 1970."""
        with _told(), self._transaction():
            self._database.execute("delete from record where created < ?", (before,))
            self._database.execute("delete from loss where last < ?", (before,))

    def find(self, query: LogQuery) -> list[LogRecord]:
        """The records, in order."""
        condition, values = query.where()
        with _told():
            return self._select(
                f"account = ? and {condition} order by {query.order()} limit ?",
                [self._account, *values, query.limit if query.limit is not None else -1],
            )

    def _select(self, condition: str, values: Sequence[Any]) -> list[LogRecord]:
        # The condition is our own text; values are bound.
        statement = f"select number, {', '.join(COLUMNS)} from record where {condition}"  # noqa: S608
        return [record_from(row) for row in self._database.execute(statement, values)]

    def endpoints(self) -> list[str]:
        """The endpoints that have records."""
        with _told():
            rows = self._database.execute(
                "select distinct endpoint from record where account = ? order by endpoint", (self._account,)
            )
            return [str(row[0]) for row in rows]

    def count(self) -> int:
        """How many records there are; 0 where that cannot be told."""
        with suppress(StoreError), _told():
            return int(self._value("select count(*) from record"))
        return 0

    def losses(self, since: int) -> list[Loss]:
        """What was lost after a time, in microseconds since 1970, as far as it could be written down."""
        with _told():
            rows = self._database.execute(
                "select count, first, last, reason from loss where account = ? and last >= ? order by last",
                (self._account, since),
            )
            return [Loss(count, moment(first), moment(last), reason) for count, first, last, reason in rows]

    def contents(self) -> list[Loss]:
        """What is lost with the file, and what it knew to be lost; nothing where that cannot be told."""
        with suppress(StoreError), _told():
            count, first, last = self._database.execute(
                "select count(*), min(created), max(created) from record where account = ?", (self._account,)
            ).fetchone()
            gone = [Loss(count, moment(first), moment(last), "the file was deleted or replaced")] if count else []
            return [*self.losses(0), *gone]
        return []

    def take_over(self, other: LogDatabase) -> None:
        """Copies all that another database has."""
        records = other.find(LogQuery(reverse=True))
        for start in range(0, len(records), 1000):
            self.write(records[start : start + 1000], other.losses(0) if start == 0 else ())

    def leave(self) -> None:
        """In a child: SQLite wants its parent's connection neither used nor closed there, not even at the end."""
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._database))

    def closing(self) -> Callable[[], object]:
        """What lets go of the database, and does not hold this object."""
        return self._database.close

    def close(self) -> None:
        """Lets go of the database."""
        with suppress(sqlite3.Error):
            self._database.close()


def _create(path: Path) -> None:
    """Makes the file where there is none, readable for its owner only. Raises `OSError`."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    # Of a file that was deleted under somebody's hands: SQLite would play it back into the new one.
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)


@contextmanager
def _told() -> Iterator[None]:
    """What SQLite and the system say, in words."""
    try:
        yield
    except sqlite3.Error as problem:
        code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
        raise StoreError(_REASONS.get(code, storable(str(problem))), damaged=code in _DAMAGED) from None
    except (ValueError, KeyError, TypeError, OverflowError) as problem:
        raise StoreError(f"the file has a record that is none ({type(problem).__name__})", damaged=True) from None
    except OSError as problem:
        raise StoreError((problem.strerror or str(problem)).lower()) from None
