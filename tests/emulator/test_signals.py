"""What an account tells those who watch it."""

from __future__ import annotations

import logging

import pytest

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.signals import Signal


def test_listeners_are_told_until_they_leave() -> None:
    signal: Signal[int] = Signal()
    told: list[int] = []
    leave = signal.connect(told.append)
    signal.emit(1)
    leave()
    leave()
    signal.emit(2)
    assert told == [1]


def test_a_listener_that_fails_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    signal: Signal[int] = Signal()
    told: list[int] = []

    def fail(value: int) -> None:
        raise RuntimeError(f"cannot take {value}")

    signal.connect(fail)
    signal.connect(told.append)
    with caplog.at_level(logging.ERROR, "hsfunc_magics"):
        signal.emit(1)
    assert told == [1]
    assert "cannot take 1" in caplog.text


def test_an_account_tells_its_changes() -> None:
    account = Account()
    told: list[object] = []
    executions: list[Execution] = []
    account.functions.changed.connect(lambda folder: told.append(list(folder.endpoints())))
    account.secrets.changed.connect(told.append)
    account.limits_changed.connect(lambda limits: told.append(limits.execution_seconds))
    account.executed.connect(executions.append)
    account.closed.connect(lambda ended: told.append(ended is account))
    try:
        account.functions.add("f", "sendResponse({ body: 'x' });")
        account.secrets.add("A", "a-value")
        account.secrets.delete("A")
        account.change_limits({"execution_seconds": 2})
        account.functions.remove("f")
        called = account.call("f")
    finally:
        account.close()
    assert told == [["f"], "A", "A", 2, [], True]
    assert executions == [called]
