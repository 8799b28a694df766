"""Refuses requests at once where nothing may go out: a name that no network answers would be waited for."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from ...runtime.outgoing import Answer, NetworkFailure, OutgoingRequest
from ..notes import OPEN_NETWORK
from ..settings import Settings
from ..text import visible
from .ways import OutgoingWays

# The same wherever it is said: a notebook that shows it is checked by nbval, with CI=true and without.
WHERE_NOBODY_LOOKS_ON = "nothing goes out where nobody looks on, as under nbval, papermill and CI"
BY_SETTING = "the setting outgoing refuses it"
_LONGEST_URL = 200


class Refusing:
    """Answers every request with a refusal, which names what would answer instead.

    `because` is the end of a sentence; `lets_out` says which requests may go out all the same.
    """

    def __init__(
        self, because: str, ways: Callable[[], OutgoingWays], lets_out: Callable[[OutgoingRequest], bool]
    ) -> None:
        self.because = because
        self._ways = ways
        self._lets_out = lets_out

    def __repr__(self) -> str:
        return f"<Refusing: {self.because}>"

    def answer(self, request: OutgoingRequest) -> Answer | None:
        """The refusal; None where the request may go out."""
        if self._lets_out(request):
            return None
        return Answer(NetworkFailure("refused", self._message(request), "ECONNREFUSED"), "refused", rule=self.because)

    def _message(self, request: OutgoingRequest) -> str:
        from .cassettes.hiding import Hiding

        ways, method = self._ways(), request.method.upper()
        url = shortened(Hiding().text(request.url.partition("?")[0]))
        return visible(
            f"{method} {url} was not sent: {self.because}. Answer it with {ways.mocking(method, url)}, or record it"
            f" once with {ways.recording()} and replay that; {ways.allow} lets it out."
        )


def nothing_goes_out(settings: Settings, ways: OutgoingWays) -> str | None:
    """Why no request at all reaches the network, and what changes that; None where one may."""
    if not settings.network:
        return f"the setting network=False closes the network to functions. {OPEN_NETWORK}"
    if settings.outgoing == "refuse":
        return (
            f"the setting outgoing='refuse' refuses every request. {ways.allow} lets them out, and with 'auto' they go"
            " out while a recording is on."
        )
    return None


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine."""
    try:
        host = urlsplit(url).hostname or ""
        if host == "localhost" or host.endswith(".localhost"):
            return True
        address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    # 0.0.0.0, where servers listen, is this machine for who connects to it.
    return address.is_loopback or address.is_unspecified


def shortened(url: str) -> str:
    """A URL in a sentence."""
    return url if len(url) <= _LONGEST_URL else f"{url[: _LONGEST_URL - 1]}…"
