"""The entry file that a function names: where it lies, and what is wrong with that (contract §12)."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from dataclasses import dataclass

from ...serverless_json.problems import Problem, error, show, warning
from ...text import did_you_mean

CODE = (".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx")
_SOURCES = {".js": (".ts", ".tsx", ".jsx", ".mjs"), ".mjs": (".mts",), ".cjs": (".cts",)}


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an entry file lies in the project, None where that is outside its sources, and what is to be said of it.

    `missing`: it is not there. That is an error of calls only, as the file may still come.
    """

    file: str | None
    problem: Problem | None = None
    missing: bool = False


def find_entry(named: str, root: str, src: str, files: Collection[str], path: str) -> Entry:
    """The file that is named from the folder `root` on; `src` is the source folder, `path` where it is named."""
    file = posixpath.normpath(posixpath.join(root, named.lstrip("/")))
    if not lies_below(file, src):
        told = f"{show(named)} lies outside the project's sources."
        return Entry(None, error(path, told, f"Name a file below {src or 'the project'}."))
    if file in files:
        return Entry(file)
    stem, ending = posixpath.splitext(file)
    source = next((f"{stem}{other}" for other in _SOURCES.get(ending, ()) if f"{stem}{other}" in files), None)
    if source is not None:
        told = f"there is no file {file}; {source} is there, and runs in its place here."
        return Entry(
            source, warning(path, told, "Name that file, or see to it that it is compiled before each upload.")
        )
    near = did_you_mean(file, [name for name in files if name.endswith(CODE)])
    return Entry(file, error(path, f"there is no file {file}.", f"Add the file, or correct the name.{near}"), True)


def lies_below(file: str, folder: str) -> bool:
    """Whether a path of the project lies in a folder of it; an empty text is the project itself."""
    return not file.startswith("../") and file != ".." and (not folder or file.startswith(f"{folder}/"))
