"""What a test's functions may not do: ask the real network. The request fails at once, and says how to answer it."""

from __future__ import annotations

from ..emulator.outgoing.outside import OutsideWorld
from ..runtime.outgoing import Answer, NetworkFailure, OutgoingRequest


class Unmocked:
    """Refuses whatever nobody else has answered, unless it is recorded."""

    def __init__(self, outside: OutsideWorld) -> None:
        self._outside = outside

    def answer(self, request: OutgoingRequest) -> Answer | None:
        """The refusal; None while a recording is on, for which requests go out."""
        if self._outside.recording is not None:
            return None
        url = request.url.partition("?")[0]
        told = (
            f"{request.method} {url} has no mock, and tests do not ask the network: "
            f'hsfunc.mock("{request.method}", "{url}", json={{…}}) answers it.'
        )
        return Answer(NetworkFailure("refused", told, "ECONNREFUSED"), by="refused")
