"""A line that says what is being done while it takes longer than a moment, and leaves nothing to be seen."""

from __future__ import annotations

import html
import sys
import time
from types import TracebackType
from typing import Any, Self

from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle, display

_QUIET_SECONDS = 0.7
_BETWEEN = 0.1


class Activity:
    """Shows the latest line; the end of the `with` takes it away.

    In a notebook the output is there from the start, and empty at the end: whether there was something to wait for,
    as the first time with npm, makes no difference to what nbval compares.
    """

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown = 0.0
        self._handle: DisplayHandle | None = None

    def show(self, text: str) -> None:
        """Says what is being done now."""
        now = time.monotonic()
        if now - self._began < _QUIET_SECONDS or now - self._shown < _BETWEEN:
            return
        self._shown = now
        if self._handle is not None:
            self._handle.update({"text/html": f"<progress></progress> {html.escape(text)}"}, raw=True)
        elif sys.stderr.isatty():
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> Self:
        if hasattr(get_ipython(), "kernel"):
            handle: Any = display({"text/html": ""}, raw=True, display_id=True)
            self._handle = handle
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            self._handle.update({"text/html": ""}, raw=True)
        elif self._shown and sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
