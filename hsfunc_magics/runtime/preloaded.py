"""The packages that functions find preloaded, as they lie here: range, version, size, what they bring along."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

PACKAGES = Path(__file__).parent / "packages"
PRELOADED_PACKAGES = ("@hubspot/api-client", "axios", "request", "requests")

# What can be loaded: the rest (types, tests, documents) is not in every installation.
_LOADED = (".js", ".cjs", ".mjs", ".json")
_TYPES = "@types/"
_NOT_LOADED = {"test", "example", ".github"}
# What the authors told npm of these versions. Not every registry passes it on into the lock, which would win.
_DEPRECATED = {
    "axios@0.19.2": "a critical vulnerability (SSRF) is fixed in 0.21.1",
    "har-validator@5.1.5": "no longer supported",
    "request@2.88.2": "no longer maintained since 2020",
    "uuid@3.4.0": "may use Math.random() in some circumstances; use version 7 or newer",
}


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package that comes along with a preloaded one. `size` in bytes."""

    name: str
    version: str
    size: int
    deprecated: str = ""


@dataclass(frozen=True, slots=True)
class PreloadedPackage:
    """A preloaded package: the range it was chosen by, what is installed, its own size in bytes without the others.

    One that only comes along with others has no range.
    """

    name: str
    range: str
    version: str
    size: int
    deprecated: str
    description: str
    dependencies: tuple[Dependency, ...]

    @property
    def whole_size(self) -> int:
        """Bytes, dependencies included."""
        return self.size + sum(dependency.size for dependency in self.dependencies)


@cache
def preloaded_packages() -> tuple[PreloadedPackage, ...]:
    """All of them, in the reference's order."""
    lock = _lock()
    ranges: dict[str, str] = lock[""]["dependencies"]
    return tuple(_package(name, range_, lock) for name, range_ in ranges.items())


def preloaded(name: str) -> PreloadedPackage | None:
    """The preloaded package of this name."""
    return next((package for package in preloaded_packages() if package.name == name), None)


@cache
def brought_along() -> dict[str, tuple[str, ...]]:
    """The packages that only come along with preloaded ones, and with which; `require` finds them, too."""
    lock = _lock()
    found: dict[str, list[str]] = {}
    for package in PRELOADED_PACKAGES:
        for name in dict.fromkeys(map(_name, _closure(f"node_modules/{package}", lock, types=True))):
            # What lies in another package only, that one alone finds.
            if not (name in PRELOADED_PACKAGES or name.startswith(_TYPES)) and f"node_modules/{name}" in lock:
                found.setdefault(name, []).append(package)
    return {name: tuple(found[name]) for name in sorted(found)}


def brought_package(name: str) -> PreloadedPackage | None:
    """Such a package, of no range."""
    return _package(name, "", _lock()) if name in brought_along() else None


@cache
def _lock() -> dict[str, dict[str, Any]]:
    lock: dict[str, dict[str, Any]] = _read(PACKAGES / "package-lock.json")["packages"]
    return lock


def _package(name: str, range_: str, lock: dict[str, dict[str, Any]]) -> PreloadedPackage:
    place = f"node_modules/{name}"
    own = _dependency(place, lock)
    return PreloadedPackage(
        name=name,
        range=range_,
        version=own.version,
        size=own.size,
        deprecated=own.deprecated,
        description=str(_read(PACKAGES / place / "package.json").get("description", "")),
        dependencies=tuple(_dependency(other, lock) for other in _closure(place, lock)),
    )


def _name(place: str) -> str:
    return place.rpartition("node_modules/")[2]


def _closure(place: str, lock: dict[str, dict[str, Any]], *, types: bool = False) -> list[str]:
    """The places of all that a package needs. Types are never loaded, and what they need is there for them alone."""
    found: set[str] = set()
    waiting = [place]
    while waiting:
        here = waiting.pop()
        for name in lock[here].get("dependencies", {}):
            there = _resolve(name, here, lock)
            if there is not None and there not in found and there != place and (types or not name.startswith(_TYPES)):
                found.add(there)
                waiting.append(there)
    return sorted(found, key=_name)


def _resolve(name: str, here: str, lock: dict[str, dict[str, Any]]) -> str | None:
    """Where Node finds a package that is required at a place: the nearest node_modules upwards."""
    place = PurePosixPath(here)
    for folder in (place, *place.parents):
        candidate = str(folder / "node_modules" / name)
        if candidate in lock:
            return candidate
    return None


def _dependency(place: str, lock: dict[str, dict[str, Any]]) -> Dependency:
    name = _name(place)
    version = str(lock[place]["version"])
    deprecated = lock[place].get("deprecated") or _DEPRECATED.get(f"{name}@{version}", "")
    return Dependency(name, version, _size(PACKAGES / place), str(deprecated))


def _size(folder: Path) -> int:
    total = 0
    for path, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in _NOT_LOADED and name != "node_modules"]
        total += sum((Path(path) / name).stat().st_size for name in files if name.endswith(_LOADED))
    return total


def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data
