"""One place for the address of functions: where a site can define it, so that the next move is one edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from ...projects.project import SERVERLESS_PREFIX
from .caller import Caller
from .reading.file import kind_of

_ADDRESS = SERVERLESS_PREFIX.rstrip("/")
_LAYOUTS = ("base", "layout", "main")
_SCRIPTS = ("config", "main", "constants", "app", "index")


def propose_base(callers: Sequence[Caller]) -> list[str]:
    """What to write where, in lines; empty where nothing calls."""
    found = [one for one in callers if one.counts]
    there = [one for one in found if one.certainty == "computed" and not one.endpoint]
    told = [
        f"{one.file}:{one.line} begins paths already: {one.old}. Once every endpoint that goes through it is in the"
        f" project, write {one.new} there."
        for one in there
    ]
    files: dict[str, Counter[str]] = {"markup": Counter(), "script": Counter()}
    for one in found:
        kind = kind_of(one.file)
        if kind in files and ".functions/" not in f"/{one.file}":
            files[kind][one.file] += 1
    if files["markup"]:
        place, example = _place(files["markup"], _LAYOUTS), _example(found, "markup")
        told.append(f'{place}: {{% set functions_base = "{_ADDRESS}" %}}, then {{{{ functions_base }}}}/{example}')
    if files["script"]:
        place, example = _place(files["script"], _SCRIPTS), _example(found, "script")
        told.append(f'{place}: const FUNCTIONS_BASE = "{_ADDRESS}";, then `${{FUNCTIONS_BASE}}/{example}`')
    return told


def _place(files: Counter[str], names: Sequence[str]) -> str:
    """The file that others are most likely to build on, else the one that calls most."""
    for name in names:
        for file in sorted(files):
            if PurePosixPath(file).stem.startswith(name):
                return file
    return min(files, key=lambda file: (-files[file], file))


def _example(callers: Sequence[Caller], kind: str) -> str:
    return next((one.endpoint for one in callers if one.certainty == "certain" and kind_of(one.file) == kind), "cart")
