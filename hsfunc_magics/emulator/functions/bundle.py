"""What bundling a function gave: which packages went in, who made it, how large it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ...runtime.preloaded import PRELOADED_PACKAGES, preloaded
from ..citations import chosen, reference
from ..display import Displayable
from ..errors import BundleError
from ..notes import Note
from ..text import did_you_mean

NEWEST = "latest"
DEFAULT_TOOL = "esbuild"

_SPEC = re.compile(r"((?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-zA-Z0-9~][a-zA-Z0-9._~-]*)(?:@([\w.^~<>=*| +-]+))?")


@dataclass(frozen=True, slots=True)
class BundledPackage:
    """A package that was asked for: its range, the version that it gave, whether the function requires it."""

    name: str
    range: str
    version: str
    used: bool

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True)
class Bundle(Displayable):
    """A bundle beside its file. `size` in bytes, `maker` such as `esbuild 0.25.12`."""

    folder: str
    original: str
    file: str
    maker: str
    packages: tuple[BundledPackage, ...]
    size: int
    minified: bool
    endpoints: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def read_specs(specs: Iterable[str]) -> dict[str, str]:
    """Name to range of `lodash`, `lodash@4`, `@scope/name@1.2.3`. Raises `BundleError`."""
    wanted: dict[str, str] = {}
    for spec in specs:
        match = _SPEC.fullmatch(spec.strip())
        if match is None:
            raise BundleError(
                f"{spec!r} is no package of npm: name it as lodash, lodash@4 or @scope/name@1.2.3."
                f"{did_you_mean(spec, PRELOADED_PACKAGES)}"
            )
        name, range_ = match[1], (match[2] or NEWEST).strip()
        if wanted.get(name, range_) != range_:
            raise BundleError(f"Two versions of {name} are asked for: {wanted[name]} and {range_}. Name one.")
        wanted[name] = range_
    return wanted


def bundle_notes(packages: Iterable[BundledPackage], deprecated: dict[str, str]) -> tuple[Note, ...]:
    """What is to be said of the packages of a bundle."""
    notes: list[Note] = []
    for package in packages:
        own = preloaded(package.name)
        if own is not None and package.used:
            notes.append(
                Note(
                    f"The bundle has {package} of its own; preloaded is {own.version}. To use HubSpot's latest"
                    " supported version of a preloaded package instead, copy the function file, and point the endpoint"
                    " in serverless.json to the copy.",
                    reference("Preloaded packages"),
                )
            )
        if not package.used:
            notes.append(
                Note(f"Nothing requires {package.name}: it is not in the bundle.", chosen("what a bundle leaves out"))
            )
        if package.name in deprecated:
            notes.append(
                Note(f"{package} is deprecated: {deprecated[package.name]}", chosen("its authors' word to npm"))
            )
    return tuple(notes)
