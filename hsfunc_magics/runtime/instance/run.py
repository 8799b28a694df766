"""What is known of the execution that runs in an instance."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..outcome import Bounds, ConsoleLine, Outcome, Program, Sent
from ..outgoing import Outside
from .failure_frames import read_failure
from .outgoing_frames import Elsewhere, Requests
from .work_frames import read_work

# A function that writes frames of its own could fill the memory with them.
_MOST_LATE = 100
_LEVELS = frozenset({"INFO", "WARN", "ERROR", "DEBUG", "TRACE"})

OnSent = Callable[[Sent], bool]
"""Called once, as soon as the function has sent; returns whether the answer is accepted."""

OnSlow = Callable[[Program], None]
"""Called once, when a new instance's first execution takes longer than a moment."""

# An execution that lasts so long, in seconds, may end its instance: time enough to have the next one ready.
SLOW = 0.005
_MOST_BROUGHT = 100
_MOST_SENDS = 1_000_000
_MOST_RANGES = 3 * 200_000
_FARTHEST = 1_000_000_000  # of lines and columns


@dataclass(slots=True)
class Run:
    """An execution under way.

    `loading` until the file has been loaded, `refused` where its answer was not accepted, `ended` where nothing more is
    awaited, `exited` where its process has ended, or is about to, `spawned` where it has started workers or
    processes. `ticked` is when it was looked at, `pause` how many seconds later it is again. `unfinished` is the level
    of the last console line, where a write to a stream has begun it.
    """

    number: int
    bounds: Bounds
    started: float
    outcome: Outcome
    on_sent: OnSent | None
    cancel: threading.Event | None = None
    on_slow: Callable[[], None] | None = None
    loading: bool = False
    refused: bool = False
    ended: bool = False
    exited: bool = False
    spawned: bool = False
    reusable: bool = True
    console_room: int = 0
    unfinished: str = ""
    ticked: float = 0.0
    pause: float = 0.0
    outside: Outside | None = None
    elsewhere: Elsewhere | None = None
    _requests: Requests | None = None

    def tick(self, now: float, size: int) -> None:
        """A look at it: the resident size now."""
        self.ticked = now
        self.outcome.memory_bytes = max(self.outcome.memory_bytes, size)
        if self.on_slow is not None and now - self.started > SLOW:
            self.on_slow()
            self.on_slow = None

    @property
    def requests(self) -> Requests:
        """What it asks of the outside world."""
        if self._requests is None:
            self._requests = Requests(self.outside, self.started, self.elsewhere)
        return self._requests

    def tell_requests(self) -> None:
        """Puts what it has asked into the outcome, whose time is known."""
        if self._requests is not None:
            self.outcome.outgoing = self._requests.exchanges(self.outcome.seconds)
            self.outcome.untold = max(self.outcome.untold, self._requests.untold)

    @property
    def settled(self) -> bool:
        """Whether what came of it is known without waiting for the process."""
        return not self.exited and not (self.refused and self.reusable)

    def loaded(self, took: float, failed: bool) -> None:
        """The file took so many milliseconds to load, or has `failed` to: what came before started the instance."""
        if not self.loading:
            return
        self.loading = failed
        since = time.perf_counter() - self.started
        self.outcome.load = within(took / 1000, since)
        self.outcome.boot = since - self.outcome.load

    def send(self, sent: Sent) -> None:
        """The function's answer."""
        self.outcome.sent = sent
        if self.on_sent is not None and not self.on_sent(sent):
            self.refused = True

    def end(self, envelope: dict[str, Any], size: int) -> None:
        """The harness says that it has ended, and how; the resident size then."""
        self.ended = True
        self.outcome.memory_bytes = max(self.outcome.memory_bytes, size)
        self.outcome.sends = int(within(envelope["sends"], _MOST_SENDS))
        if "untold" in envelope:
            self.outcome.untold = int(within(envelope["untold"], _MOST_SENDS))
        work = envelope.get("work")
        if work is not None:
            self.outcome.work = read_work(work)
        if "brought" in envelope:
            self.outcome.brought = tuple(map(str, envelope["brought"][:_MOST_BROUGHT]))
        if "ranges" in envelope:
            self.outcome.ranges = tuple(int(within(number, _FARTHEST)) for number in envelope["ranges"][:_MOST_RANGES])
        if "at" in envelope:
            self.outcome.seconds = within(envelope["at"] / 1000, time.perf_counter() - self.started)
            self.outcome.main = max(0.0, self.outcome.seconds - self.outcome.load)
        told = envelope.get("failure")
        if told is not None:
            failure = read_failure(told)
            self.outcome.failure = failure
            self.exited = failure.kind == "exit"
            self.reusable = not (failure.at_load or told.get("uncaught") is True or failure.kind in ("exit", "no_main"))

    def line(
        self,
        level: str,
        text: str,
        at: float,
        cut: bool = False,
        part: object = None,
        position: tuple[float, float] = (0, 0),
    ) -> None:
        """Keeps a console line as far as there is room, also where the harness was circumvented.

        `part`: it was written to a stream, "open" where the next write to it goes on with the line, or "end".
        `position`: line and column of the call of the console, 0 where they are not known.
        """
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
        console = self.outcome.console
        if part is not None and self.unfinished == level:
            console[-1] = replace(console[-1], text=console[-1].text + text)
        else:
            line, column = (int(within(number, _FARTHEST)) for number in position)
            console.append(ConsoleLine(level, text, within(at, time.perf_counter() - self.started), line, column))
        self.unfinished = level if part == "open" else ""

    def late(self, envelope: dict[str, Any]) -> None:
        """An earlier run's work has failed: its first failure counts, and the instance is not used again."""
        self.reusable = False
        process, earlier = self.outcome.run[0], int(envelope["n"])
        if 0 < earlier < self.number and len(self.outcome.late) < _MOST_LATE:
            failure = read_failure({"kind": "error", "error": envelope["error"], "fence": envelope.get("fence")})
            self.outcome.late.setdefault((process, earlier), failure)


def within(value: float, most: float) -> float:
    """A number that the instance told, kept between 0 and what it can be at most."""
    return min(max(float(value), 0.0), most)
