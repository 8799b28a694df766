"""Places in stacks as their writer knows them: the cell's own columns, and a bundle's lines led back to its sources."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .javascript import BundleOrigin, SourceFile

PACKAGE_FOLDER = "node_modules/"


@dataclass(frozen=True, slots=True)
class SourcePosition:
    """A place in the file that runs, at `path` (`app.functions/events.js`), counting from 1.

    `in_source` leads it back to the cell, or to the source of a bundle, whose map is read only for that; its text says
    the same as `app.functions/events.js:3:9`, empty for what the bundler has added.
    """

    path: str
    line: int
    column: int
    file: SourceFile

    def in_source(self) -> tuple[str, int, int] | None:
        """File, line and column as whoever wrote the function knows them; None for what the bundler has added."""
        if self.file.origin is not None:
            return _source(self.file.origin, self.line, self.column, self.path.partition("/")[0])
        return self.path, self.line, _in_cell(self.file, self.line, self.column)

    def alone(self) -> SourcePosition | None:
        """The place in the source, which the position then does without."""
        found = self.in_source()
        return SourcePosition(*found, SourceFile("")) if found is not None else None

    def __str__(self) -> str:
        found = self.in_source()
        return _text(found) if found is not None else ""


def map_positions(text: str, path: str, file: SourceFile) -> str:
    """A text whose places in the file at `path` (`app.functions/events.js`) are those of the cell.

    Places in packages of a bundle read `lodash/lodash.js:123:4`; stack lines of the bundler's own code are left out.
    """
    if path not in text:
        return text
    if file.origin is not None:
        return _led_back(text, path, file.origin)
    return _moved(text, path, file) if file.first_column else text


def _moved(text: str, path: str, file: SourceFile) -> str:
    """Columns of line 1 back to where they are in the cell."""
    return re.sub(
        rf"({re.escape(path)}:1:)(\d+)",
        lambda match: f"{match[1]}{_in_cell(file, 1, int(match[2]))}",
        text,
    )


def _led_back(text: str, path: str, origin: BundleOrigin) -> str:
    place = re.compile(rf"{re.escape(path)}:(\d{{1,9}}):(\d{{1,9}})")
    folder = path.partition("/")[0]
    lines = []
    for line in text.split("\n"):
        unknown = False

        def lead_back(match: re.Match[str]) -> str:
            nonlocal unknown
            found = _source(origin, int(match[1]), int(match[2]), folder)
            unknown = unknown or found is None
            return _text(found) if found is not None else match[0]

        written = place.sub(lead_back, line)
        if not (unknown and line.lstrip().startswith("at ")):
            lines.append(written)
    return "\n".join(lines)


def _source(origin: BundleOrigin, line: int, column: int, folder: str) -> tuple[str, int, int] | None:
    """Where a place in the bundle comes from; None for what the bundler has added."""
    found = origin.map.position(line, column)
    if found is None:
        return None
    source, line, column = found
    file = origin.files.get(source)
    if file is not None:
        return f"{folder}/{source}", line, _in_cell(file, line, column)
    if source.startswith(PACKAGE_FOLDER):
        return source.rpartition(PACKAGE_FOLDER)[2], line, column
    return None


def _text(position: tuple[str, int, int]) -> str:
    file, line, column = position
    return f"{file}:{line}:{column}"


def _in_cell(file: SourceFile, line: int, column: int) -> int:
    return max(1, column - file.first_column) if line == 1 else column
