"""`%hs restart` and `account.restart()`: the next call starts cold, and nothing else has changed."""

from __future__ import annotations

import pytest

from hsfunc_magics import current_account

from ..conftest import Shell

COUNT = "%%hsfunction count\nglobalThis.calls = (globalThis.calls ?? 0) + 1;\nsendResponse({ body: calls });"


def test_the_next_call_starts_cold_and_everything_else_stays(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run(COUNT)
    assert [shell.call("count").response.json() for _ in range(2)] == [1, 2]
    capsys.readouterr()
    shell.run("%hs restart")
    assert capsys.readouterr().out == "The Node processes have ended: the next call of each function starts cold.\n"
    execution = shell.call("count")
    assert execution.cold
    assert execution.response.json() == 1
    assert len(current_account().log.records()) == 3


def test_it_is_a_method_of_the_account_too(shell: Shell) -> None:
    shell.run(COUNT)
    shell.call("count")
    current_account().restart()
    assert shell.call("count").cold
