"""Lines, branches and functions of a file with their counts: of the text that its author knows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ..sources.ran_source import RanSource
from ..sources.stack_positions import SourcePosition
from .counts import Counts
from .structure import structure_of

_LINE_BREAK = re.compile("\r\n|[\n\r\u2028\u2029]")

LineState = Literal["covered", "missed", "partial"]


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """One file as its author knows it, at `path`.

    `lines` has how often each line has run that can: at most and at least, as a part of it may never have. `branches`
    are the arms of each choice, `functions` the named calls: line and counts. Lines count from 1.
    """

    path: str
    text: str
    lines: dict[int, tuple[int, int]]
    branches: dict[tuple[int, int], tuple[int, ...]]
    functions: dict[tuple[int, str], int]

    def state(self, line: int) -> LineState | None:
        """Whether a line has run, `partial` where an arm of a choice has not; None where nothing in it could."""
        found = self.lines.get(line)
        if found is None:
            return None
        most, least = found
        if not most:
            return "missed"
        untaken = any(0 in arms and any(arms) for (at, _), arms in self.branches.items() if at == line)
        return "covered" if least and not untaken else "partial"

    @property
    def arms(self) -> list[int]:
        """How often each arm of each choice was taken."""
        return [count for counts in self.branches.values() for count in counts]

    def __str__(self) -> str:
        ran = sum(most > 0 for most, _ in self.lines.values())
        told = [f"{ran} of {len(self.lines)} lines"]
        if self.arms:
            told.append(f"{sum(map(bool, self.arms))} of {len(self.arms)} branches")
        if self.functions:
            told.append(f"{sum(map(bool, self.functions.values()))} of {len(self.functions)} functions")
        return f"{self.path}: {', '.join(told)}"


def files_of(source: RanSource, counts: Counts) -> list[FileCoverage]:
    """The files of a source that ran: itself, or what a bundle was made from, packages left out."""
    place_of = _Places(source)
    found = {path: FileCoverage(path, text, {}, {}, {}) for path, text in source.texts().items()}
    structure = structure_of(source.file.text)
    for start, end in structure.words:
        count = counts.at(start)
        for path, line, _ in place_of.all(start, end):
            if path in found:
                lines = found[path].lines
                most, least = lines.get(line, (count, count))
                lines[line] = max(most, count), min(least, count)
    for branch in structure.branches:
        for path, line, column in place_of.all(branch.place, branch.place + 1):
            if path in found:
                taken = tuple(counts.at(arm) for arm in branch.arms if arm >= 0)
                if -1 in branch.arms:
                    taken += (max(0, counts.at(branch.place) - taken[0]),)
                found[path].branches[line, column] = taken
    for function in structure.functions:
        for path, line, column in place_of.all(function.place, function.place + 1):
            if path in found:
                name = function.name or f"(anonymous at {line}:{column})"
                found[path].functions[line, name] = counts.at(function.body)
    return list(found.values())


class _Places:
    """Leads places in the text that runs to lines of its author's files."""

    def __init__(self, source: RanSource) -> None:
        self._source = source
        text = source.file.text
        self._starts = [0]
        if text.isascii():
            self._starts += [found.end() for found in _LINE_BREAK.finditer(text)]
        else:
            units = 0
            last = 0
            for found in _LINE_BREAK.finditer(text):
                units += len(text[last : found.end()].encode("utf-16-le", "surrogatepass")) // 2
                last = found.end()
                self._starts.append(units)
        first = source.file.first_column
        self._cell_begins = first
        # What is wrapped around a cell is none of its lines.
        self._cell_lines = len(source.file.cell_lines()) if first else len(self._starts)

    def all(self, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """File, line and column of each line from a place to another one."""
        if start < self._cell_begins:
            return
        line = bisect_right(self._starts, start)
        while line <= self._cell_lines:
            begins = max(start, self._starts[line - 1])
            column = begins - self._starts[line - 1] + 1
            position = SourcePosition(self._source.path, line, column, self._source.file)
            found = position.in_source()
            if found is not None:
                yield found
            if line == len(self._starts) or self._starts[line] >= end:
                return
            line += 1


def merged(files: Iterable[FileCoverage]) -> list[FileCoverage]:
    """One for each path: a file may be in several bundles."""
    found: dict[str, FileCoverage] = {}
    for file in files:
        known = found.get(file.path)
        found[file.path] = _sum(known, file) if known is not None and known.text == file.text else file
    return list(found.values())


def _sum(one: FileCoverage, other: FileCoverage) -> FileCoverage:
    lines = dict(one.lines)
    for line, (most, least) in other.lines.items():
        before = lines.get(line, (0, 0))
        lines[line] = before[0] + most, before[1] + least
    branches = dict(one.branches)
    for place, counts in other.branches.items():
        known = branches.get(place, (0,) * len(counts))
        branches[place] = tuple(map(sum, zip(known, counts, strict=True))) if len(known) == len(counts) else counts
    functions = dict(one.functions)
    for named, count in other.functions.items():
        functions[named] = functions.get(named, 0) + count
    return FileCoverage(one.path, one.text, lines, branches, functions)
