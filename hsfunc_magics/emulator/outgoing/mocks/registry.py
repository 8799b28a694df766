"""The account's mocks: the newest that fits a request and has times left answers it (contract §14)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ....runtime import forking
from ....runtime.outgoing import Answer, Headers, OutgoingRequest
from ...display import Displayable, counted
from ...errors import MockError
from ...process_bound import ProcessBound
from ...text import did_you_mean, visible
from .answers import Fails, FromPython, Given, HeadersInput, Responder, always, check_status, header_lines
from .failures import read_failure
from .javascript import CELL, FromJavaScript, MockInstances, from_javascript
from .mock import Mock, Mocked
from .nearest import nearest
from .pattern import RequestUrl, read_method, read_pattern
from .terms import check_times, seconds_of

if TYPE_CHECKING:
    from ...secrets.masking import Masker
    from ...settings import Settings
    from ..outside import OutsideWorld

_MOST_UNMATCHED = 100


class Unmatched(NamedTuple):
    """A request that no mock was for, how often it was sent, and the nearest mock; values of secrets are hidden."""

    method: str
    url: str
    times: int
    nearest: str


class Mocks(ProcessBound, Displayable):
    """The mocks of an account, in the order in which they are tried: the newest first. Thread-safe."""

    def __init__(self, outside: OutsideWorld, masker: Callable[[], Masker], settings: Callable[[], Settings]) -> None:
        self._outside = outside
        self._masker = masker
        self._mocks: tuple[Mock, ...] = ()
        self._numbered = 0
        self._unmatched: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._instances = MockInstances(settings)
        self.refresh: Callable[[], None] | None = None
        """Asked before each request: mocks of a file that is followed may have changed."""
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock."""
        self._lock = threading.RLock()

    def __iter__(self) -> Iterator[Mock]:
        return iter(self._mocks)

    def __len__(self) -> int:
        return len(self._mocks)

    def __contains__(self, mock: object) -> bool:
        return mock in self._mocks

    def __repr__(self) -> str:
        hits = sum(mock.hits for mock in self._mocks)
        return f"<Mocks: {len(self._mocks)}, with {counted(hits, 'hit')}>"

    # ------------------------------------------------------------ changes

    def add(
        self,
        method: str,
        url: str,
        *,
        status: int | None = None,
        json: Any = ...,
        text: str | None = None,
        content: bytes | None = None,
        headers: HeadersInput | None = None,
        times: int | None = None,
        delay: float | str = 0.0,
        fail: str | None = None,
        respond: Given | str | None = None,
    ) -> Mock:
        """A mock before all others; see `Account.mock`. Raises `MockError`, `FunctionSyntaxError`."""
        mock = self.make(
            method, url, status=status, json=json, text=text, content=content, headers=headers, times=times,
            delay=delay, fail=fail, respond=respond,
        )  # fmt: skip
        self._put((mock, *self._mocks))
        return mock

    def add_in_place(self, method: str, url: str, **arguments: Any) -> Mocked:
        """The same of a cell, which may run again: what stands for the same and would never be asked again goes.

        That is a mock of the same method and URL; where the new one has times, only one whose times are used up.
        """
        with self._lock:
            mock = self.make(method, url, **arguments)
            replaced = tuple(
                one for one in self._mocks if one.rule == mock.rule and (mock.times is None or one.used_up)
            )
            self._put((mock, *(one for one in self._mocks if one not in replaced)))
        self._end(replaced)
        return Mocked(mock, replaced)

    def load(self, path: str | Path, *, follow: Callable[[str], object] | None = None) -> tuple[Mock, ...]:
        """The mocks of a file, in front of the others; those that came from it before go.

        In the file the first that fits a request answers it. With `follow` the file is looked at before each request,
        and read again where it has changed; what is wrong with it then is told there. Raises `MockError` with every
        problem of the file; the mocks are then as they were.
        """
        from .followed import FollowedMocks

        followed = FollowedMocks(Path(path).expanduser().absolute(), self.make, self._put_file, follow)
        made = followed.load()
        if follow is not None:
            self.refresh = followed.refresh
            self._put(self._mocks)
        return made

    def _put_file(self, origin: str, made: tuple[Mock, ...]) -> None:
        """Puts the mocks of a file in the place of those that came from it before."""
        with self._lock:
            gone = tuple(one for one in self._mocks if one.origin == origin)
            self._put((*made, *(one for one in self._mocks if one.origin != origin)))
        self._end(gone)

    def remove(self, *mocks: Mock) -> None:
        """Takes mocks away. Harmless for those that are not there."""
        with self._lock:
            self._put(tuple(one for one in self._mocks if one not in mocks))
        self._end(mocks)

    def clear(self) -> int:
        """Takes all of them away, and forgets what matched none; how many there were."""
        return len(self.exchange(()))

    def exchange(self, mocks: Iterable[Mock]) -> tuple[Mock, ...]:
        """Puts these in the place of those that are there, which are returned."""
        with self._lock:
            before = self._mocks
            self._unmatched.clear()
            self._put(tuple(mocks))
        self._end(before)
        return before

    def restart(self) -> None:
        """Ends the instances of JavaScript mocks, and with them what these remember."""
        self._instances.restart()

    def close(self) -> None:
        """Ends the instances of JavaScript mocks."""
        self._instances.close()

    def find(self, words: list[str]) -> tuple[Mock, ...]:
        """The mocks that a number, a URL, or a method and a URL mean. Raises `MockError`."""
        wanted = " ".join(words)
        found = tuple(one for one in self._mocks if wanted in (str(one.number), one.url, one.rule))
        if not found:
            near = did_you_mean(wanted, [*(one.rule for one in self._mocks), *(one.url for one in self._mocks)])
            raise MockError(f"There is no mock {visible(wanted)}.{near} %hs mocks shows them, with their numbers.")
        return found

    def make(
        self,
        method: str,
        url: str,
        *,
        status: int | None = None,
        json: Any = ...,
        text: str | None = None,
        content: bytes | None = None,
        headers: HeadersInput | None = None,
        times: int | None = None,
        delay: float | str = 0.0,
        fail: str | None = None,
        respond: Given | str | None = None,
        name: str = CELL,
        origin: str = "",
    ) -> Mock:
        """A mock that is not there yet. `name` is what JavaScript is called in errors. Raises as `add` does."""
        asked, pattern = read_method(method), read_pattern(url)
        bodies = {"json": json is not ..., "text": text is not None, "content": content is not None}
        own = [key for key, there in {**bodies, "respond": respond is not None}.items() if there]
        lines = header_lines(headers)
        if status is not None:
            check_status(status)
        responder: Responder
        if fail is not None:
            kind = read_failure(fail)
            others = [*own, *(["status"] if status is not None else []), *(["headers"] if lines else [])]
            if others:
                raise MockError(f"A request that fails gets no response: {others[0]} does not go with fail.")
            responder = Fails(kind)
        elif respond is not None:
            if own != ["respond"]:
                raise MockError(f"respond gives the body: {own[0]} does not go with it.")
            responder = self._asking(respond, name, status or 200, lines, f"{asked} {pattern.text}")
        else:
            responder = always(
                status or 200, lines, json_value=json, has_json=bodies["json"], text=text, content=content
            )
        with self._lock:
            self._numbered += 1
            number = self._numbered
        return Mock(
            number, asked, pattern, responder,
            times=check_times(times), delay=seconds_of(delay), remove=self.remove, masker=self._masker, origin=origin,
        )  # fmt: skip

    def _asking(self, respond: Any, name: str, status: int, headers: Headers, rule: str) -> Responder:
        if isinstance(respond, str):
            return from_javascript(respond, name, self._instances, status, headers, rule)
        if not callable(respond):
            kind = type(respond).__name__
            raise MockError(f"respond is a function of the request, or such in JavaScript, not of type {kind}.")
        return FromPython(respond, status, headers, rule)

    def _put(self, mocks: tuple[Mock, ...]) -> None:
        """Puts them in force; where there is none, nobody asks."""
        with self._lock:
            self._mocks = mocks
            used = bool(mocks) or self.refresh is not None
            self._outside.mocks = self if used else None
            self._outside.unanswered = self.note if used else None
            self._outside.nearest = self.nearest if used else None

    def _end(self, mocks: Iterable[Mock]) -> None:
        for mock in mocks:
            if isinstance(mock.responder, FromJavaScript):
                self._instances.shrink(mock.responder.program)

    # ------------------------------------------------------------ requests

    def answer(self, request: OutgoingRequest) -> Answer | None:
        """What the newest mock answers that fits and has times left; None where there is none."""
        if self.refresh is not None:
            self.refresh()
        url = RequestUrl.read(request.url)
        method = request.method.upper()
        for mock in self._mocks:
            params = mock.fits(method, url)
            if params is not None and mock.take():
                return mock.answer(request, params)
        return None

    def nearest(self, request: OutgoingRequest) -> str:
        """`The nearest mock is …`, and why it does not match; empty where there is no mock. Values are hidden."""
        return self._masker().mask(nearest(self._mocks, request.method.upper(), request.url))

    def note(self, request: OutgoingRequest) -> None:
        """Keeps that nobody has answered a request: neither a mock, nor another part of the account."""
        key = (request.method.upper(), request.url)
        with self._lock:
            self._unmatched[key] = self._unmatched.pop(key, 0) + 1
            if len(self._unmatched) > _MOST_UNMATCHED:
                self._unmatched.popitem(last=False)

    @property
    def unmatched(self) -> list[Unmatched]:
        """What was asked and matched no mock, as far as none has come for it since; the latest 100."""
        masker = self._masker()
        with self._lock:
            asked = list(self._unmatched.items())
        found = []
        for (method, url), times in asked:
            read = RequestUrl.read(url)
            if not any(one.fits(method, read) is not None and not one.used_up for one in self._mocks):
                found.append(Unmatched(method, masker.mask(url), times, masker.mask(nearest(self._mocks, method, url))))
        return found
