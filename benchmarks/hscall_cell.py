"""`hscall-cell`: an `%hscall` cell beside a `pass` cell in an IPython shell, and the size of its stored output."""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from hsfunc_magics import unload_ipython_extension

from .needs import CannotMeasure
from .rows import Goal, Quantity, Row
from .sampling import in_turns

QUICKSTART = Path(__file__).parents[1] / "notebooks" / "01-quickstart.ipynb"
_KILOBYTE = 1024

RunCell = Callable[[str], None]


class _Hook(DisplayHook):
    """Draws the value of a cell as a kernel does, and keeps the last one where a kernel would send it."""

    last: dict[str, Any]

    def write_output_prompt(self) -> None:
        """A kernel prints none."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.last = {"data": format_dict, "metadata": md_dict or {}}

    def finish_displayhook(self) -> None:
        """A kernel prints no line break either."""


class _Shell(InteractiveShell):
    """Raises what a cell raises (`_ready`), and says nothing of it by itself."""

    displayhook_class = Type(_Hook)

    def _showtraceback(self, *_: Any) -> None:
        """The benchmarks tell it."""


def hscall_cell(*, quick: bool) -> Iterator[Row]:
    """The quickstart's first function and its first call: time beside a `pass` cell, then the size of the output."""
    function, call = _cells()
    with _shell() as (shell, run):
        run("%load_ext hsfunc_magics")
        run(function)
        run(call)
        actions = {"hscall": lambda: run(call), "pass": lambda: run("pass")}
        in_turns(actions, rounds=1, batch=20)
        taken = in_turns(actions, rounds=10 if quick else 40, batch=10 if quick else 25)
        shown = shell.displayhook.last
    pairs = zip(taken["hscall"].batches, taken["pass"].batches, strict=True)
    more = statistics.median(statistics.median(ours) - statistics.median(bare) for ours, bare in pairs)
    yield Row(
        "%hscall cell",
        Quantity(more * 1e3, "ms", "more"),
        Quantity(taken["pass"].median * 1e3, "ms", "pass cell"),
        taken["hscall"].ratio(taken["pass"]),
        goals=(Goal(5, "ms"),),
    )
    yield Row(
        "stored output of the quickstart's plain call",
        Quantity(_size(shown), "KB"),
        goals=(Goal(12, "KB"),),
        remark=", ".join(f"{name} {_size(value):.1f} KB" for name, value in shown["data"].items()),
    )


def _size(value: Any) -> float:
    """KB of the JSON that a notebook stores."""
    return len(json.dumps(value, ensure_ascii=False).encode()) / _KILOBYTE


def _cells() -> tuple[str, str]:
    """The first `%%hsfunction` cell of the quickstart, and its first `%hscall`. Raises `CannotMeasure`."""
    sources = ["".join(cell["source"]) for cell in json.loads(QUICKSTART.read_text(encoding="utf-8"))["cells"]]
    function = next((source for source in sources if source.startswith("%%hsfunction")), None)
    call = next((source for source in sources if source.startswith("%hscall")), None)
    if function is None or call is None:
        raise CannotMeasure(f"{QUICKSTART.name} has no %%hsfunction cell, or no %hscall cell.")
    return function, call


@contextmanager
def _shell() -> Iterator[tuple[Any, RunCell]]:
    """A shell with an empty profile that leaves nothing, and what runs a cell in it and raises what the cell raises."""
    with tempfile.TemporaryDirectory(prefix="hsfunc-") as folder:
        config = Config()
        config.HistoryManager.hist_file = ":memory:"
        shell: InteractiveShell = _Shell.instance(
            config=config, ipython_dir=folder, display_pub_class=CapturingDisplayPublisher
        )

        def run(cell: str) -> None:
            shell.run_cell(cell, store_history=True).raise_error()

        try:
            yield shell, run
        finally:
            unload_ipython_extension(shell)
            _Shell.clear_instance()
