"""A folder that was read from disk, with bundles in the place of its endpoints' files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..serverless_json.lint import unused_file
from ..serverless_json.problems import in_order
from .project import find_project
from .read import DiskFolder

if TYPE_CHECKING:
    from ..packages.folder_bundling import FolderBundling


def bundled(read: DiskFolder, bundling: FolderBundling) -> DiskFolder:
    """The folder with its bundles, and what is to be said of them. Raises `BundleError`."""
    if read.folder is None:
        return read
    made = bundling(read.folder)
    # A file that has gone into a bundle is of use, also without an endpoint of its own.
    used = {unused_file(file).message for file in made.inputs}
    kept = [problem for problem in read.problems if problem.message not in used]
    around = find_project(read.path).problem(read.path)
    problems = in_order([*kept, *made.failed, *made.remarks, *([around] if around is not None else [])])
    return replace(read, folder=made.folder, problems=tuple(problems), bundles=made.bundles)
