"""Who runs a kernel: CI, nbval and papermill are found by the marks that they leave, and a person by none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from hsfunc_magics.notebook.unattended import unattended

KERNEL = SimpleNamespace(kernel=object())
MARKS = ("CI", "PYTEST_CURRENT_TEST")
# As a kernel that the program has started.
ASK = """import types
from hsfunc_magics.notebook.unattended import unattended
print(unattended(types.SimpleNamespace(kernel=1)))"""
RUN = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[-1]], check=True)"


@pytest.fixture(autouse=True)
def without_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


def test_a_kernel_that_pytest_started_has_the_name_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # pytest has set it anew since the fixture
    assert not unattended(KERNEL)
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "lessons/01.ipynb::Cell 0 (setup)")
    assert unattended(KERNEL)
    assert not unattended(SimpleNamespace())  # no kernel, such as IPython in a test of somebody's own


def test_ci_says_so_without_a_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    assert unattended(SimpleNamespace())


@pytest.mark.parametrize(
    ("program", "found"),
    [
        (["bin/papermill"], True),
        (["-m", "papermill"], True),
        (["papermill_report.py"], False),
        (["bin/jupyter-lab"], False),
    ],
)
def test_papermill_is_found_by_the_command_that_started_the_kernel(
    tmp_path: Path, program: list[str], found: bool
) -> None:
    name = "papermill.py" if program[0] == "-m" else program[0]
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(RUN)
    ended = subprocess.run(
        [sys.executable, *program, "in.ipynb", ASK],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name not in MARKS},
        timeout=60,
    )
    assert ended.stdout == f"{found}\n"
