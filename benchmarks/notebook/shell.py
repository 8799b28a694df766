"""An IPython shell that draws values as a kernel does, and the quickstart's first cells to be run in it."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from hsfunc_magics import unload_ipython_extension

from ..needs import CannotMeasure

QUICKSTART = Path(__file__).parents[2] / "notebooks" / "01-quickstart.ipynb"

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
    """Raises what a cell raises (`raise_error`), and says nothing of it by itself."""

    displayhook_class = Type(_Hook)

    def _showtraceback(self, *_: Any) -> None:
        """The benchmarks tell it."""


@contextlib.contextmanager
def shell() -> Iterator[tuple[Any, RunCell]]:
    """A shell with an empty profile that leaves nothing, and what runs a cell in it and raises what the cell raises."""
    with tempfile.TemporaryDirectory(prefix="hsfunc-") as folder:
        config = Config()
        config.HistoryManager.hist_file = ":memory:"
        made: InteractiveShell = _Shell.instance(
            config=config, ipython_dir=folder, display_pub_class=CapturingDisplayPublisher
        )

        def run(cell: str) -> None:
            made.run_cell(cell, store_history=True).raise_error()

        try:
            run("%load_ext hsfunc_magics")
            yield made, run
        finally:
            with contextlib.redirect_stdout(io.StringIO()):  # what is lost with the account
                unload_ipython_extension(made)
            _Shell.clear_instance()


def quickstart() -> tuple[str, str]:
    """The first `%%hsfunction` cell of the quickstart, and its first `%hscall`. Raises `CannotMeasure`."""
    sources = ["".join(cell["source"]) for cell in json.loads(QUICKSTART.read_text(encoding="utf-8"))["cells"]]
    function = next((source for source in sources if source.startswith("%%hsfunction")), None)
    call = next((source for source in sources if source.startswith("%hscall")), None)
    if function is None or call is None:
        raise CannotMeasure(f"{QUICKSTART.name} has no %%hsfunction cell, or no %hscall cell.")
    return function, call
