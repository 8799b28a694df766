"""The executable documentation: its stored outputs are what comes out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

SECONDS = 600  # four kernels, one after the other; the lessons are in test_lessons.py, so that both run side by side
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.mark.timeout(SECONDS + 10)
def test_the_notebooks_pass_nbval() -> None:
    notebooks = [f"notebooks/{path.name}" for path in NOTEBOOKS.glob("*.ipynb")]
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", *sorted(notebooks)]
    told = subprocess.run(command, cwd=NOTEBOOKS.parent, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert told.returncode == 0, told.stdout[-3000:]


def test_every_output_is_small_and_nothing_failed() -> None:
    for path in NOTEBOOKS.rglob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                assert output.output_type != "error"
                assert len(str(output)) < 12_000
