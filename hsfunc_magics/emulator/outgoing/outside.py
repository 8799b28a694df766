"""Who answers what functions ask of the outside world: mocks first, then the small HubSpot, then a cassette."""

from __future__ import annotations

from typing import Protocol

from ...runtime.outgoing import Answer, Exchange, OutgoingRequest

# Of each body: enough to see what was meant. A cassette keeps all of it.
SHOWN_BYTES = 64 * 1024


class Answerer(Protocol):
    """One that may answer a request in place of the network."""

    def answer(self, request: OutgoingRequest) -> Answer | None:
        """The answer; None where this one has none."""
        ...


class Recording(Protocol):
    """What keeps the exchanges with the real network, whole."""

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
    they do not, with a refusal, where nothing may go out; `recording` keeps what went out.
    """

    def __init__(self) -> None:
        self.mocks: Answerer | None = None
        self.hubspot: Answerer | None = None
        self.cassette: Answerer | None = None
        self.last: Answerer | None = None
        self.recording: Recording | None = None

    @property
    def in_use(self) -> bool:
        """Whether somebody is to be asked before a request goes out; else instances do not ask."""
        return any(part is not None for part in (*self._answerers(), self.recording))

    @property
    def kept_bytes(self) -> int:
        """The most of a body that an exchange has."""
        return self.recording.kept_bytes if self.recording is not None else SHOWN_BYTES

    def answer(self, request: OutgoingRequest) -> Answer | None:
        """What answers instead of the network; None: the request goes out."""
        for answerer in self._answerers():
            if answerer is not None and (answer := answerer.answer(request)) is not None:
                return answer
        return None

    def exchanged(self, exchange: Exchange) -> None:
        """An exchange is over."""
        if self.recording is not None and exchange.by == "network":
            self.recording.exchanged(exchange)

    def _answerers(self) -> tuple[Answerer | None, ...]:
        return self.mocks, self.hubspot, self.cassette, self.last
