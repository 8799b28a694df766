"""Puts a file's new bytes in place of those that were read: whole or not at all, and never over somebody's change."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from ..errors import FolderError
from .read import reason


def swap_file(file: Path, before: bytes, after: bytes, shown: str) -> None:
    """Writes a file. Raises `FolderError`; it is then as it was."""
    staged: Path | None = None
    try:
        if file.read_bytes() != before:
            raise FolderError(f"{shown} was changed meanwhile: nothing was written.")
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
        staged = Path(name)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(after)
        shutil.copymode(file, staged)
        staged.replace(file)
        staged = None
    except OSError as problem:
        raise FolderError(f"{shown} cannot be written: {reason(problem)}. It is as it was.") from None
    finally:
        if staged is not None:
            with suppress(OSError):
                staged.unlink()
