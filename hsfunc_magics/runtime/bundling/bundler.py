"""One file out of a function and its packages, by esbuild or webpack, which are installed when they are first used."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..node.node import Node
from .cache import PackageCache, PackageSet
from .child import BundlingError, run_child
from .npm import OnProgress
from .sourcemap import SourceMap

Tool = Literal["esbuild", "webpack"]

# A version each, so that a function gives the same bundle on every machine.
TOOLS: dict[Tool, dict[str, str]] = {"esbuild": {"esbuild": "0.25.12"}, "webpack": {"webpack": "5.112.2"}}
_SCRIPTS = Path(__file__).parent / "js"
_BUILD_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class BuildProblem:
    """What a bundler objects to: line and column count from 1, or are 0. `missing` is a name that it could not find."""

    text: str
    missing: str | None
    file: str
    line: int
    column: int


class BuildError(Exception):
    """The bundler has found `problems` in the files."""

    def __init__(self, problems: tuple[BuildProblem, ...]) -> None:
        self.problems = problems
        super().__init__(problems[0].text)


@dataclass(frozen=True, slots=True)
class Built:
    """A bundle: its text, its source map, the files that went in (`node_modules/…` for packages), who made it."""

    text: str
    map: SourceMap
    inputs: tuple[str, ...]
    maker: str


def build_all(
    files: Mapping[str, str | bytes],
    entries: Sequence[str],
    packages: PackageSet | None,
    *,
    cache: PackageCache,
    tool: Tool,
    external: Sequence[str],
    node: Node,
    major: int,
    minify: bool = False,
    on_progress: OnProgress | None = None,
) -> dict[str, Built | BuildError]:
    """Bundles each of the entries by itself, in one process; what is wrong with one does not keep the others.

    They are for Node of `major`; the names in `external` stay outside where a file requires them.
    Raises `BundlingError` where it cannot be tried.
    """
    made_with = cache.get(TOOLS[tool], node, on_progress=on_progress)
    if on_progress is not None:
        on_progress(f"{tool} bundles {', '.join(entries)}")
    try:
        work = Path(os.path.realpath(tempfile.mkdtemp(prefix="hsfunc-bundle-")))
    except OSError as problem:
        raise BundlingError(f"No temporary folder can be made: {problem.strerror}.") from None
    try:
        _lay_out(work, files, packages)
        asked = {
            "tool": str(made_with.folder),
            "work": str(work),
            "entries": list(entries),
            "external": list(external),
            "major": major,
            "minify": minify,
        }
        answer = _ask(tool, node, work, asked)
    except OSError as problem:
        why = (problem.strerror or "no reason given").lower()
        raise BundlingError(f"The bundle cannot be written: {why}.") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    maker = f"{tool} {answer['version']}"
    return {entry: _read_result(entry, told, work, maker) for entry, told in answer["results"].items()}


def _read_result(entry: str, told: Mapping[str, Any], work: Path, maker: str) -> Built | BuildError:
    problems = tuple(BuildProblem(**problem) for problem in told["problems"])
    if problems:
        return BuildError(problems)
    inputs = tuple(told["inputs"])
    for name in inputs:
        if name.startswith(("..", "/")):
            # A package that is installed further up on this machine: elsewhere the bundle would be another one.
            missing = name.rpartition("node_modules/")[2]
            return BuildError((BuildProblem(f"{missing} is not among the packages", None, entry, 0, 0),))
    return Built(told["code"], SourceMap(_without(told["map"], work)), inputs, maker)


def _lay_out(work: Path, files: Mapping[str, str | bytes], packages: PackageSet | None) -> None:
    """The files, and the packages as a link: what the bundler sees, and writes into comments, is the same anywhere."""
    for name, data in files.items():
        path = Path(os.path.normpath(work / name))
        if not path.is_relative_to(work):
            raise BundlingError(f"The file {name!r} lies outside the folder.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "replace"))
    if packages is not None:
        (work / "node_modules").symlink_to(packages.folder / "node_modules", target_is_directory=True)


def _ask(tool: Tool, node: Node, work: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    command = [str(node.path), str(_SCRIPTS / f"bundle-{tool}.js")]
    # What stands in our environment is no business of packages; some bundlers would write it into their output.
    environment = {"PATH": os.defpath, "HOME": str(work), "TMPDIR": str(work)}
    ran = run_child(command, work, title=tool, seconds=_BUILD_SECONDS, environment=environment, given=json.dumps(asked))
    try:
        answer: dict[str, Any] = json.loads(ran.output)
    except ValueError:
        lines = [line for line in ran.errors.splitlines() if line.strip()]
        said = next((line for line in lines if "Error" in line), lines[-1] if lines else "it gave no reason")
        raise BundlingError(f"{tool} failed: {said.strip()[:300]}") from None
    return answer


def _without(map_text: str, work: Path) -> str:
    """The map with sources relative to the folder."""
    data = json.loads(map_text)
    data["sources"] = [str(source).removeprefix(f"{work}/") for source in data["sources"]]
    data.pop("sourcesContent", None)
    return json.dumps(data)
