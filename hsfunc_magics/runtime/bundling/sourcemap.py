"""Reads a source map (version 3): where a place in a bundle comes from."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from .. import forking

# The libraries for it have had no release for years, and the format is these forty lines.
_DIGITS = {
    character: value
    for value, character in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
}

Segment = tuple[int, int, int, int]
"""Column in the bundle, number of the source, line and column there: all from 0; number -1 for no source."""


class SourceMap:
    """A map from the text of its JSON. Decoded when it is first asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceMap) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __str__(self) -> str:
        return self._text

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The names of the sources, as the bundler wrote them."""
        return tuple(str(source) for source in self._data["sources"])

    def position(self, line: int, column: int) -> tuple[str, int, int] | None:
        """Source, line and column of a place in the bundle, all counting from 1; None where it has no source."""
        if not 0 < line <= len(self._lines):
            return None
        segments = self._lines[line - 1]
        index = bisect_right(segments, (column - 1, len(self.sources), 0, 0)) - 1
        if index < 0 or segments[index][1] < 0:
            return None
        _, source, there, at = segments[index]
        return self.sources[source], there + 1, at + 1

    @cached_property
    def _data(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self._text)
        return data

    @cached_property
    def _lines(self) -> list[list[Segment]]:
        lines: list[list[Segment]] = []
        source = line = at = 0
        for mapped in str(self._data["mappings"]).split(";"):
            segments: list[Segment] = []
            column = 0
            for part in mapped.split(","):
                numbers = list(_numbers(part))
                if not numbers:
                    continue
                column += numbers[0]
                if len(numbers) < 4:
                    segments.append((column, -1, 0, 0))
                    continue
                source, line, at = source + numbers[1], line + numbers[2], at + numbers[3]
                segments.append((column, source, line, at))
            segments.sort()
            lines.append(segments)
        return lines


forking.renew_properties(SourceMap)


def _numbers(part: str) -> Iterator[int]:
    """The numbers of one segment: base 64, five bits a digit, the lowest bit of a number is its sign."""
    value = shift = 0
    for character in part:
        digit = _DIGITS[character]
        value |= (digit & 31) << shift
        shift += 5
        if not digit & 32:
            yield -(value >> 1) if value & 1 else value >> 1
            value = shift = 0
