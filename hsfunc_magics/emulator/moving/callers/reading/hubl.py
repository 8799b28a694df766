"""HubL, as far as paths go: its tags in a text, its variables, and what is put together with `~` and `+`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .spelling import HOLE, Piece

_MOST = 2000
_MOST_COMMENT = 20_000
TAG = re.compile(
    rf"(?P<comment>\{{#.{{0,{_MOST_COMMENT}}}?#\}})|(?P<value>\{{\{{.{{0,{_MOST}}}?\}}\}})|(?P<statement>\{{%.{{0,{_MOST}}}?%\}})",
    re.DOTALL,
)
_TOKEN = re.compile(
    r"\s*(?:(?P<string>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')|(?P<name>[A-Za-z_][\w.]*)|(?P<sign>\S))", re.DOTALL
)
_SET = re.compile(r"\{%-?\s*set\s+(?P<name>\w+)\s*=\s*(?P<value>.*?)\s*-?%\}", re.DOTALL)
_ASSIGNED = re.compile(r"\{%-?\s*(?:set|for|macro|call|import|from)\b[^%]*?\b(?P<name>\w+)")
_JOINS = "~+"
_DEEPEST = 8


@dataclass
class Hubl:
    """The HubL of a file: `values` are the texts of variables that are set once, `used` those that a path used."""

    text: str
    values: dict[str, list[Piece]] = field(default_factory=dict[str, list[Piece]])
    used: set[str] = field(default_factory=set[str])

    def value(self, start: int, end: int) -> list[Piece]:
        """What a `{{ … }}` says."""
        chains = list(self.spans(start + 2, end - 2))
        whole = self.text[start + 2 : end - 2].strip().strip("-").strip()
        if len(chains) == 1 and chains[0].whole == whole and any(piece.text != HOLE for piece in chains[0].pieces):
            return chains[0].pieces
        return [Piece(HOLE, start, end, self.text[start:end])]

    def chains(self, start: int, end: int) -> Iterator[list[Piece]]:
        """What the strings in a tag say, each put together with what it is joined to."""
        for chain in self.spans(start, end):
            if chain.has_string:
                yield chain.pieces

    def spans(self, start: int, end: int) -> Iterator[_Chain]:
        at = start
        chain = _Chain()
        joined = True
        while at < end and (found := _TOKEN.match(self.text, at, end)):
            at = found.end()
            kind = found.lastgroup or "sign"
            first, last = found.span(kind)
            if kind == "sign" and found["sign"] in _JOINS and chain.pieces:
                joined = True
                continue
            if kind == "sign" or not joined:
                if chain.pieces:
                    yield chain.ended(self.text)
                chain = _Chain()
                joined = True
            if kind != "sign":
                chain.add(self._operand(kind, first, last), first, last, string=kind == "string")
                joined = False
        if chain.pieces:
            yield chain.ended(self.text)

    def _operand(self, kind: str, first: int, last: int) -> list[Piece]:
        if kind == "string":
            return [Piece(self.text[first + 1 : last - 1], first + 1, last - 1)]
        name = self.text[first:last]
        if name in self.values:
            self.used.add(name)
            return self.values[name]
        return [Piece(HOLE, first, last, f"{{{{ {name} }}}}")]


@dataclass
class _Chain:
    pieces: list[Piece] = field(default_factory=list[Piece])
    first: int = -1
    last: int = -1
    whole: str = ""
    has_string: bool = False

    def add(self, pieces: list[Piece], first: int, last: int, *, string: bool) -> None:
        self.first = first if self.first < 0 else self.first
        self.last = last
        self.pieces = [*self.pieces, *pieces]
        self.has_string = self.has_string or string

    def ended(self, text: str) -> _Chain:
        self.whole = text[self.first : self.last]
        return self


def read_hubl(text: str, beside: Mapping[str, str]) -> Hubl:
    """The HubL of a text; `beside` are variables that other files set, which count where this one sets none."""
    hubl = Hubl(text)
    if "{" not in text:
        return hubl
    times: dict[str, int] = {}
    for found in _ASSIGNED.finditer(text):
        times[found["name"]] = times.get(found["name"], 0) + 1
    hubl.values.update({name: [Piece(value, 0, 0)] for name, value in beside.items() if name not in times})
    for found in _SET.finditer(text):
        if times[found["name"]] == 1:
            chains = list(hubl.spans(*found.span("value")))
            if len(chains) == 1 and chains[0].whole == found["value"]:
                hubl.values[found["name"]] = chains[0].pieces
    return hubl
