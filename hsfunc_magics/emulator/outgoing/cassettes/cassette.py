"""Plays a cassette: what was recorded answers, and everything else is refused at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Self

from ....runtime.outgoing import Answer, NetworkFailure, OutgoingRequest
from ...display import counted
from ...errors import CassetteError
from ...process_bound import ProcessBound
from ...secrets.masking import MASK, Masker
from ...text import visible
from ..refusing import shortened
from ..ways import OutgoingWays
from .exchange import RecordedExchange, RecordedRequest
from .file import read_cassette
from .hiding import Hiding
from .matching import Compared, Requests, compared, differences, nearest
from .reading import played, read_asked

_MOST_DIFFERENCES = 3


class _Tape:
    """The exchanges of one request, in their order; the last one answers again and again."""

    def __init__(self, request: Compared) -> None:
        self.request = request
        self.exchanges: list[tuple[int, RecordedExchange]] = []
        self.played = 0

    def next(self) -> tuple[int, RecordedExchange]:
        found = self.exchanges[min(self.played, len(self.exchanges) - 1)]
        self.played += 1
        return found


class Cassette(ProcessBound):
    """Answers requests with what was recorded. Thread-safe; `stop` ends it, as the end of a `with` does."""

    def __init__(
        self,
        file: str | Path,
        masker: Callable[[], Masker],
        ways: Callable[[], OutgoingWays],
        on_stop: Callable[[Cassette], None],
    ) -> None:
        self.shown = str(file)
        path = Path(file).expanduser()
        if not path.exists():
            raise CassetteError(f"There is no file {self.shown}: {ways().recording(self.shown)} records one.")
        self._masker = masker
        self._ways = ways
        self._on_stop = on_stop
        self._requests: Requests[_Tape] = Requests()
        self._tapes: list[_Tape] = []
        for number, exchange in enumerate(read_cassette(path, self.shown), 1):
            self._tape(exchange).exchanges.append((number, exchange))
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Cassette {self.shown}: {self.used} of {counted(self.exchanges, 'exchange')} used>"

    def __str__(self) -> str:
        """`shop.json: 2 of 3 exchanges used.`."""
        return f"{self.shown}: {self.used} of {counted(self.exchanges, 'exchange')} used."

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def exchanges(self) -> int:
        """How many exchanges it has."""
        return sum(len(tape.exchanges) for tape in self._tapes)

    @property
    def used(self) -> int:
        """How many of them have answered."""
        return sum(min(tape.played, len(tape.exchanges)) for tape in self._tapes)

    def answer(self, request: OutgoingRequest) -> Answer:
        """What was recorded of the request; a refusal where nothing was."""
        asked = read_asked(request)
        key = compared(asked)
        with self._lock:
            tape = self._requests.find(key)
            found = tape.next() if tape is not None else None
        if found is None:
            return Answer(NetworkFailure("refused", self._refusal(asked), "ECONNREFUSED"), "refused", rule=self.shown)
        number, exchange = found
        return Answer(played(exchange.response), "cassette", rule=f"{self.shown}, exchange {number}")

    def stop(self) -> None:
        """Ends it; stopping twice changes nothing."""
        self._on_stop(self)

    def after_fork(self) -> None:
        """In a forked process: another thread may have held the lock."""
        self._lock = threading.Lock()

    def _tape(self, exchange: RecordedExchange) -> _Tape:
        request = compared(exchange.request)
        found = self._requests.find(request)
        # What is hidden in only one of them makes two of them.
        if found is not None and request.matches(found.request):
            return found
        made = _Tape(request)
        self._requests.add(request, made)
        self._tapes.append(made)
        return made

    def _refusal(self, request: RecordedRequest) -> str:
        asked = compared(Hiding(self._masker()).request(request))
        told = [f"{shortened(asked.told)} is not recorded in {self.shown}."]
        near = nearest(asked, self._requests.all)
        if near is not None:
            number = next(tape.exchanges[0][0] for tape in self._tapes if tape.request is near)
            found = list(islice(differences(near, asked), _MOST_DIFFERENCES + 1))
            more = "; and more" if len(found) > _MOST_DIFFERENCES else ""
            what = "; ".join(found[:_MOST_DIFFERENCES])
            told.append(f"Nearest is exchange {number}, {shortened(near.told)}: {what}{more}.")
            if near.place == asked.place:
                told.append(f"Where any value will do, write {MASK} there.")
        told.append(f"To record it: {self._ways().recording(self.shown)}, then call again.")
        return visible(" ".join(told))
