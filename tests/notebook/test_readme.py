"""The README's tour: every cell runs as it stands there, top to bottom, in an empty folder."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from .kernels import SECONDS, START_SECONDS, patient

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
_CELL = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def tour() -> list[str]:
    text = README.partition("<!-- tour -->")[2].partition("<!-- /tour -->")[0]
    return [found.rstrip() for found in _CELL.findall(text)]


def plain(cell: nbformat.NotebookNode) -> str:
    """What a cell shows, as text."""
    shown = [output.get("text") or output["data"].get("text/plain", "") for output in cell.outputs]
    return "\n".join(shown)


@patient
def test_the_tour_runs_as_pasted_in_an_empty_folder(tmp_path: Path) -> None:
    cells = tour()
    assert len(cells) >= 10
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    NotebookClient(
        notebook,
        timeout=SECONDS,
        startup_timeout=START_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    ).execute()
    shown = {source: plain(cell) for source, cell in zip(cells, notebook.cells, strict=True)}

    def of(start: str) -> str:
        return next(text for source, text in shown.items() if source.startswith(start))

    assert '"Bob"' in of("%hscall events?")
    assert '"id": 7' in of("%hscall POST")
    assert "['Ann']" in of("r = ")
    assert "broken.js, line 2" in of("%hscall broken")
    assert "•••" in of("%hscall signed") and "Note: A secret's value was seen" in of("%hscall signed")
    assert "blocked by the browser" in of("%hscall events --origin")
    assert "429" in of("%hs clock freeze")
    assert "{'names': ['Cy']}" in of("%hs serve")
    assert sorted(path.name for path in (tmp_path / "app.functions").iterdir()) == [
        "broken.js",
        "events.js",
        "serverless.json",
        "signed.js",
    ]
    assert (tmp_path / "moved" / "MOVING.md").is_file()
    assert "/hs/serverless/events" in of("%hs export")
