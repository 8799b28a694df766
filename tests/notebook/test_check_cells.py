"""The workshop's task: its checks say right to the solution, and say why to what the students find in its place."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from .conftest import Shell

WORKSHOP = Path(__file__).parents[2] / "workshop"
CELLS = {cell["id"]: cell for cell in nbformat.read(WORKSHOP / "check-cells.ipynb", as_version=4).cells}
CHECKS = [name for name, cell in CELLS.items() if cell.metadata.get("nbgrader", {}).get("grade")]


def test_the_checks_say_right_to_the_solution(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("greet", *CHECKS):
        shell.run(CELLS[name].source)
    assert capsys.readouterr().out.count("Right: ") == len(CHECKS)


def test_the_checks_say_why_to_what_stands_in_its_place(shell: Shell) -> None:
    [stub] = re.findall(r"code_stub = \{\"python\": '(.+)'\}", (WORKSHOP / "nbgrader_config.py").read_text("utf-8"))
    solution = re.compile(r"// ### BEGIN SOLUTION\n.*\n// ### END SOLUTION", re.DOTALL)
    cell, taken_out = solution.subn(stub, CELLS["greet"].source)
    assert taken_out == 1
    shell.run(cell)
    for name in CHECKS:
        with pytest.raises(AssertionError, match="yours is 501"):
            shell.run(CELLS[name].source)


def test_a_hidden_check_finds_what_the_others_do_not(shell: Shell) -> None:
    shell.run(CELLS["greet"].source.replace("?.[0]", "?.at(-1)"))
    *first, last = CHECKS
    for name in first:
        shell.run(CELLS[name].source)
    with pytest.raises(AssertionError, match="Of several names the first counts"):
        shell.run(CELLS[last].source)
