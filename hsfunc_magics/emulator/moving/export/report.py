"""An export as it is told: what is written, how each function moves, and what a person has to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...disk.write_files import FilePlan
from ...projects.project import SERVERLESS_PREFIX
from .moving_md import MOVING_FILE
from .names import HSMETA
from .plan import MovedFunction, ProjectPlan
from .project_files import FUNCTIONS

_MOST_FILES = 8


def report(project: ProjectPlan, files: FilePlan) -> str:
    """All of it, as text."""
    return "\n".join(_lines(project, files))


def _lines(project: ProjectPlan, files: FilePlan) -> Iterator[str]:
    yield f"{files.title} → {files.shown}"
    rows = (("new", files.new), ("changed", files.changed), ("unchanged", files.unchanged))
    yield from (f"  {title}: {_listed(names)}" for title, names in rows if names)
    if files.others:
        yield f"  only there, stays: {', '.join(files.others)}"
    stale = [file for file in files.others if file.endswith(HSMETA)]
    if stale:
        yield f"  Stays, and goes on to be part of the project: {', '.join(stale)}"
    for one in project.functions:
        yield from _function(one)
    if project.secrets:
        yield f"Secrets to add first: {', '.join(project.secrets)}"
    yield from (f"Warning: {remark}" for remark in project.remarks)
    yield f"What to do next, and in which order: {files.shown}/{MOVING_FILE}"


def _listed(names: Sequence[str]) -> str:
    """The files; those of functions are told with these, where there are many."""
    many = [name for name in names if name.startswith(f"{FUNCTIONS}/")]
    if len(many) <= _MOST_FILES:
        return ", ".join(names)
    return ", ".join([*(name for name in names if name not in many), f"{len(many)} files in {FUNCTIONS}"])


def _function(one: MovedFunction) -> Iterator[str]:
    methods = " ".join(one.old.methods)
    old = f"{methods} /_hcms/api/{one.old.name}" if one.old.is_endpoint else one.old.name
    new = f"{SERVERLESS_PREFIX}{one.path}" if one.path is not None else "no endpoint"
    how = "rewritten" if one.rewritten else "as it was" if one.old.sends == "return" else "through the adapter"
    yield f"{old} → {new} (uid {one.uid}, {how})"
    if one.why_adapted:
        yield f"  Not rewritten: {one.why_adapted}"
    yield from (f"  Warning: {remark}" for remark in one.variables.remarks)
    for file, warned in one.warnings:
        yield f"  {'Blocking' if warned.blocking else 'Warning'}: {one.folder.path(file)}:{warned.line} {warned.text}"
