"""`load-ext`: what `%load_ext hsfunc_magics` adds to the start of IPython."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..needs import CannotMeasure, output_of
from ..rows import Quantity, Row
from ..sampling import in_turns

_TIMED = (
    "import time; start = time.perf_counter(); get_ipython().run_line_magic('load_ext', 'hsfunc_magics');"
    " print('seconds', time.perf_counter() - start)"
)


def load_ext(*, quick: bool) -> Iterator[Row]:
    """IPython with the extension and without it, a new process each, in turns."""
    inside: list[float] = []
    with tempfile.TemporaryDirectory(prefix="hsfunc-") as folder:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        # An installed package is compiled: without its bytecode the compiler would be measured, on both sides.
        environment |= {
            "IPYTHONDIR": str(Path(folder, "ipython")),
            "PYTHONPYCACHEPREFIX": str(Path(folder, "bytecode")),
        }

        def start(code: str) -> str:
            command = [sys.executable, "-m", "IPython", "--no-banner", "--no-confirm-exit", "-c", code]
            return output_of(command, environment)

        def loaded() -> None:
            _, found, seconds = start(_TIMED).rpartition("seconds ")
            if not found:
                raise CannotMeasure("%load_ext hsfunc_magics fails in a new IPython: try it there.")
            inside.append(float(seconds))

        actions = {"with": loaded, "bare": lambda: start("pass")}
        in_turns(actions, rounds=1, batch=2)
        inside.clear()
        taken = in_turns(actions, rounds=5 if quick else 25, batch=1)
    pairs = zip(taken["with"].batches, taken["bare"].batches, strict=True)
    added = statistics.median(mine[0] - bare[0] for mine, bare in pairs)
    yield Row(
        "%load_ext hsfunc_magics",
        Quantity(added * 1e3, "ms", "more"),
        Quantity(taken["bare"].median * 1e3, "ms", "bare IPython"),
        taken["with"].ratio(taken["bare"]),
        remark=f"by its own clock {statistics.median(inside) * 1e3:.0f} ms",
    )
