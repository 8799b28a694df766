"""Projects for tests: functions by uid, each a source, made in memory as reading one from disk would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hsfunc_magics.emulator.projects.project import Convention, Project, ProjectFunction
from hsfunc_magics.emulator.sources.javascript import SourceFile

PLACE = "src/app/functions"


@dataclass(frozen=True)
class Wanted:
    """A function: its whole source, and what is declared of it. With `path` "" its endpoint is called like its uid."""

    source: str | None
    path: str | None = ""
    methods: tuple[str, ...] = ("GET",)
    secrets: tuple[str, ...] = ()
    convention: Convention = "return"


def make_project(
    functions: Mapping[str, Wanted | str], name: str = "shop", version: str = "2026.09", **files: str
) -> Project:
    """A project of these functions; a text is the expression that an endpoint for GET returns."""
    made, sources = (
        dict[str, ProjectFunction](),
        {f"{PLACE}/{file}.js": SourceFile(text) for file, text in files.items()},
    )
    for uid, given in functions.items():
        wanted = given if isinstance(given, Wanted) else Wanted(f"exports.main = async (context) => ({given});")
        file = f"{PLACE}/{uid}.js"
        if wanted.source is not None:
            sources[file] = SourceFile(wanted.source)
        made[uid] = ProjectFunction(
            uid,
            file,
            wanted.path or uid if wanted.path is not None else None,
            wanted.methods,
            wanted.secrets,
            f"{PLACE}/{uid}-hsmeta.json",
            wanted.convention,
        )
    return Project(name, version, made, sources)


def by_uid(source: str, **declared: tuple[str, ...]) -> Wanted:
    """A function without an endpoint."""
    return Wanted(source, path=None, methods=(), **declared)
