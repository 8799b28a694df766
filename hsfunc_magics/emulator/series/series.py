"""Many calls of one request: what each took and gave, kept also where it was stopped half-way."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..call.execution import Execution
from ..display import Displayable, data_frame
from ..errors import HsfuncError
from ..limits.limits import MEGABYTE
from .in_order import InOrder

if TYPE_CHECKING:
    import pandas as pd

    from ...runtime.executors.runner import Runner
    from ..coverage.coverage import Coverage


@dataclass(frozen=True, slots=True)
class Sample:
    """One call of a series: when it began and how long its caller waited, in seconds."""

    number: int
    began: float
    waited: float
    execution: Execution


@dataclass(frozen=True)
class Series(Displayable):
    """The calls that were made, in the order of their beginning. `interrupted`: stopped before all were made.

    `steady`: time was simulated on a clock that stood, and nothing measured was in the account's minute. `executor` is
    the name of the one whose `workers` have run the functions, each so many of them; both are empty without one.
    """

    samples: tuple[Sample, ...]
    wanted: int
    concurrency: int
    simulated: bool
    interrupted: bool
    steady: bool = False
    executor: str = ""
    workers: Mapping[str, int] = field(default_factory=dict[str, int])

    def __len__(self) -> int:
        return len(self.samples)

    def __repr__(self) -> str:
        return f"<Series of {len(self.samples)} calls: {dict(self.statuses)}>"

    @property
    def executions(self) -> list[Execution]:
        return [sample.execution for sample in self.samples]

    @property
    def statuses(self) -> Counter[int]:
        """How often each status code came."""
        return Counter(sample.execution.reply.status for sample in self.samples)

    @property
    def cold_starts(self) -> int:
        return sum(sample.execution.cold for sample in self.samples)

    @property
    def coverage(self) -> Coverage | None:
        """What of the source has run in all of them; None where that was not counted."""
        from ..coverage.coverage import sum_of

        counted = [execution for execution in self.executions if execution.coverage is not None]
        return sum_of((one.coverage for one in counted), counted[0].masked) if counted else None

    def latencies(self) -> list[float]:
        """Seconds that each call took: what its caller waited, or the simulated execution time."""
        if self.simulated:
            return [sample.execution.elapsed.total_seconds() for sample in self.samples]
        return [sample.waited for sample in self.samples]

    def to_frame(self) -> pd.DataFrame:
        """The calls as a pandas DataFrame, a row each, in the order of their beginning.

        `latency_ms` is what the picture shows of a call. Raises `HsfuncError` where pandas is not installed.
        """
        rows = map(_row, self.samples, self.latencies())
        return data_frame(rows, _FRAME, HsfuncError)

    def percentile(self, share: float) -> float:
        """The latency, in seconds, that this share of the calls did not exceed; 0 where there was none."""
        ordered = sorted(self.latencies())
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


_FRAME = (
    "number", "began_ms", "latency_ms", "execution_ms", "status_code", "status", "cold", "memory_mb", "error", "id",
)  # fmt: skip


def _row(sample: Sample, latency: float) -> dict[str, Any]:
    execution = sample.execution
    ran = execution.status is not None
    return {
        "number": sample.number,
        "began_ms": sample.began * 1000,
        "latency_ms": latency * 1000,
        "execution_ms": execution.elapsed.total_seconds() * 1000 if ran else None,
        "status_code": execution.reply.status,
        "status": execution.status.value if execution.status is not None else None,
        "cold": execution.cold,
        "memory_mb": execution.memory.used / MEGABYTE if execution.memory is not None else None,
        "error": str(execution.error) if execution.error is not None else None,
        "id": execution.id,
    }


def run_series(
    call: Callable[[threading.Event], Execution],
    *,
    times: int,
    concurrency: int,
    simulated: bool,
    steady: bool,
    on_progress: Callable[[int], None] | None = None,
    runner: Runner | None = None,
) -> Series:
    """Makes the calls, `concurrency` at once. Ctrl-C stops them and gives what was measured so far.

    `runner` is what they use of an executor. Raises what the first call that raises does.
    """
    began = time.perf_counter()

    def sample(number: int, cancel: threading.Event) -> Sample:
        start = time.perf_counter()
        execution = call(cancel)
        return Sample(number, start - began, time.perf_counter() - start, execution)

    calls = InOrder(sample, range(1, times + 1), concurrency, on_progress)
    samples: list[Sample] = []
    interrupted = False
    try:
        samples.extend(calls)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        samples.extend(calls.end())
    stopped = interrupted and len(samples) < times
    executor, workers = (runner.name, dict(runner.ran)) if runner is not None else ("", {})
    return Series(tuple(samples), times, concurrency, simulated, stopped, steady, executor, workers)
