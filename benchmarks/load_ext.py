"""`load-ext`: what `%load_ext hsfunc_magics` adds to the start of IPython."""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from .rows import Goal, Quantity, Row
from .sampling import in_turns

_EXTENSION = "hsfunc_magics.notebook.extension"
_TIMED = (
    "import time; start = time.perf_counter(); get_ipython().run_line_magic('load_ext', 'hsfunc_magics');"
    " print('seconds', time.perf_counter() - start)"
)


def load_ext(*, quick: bool) -> Iterator[Row]:
    """IPython with the extension and without it, a new process each, in turns."""
    if importlib.util.find_spec(_EXTENSION) is None:
        yield Row("%load_ext hsfunc_magics", remark=f"skipped: there is no {_EXTENSION} yet")
        return
    inside: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "IPYTHONDIR": folder}

        def start(code: str) -> str:
            command = [sys.executable, "-m", "IPython", "--no-banner", "--no-confirm-exit", "-c", code]
            return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

        def loaded() -> None:
            inside.append(float(start(_TIMED).rpartition("seconds")[2]))

        actions = {"with": loaded, "bare": lambda: start("pass")}
        in_turns(actions, rounds=1, batch=1)
        inside.clear()
        taken = in_turns(actions, rounds=5 if quick else 25, batch=1)
    pairs = zip(taken["with"].batches, taken["bare"].batches, strict=True)
    added = statistics.median(mine[0] - bare[0] for mine, bare in pairs)
    yield Row(
        "%load_ext hsfunc_magics",
        Quantity(added * 1e3, "ms", "more"),
        Quantity(taken["bare"].median * 1e3, "ms", "bare IPython"),
        taken["with"].ratio(taken["bare"]),
        goals=(Goal(120, "ms"),),
        remark=f"by its own clock {statistics.median(inside) * 1e3:.0f} ms",
    )
