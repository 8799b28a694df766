"""The preloaded packages as a table (contract §4)."""

from __future__ import annotations

from dataclasses import dataclass

from ...runtime.preloaded import PRELOADED_PACKAGES, PreloadedPackage, preloaded_packages
from ..citations import reference
from ..display import Displayable
from ..errors import FunctionError
from ..notes import Note
from ..text import did_you_mean

NEWER = Note(
    "On HubSpot, to use the latest supported version of a preloaded package, or a newly added one, copy the function"
    " file and point its endpoint in serverless.json to the copy. Other packages are bundled with the function.",
    reference("Preloaded packages"),
)


@dataclass(frozen=True)
class PackageTable(Displayable):
    """The preloaded packages; `load_ms` by name once it was measured."""

    packages: tuple[PreloadedPackage, ...]
    load_ms: dict[str, float] | None = None
    note: Note = NEWER


@dataclass(frozen=True)
class PackageDetails(Displayable):
    """One preloaded package with what it brings along."""

    package: PreloadedPackage
    load_ms: float | None = None
    note: Note = NEWER


def package_table() -> PackageTable:
    """The preloaded packages."""
    return PackageTable(preloaded_packages())


def package_details(name: str) -> PackageDetails:
    """One of them. Raises `FunctionError`."""
    for package in preloaded_packages():
        if package.name == name:
            return PackageDetails(package)
    brought = [package.name for package in preloaded_packages() if any(d.name == name for d in package.dependencies)]
    if brought:
        raise FunctionError(
            f"{name} only comes along with {' and '.join(brought)}: a function cannot require it. Bundle it with"
            f" --npm {name}."
        )
    raise FunctionError(
        f"{name} is not preloaded.{did_you_mean(name, PRELOADED_PACKAGES)} Bundle it with the function: --npm {name}."
    )
