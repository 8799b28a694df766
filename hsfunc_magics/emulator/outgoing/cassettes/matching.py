"""Whether a request is the one that was recorded, and else what differs: method, URL, body, nothing of its headers.

What was hidden in a recorded request stands for anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain
from typing import Any, Generic, TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from ...json_text.positions import JsonPath
from ...secrets.masking import MASK
from ...serverless_json.problems import json_path
from .bodies import header
from .exchange import Body, RecordedRequest

_PORTS = {"http": "80", "https": "443"}
_LONGEST_SHOWN = 60

Pairs = tuple[tuple[str, str], ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Compared:
    """A request, taken apart for comparing."""

    method: str
    origin: str
    path: str
    query: Pairs
    body: Body
    form: Pairs | None
    url: str

    def matches(self, asked: Compared) -> bool:
        """Whether a request is this one."""
        return self.method == asked.method and next(differences(self, asked), None) is None

    @property
    def place(self) -> tuple[str, str, str] | None:
        """What a request that matches has as well; None where a part of it is hidden."""
        place = (self.method, self.origin, self.path)
        return None if MASK in f"{self.origin}{self.path}" else place

    @property
    def told(self) -> str:
        """`GET https://api.hubapi.com/…`."""
        return f"{self.method} {self.url}"


class Requests(Generic[T]):
    """Requests, and something of each: found without comparing with all of them."""

    def __init__(self) -> None:
        self._placed: dict[tuple[str, str, str], list[tuple[Compared, T]]] = {}
        self._hidden: list[tuple[Compared, T]] = []
        self.all: list[Compared] = []

    def add(self, request: Compared, of: T) -> None:
        place = request.place
        (self._hidden if place is None else self._placed.setdefault(place, [])).append((request, of))
        self.all.append(request)

    def find(self, asked: Compared) -> T | None:
        """What the first request has that the asked one is."""
        near = self._placed.get((asked.method, asked.origin, asked.path), [])
        return next((of for request, of in chain(near, self._hidden) if request.matches(asked)), None)

    def find_alike(self, other: Compared) -> T | None:
        """The same for one that was recorded itself, whichever of the two has more that is hidden."""
        place = other.place
        near = chain(*self._placed.values()) if place is None else self._placed.get(place, [])
        found = (of for request, of in chain(near, self._hidden) if request.matches(other) or other.matches(request))
        return next(found, None)


def compared(request: RecordedRequest) -> Compared:
    """A request as it is compared."""
    parts = urlsplit(request.url)
    urlencoded = header(request.headers, "content-type").lower().startswith("application/x-www-form-urlencoded")
    form = _pairs(request.body.value) if urlencoded and request.body.kind == "text" else None
    return Compared(
        request.method.upper(),
        _origin(parts),
        unquote(parts.path) or "/",
        _pairs(parts.query),
        request.body,
        form,
        request.url,
    )


def _origin(parts: SplitResult) -> str:
    """`https://api.hubapi.com`, without a user and without the port that goes without saying."""
    server = parts.netloc.rpartition("@")[2].lower()
    host, _, port = server.rpartition(":")
    shown = host if host and port == _PORTS.get(parts.scheme) else server
    return f"{parts.scheme.lower()}://{shown}"


def differences(recorded: Compared, asked: Compared) -> Iterator[str]:
    """What differs, a clause each; nothing where the request is the recorded one."""
    if recorded.method != asked.method:
        yield f"the method is {asked.method}, recorded is {recorded.method}"
    if not _fits(recorded.origin, asked.origin):
        yield f"the host is {asked.origin}, recorded is {recorded.origin}"
    if not _fits(recorded.path, asked.path):
        yield f"the path is {_shown(asked.path)}, recorded is {_shown(recorded.path)}"
    yield from _of_pairs("query parameter", recorded.query, asked.query)
    if recorded.form is not None and asked.form is not None:
        yield from _of_pairs("form field", recorded.form, asked.form)
    elif recorded.body.kind == asked.body.kind == "json":
        yield from _of_json(recorded.body.value, asked.body.value, ())
    elif not _same_content(recorded.body, asked.body):
        yield f"the body is {_told_body(asked.body)}, recorded is {_told_body(recorded.body)}"


def nearest(asked: Compared, recorded: Iterable[Compared]) -> Compared | None:
    """The recorded request that is most like it; None where nothing is recorded."""

    def likeness(one: Compared) -> tuple[float, ...]:
        return (
            one.origin == asked.origin,
            one.path == asked.path,
            one.method == asked.method,
            SequenceMatcher(None, one.path, asked.path).quick_ratio(),
            -sum(1 for _ in differences(one, asked)),
        )

    return max(recorded, key=likeness, default=None)


def _pairs(text: str) -> Pairs:
    return tuple(parse_qsl(text, keep_blank_values=True))


def _of_pairs(what: str, recorded: Pairs, asked: Pairs) -> Iterator[str]:
    """Names and values, their order left aside."""
    if recorded == asked:
        return
    for name in dict.fromkeys(name for name, _ in (*asked, *recorded)):
        wanted = [value for key, value in recorded if key == name]
        there = [value for key, value in asked if key == name]
        if _fit_all(wanted, there):
            continue
        if not wanted:
            yield f"the {what} {name} is not recorded"
        elif not there:
            yield f"the {what} {name} is missing, recorded is {_shown(' and '.join(wanted))}"
        else:
            yield f"the {what} {name} is {_shown(' and '.join(there))}, recorded is {_shown(' and '.join(wanted))}"


def _fit_all(wanted: list[str], there: list[str]) -> bool:
    """Whether each value has one that it stands for. Those that were hidden take what the others leave."""
    if len(wanted) != len(there):
        return False
    left = list(there)
    for value in sorted(wanted, key=lambda text: MASK in text):
        found = next((index for index, text in enumerate(left) if _fits(value, text)), None)
        if found is None:
            return False
        del left[found]
    return True


def _of_json(recorded: Any, asked: Any, steps: JsonPath) -> Iterator[str]:
    if recorded == MASK:
        return
    if isinstance(recorded, dict) and isinstance(asked, dict):
        names = {key: _key(key, asked) for key in recorded}
        for key, inner in recorded.items():
            name = names[key]
            if name is None:
                yield f"{_place((*steps, key))} is missing, recorded is {_shown_json(inner)}"
            else:
                yield from _of_json(inner, asked[name], (*steps, key))
        for key in asked.keys() - set(names.values()):
            yield f"{_place((*steps, key))} is not recorded"
    elif isinstance(recorded, list) and isinstance(asked, list):
        for index, (one, other) in enumerate(zip(recorded, asked, strict=False)):
            yield from _of_json(one, other, (*steps, index))
        if len(recorded) != len(asked):
            yield f"{_place(steps)} has {len(asked)} items, recorded are {len(recorded)}"
    elif not _same_value(recorded, asked):
        yield f"{_place(steps)} is {_shown_json(asked)}, recorded is {_shown_json(recorded)}"


def _key(recorded: str, asked: dict[str, Any]) -> str | None:
    """The key that a recorded one stands for."""
    if recorded in asked or MASK not in recorded:
        return recorded if recorded in asked else None
    return next((key for key in asked if _fits(recorded, key)), None)


def _same_value(recorded: Any, asked: Any) -> bool:
    if isinstance(recorded, str) and isinstance(asked, str):
        return _fits(recorded, asked)
    # 1 and 1.0 are one number of JSON; true is none.
    return isinstance(recorded, bool) == isinstance(asked, bool) and bool(recorded == asked)


def _same_content(recorded: Body, asked: Body) -> bool:
    wanted, there = recorded.content(), asked.content()
    if wanted == there:
        return True
    mask = MASK.encode()
    return mask in wanted and re.fullmatch(b".*".join(map(re.escape, wanted.split(mask))), there, re.DOTALL) is not None


def _fits(recorded: str, asked: str) -> bool:
    return recorded == asked or (MASK in recorded and _anything(recorded).fullmatch(asked) is not None)


@lru_cache(maxsize=512)
def _anything(recorded: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, recorded.split(MASK))), re.DOTALL)


def _place(steps: JsonPath) -> str:
    return f"in the body {json_path(*steps)}" if steps else "the body"


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _shown_json(value: Any) -> str:
    return _shown(json.dumps(value, ensure_ascii=False))


def _told_body(body: Body) -> str:
    match body.kind:
        case "empty":
            return "empty"
        case "base64":
            return f"{len(body.value)} bytes"
        case "json":
            return _shown_json(body.value)
        case "text":
            return _shown_json(body.value)
