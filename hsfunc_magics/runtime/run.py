"""What is known of the execution that runs in an instance."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from .outcome import Bounds, ConsoleLine, Outcome, Sent

_LEVELS = frozenset({"INFO", "WARN", "ERROR", "DEBUG", "TRACE"})

OnSent = Callable[[Sent], bool]
"""Called once, as soon as the function has sent; returns whether the answer is accepted."""


@dataclass(slots=True)
class Run:
    """An execution under way: `refused` where its answer was not accepted, `ended` where nothing more is awaited."""

    number: int
    bounds: Bounds
    started: float
    outcome: Outcome
    on_sent: OnSent | None
    cancel: threading.Event | None = None
    refused: bool = False
    ended: bool = False
    reusable: bool = True
    console_room: int = 0
    ticked: float = 0.0

    def line(self, level: str, text: str, at: float, cut: bool = False) -> None:
        """Keeps a console line as far as there is room, also where the harness was circumvented."""
        if self.console_room < 0:
            self.outcome.truncated = True
            return
        data = text.encode("utf-8", "replace")
        cost = len(data) + 1  # the line break counts, so that empty lines end, too
        if cut or cost > self.console_room:
            text = data[: max(0, self.console_room - 1)].decode("utf-8", "ignore")
            self.outcome.truncated = True
            self.console_room = -1
            if not text:
                return
        else:
            self.console_room -= cost
        if level not in _LEVELS:
            level = "INFO"
        self.outcome.console.append(ConsoleLine(level, text, within(at, time.perf_counter() - self.started)))


def within(value: float, most: float) -> float:
    """A number that the instance told, kept between 0 and what it can be at most."""
    return min(max(float(value), 0.0), most)
