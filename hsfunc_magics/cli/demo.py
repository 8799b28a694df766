"""`hsfunc demo`: the quickstart notebook in a fresh folder, open in JupyterLab or run without a screen."""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
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
_PLACES = (_PACKAGE / "notebooks" / NAME, _PACKAGE.parent / "notebooks" / NAME)


def shipped() -> Path:
    """The notebook as it was shipped."""
    for place in _PLACES:
        if place.is_file():
            return place
    raise CommandError(f"The quickstart notebook is missing: neither {_PLACES[0]} nor {_PLACES[1]} is there.")


def copy_to(folder: Path) -> Path:
    """Copies it into `folder`, which is made where it is missing; the copy. A folder in use is refused."""
    notebook = folder / NAME
    source = shipped()
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
        summary="open the quickstart notebook",
        description="Copies the quickstart notebook into a fresh folder and opens it in JupyterLab, on 127.0.0.1 only.",
        example="hsfunc demo --folder ~/try-hsfunc",
    )
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
    if not options.headless:
        _open_in_lab(options)
    return _run_headless()


def _open_in_lab(options: argparse.Namespace) -> NoReturn:
    _require("jupyterlab", "JupyterLab")
    _require("ipykernel", "ipykernel, which runs a notebook's cells,")
    folder = options.folder.expanduser() if options.folder is not None else fresh_folder(_FOLDER)
    notebook = copy_to(folder)
    _trust(notebook)
    print(f"The quickstart is in {notebook}. Ctrl-C ends JupyterLab.", flush=True)
    # Replaces this process, so that Ctrl-C and its question reach JupyterLab and nobody else.
    os.execve(sys.executable, _lab_command(notebook, open_browser=not options.no_browser), _lab_environment())


def _trust(notebook: Path) -> None:
    """Signs the copy, as `jupyter trust` does: its outputs are the ones that were shipped, and are shown in full."""
    import nbformat
    from nbformat.sign import NotebookNotary

    # Where nothing can be kept of a signature JupyterLab shows the notebook as one of a stranger.
    with contextlib.suppress(OSError, sqlite3.Error):
        NotebookNotary().sign(nbformat.read(notebook, as_version=4))


def _run_headless() -> int:
    _require("nbclient", "nbclient, which runs a notebook,")
    _require("ipykernel", "ipykernel, which runs a notebook's cells,")
    from .headless import execute

    with tempfile.TemporaryDirectory(prefix="hsfunc-demo-") as folder:
        return execute(copy_to(Path(folder)))


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
