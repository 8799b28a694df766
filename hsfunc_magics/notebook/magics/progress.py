"""A bar for work that takes longer than a moment; quick work leaves no trace in the notebook."""

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


def _empty_output() -> DisplayHandle | None:
    """An output to be filled, in a notebook; None elsewhere."""
    if not hasattr(get_ipython(), "kernel"):
        return None
    handle: Any = display({"text/html": ""}, raw=True, display_id=True)
    made: DisplayHandle = handle
    return made


class Progress:
    """Shows how many of `total` are done. `close` takes the bar away.

    In a notebook the output is there from the start, and empty at the end, as that of an `Activity` is.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._began = time.monotonic()
        self._shown = 0.0
        self._handle = _empty_output()

    def show(self, done: int) -> None:
        """So many are done."""
        now = time.monotonic()
        if now - self._began < _QUIET_SECONDS or now - self._shown < _BETWEEN:
            return
        self._shown = now
        text = f"{done} of {self._total} calls"
        if self._handle is not None:
            bar = f'<progress max="{self._total}" value="{done}"></progress> {text}'
            self._handle.update({"text/html": bar}, raw=True)
        elif sys.stderr.isatty():
            print(f"\r{text}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Takes the bar away."""
        if self._handle is not None:
            self._handle.update({"text/html": ""}, raw=True)
        elif self._shown and sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


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
        self._handle = _empty_output()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            self._handle.update({"text/html": ""}, raw=True)
        elif self._shown and sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
