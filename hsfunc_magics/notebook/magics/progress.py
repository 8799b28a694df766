"""A bar for work that takes longer than a moment; quick work leaves no trace in the notebook."""

from __future__ import annotations

import html
import sys
import time
from typing import Self

from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle

from ..attendance import attended

_QUIET_SECONDS = 0.7
_BETWEEN = 0.1


class _Shown:
    """What is shown of work under way: from its 0.7th second on, and where somebody looks on.

    In a notebook it is an output that is made when it is first needed. It ends without data: front ends draw nothing of
    such a one, and nbval has nothing to compare.
    """

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown = 0.0
        self._handle: DisplayHandle | None = None

    def _show(self, markup: str, text: str) -> None:
        now = time.monotonic()
        if now - self._began < _QUIET_SECONDS or now - self._shown < _BETWEEN:
            return
        if hasattr(get_ipython(), "kernel"):
            if not attended():
                return
            if self._handle is None:
                self._handle = DisplayHandle()
                self._handle.display({"text/html": markup}, raw=True)
            else:
                self._handle.update({"text/html": markup}, raw=True)
        elif sys.stderr.isatty():
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
        self._shown = now

    def close(self) -> None:
        """Takes away what is shown."""
        if self._handle is not None:
            self._handle.update({}, raw=True)
        elif self._shown and sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


class Progress(_Shown):
    """Shows how many of `total` are done. `close` takes the bar away."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self._total = total

    def show(self, done: int) -> None:
        """So many are done."""
        text = f"{done} of {self._total} calls"
        self._show(f'<progress max="{self._total}" value="{done}"></progress> {text}', text)


class Activity(_Shown):
    """Shows the latest line; the end of the `with` takes it away."""

    def show(self, text: str) -> None:
        """Says what is being done now."""
        self._show(f"<progress></progress> {html.escape(text)}", text)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
