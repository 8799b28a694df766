"""Who answers what functions ask of the outside world: mocks first, then the small HubSpot, then a cassette."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ...runtime.outgoing import Answer, Exchange, OutgoingRequest
from ..display import listed

# Of each body: enough to see what was meant. A cassette keeps all of it.
SHOWN_BYTES = 64 * 1024


class Answerer(Protocol):
    """One that may answer a request in place of the network."""

    def answer(self, request: OutgoingRequest) -> Answer | None:
        """The answer; None where this one has none."""
        ...


class Recording(Protocol):
    """What keeps the exchanges with the real network, whole; others it only counts."""

    @property
    def kept_bytes(self) -> int:
        """The most of a body that is kept."""
        ...

    def exchanged(self, exchange: Exchange) -> None:
        """One is over."""
        ...


class OutsideWorld:
    """What an account's functions reach of the world. Thread-safe.

    Each part is None while it is not used: `mocks`, `hubspot`, `cassette` answer, in this order; `last` answers what
    they do not, with a refusal, where nothing may go out; `recording` keeps what went out. `unanswered` is told of
    requests that nobody has answered, or with a refusal, and `nearest` says which mock comes nearest to one.
    """

    def __init__(self) -> None:
        self.mocks: Answerer | None = None
        self.hubspot: Answerer | None = None
        self.cassette: Answerer | None = None
        self.last: Answerer | None = None
        self.recording: Recording | None = None
        self.unanswered: Callable[[OutgoingRequest], None] | None = None
        self.nearest: Callable[[OutgoingRequest], str] | None = None

    def __repr__(self) -> str:
        parts = ("mocks", "hubspot", "cassette", "last", "recording")
        return f"<OutsideWorld: {listed(name for name in parts if getattr(self, name) is not None) or 'the network'}>"

    @property
    def in_use(self) -> bool:
        """Whether somebody is to be asked before a request goes out; else instances do not ask."""
        # Every call asks: a generator over the parts takes six times as long.
        return (
            self.mocks is not None
            or self.hubspot is not None
            or self.cassette is not None
            or self.last is not None
            or self.recording is not None
        )

    @property
    def kept_bytes(self) -> int:
        """The most of a body that an exchange has."""
        return self.recording.kept_bytes if self.recording is not None else SHOWN_BYTES

    def answer(self, request: OutgoingRequest) -> Answer | None:
        """What answers instead of the network; None: the request goes out."""
        found = None
        for answerer in self._answerers():
            if answerer is not None and (found := answerer.answer(request)) is not None:
                break
        if self.unanswered is not None and (found is None or found.by == "refused"):
            self.unanswered(request)
        return found

    def exchanged(self, exchange: Exchange) -> None:
        """An exchange is over."""
        if self.recording is not None:
            self.recording.exchanged(exchange)

    def _answerers(self) -> tuple[Answerer | None, ...]:
        return self.mocks, self.hubspot, self.cassette, self.last
