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
    """A preloaded package: the range it was chosen by, what is installed, its own size in bytes without the others."""

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
    lock: dict[str, dict[str, Any]] = _read(PACKAGES / "package-lock.json")["packages"]
    ranges: dict[str, str] = lock[""]["dependencies"]
    found = []
    for name, range_ in ranges.items():
        place = f"node_modules/{name}"
        own = _dependency(name, place, lock)
        found.append(
            PreloadedPackage(
                name=name,
                range=range_,
                version=own.version,
                size=own.size,
                deprecated=own.deprecated,
                description=str(_read(PACKAGES / place / "package.json").get("description", "")),
                dependencies=tuple(
                    _dependency(other.rpartition("node_modules/")[2], other, lock) for other in _closure(place, lock)
                ),
            )
        )
    return tuple(found)


def preloaded(name: str) -> PreloadedPackage | None:
    """The preloaded package of this name."""
    return next((package for package in preloaded_packages() if package.name == name), None)


def _closure(place: str, lock: dict[str, dict[str, Any]]) -> list[str]:
    """The places of all that a package needs; types are never loaded."""
    found: set[str] = set()
    waiting = [place]
    while waiting:
        here = waiting.pop()
        for name in lock[here].get("dependencies", {}):
            there = _resolve(name, here, lock)
            if there is not None and there not in found and there != place and not name.startswith("@types/"):
                found.add(there)
                waiting.append(there)
    return sorted(found, key=lambda other: other.rpartition("node_modules/")[2])


def _resolve(name: str, here: str, lock: dict[str, dict[str, Any]]) -> str | None:
    """Where Node finds a package that is required at a place: the nearest node_modules upwards."""
    place = PurePosixPath(here)
    for folder in (place, *place.parents):
        candidate = str(folder / "node_modules" / name)
        if candidate in lock:
            return candidate
    return None


def _dependency(name: str, place: str, lock: dict[str, dict[str, Any]]) -> Dependency:
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
