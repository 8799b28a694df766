"""A line that says what takes long, such as npm; quick work leaves no trace."""

from __future__ import annotations

import sys
import time
from typing import Self

_QUIET_SECONDS = 0.7
_BETWEEN = 0.1


class Activity:
    """Shows the latest line on a terminal; the end of the `with` takes it away. Elsewhere each work is a line."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._began = time.monotonic()
        self._shown = 0.0
        self._told = ""

    def show(self, text: str) -> None:
        """Says what is being done now."""
        if self._quiet:
            return
        if not sys.stderr.isatty():
            work = text.partition(":")[0]  # without what is counted
            if work != self._told:
                self._told = work
                print(f"hsfunc: {work} …", file=sys.stderr, flush=True)
            return
        now = time.monotonic()
        if now - self._began >= _QUIET_SECONDS and now - self._shown >= _BETWEEN:
            self._shown = now
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
