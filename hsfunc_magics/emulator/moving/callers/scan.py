"""All callers below a folder: each file read by its kind, and again where constants of other files begin its paths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ...serverless_json.manifest import MANIFEST_NAME
from .caller import Caller, judge, moved_names
from .endpoints import Endpoints
from .files import LeftOut, SourceText, decoded, site_files
from .reading.file import Beside, FileCallers, kind_of, read_callers
from .reading.sighting import Base
from .reading.spelling import names_path

_MARK = b"_hcms"
_MOVED = b"serverless"


@dataclass(frozen=True)
class Report:
    """What was found. `moved` are endpoints that are named at the project's path already.

    `hints` say of endpoints that nothing calls where their names stand, for a caller whose endpoint is computed.
    `sources` are the texts of the files that have callers.
    """

    root: Path
    callers: tuple[Caller, ...]
    endpoints: Endpoints
    left_out: tuple[LeftOut, ...]
    moved: frozenset[str]
    files: int
    hints: dict[str, str]
    sources: dict[str, SourceText] = field(repr=False, compare=False)

    @property
    def left(self) -> list[Caller]:
        """Those that still have to be moved."""
        return [one for one in self.callers if one.counts]

    @property
    def unread(self) -> list[LeftOut]:
        """Files that have the path in them, and were not read."""
        return [one for one in self.left_out if one.names_it]

    @property
    def never_called(self) -> list[str]:
        """Endpoints that nothing names."""
        called = {one.endpoint for one in self.left} | self.moved
        return sorted(self.endpoints.all - called)

    @property
    def unknown(self) -> dict[str, list[Caller]]:
        """Callers of endpoints that are not there, by the endpoint."""
        found: dict[str, list[Caller]] = {}
        for one in self.left:
            known = self.endpoints.exist
            if known is not None and one.certainty == "likely" and one.endpoint not in known:
                found.setdefault(one.endpoint, []).append(one)
        return found


def find_callers(root: Path, endpoints: Endpoints, domains: Sequence[str]) -> Report:
    """Reads every file below a folder. Raises `FolderError`."""
    left_out: list[LeftOut] = []
    sources: dict[str, SourceText] = {}
    seen: dict[str, FileCallers] = {}
    count = 0
    for file, data in site_files(root, left_out):
        count += 1
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        if not wide and _MARK not in data and _MOVED not in data:
            continue
        source = decoded(data)
        if source is None:
            continue
        if names_path(source.text):
            sources[file] = source
            seen[file] = read_callers(file, source.text, Beside())
    bases = [base for one in seen.values() for base in one.bases]
    if bases:
        _read_again(root, bases, sources, seen)
    callers = [
        caller
        for file in sorted(seen)
        for caller in judge(file, sources[file].text, seen[file].sightings, endpoints, domains)
    ]
    moved = set().union(*(moved_names(one.sightings) for one in seen.values()))
    report = Report(root, tuple(callers), endpoints, tuple(left_out), frozenset(moved), count, {}, sources)
    if report.never_called and any(one.certainty == "computed" for one in callers):
        report.hints.update(_hints(root, report.never_called))
    return report


def _hints(root: Path, names: Sequence[str]) -> dict[str, str]:
    """Where the names of endpoints stand as strings: `file:line` of the first place of each."""
    quoted = re.compile("|".join(rf"([\"'`]){re.escape(name)}(?=[\"'`?])" for name in names))
    found: dict[str, str] = {}
    for file, data in site_files(root, []):
        if kind_of(file) in ("script", "markup", "data") and PurePosixPath(file).name != MANIFEST_NAME:
            source = decoded(data)
            for one in quoted.finditer(source.text if source is not None else ""):
                assert source is not None  # else there is nothing to find in
                found.setdefault(one[0][1:], f"{file}:{source.text.count(chr(10), 0, one.start()) + 1}")
    return found


def _read_again(root: Path, bases: list[Base], sources: dict[str, SourceText], seen: dict[str, FileCallers]) -> None:
    """Reads the files that use constants of others, which may begin their paths."""
    scripts: dict[str, tuple[str, str]] = {}
    hubl: dict[str, str] = {}
    for base in bases:
        if base.hubl:
            hubl.setdefault(base.name, base.text)
        else:
            scripts.setdefault(base.name, (base.text, base.file))
    definers = {base.file for base in bases}
    named = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in {*scripts, *hubl}))
    for file, data in site_files(root, []):
        if kind_of(file) not in ("script", "markup") or (file in definers and len(definers) == 1):
            continue
        source = sources.get(file) or decoded(data)
        if source is None or not named.search(source.text):
            continue
        again = read_callers(file, source.text, Beside(scripts, hubl))
        if again.sightings:
            sources[file] = source
            seen[file] = again
