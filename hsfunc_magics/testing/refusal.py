"""What a test's functions may not do: ask the real network. The request fails at once, and says how to answer it."""

from __future__ import annotations

from ..runtime.outgoing import Answer, NetworkFailure, OutgoingRequest


class Unmocked:
    """Refuses whatever no mock has answered."""

    def answer(self, request: OutgoingRequest) -> Answer:
        """The refusal."""
        url = request.url.partition("?")[0]
        told = (
            f"{request.method} {url} has no mock, and tests do not ask the network: "
            f'hsfunc.mock("{request.method}", "{url}", json={{…}}) answers it.'
        )
        return Answer(NetworkFailure("refused", told, "ECONNREFUSED"), by="refused")
