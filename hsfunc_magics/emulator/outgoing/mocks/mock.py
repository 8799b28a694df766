"""A mock: which requests it is for, what it answers, and what has asked for it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ....runtime import forking
from ....runtime.outgoing import Answer, Headers, OutgoingRequest, OutgoingResponse
from ...display import Displayable, counted
from ...process_bound import ProcessBound
from ..outside import SHOWN_BYTES
from .answers import Always, Fails, Responder, for_method
from .pattern import ANY, RequestUrl, UrlPattern
from .request import MockedRequest

if TYPE_CHECKING:
    from ...secrets.masking import Masker

_MOST_REQUESTS = 100


class Mock(ProcessBound, Displayable):
    """What stands in for a URL. `hits` counts the requests that it has answered; `remove` takes it away.

    Example::

        contacts = account.mock("GET", "https://api.hubapi.com/crm/v3/objects/contacts/:id", json={"id": "7"})
        account.call("contact?id=7")
        assert contacts.hits == 1 and contacts.requests[0].params == {"id": "7"}
    """

    def __init__(
        self,
        number: int,
        method: str,
        pattern: UrlPattern,
        responder: Responder,
        *,
        times: int | None,
        delay: float,
        remove: Callable[[Mock], None],
        masker: Callable[[], Masker],
        origin: str = "",
    ) -> None:
        self.number = number
        self.method = method
        self.pattern = pattern
        self.responder = responder
        self.times = times
        self.delay = delay
        self.origin = origin
        self.hits = 0
        self._remove = remove
        self._masker = masker
        self._requests: deque[MockedRequest] = deque(maxlen=_MOST_REQUESTS)
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock."""
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Mock {_cut(self.shown_rule)}: {self.told}; {counted(self.hits, 'hit')}>"

    @property
    def url(self) -> str:
        """The pattern, as it was written."""
        return self.pattern.text

    @property
    def rule(self) -> str:
        """`GET https://api.hubapi.com/crm/v3/objects/contacts/:id`."""
        return f"{self.method} {self.url}"

    @property
    def shown_rule(self) -> str:
        """The same with values of secrets hidden."""
        return self._masker().mask(self.rule)

    @property
    def told(self) -> str:
        """What it answers, for a person: `200 with JSON, 12 bytes, after 300 ms, 2 times`."""
        parts = [_head(self.responder)]
        if self.delay:
            parts.append(f"after {_duration(self.delay)}")
        if self.times is not None:
            parts.append(counted(self.times, "time"))
        return ", ".join(parts)

    @property
    def used_up(self) -> bool:
        """Whether it has answered as often as it was to."""
        return self.times is not None and self.hits >= self.times

    @property
    def requests(self) -> list[MockedRequest]:
        """What has asked for it, the latest 100, with values of secrets hidden and bodies up to 64 KB."""
        masker = self._masker()
        with self._lock:
            kept = list(self._requests)
        return [_masked(request, masker) for request in kept] if masker else kept

    @property
    def console(self) -> list[str]:
        """What its JavaScript has written to the console, the latest 100 lines, with values of secrets hidden."""
        return self._masker().mask_lines(list(getattr(self.responder, "console", ())))

    def remove(self) -> None:
        """Takes it away: requests go to older mocks, or out. Harmless when repeated."""
        self._remove(self)

    def fits(self, method: str, url: RequestUrl) -> dict[str, str] | None:
        """The path parameters where the request is one that it is for; else None."""
        return self.pattern.match(url) if self.method in (ANY, method) else None

    def take(self) -> bool:
        """Counts a hit, where it has times left."""
        with self._lock:
            if self.used_up:
                return False
            self.hits += 1
            return True

    def answer(self, request: OutgoingRequest, params: dict[str, str]) -> Answer:
        """What it answers; `take` has counted it."""
        seen = MockedRequest.of(request, params)
        with self._lock:
            self._requests.append(replace(seen, body=seen.body[:SHOWN_BYTES]))
        outcome = for_method(self.responder.respond(seen), request.method)
        return Answer(outcome, "mock", self.delay, self.rule)


@dataclass(frozen=True, repr=False, eq=False)
class Mocked(ProcessBound, Displayable):
    """What a cell has mocked, and which mocks of the same method and URL had to go for it."""

    mock: Mock
    replaced: tuple[Mock, ...] = ()

    def __repr__(self) -> str:
        return repr(self.mock)


def _head(responder: Responder) -> str:
    if isinstance(responder, Always):
        return f"{responder.response.status} with {responder.told}"
    return responder.told


def _cut(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:100]}…"


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:g} ms" if seconds < 1 else f"{seconds:g} s"


def _masked(request: MockedRequest, masker: Masker) -> MockedRequest:
    headers: Headers = tuple((name, masker.mask(value)) for name, value in request.headers)
    return replace(
        request,
        url=masker.mask(request.url),
        headers=headers,
        body=masker.mask_bytes(request.body),
        params={name: masker.mask(value) for name, value in request.params.items()},
    )


def shown_headers(mock: Mock) -> Headers:
    """The header lines that it always answers with; none where it fails."""
    if isinstance(mock.responder, Fails):
        return ()
    if isinstance(mock.responder, Always):
        response: OutgoingResponse = mock.responder.response
        return response.headers
    return tuple(getattr(mock.responder, "headers", ()))
