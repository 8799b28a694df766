"""Tells what a person changes in a widget from what the program puts there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Watch:
    """Shared by the parts of one editor; `lock` is its draft's.

    A kernel may hand what is typed to several threads, while a cell registers in another one: whoever types, or shows,
    holds the lock.
    """

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._showing = 0
        self._known: dict[tuple[int, str], Any] = {}

    @contextmanager
    def showing(self) -> Iterator[None]:
        """What is put into widgets within is the program's: nobody is told."""
        with self._lock:
            self._showing += 1
            try:
                yield
            finally:
                self._showing -= 1

    def on(self, widget: Any, act: Callable[[Any], object], trait: str = "value") -> None:
        """Calls `act` with the new value that a person gives to a widget."""

        def changed(change: Any) -> None:
            with self._lock:
                if not self._showing:
                    self._known[id(widget), trait] = change.new
                    act(change.new)

        widget.observe(changed, trait)

    def show(self, widget: Any, value: Any) -> None:
        """Shows a value in a field, unless it is what was last typed or shown there.

        What is typed meanwhile, and waits to be told, is not overwritten by what it is going to change.
        """
        key = (id(widget), "value")
        if key not in self._known or self._known[key] != value:
            self._known[key] = value
            put(widget, value=value)


def put(target: Any, **values: Any) -> None:
    """Sets what differs."""
    for name, value in values.items():
        if getattr(target, name) != value:
            setattr(target, name, value)


def reveal(widget: Any, *, shown: bool) -> None:
    """Shows or hides a widget, which stays where it is."""
    put(widget.layout, display=None if shown else "none")


def discard(widget: Any) -> None:
    """Closes a widget with everything in it, so that neither side keeps it."""
    for child in getattr(widget, "children", ()):
        discard(child)
    for name in ("layout", "style"):
        part = getattr(widget, name, None)
        if part is not None and not isinstance(part, str):
            part.close()
    widget.close()
