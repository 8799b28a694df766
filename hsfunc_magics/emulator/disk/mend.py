"""serverless.json on disk with its certain mends: shown first, then written whole or not at all."""

from __future__ import annotations

import difflib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import FolderError
from ..secrets.detect import looks_like_secret
from ..serverless_json.manifest import MANIFEST_NAME
from ..serverless_json.mends import mended
from ..text import visible
from .ignore import ignoring_for
from .read import reason, walk_directory

_HIDDEN = "•••"
_STRING = r'"((?:[^"\\]|\\.)*)"'
_NAMED = re.compile(rf"{_STRING}(\s*:\s*){_STRING}")
_ALONE = re.compile(_STRING)


@dataclass(frozen=True)
class Mend:
    """What is to be changed in a JSON file, such as serverless.json. `shown` is the file as it is told."""

    file: Path
    shown: str
    before: str
    after: str

    def __str__(self) -> str:
        """The change as a unified diff; what looks like a secret's value is not in it."""
        before, after = (_lines(text) for text in (self.before, self.after))
        lines = difflib.unified_diff(before, after, self.shown, self.shown, n=1, lineterm="")
        return "\n".join(visible(_without_values(line)) for line in lines)


def plan_mend(path: Path, shown: str) -> Mend | None:
    """What can be mended in the serverless.json of a directory; None where that is nothing."""
    files = [inner for inner in walk_directory(path, ignoring_for(path)).files if inner != MANIFEST_NAME]
    return plan_file(path / MANIFEST_NAME, shown, lambda text: mended(text, files))


def plan_file(file: Path, shown: str, mend: Callable[[str], str]) -> Mend | None:
    """What `mend` changes in a file; None where that is nothing."""
    if file.is_symlink():
        return None  # it is not read, either
    try:
        before = file.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None  # another finding tells that
    after = mend(before)
    return Mend(file, shown, before, after) if after != before else None


def write_mend(mend: Mend) -> None:
    """Writes it. Raises `FolderError`; the file is then as it was."""
    staged: Path | None = None
    try:
        if mend.file.read_bytes() != mend.before.encode():
            raise FolderError(f"{mend.shown} was changed meanwhile: nothing was written.")
        descriptor, name = tempfile.mkstemp(prefix=f".{mend.file.name}-", dir=mend.file.parent)
        staged = Path(name)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(mend.after.encode())
        shutil.copymode(mend.file, staged)
        staged.replace(mend.file)
        staged = None
    except OSError as problem:
        raise FolderError(f"{mend.shown} cannot be written: {reason(problem)}. It is as it was.") from None
    finally:
        if staged is not None:
            with suppress(OSError):
                staged.unlink()


def _lines(text: str) -> list[str]:
    """Without their ends: what is told has its own."""
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]


def _without_values(line: str) -> str:
    named = _NAMED.sub(
        lambda found: f'"{found[1]}"{found[2]}"{_HIDDEN}"' if looks_like_secret(found[3], found[1]) else found[0], line
    )
    return _ALONE.sub(lambda found: f'"{_HIDDEN}"' if looks_like_secret(found[1]) else found[0], named)
