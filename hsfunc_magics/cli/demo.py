"""`hsfunc demo`: the quickstart or a lesson in a fresh folder, open in JupyterLab or run without a screen."""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from itertools import chain, count
from pathlib import Path
from typing import NoReturn

from .command import CommandError, Commands, add_command

NAME = "01-quickstart.ipynb"

_PACKAGE = Path(__file__).parents[1]
# A wheel carries the notebooks inside the package; an editable install finds the repository's own beside it.
_PLACES = (_PACKAGE / "notebooks", _PACKAGE.parent / "notebooks")


def shipped(lesson: int | None = None) -> Path:
    """The quickstart as it was shipped, or the lesson of that number."""
    if lesson is None:
        return _place() / NAME
    there = lessons()
    if lesson not in there:
        raise CommandError(f"There is no lesson {lesson}. The lessons are:\n{_listed(there)}")
    return there[lesson]


def lessons() -> dict[int, Path]:
    """The lessons by their numbers."""
    found = sorted((_place() / "lessons").glob("[0-9][0-9]-*.ipynb"))
    return {int(path.name[:2]): path for path in found}


def _place() -> Path:
    for place in _PLACES:
        if (place / NAME).is_file():
            return place
    raise CommandError(f"The notebooks are missing: {NAME} is neither in {_PLACES[0]} nor in {_PLACES[1]}.")


def _listed(there: dict[int, Path]) -> str:
    return "\n".join(f"  {number:2}  {_title(path)}" for number, path in there.items())


def _title(path: Path) -> str:
    """What a lesson is about, by its first heading."""
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
    heading = "".join(first).partition("\n")[0].removeprefix("# ")
    return heading.partition(". ")[2] or heading


def copy_to(folder: Path, lesson: int | None = None) -> Path:
    """Copies a notebook into `folder`, which is made where it is missing; the copy. A folder in use is refused."""
    source = shipped(lesson)
    notebook = folder / source.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty. Name another folder: the demo writes into a fresh one.")
        shutil.copyfile(source, notebook)
    except FileExistsError:
        raise CommandError(f"{folder} is a file. Name another folder: the demo writes into a fresh one.") from None
    except OSError as problem:
        raise CommandError(f"The demo cannot be written to {folder}: {problem.strerror}.") from None
    return notebook


def fresh_folder(name: str) -> Path:
    """`name` in the current folder, numbered where it exists."""
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(folder for folder in map(Path, names) if not folder.exists())


_FOLDER = "hsfunc-demo"
# Settings for this JupyterLab only: no announcements pop up over the notebook, nothing asks the network for updates.
_LAB_CONFIG = Path(__file__).parent / "lab"


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "demo",
        run,
        summary="open the quickstart notebook, or a lesson",
        description="Copies the quickstart notebook, or a lesson, into a fresh folder and opens it in JupyterLab, on "
        "127.0.0.1 only.",
        example="hsfunc demo --lesson 1 --folder ~/try-hsfunc",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--lesson", type=int, metavar="N", help="the lesson of this number, in place of the quickstart: --list"
    )
    what.add_argument("--list", action="store_true", help="list the lessons with their numbers, and open nothing")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--folder", type=Path, metavar="DIR", help=f"the folder (default: ./{_FOLDER}, numbered if it exists)"
    )
    where.add_argument(
        "--headless",
        action="store_true",
        help="run the notebook in a temporary folder and print every cell's output, without a screen or a browser",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="start JupyterLab, print the notebook's address, open no browser"
    )


def run(options: argparse.Namespace) -> int:
    """Runs the notebook headless, or becomes JupyterLab."""
    if options.list:
        print(_listed(lessons()))
        return 0
    if not options.headless:
        _open_in_lab(options)
    return _run_headless(options.lesson)


def _open_in_lab(options: argparse.Namespace) -> NoReturn:
    _require("jupyterlab", "JupyterLab")
    _require("ipykernel", "ipykernel, which runs a notebook's cells,")
    folder = options.folder.expanduser() if options.folder is not None else fresh_folder(_FOLDER)
    notebook = copy_to(folder, options.lesson)
    _trust(notebook)
    name = "The quickstart" if options.lesson is None else f"Lesson {options.lesson}"
    print(f"{name} is in {notebook}. Ctrl-C ends JupyterLab.", flush=True)
    # Replaces this process, so that Ctrl-C and its question reach JupyterLab and nobody else.
    os.execve(sys.executable, _lab_command(notebook, open_browser=not options.no_browser), _lab_environment())


def _trust(notebook: Path) -> None:
    """Signs the copy, as `jupyter trust` does: its outputs are the ones that were shipped, and are shown in full."""
    import nbformat
    from nbformat.sign import NotebookNotary

    # Where nothing can be kept of a signature JupyterLab shows the notebook as one of a stranger.
    with contextlib.suppress(OSError, sqlite3.Error):
        NotebookNotary().sign(nbformat.read(notebook, as_version=4))


def _run_headless(lesson: int | None) -> int:
    _require("nbclient", "nbclient, which runs a notebook,")
    _require("ipykernel", "ipykernel, which runs a notebook's cells,")
    from .headless import execute

    with tempfile.TemporaryDirectory(prefix="hsfunc-demo-") as folder:
        return execute(copy_to(Path(folder), lesson))


def _require(module: str, name: str) -> None:
    if importlib.util.find_spec(module) is None:
        raise CommandError(
            f"{name} is not installed here. Install it with:\n  {sys.executable} -m pip install 'hsfunc-magics[lab]'"
        )


def _lab_command(notebook: Path, *, open_browser: bool) -> list[str]:
    # The address that is printed is the notebook's own.
    address = f"--LabApp.default_url=/lab/tree/{notebook.name}"
    command = [sys.executable, "-m", "jupyterlab", str(notebook), "--ServerApp.ip=127.0.0.1", address]
    if not open_browser:
        command.append("--no-browser")
    if os.geteuid() == 0:
        command.append("--allow-root")  # a container's only user; otherwise JupyterLab refuses to start there
    return command


def _lab_environment() -> dict[str, str]:
    others = os.environ.get("JUPYTER_CONFIG_PATH")
    return {
        **os.environ,
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, (str(_LAB_CONFIG), others))),
        # A kernel of the user's that is also called python3 may belong to another Python: this one's goes first.
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
