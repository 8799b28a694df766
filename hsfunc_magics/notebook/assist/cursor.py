"""Where in a cell the cursor is: in a magic line of ours, in the body of a cell magic, or in neither."""

from __future__ import annotations

import re
from dataclasses import dataclass

# IPython drops empty lines and the indentation before a cell magic.
_CELL_MAGIC = re.compile(r"(?:[ \t]*\n)*[ \t]*%%(hsfunction|hscall|hsmock)(?=\s|\Z)")
_LINE_MAGIC = re.compile(r"\s*(?:[\w.\[\]'\", ]+=\s*)?%(hsfunction|hscall|hsmock|hs)(?=\s|\Z)")
_CELL_MAGIC_OF_OTHERS = re.compile(r"\s*%%\w")


@dataclass(frozen=True, slots=True)
class Spot:
    """A cursor in a cell of ours.

    `line` is what stands after the magic's name. `in_line` is the cursor in it, `in_body` the one in `body`: one of
    them is None. `in_line` is below 0 while the cursor is in the magic's name.
    """

    magic: str
    line: str
    in_line: int | None
    body: str = ""
    in_body: int | None = None


def find(cell: str, cursor: int) -> Spot | None:
    """The place of a cursor; None where it is Python's."""
    found = _CELL_MAGIC.match(cell)
    if found is None:
        return _in_line_magic(cell, cursor)
    broken = cell.find("\n", found.end())
    end = len(cell) if broken < 0 else broken
    if cursor < found.start(1) - 2:
        return None
    line, body = cell[found.end() : end], cell[end + 1 :]
    if cursor <= end:
        return Spot(f"%%{found[1]}", line, cursor - found.end(), body)
    return Spot(f"%%{found[1]}", line, None, body, cursor - end - 1)


def _in_line_magic(cell: str, cursor: int) -> Spot | None:
    if _CELL_MAGIC_OF_OTHERS.match(cell) and "\n" not in cell[:cursor]:
        return None
    start = cell.rfind("\n", 0, cursor) + 1
    broken = cell.find("\n", cursor)
    line = cell[start : len(cell) if broken < 0 else broken]
    found = _LINE_MAGIC.match(line)
    if found is None or cursor - start < found.start(1) - 1:
        return None
    return Spot(f"%{found[1]}", line[found.end() :], cursor - start - found.end())
