"""Who runs a kernel: nbval and papermill are found by the marks that they leave, and a person by none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from hsfunc_magics.notebook.unattended import unattended

KERNEL = SimpleNamespace(kernel=object())
# As a kernel of the program, which has no other mark.
ASK = """import os, sys, types
from hsfunc_magics.notebook.unattended import unattended
print(repr(unattended(types.SimpleNamespace(kernel=1))))"""
RUN = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[-1]], check=True)"


@pytest.fixture(autouse=True)
def without_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "PYTEST_CURRENT_TEST"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("test", "why"),
    [
        ("lessons/01.ipynb::Cell 0 (setup)", "nbval runs this notebook"),
        ("tests/test_kernels.py::test_one (setup)", "pytest runs this kernel"),
        ("", ""),
    ],
)
def test_a_kernel_that_pytest_started_has_the_name_of_the_test(
    monkeypatch: pytest.MonkeyPatch, test: str, why: str
) -> None:
    monkeypatch.setenv("PYTEST_CURRENT_TEST", test)
    assert unattended(KERNEL) == why
    assert unattended(SimpleNamespace()) == ""  # no kernel, such as IPython in a test of somebody's own


def test_ci_goes_before_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    assert unattended(SimpleNamespace()) == "CI=1 is set"


@pytest.mark.parametrize(
    ("program", "why"),
    [
        (["bin/papermill"], "papermill runs this notebook"),
        (["-m", "papermill"], "papermill runs this notebook"),
        (["papermill_report.py"], ""),
        (["bin/jupyter-lab"], ""),
    ],
)
def test_papermill_is_found_by_the_command_that_started_the_kernel(
    tmp_path: Path, program: list[str], why: str
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
        env={name: value for name, value in os.environ.items() if name not in ("CI", "PYTEST_CURRENT_TEST")},
        timeout=60,
    )
    assert ended.stdout == f"{why!r}\n"
