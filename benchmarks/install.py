"""`install`: the wheel of these sources: its size, and from `pip install` in a new environment to a first answer."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from itertools import count
from pathlib import Path

from .http.functions import ECHO, write_folder
from .needs import CannotMeasure, Need, output_of
from .rows import Quantity, Row
from .sampling import in_turns

_ROOT = Path(__file__).parents[1]
_MEGABYTE = 1024 * 1024
_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")


def _no_builder() -> str | None:
    missing = [name for name in ("pip", "hatchling") if importlib.util.find_spec(name) is None]
    if missing:
        return f"It builds a wheel and installs it: pip install -e '.[test]' ({', '.join(missing)} is missing)."
    if not (_ROOT / "labextension" / "dist" / "static").is_dir():
        return "A wheel's JupyterLab extension is missing: run pip install -e . again, which builds it."
    return None


BUILDER = Need("pip, hatchling", _no_builder)


def install(*, quick: bool) -> Iterator[Row]:
    """`pip install` of the wheel, `hsfunc call`; beside it `pip install` of what it depends on; caches warm."""
    with tempfile.TemporaryDirectory(prefix="hsfunc-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        wheel = _built(place)
        yield Row("the wheel, without Node", Quantity(wheel.stat().st_size / _MEGABYTE, "MB"))
        write_folder(place / "app.functions", "http://127.0.0.1:1/")
        wanted = needed(wheel)
        # How fast the index is, or the way to it, is nothing of ours.
        output_of([*_PIP, "download", "-q", "--only-binary=:all:", "-d", str(place / "dist"), *wanted], _variables())
        numbers = count()
        answers: list[float] = []

        def ours() -> None:
            environment = _environment(place / f"env-{next(numbers)}")
            _install(environment, place / "dist", ["hsfunc-magics"])
            start = time.perf_counter()
            _call(environment, place / "app.functions")
            answers.append(time.perf_counter() - start)

        actions = {
            "ours": ours,
            "needed": lambda: _install(_environment(place / f"env-{next(numbers)}"), place / "dist", wanted),
        }
        in_turns(actions, rounds=1, batch=1)  # fills the system's caches
        answers.clear()
        taken = in_turns(actions, rounds=1 if quick else 4, batch=1)
    yield Row(
        "pip install to the first answer",
        Quantity(taken["ours"].median, "s"),
        Quantity(taken["needed"].median, "s", "what it depends on"),
        taken["ours"].ratio(taken["needed"]),
        remark=f"hsfunc call {sorted(answers)[len(answers) // 2]:.2f} s of it",
    )


def _built(place: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place / "dist")]
    told = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    wheels = list(place.glob("dist/*.whl"))
    if told.returncode != 0 or not wheels:
        raise CannotMeasure(f"No wheel could be built: {(told.stderr or told.stdout).strip().splitlines()[-1]}")
    return wheels[0]


def needed(wheel: Path) -> list[str]:
    """What the wheel says that it depends on, without extras."""
    with zipfile.ZipFile(wheel) as opened:
        name = next(name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
        told = BytesHeaderParser().parsebytes(opened.read(name)).get_all("Requires-Dist") or []
    return [str(each) for each in told if "extra ==" not in str(each)]


def _environment(place: Path) -> Path:
    """A new one without pip: the one that runs this installs into it."""
    venv.create(place, with_pip=False, symlinks=True)
    return place


def _variables() -> dict[str, str]:
    """As in a shell: nothing of this program's own packages, and what is installed is compiled."""
    ours = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "HSFUNC_NODE")
    return {name: value for name, value in os.environ.items() if name not in ours}


def _install(environment: Path, wheels: Path, what: list[str]) -> None:
    python = str(environment / "bin" / "python")
    output_of(
        [*_PIP, "--python", python, "install", "-q", "--no-index", "--find-links", str(wheels), *what], _variables()
    )


def _call(environment: Path, folder: Path) -> None:
    told = output_of([str(environment / "bin" / "hsfunc"), "call", str(folder), ECHO.name], _variables())
    if '"hello"' not in told:
        raise CannotMeasure("The installed wheel did not answer as the function does.")
