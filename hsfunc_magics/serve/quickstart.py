"""The quickstart notebook that the package ships, and the fresh folder it is copied into."""

from __future__ import annotations

import shutil
from itertools import chain, count
from pathlib import Path

from ..cli.command import CommandError

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
