"""The paths `/_hcms/api/…` and `/hs/serverless/…` in every spelling: escaped, percent-encoded, put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple
from urllib.parse import unquote

from ....text import visible

HOLE = "\ue000"
"""Stands in a text for what is computed. A private character, which no path has."""

_SLASH = r"(?:\\*/|%(?:25)*2[fF]|\\u002[fF]|\\x2[fF]|&#(?:[xX]2[fF]|47);|&sol;)"
_PATH = re.compile(
    rf"(?:{_SLASH}+|(?<![\w-]))(?:(?P<hcms>_hcms){_SLASH}+(?P<api>api)|(?P<hs>hs){_SLASH}+(?P<serverless>serverless))"
    rf"(?:(?P<slash>{_SLASH}+)|(?![\w-]|\.\w))"
)
# What an encoded path ends with: `?`, `&`, `#`, a space, quotes, angle brackets.
_ENCODED_END = r"(?:25)*(?:3[fFcCeE]|2[02367])"
_ENDPOINT = re.compile(rf"(?:{_SLASH}|%(?!{_ENCODED_END})[0-9A-Fa-f]{{2}}|[\w.~@:-]|{HOLE})*")
_BEFORE = re.compile(r"[^\s\"'`<>()\\,;=|]*")  # read from its end
_MOST_BEFORE = 300
# What a template of any kind may begin with.
_FILLED_IN = re.compile(r"[{\[($*]|%(?![0-9A-Fa-f]{2})|<%")
_DOMAIN = re.compile(r"(?:https?:)?//(?:[^/@]*@)?(?P<host>[\w.-]+)(?::\d+)?$", re.IGNORECASE)
_LOCATION = r"(?:(?:window|self|document|globalThis|top|parent)\.)?location"
_HOST = rf"(?:\$\{{{_LOCATION}\.host(?:name)?\}}|\{{\{{\s*request\.domain\s*\}}\}})"
_OWN = re.compile(
    rf"(?:\$\{{{_LOCATION}\.(?:origin|href)\}}|(?:https?:|\$\{{{_LOCATION}\.protocol\}})?//{_HOST}(?::\d+)?)$"
)
_MOST_SHOWN = 120

Place = Literal["own", "domain", "computed", "other"]
"""On which site a path lies: the page's own, a named domain, one that is computed, below something else."""


def names_path(text: str) -> bool:
    """Whether a text may have one of the paths in it."""
    return "_hcms" in text or "serverless" in text


class Piece(NamedTuple):
    """A part of a text, and where in the file it is written. `label` is how a hole is written."""

    text: str
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A path that was found; `moved`: it is the project's.

    `endpoint` has holes as they are written, where `computed`; it is empty for a base. `open_end`: what follows the
    endpoint's name is computed. `words` are where its two words are written; None where they are not written whole.
    `old` is the whole as it is shown, `follows` where what comes next is written; `torn`: not right behind the path's
    beginning.
    """

    at: int
    follows: int
    torn: bool
    words: tuple[tuple[int, int], tuple[int, int]] | None
    place: Place
    host: str
    endpoint: str
    computed: bool
    open_end: bool
    moved: bool
    old: str

    @property
    def is_base(self) -> bool:
        return not self.endpoint


def find_paths(pieces: Sequence[Piece], source: str) -> Iterator[Spelled]:
    """Every such path in what the pieces say together."""
    text = "".join(piece.text for piece in pieces)
    if not names_path(text):
        return
    spread = _Spread(pieces, source)
    for found in _PATH.finditer(text):
        yield _spelled(text, found, spread)


class _Spread:
    """Where each character of the pieces is written."""

    def __init__(self, pieces: Sequence[Piece], source: str) -> None:
        self._source = source
        self._spans: list[tuple[int, int]] = []
        self._labels: dict[int, str] = {}
        for piece in pieces:
            if piece.text == HOLE:
                self._labels[len(self._spans)] = piece.label
            if len(piece.text) == piece.end - piece.start:
                self._spans += [(at, at + 1) for at in range(piece.start, piece.end)]
            else:
                self._spans += [(piece.start, piece.end)] * len(piece.text)

    def at(self, position: int) -> int:
        return self._spans[position][0]

    def written(self, word: str, start: int) -> tuple[int, int] | None:
        """Where a word is written as it is read."""
        first, last = self._spans[start][0], self._spans[start + len(word) - 1][1]
        return (first, last) if self._source[first:last] == word else None

    def is_torn(self, start: int, end: int) -> bool:
        """Whether what is read from one position to the next is written in several places."""
        spans = self._spans[start - 1 : end + 1]
        return any(after[0] != before[1] for before, after in pairwise(spans))

    def labelled(self, text: str, start: int, end: int) -> str:
        """A part of the text, with what is computed as it is written."""
        return "".join(self._labels.get(at, text[at]) for at in range(start, end))


def _spelled(text: str, found: re.Match[str], spread: _Spread) -> Spelled:
    end = found.end()
    before = _BEFORE.match(text[max(0, found.start() - _MOST_BEFORE) : found.start()][::-1])
    start = found.start() - (before.end() if before is not None else 0)
    if found["slash"] is not None:
        matched = _ENDPOINT.match(text, end)
        end = matched.end() if matched is not None else end
    elif text[end : end + 1] == HOLE:  # `/_hcms/api${path}`
        end += 1
    raw = text[found.end() : end].rstrip(".:")
    open_end = (
        raw.endswith(HOLE)
        and HOLE not in raw[:-1]
        and not re.search(rf"(?:{_SLASH}|{HOLE})$", raw[:-1])
        and len(raw) > 1
    )
    name = raw[:-1] if open_end else raw
    moved = found["hcms"] is None
    first, second = ("hs", "serverless") if moved else ("hcms", "api")
    words = spread.written(found[first], found.start(first)), spread.written(found[second], found.start(second))
    place, host = _place(text[start : found.start()], spread.labelled(text, start, found.start()), found)
    old = spread.labelled(text, start, found.end() + len(raw))
    query = "?…" if text[end : end + 1] == "?" else ""
    return Spelled(
        at=spread.at(found.start()),
        torn=spread.is_torn(found.end(second), found.end()),
        follows=spread.at(found.end()) if found.end() < len(text) else spread.at(found.start()),
        words=(words[0], words[1]) if words[0] and words[1] else None,
        place=place,
        host=host,
        endpoint=_plain(spread.labelled(text, found.end(), found.end() + len(name))),
        computed=HOLE in name,
        open_end=open_end or (bool(name) and bool(_FILLED_IN.match(text, end))),
        moved=moved,
        old=shortened(re.sub(r"//[^/@\s]*@", "//•••@", old)) + query,
    )


def _plain(name: str) -> str:
    """An endpoint's name as serverless.json has it."""
    return unquote(re.sub(r"%(?:25)+", "%", re.sub(f"{_SLASH}+", "/", name))).strip("/")


def _place(read: str, before: str, found: re.Match[str]) -> tuple[Place, str]:
    """Where a path lies, by what stands before it: as it is read, and as it is written."""
    plain = unquote(re.sub(r"%(?:25)+", "%", before))
    if not plain:
        rooted = not found[0].startswith(("_", "hs"))
        return ("own", "") if rooted else ("other", "")
    if _OWN.search(plain):
        return "own", ""
    if HOLE in read or "${" in plain:
        return "computed", ""
    domain = _DOMAIN.match(plain)
    return ("domain", domain["host"].lower()) if domain else ("other", "")


def shortened(text: str) -> str:
    """One line that is not too long, with what cannot be seen written out."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 1]}…"
