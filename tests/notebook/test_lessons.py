"""The lessons: their outputs are what comes out, their checks know the solution, and nothing is left untaught."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from website.coverage import NOTEBOOKS, PAGE, REFERENCE, cells, page, showing, statements

from .conftest import Shell

SECONDS = 600  # twelve kernels, one after the other
LESSONS = sorted((NOTEBOOKS / "lessons").glob("*.ipynb"))
SAID = statements(REFERENCE.read_text(encoding="utf-8"))
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@dataclass(frozen=True)
class Lesson:
    """A lesson's cells, and those with a part in its exercises."""

    cells: list[NotebookNode]

    def of(self, role: str) -> list[NotebookNode]:
        return [cell for cell in self.cells if cell.metadata.get("hsfunc", {}).get("role") == role]


def read(path: Path) -> Lesson:
    return Lesson(nbformat.read(path, as_version=4).cells)


def solution(cell: NotebookNode) -> str:
    """What a solution proposes in place of the exercise."""
    [code] = re.findall(r"^```\w*\n(.*?)^```$", cell.source, re.MULTILINE | re.DOTALL)
    assert isinstance(code, str)
    return code


def asks_npm(cell: NotebookNode) -> bool:
    """Whether nbval leaves the cell out, for its registry may be out of reach."""
    return "skip-execution" in cell.metadata.get("tags", [])


@pytest.mark.timeout(SECONDS + 10)
def test_the_lessons_pass_nbval() -> None:
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "notebooks/lessons"]
    told = subprocess.run(command, cwd=NOTEBOOKS.parent, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert told.returncode == 0, told.stdout[-3000:]


@each_lesson
def test_an_exercise_is_stored_unsolved_with_a_check_that_says_why(path: Path) -> None:
    lesson = read(path)
    assert lesson.of("exercise")
    parts = [role for cell in lesson.cells if (role := cell.metadata.get("hsfunc", {}).get("role"))]
    assert parts == ["exercise", "check", "solution"] * len(lesson.of("exercise"))
    for check in lesson.of("check"):
        [output] = check.outputs
        assert output.text.startswith("not yet: ") and "because" in output.text
    for hidden in lesson.of("solution"):
        assert hidden.cell_type == "markdown" and hidden.source.startswith("<details>")


@each_lesson
def test_a_check_says_right_to_the_solution(
    path: Path, shell: Shell, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # also for a lesson that goes elsewhere: what is here now is here afterwards
    lesson = read(path)
    solutions = iter(lesson.of("solution"))
    said = ""
    for cell in lesson.cells:
        if cell.cell_type != "code" or asks_npm(cell):
            continue  # what asks npm's registry is executed by hand: scripts/refresh-notebooks --npm
        role = cell.metadata.get("hsfunc", {}).get("role")
        capsys.readouterr()
        shell.run(solution(next(solutions)) if role == "exercise" else cell.source)
        if role == "check":
            said = capsys.readouterr().out
            assert said.startswith("right: "), said
    assert said


def test_what_asks_npm_is_stored_as_it_comes_out(shell: Shell, bundle_cache: Path) -> None:
    shell.run(f"%config HsfuncMagics.bundle_cache = {str(bundle_cache)!r}")
    for cell in filter(asks_npm, (cell for path in LESSONS for cell in read(path).cells)):
        value = shell.run(cell.source)
        outputs = [*shell.shown(), *([] if value is None else [shell.ip.display_formatter.format(value)[0]])]
        assert [output["text/plain"] for output in outputs] == [output.data["text/plain"] for output in cell.outputs]


def test_cells_show_what_the_reference_has_and_nothing_else() -> None:
    ids = [one.id for one in SAID]
    assert len(ids) == len(set(ids))
    assert all(one["implemented"] is ("reason" not in one) for one in json.loads(REFERENCE.read_text(encoding="utf-8")))
    shown = {name: [f"{cell.notebook.name} In [{cell.number}]" for cell in found]
             for name, found in showing(cells(NOTEBOOKS)).items()}  # fmt: skip
    assert {name: places for name, places in shown.items() if name not in ids} == {}


def test_every_sentence_has_a_cell_or_a_reason() -> None:
    shown = showing(cells(NOTEBOOKS))
    assert [one.id for one in SAID if one.id not in shown and one.reason is None] == []
    assert [one.id for one in SAID if one.id in shown and one.reason is not None] == []


def test_the_page_of_what_is_shown_is_up_to_date() -> None:
    made = page(SAID, showing(cells(NOTEBOOKS)), PAGE.parent)
    assert made == PAGE.read_text(encoding="utf-8"), "run: python -m website.coverage"
