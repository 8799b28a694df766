"""Pictures that notebooks carry themselves become files beside them: MyST-NB does not read attachments."""

from __future__ import annotations

import base64
from pathlib import Path

import nbformat


def unpack(path: Path) -> None:
    """Writes the attachments of a notebook beside it, and has its cells name the files."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for name, picture in cell.pop("attachments", {}).items():
            file = path.with_name(f"{path.stem}-{name}")
            [encoded] = picture.values()
            file.write_bytes(base64.b64decode(encoded))
            cell.source = cell.source.replace(f"(attachment:{name})", f"({file.name})")
    nbformat.write(notebook, path)
