"""Tells what a person changes in a widget from what the program puts there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Watch:
    """Shared by the parts of one editor: while it shows something, nobody is told."""

    def __init__(self) -> None:
        self._showing = 0

    @contextmanager
    def showing(self) -> Iterator[None]:
        """What is put into widgets within is the program's."""
        self._showing += 1
        try:
            yield
        finally:
            self._showing -= 1

    def on(self, widget: Any, act: Callable[[Any], object], trait: str = "value") -> None:
        """Calls `act` with the new value that a person gives to a widget."""

        def changed(change: Any) -> None:
            if not self._showing:
                act(change.new)

        widget.observe(changed, trait)


def put(target: Any, **values: Any) -> None:
    """Sets what differs: what a person types in is never sent back to them."""
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
