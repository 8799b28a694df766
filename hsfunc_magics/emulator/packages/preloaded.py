"""The preloaded packages as a table, and what is told of those that they bring along (contract §4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...runtime.preloaded import (
    PRELOADED_PACKAGES,
    PreloadedPackage,
    brought_along,
    brought_package,
    preloaded,
    preloaded_packages,
)
from ..citations import production, reference
from ..display import Displayable
from ..errors import FunctionError
from ..notes import Note
from ..serverless_json.manifest import Endpoint
from ..sources.package_needs import Door
from ..text import did_you_mean

NEWER = Note(
    "On HubSpot, to use the latest supported version of a preloaded package, or a newly added one, copy the function"
    " file and point its endpoint in serverless.json to the copy. Other packages are bundled with the function.",
    reference("Preloaded packages"),
)

_BROUGHT = production("public functions that run unbundled require form-data")


@dataclass(frozen=True)
class PackageTable(Displayable):
    """The preloaded packages; `load_ms` by name once it was measured."""

    packages: tuple[PreloadedPackage, ...]
    load_ms: dict[str, float] | None = None
    note: Note = NEWER


@dataclass(frozen=True)
class PackageDetails(Displayable):
    """One package with what it brings along; `brought_by` are the preloaded ones that bring it, where it is none."""

    package: PreloadedPackage
    load_ms: float | None = None
    note: Note = NEWER
    brought_by: tuple[str, ...] = ()


def package_table() -> PackageTable:
    """The preloaded packages."""
    return PackageTable(preloaded_packages())


def package_details(name: str) -> PackageDetails:
    """One of them, or one that they bring along. Raises `FunctionError`."""
    package = preloaded(name)
    if package is not None:
        return PackageDetails(package)
    package = brought_package(name)
    if package is not None:
        return PackageDetails(package, note=not_promised([name]), brought_by=brought_along()[name])
    known = (*PRELOADED_PACKAGES, *brought_along())
    raise FunctionError(
        f"{name} is not preloaded.{did_you_mean(name, known)} Bundle it with the function: --npm {name}."
    )


def notes_on_brought(required: Iterable[str], endpoint: Endpoint, door: Door) -> list[Note]:
    """What is to be said of an execution whose function has required these packages, if they only come along."""
    names = [name for name in required if name in brought_along()]
    return [not_promised(names, door.with_packages(names, endpoint.name, endpoint.file))] if names else []


def not_promised(names: Sequence[str], command: str = "") -> Note:
    """That packages which only come along may be missing; `command` bundles them with a function."""
    by = list(dict.fromkeys(package for name in names for package in brought_along()[name]))
    comes, it = ("comes", "it") if len(names) == 1 else ("come", "they")
    return Note(
        f"{_listed(names)} only {comes} along with {_listed(by)}: HubSpot does not promise that {it} can be required."
        f" Bundled with the function {it} can: {command or ' '.join(f'--npm {name}' for name in names)}",
        _BROUGHT,
    )


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
