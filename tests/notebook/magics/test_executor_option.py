"""`%hscall --repeat N --executor NAME`: the workers of an executor in a variable run the function."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import pytest

from hsfunc_magics import MagicError
from hsfunc_magics.notebook.views.measured.series import draw_series, series_text
from hsfunc_magics.runtime.executors import worker

from ...emulator.series.wire import Wire
from ..conftest import Shell


class Client:
    """What a Dask client has."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def get_executor(self) -> Executor:
        return self._executor


@pytest.fixture(autouse=True)
def _instances_end() -> Any:
    yield
    for kept in worker._HERE._pools.values():
        kept.pool.close()
    worker._HERE.after_fork()


def test_a_series_runs_in_the_workers_of_an_executor_or_a_client_and_says_so(shell: Shell) -> None:
    shell.run("%%hsfunction f\nsendResponse({ body: 1 });")
    wire = Wire()
    shell.ip.user_ns.update(wire=wire, client=Client(wire))
    for name in ("wire", "client"):
        series = shell.run(f"%hscall f --repeat 5 --executor {name}")
        assert series.statuses == {200: 5} and series.executor == "Wire" and list(series.workers.values()) == [5]
        (ran,) = series.workers
        told = series_text(series, measured=True)
        assert "5 of 5 calls, " in told and ", through Wire" in told and f"Ran in {ran} 5" in told
        assert f"Ran in {ran} 5" in str(draw_series(series))
    # Those that begin together may all find that the worker lacks the program; one of them takes it along.
    assert 2 * (5 + 5 + 1) <= len(wire.sent) <= 2 * (5 + 5 + 5)
    with ThreadPoolExecutor(2) as threads:
        shell.ip.user_ns["threads"] = threads
        series = shell.run("%hscall f --repeat 3 --executor threads --concurrency 2")
    assert (series.concurrency, series.workers) == (2, {"threads of this process": 3})


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("%hscall f --executor wire", "--executor goes with --repeat N"),
        ("%hscall f --repeat 2 --executor wir", "no Python variable wir. Did you mean wire"),
        ("%hscall f --repeat 2 --executor zzz", r"no Python variable zzz. wire would do"),
        ("%hscall f --repeat 2 --executor number", r"--executor number: An executor is .*, or a Dask client: not int"),
    ],
)
def test_what_is_no_executor_is_refused(shell: Shell, line: str, told: str) -> None:
    shell.run("%%hsfunction f\nsendResponse({ body: 1 });")
    shell.ip.user_ns.update(wire=Wire(), number=1)
    with pytest.raises(MagicError, match=told):
        shell.run(line)


def test_without_an_executor_it_is_said_how_to_make_one(shell: Shell) -> None:
    shell.run("%%hsfunction f\nsendResponse({ body: 1 });")
    with pytest.raises(MagicError, match=r"ex = ProcessPoolExecutor\(\) makes one"):
        shell.run("%hscall f --repeat 2 --executor ex")
