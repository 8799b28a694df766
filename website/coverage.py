"""Which cells show which sentence of HubSpot's reference: `python -m website.coverage` writes the page.

docs/reference.json has every sentence and table row of the reference, in words of our own. A cell names those that it
shows in its metadata: `{"hsfunc": {"reference": ["endpoints-4"]}}`.
"""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference.json"
PAGE = ROOT / "docs" / "coverage.md"
NOTEBOOKS = ROOT / "notebooks"

_HEAD = """# What the notebooks show of the reference

Every sentence and every table row of HubSpot's *Serverless functions reference (design manager)*, below its own
headings and in words of our own, with the cells that show it: `In [5]` is the fifth cell that a notebook runs. Of {all}
there are {shown} with a cell; of each of the others it says why there is nothing to run.

A script makes this page: `python -m website.coverage`.
"""


@dataclass(frozen=True)
class Statement:
    """A sentence or a row of the reference; `reason` says why there is nothing to show of it."""

    id: str
    heading: str
    says: str
    reason: str | None


@dataclass(frozen=True)
class Cell:
    """A code cell, by its number as Run All gives it, and the statements that it shows."""

    notebook: Path
    number: int
    shows: tuple[str, ...]


def statements(text: str) -> list[Statement]:
    """What docs/reference.json has, in its order."""
    return [Statement(one["id"], one["heading"], one["says"], one.get("reason")) for one in json.loads(text)]


def cells(folder: Path) -> Iterator[Cell]:
    """The code cells of all notebooks below `folder`."""
    for path in sorted(folder.rglob("*.ipynb")):
        if path.parent.name == ".ipynb_checkpoints":
            continue
        notebook = nbformat.read(path, as_version=4)
        runs = (cell for cell in notebook.cells if cell.cell_type == "code")
        for number, cell in enumerate(runs, start=1):
            yield Cell(path, number, tuple(cell.metadata.get("hsfunc", {}).get("reference", ())))


def showing(there: Iterable[Cell]) -> dict[str, list[Cell]]:
    """The cells by the statements that they show."""
    found: dict[str, list[Cell]] = {}
    for cell in there:
        for name in cell.shows:
            found.setdefault(name, []).append(cell)
    return found


def page(said: Iterable[Statement], shown: Mapping[str, list[Cell]], beside: Path) -> str:
    """The document; links lead from the folder `beside`."""
    said = list(said)
    parts = [_HEAD.format(all=len(said), shown=sum(one.id in shown for one in said))]
    for heading, below in groupby(said, key=lambda one: one.heading):
        rows = [f"| {one.id} | {_cell_text(one.says)} | {_where(one, shown, beside)} |" for one in below]
        parts.append("\n".join([f"## {heading}\n", "| | it says | shown by |", "|---|---|---|", *rows, ""]))
    return "\n".join(parts)


def _where(one: Statement, shown: Mapping[str, list[Cell]], beside: Path) -> str:
    by_notebook = groupby(shown.get(one.id, ()), key=lambda cell: cell.notebook)
    places = []
    for path, found in by_notebook:
        link = Path(os.path.relpath(path, beside)).as_posix()
        places.append(f"[{path.stem}]({link}) {', '.join(f'`In [{cell.number}]`' for cell in found)}")
    return "<br>".join(places) or one.reason or "**nothing**"


def _cell_text(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    made = page(statements(REFERENCE.read_text(encoding="utf-8")), showing(cells(NOTEBOOKS)), PAGE.parent)
    PAGE.write_text(made, encoding="utf-8")
