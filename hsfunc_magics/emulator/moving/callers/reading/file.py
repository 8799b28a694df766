"""Reads one file for callers, by its kind: what is parsed, what is searched, and what is prose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal, cast

from .hubl import TAG, Hubl, read_hubl
from .markup import Parts, ScriptPart, css_comments, said, split
from .script import read_script
from .sighting import Base, Sighting, Where
from .spelling import Piece, find_paths, names_path
from .tree import Dialect

Kind = Literal["script", "markup", "css", "data", "prose", "other"]
_DIALECTS: Mapping[str, Dialect] = {
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx"), "javascript"),
    **dict.fromkeys((".ts", ".mts", ".cts"), "typescript"),
    ".tsx": "tsx",
}
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(_DIALECTS, "script"),
    **dict.fromkeys(
        (".html", ".htm", ".xhtml", ".hubl", ".jinja", ".jinja2", ".j2", ".njk", ".twig", ".liquid", ".hbs", ".ejs"),
        "markup",
    ),
    **dict.fromkeys((".vue", ".svelte", ".astro", ".svg", ".xml"), "markup"),
    **dict.fromkeys((".css", ".scss", ".sass", ".less"), "css"),
    **dict.fromkeys((".json", ".jsonc", ".json5", ".webmanifest"), "data"),
    **dict.fromkeys((".md", ".mdx", ".markdown", ".rst", ".txt"), "prose"),
}
# Of these kinds HubSpot fills in HubL, before anything else reads them.
_FILLED = {".html", ".htm", ".xhtml", ".hubl", ".jinja", ".jinja2", ".j2", ".njk", ".twig", ".liquid"}
_PLACES: Mapping[Kind, Where] = {"markup": "markup", "css": "markup", "data": "data", "prose": "mention"}
_SHARES = re.compile(r"\{%-?\s*(?:include|extends|import|from|module|block)\b")


@dataclass(frozen=True)
class Beside:
    """Constants of other files: of scripts with their text and file, of HubL with their text."""

    scripts: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    hubl: Mapping[str, str] = field(default_factory=dict[str, str])

    def without(self, file: str) -> Beside:
        """Those of other files than this one."""
        return Beside({name: one for name, one in self.scripts.items() if one[1] != file}, self.hubl)


@dataclass
class FileCallers:
    """What was seen in one file, in its order, and the constants that other files may use."""

    sightings: list[Sighting]
    bases: list[Base]


def kind_of(file: str) -> Kind:
    """What a file is, by its name."""
    return _KINDS.get(PurePosixPath(file).suffix.lower(), "other")


def read_callers(file: str, text: str, beside: Beside) -> FileCallers:
    """Every place in a file that names `/_hcms/api/`."""
    suffix = PurePosixPath(file).suffix.lower()
    kind = kind_of(file)
    beside = beside.without(file)
    reading = _Reading(file, read_hubl(text, beside.hubl), kind)
    parts = Parts([], [])
    if kind == "script":
        parts.scripts.append(ScriptPart(0, len(text), _DIALECTS[suffix], attribute=False))
    elif kind == "markup":
        parts = split(text)
    elif kind == "css":
        parts.comments.extend(css_comments(text, 0, len(text)))
    reading.quiet += ((*span, "mention") for span in parts.comments)
    for part in parts.scripts:
        filled = suffix in _FILLED or part.attribute
        script = read_script(reading.hubl, (part.start, part.end), part.dialect, beside.scripts, filled=filled)
        reading.found += script.sightings
        reading.quiet += [*script.quiet, (part.start, part.end, "loose")]
        reading.seen |= script.seen
        reading.bases += (Base(name, told, file) for name, told in script.bases if not part.attribute)
    if kind != "script":
        at = 0
        for part in sorted(parts.scripts):
            reading.text(at, part.start)
            at = part.end
        reading.text(at, len(text))
        reading.tags()
    reading.leftovers()
    unique = {(one.at, one.path.words, one.path.endpoint): one for one in reading.found}
    return FileCallers(sorted(unique.values(), key=lambda one: one.at), reading.bases)


@dataclass
class _Reading:
    """One file while it is read. `quiet` are spans in which a path calls nothing, or calls otherwise, the first first.

    `seen` are the places of paths that have been told.
    """

    file: str
    hubl: Hubl
    kind: Kind
    found: list[Sighting] = field(default_factory=list[Sighting])
    quiet: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    seen: set[int] = field(default_factory=set[int])
    bases: list[Base] = field(default_factory=list[Base])

    def text(self, start: int, end: int) -> None:
        """What stands outside of scripts."""
        if names_path(self.hubl.text[start:end]) or self.hubl.values:
            self._add(said(self.hubl, start, end), start, end, in_text=True)

    def tags(self) -> None:
        """What strings in HubL's tags say; a variable that only begins paths in this file is told where it is used."""
        text = self.hubl.text
        for tag in TAG.finditer(text):
            if tag["comment"] is None and (names_path(tag[0]) or self.hubl.values):
                for pieces in self.hubl.chains(tag.start() + 2, tag.end() - 2):
                    self._add(pieces, *tag.span())
        for name, pieces in self.hubl.values.items():
            paths = [path for path in find_paths(pieces, text) if path.is_base and path.words]
            if not paths:
                continue
            words = paths[0].words
            told = [one for one in self.found if one.path.words == words and not one.path.is_base]
            uses = sum(len(re.findall(rf"\b{name}\b", tag[0])) for tag in TAG.finditer(text)) - 1
            if told and uses == len(told) and not _SHARES.search(text):
                self.found = [one for one in self.found if one.path.words != words or not one.path.is_base]
            else:
                self.bases.append(Base(name, "".join(piece.text for piece in pieces), self.file, hubl=True))

    def leftovers(self) -> None:
        """Every other place that has the path: in comments, in patterns, between strings."""
        text = self.hubl.text
        if names_path(text):
            for start, end, what in self.quiet:
                if what == "pattern":
                    self._add([Piece(text[start:end], start, end)], start, end)
            self._add([Piece(text, 0, len(text))], 0, len(text))

    def _add(self, pieces: list[Piece], start: int, end: int, *, in_text: bool = False) -> None:
        """What pieces say that were read in one span; a path that is written elsewhere came through a variable."""
        new: set[int] = set()
        for path in find_paths(pieces, self.hubl.text):
            place = path.words[0][0] if path.words else path.at
            outside = not start <= path.at < end
            through = outside or (path.torn and in_text)
            if place in self.seen and not through:
                continue
            new.add(place)
            at = path.follows if through and start <= path.follows < end else start if through else path.at
            self.found.append(Sighting(at, path, self._where(at), through="a HubL variable" if through else ""))
        self.seen |= new

    def _where(self, at: int) -> Where:
        for start, end, what in self.quiet:
            if start <= at < end:
                return cast("Where", what)
        return _PLACES.get(self.kind, "searched")
