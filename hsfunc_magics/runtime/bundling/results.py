"""Bundles that were made before, kept beside their packages: the same files give the same bundle, with no Node run."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .bundler import BuildError, BuildProblem, Built
from .sourcemap import SourceMap

Results = Mapping[str, Built | BuildError]

_SCRIPTS = Path(__file__).parent / "js"
_KEPT = 30 * 24 * 3600.0  # seconds after which a bundle that nobody asked for goes


class ResultCache:
    """Results by all that went into them. A cache that cannot be read or written costs time, and nothing else."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._folder = folder

    def get(self, files: Mapping[str, str | bytes], asked: object, make: Callable[[], Results]) -> Results:
        """What `make` gave for these files and this question before, or gives now."""
        place = self._folder() / f"{_key(files, asked)}.json"
        ready = _read(place)
        if ready is not None:
            return ready
        made = make()
        _write(place, made)
        return made


def _key(files: Mapping[str, str | bytes], asked: object) -> str:
    told = hashlib.sha256(json.dumps(asked).encode())
    for script in sorted(_SCRIPTS.glob("*.js")):
        told.update(script.read_bytes())
    for name, data in sorted(files.items()):
        content = data if isinstance(data, bytes) else data.encode("utf-8", "replace")
        told.update(f"\0{name}\0{len(content)}\0".encode("utf-8", "replace"))
        told.update(content)
    return told.hexdigest()[:32]


def _read(place: Path) -> Results | None:
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
        with contextlib.suppress(OSError):
            os.utime(place)
        return {entry: _read_one(one) for entry, one in told.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _read_one(told: Mapping[str, Any]) -> Built | BuildError:
    if told["problems"]:
        return BuildError(tuple(BuildProblem(**problem) for problem in told["problems"]))
    return Built(str(told["text"]), SourceMap(str(told["map"])), tuple(told["inputs"]), str(told["maker"]))


def _write(place: Path, made: Results) -> None:
    told: dict[str, dict[str, Any]] = {}
    for entry, built in made.items():
        if isinstance(built, BuildError):
            told[entry] = {"problems": [dataclasses.asdict(problem) for problem in built.problems]}
        else:
            told[entry] = {
                "problems": [],
                "text": built.text,
                "map": str(built.map),
                "inputs": built.inputs,
                "maker": built.maker,
            }
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        _sweep(place.parent)
        number, fresh = tempfile.mkstemp(prefix=".new-", dir=place.parent)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            json.dump(told, file)
        Path(fresh).replace(place)


def _sweep(folder: Path) -> None:
    for entry in os.scandir(folder):
        if time.time() - entry.stat().st_mtime > _KEPT:
            Path(entry.path).unlink(missing_ok=True)
