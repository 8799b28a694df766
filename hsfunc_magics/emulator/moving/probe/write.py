"""Writes the probe's project: a new folder that appears at once, and never over anything."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from ...disk.read import reason
from ...errors import FolderError
from .project_files import probe_files


def write_probe(shown: str) -> None:
    """Raises `FolderError`; the disk is then as it was."""
    target = Path(shown).expanduser()
    if os.path.lexists(target):
        raise FolderError(f"{shown} is there already, and nothing is written over it: name a new folder.")
    above = next(folder for folder in target.absolute().parents if folder.exists())
    staging: Path | None = None
    try:
        staging = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=above))
        # What is missing above it appears with it, at once.
        first, *below = target.absolute().relative_to(above).parts
        for inner, text in probe_files().items():
            place = staging.joinpath("new", *below, inner)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        (staging / "new").rename(above / first)
    except OSError as problem:
        raise FolderError(f"{shown} cannot be written: {reason(problem)}. Nothing was written.") from None
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
