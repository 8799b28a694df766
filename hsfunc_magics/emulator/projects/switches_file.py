"""Where the switches are kept: `hsfunc-switches.json`, read whole or not at all, and written at once (contract §12)."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..disk.read import reason
from ..errors import SwitchError
from ..json_text.positions import JsonPath, Lines, doubled, read_tree, walk
from ..json_text.read_write import TooDeepError, UnfitNumberError, read_json, write_json
from ..text import closest, did_you_mean, visible
from .switches import SWITCHES, Switches, switch_of
from .switches_words import summary

SWITCHES_FILE = "hsfunc-switches.json"
_VERSION = 1
_MOST_BYTES = 64 * 1024
_MOST_TOLD = 3
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_AS_IT_IS = "It is as it was."
_FORM = '{"version": 1, "switches": {"params": {"value": "arrays"}}}'

# What is wrong, by the place in the JSON.
_Problem = tuple[JsonPath, str]


def find_switches(given: str | None, *folders: Path) -> Path | None:
    """The file that is named, else the first that lies in one of the folders. Raises `SwitchError`."""
    if given is not None:
        path = Path(given).expanduser()
        if not path.is_file():
            raise SwitchError(f"There is no file {given}: hsfunc project switches --set NAME=VALUE writes one.")
        return path
    return next((path for path in (folder / SWITCHES_FILE for folder in folders) if path.is_file()), None)


@dataclass(frozen=True, slots=True)
class LoadedSwitches:
    """The switches of a file, and the file."""

    path: Path
    switches: Switches

    def __str__(self) -> str:
        return f"Switches of {self.path}: {summary(self.switches) or 'all at their defaults'}."


def load_switches(given: str | None, *folders: str | Path) -> LoadedSwitches | None:
    """Those of the file that is named, else of the first in one of the folders, else here. Raises `SwitchError`."""
    path = find_switches(given, *(Path(folder).expanduser() for folder in folders), Path())
    return LoadedSwitches(path, read_switches(path)) if path is not None else None


def read_switches(path: Path) -> Switches:
    """The switches of a file. Raises `SwitchError`, which names the file, the line and the mend."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise SwitchError(f"{path} has more than 64 KB, which no file of switches has: name another one.")
        return parse_switches(data.decode("utf-8-sig"), str(path))
    except OSError as problem:
        raise SwitchError(f"{path} cannot be read: {reason(problem)}.") from None
    except UnicodeDecodeError:
        raise SwitchError(f"{path} is no text in UTF-8: save it as UTF-8.") from None


def parse_switches(text: str, shown: str) -> Switches:
    """The switches of a file's text. Raises `SwitchError`."""
    try:
        value = read_json(text)
    except json.JSONDecodeError as problem:
        raise SwitchError(
            f"{shown}, line {problem.lineno}, column {problem.colno}: this is no JSON ({problem.msg}). Fix it there,"
            f" or begin anew with {_FORM}."
        ) from None
    except (TooDeepError, UnfitNumberError) as problem:
        raise SwitchError(f"{shown} is no file of switches ({problem}): its form is {_FORM}.") from None
    tree = read_tree(text)
    lines = Lines(text)
    starts = {steps: start for steps, start, _ in walk(tree)}
    found = [(lines.position(starts[steps])[0], told) for steps, told in _problems(value)]
    for steps, first, last in doubled(tree):
        told = f"{steps[-1]!r} stands here and in line {lines.position(first)[0]}: keep one of them."
        found.append((lines.position(last)[0], told))
    if found:
        found.sort(key=lambda problem: problem[0])
        told_lines = [visible(f"{shown}, line {line}: {told}") for line, told in found[:_MOST_TOLD]]
        if len(found) > _MOST_TOLD:
            told_lines[-1] += f" There are {len(found) - _MOST_TOLD} more."
        raise SwitchError("\n".join(told_lines))
    entries: dict[str, dict[str, str]] = value["switches"]
    return Switches(
        {name: entry["value"] for name, entry in entries.items()},
        {name: entry["settled"] for name, entry in entries.items() if "settled" in entry},
    )


def dump_switches(switches: Switches) -> str:
    """The text of a file, in the order of `SWITCHES`."""
    entries = {
        name: {"value": switches.chosen[name]}
        | ({"settled": switches.settled[name]} if name in switches.settled else {})
        for name in SWITCHES
        if name in switches.chosen
    }
    return write_json({"version": _VERSION, "switches": entries}) + "\n"


def write_switches(path: Path, switches: Switches) -> None:
    """Puts the file in its place at once. Raises `SwitchError`; it is then as it was."""
    staged: str | None = None
    try:
        real = path.resolve()  # a link stays a link
        handle, staged = tempfile.mkstemp(prefix=f".{real.name}-", dir=real.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(dump_switches(switches))
        Path(staged).chmod(real.stat().st_mode & 0o777 if real.exists() else 0o644)
        Path(staged).replace(real)
        staged = None
    except OSError as problem:
        raise SwitchError(f"{path} cannot be written: {reason(problem)}. {_AS_IT_IS}") from None
    finally:
        if staged is not None:
            with suppress(OSError):
                Path(staged).unlink()


def _problems(value: Any) -> Iterator[_Problem]:
    if not isinstance(value, dict):
        yield (), f"this is no file of switches: its form is {_FORM}."
        return
    yield from _unknown((), value, ("version", "switches"))
    version = value.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > _VERSION:
        yield ("version",), f"version {version} was written by a newer hsfunc_magics: install that."
    elif version is not None and (version != _VERSION or isinstance(version, bool)):
        yield ("version",), "the version is 1."
    elif version is None:
        yield (("version",) if "version" in value else ()), 'there is no version: add "version": 1.'
    entries = value.get("switches")
    if isinstance(entries, dict):
        for name, entry in entries.items():
            yield from _of_entry(("switches", name), name, entry)
    else:
        yield (("switches",) if "switches" in value else ()), f"there are no switches: the form is {_FORM}."


def _of_entry(steps: JsonPath, name: str, entry: Any) -> Iterator[_Problem]:
    try:
        switch = switch_of(name)
    except SwitchError as problem:
        yield steps, str(problem) if closest(name, SWITCHES) else f"{problem} hsfunc project switches lists them."
        return
    example = f'{{"value": "{switch.default}"}}'
    if not isinstance(entry, dict):
        yield steps, f"write the value of {name} as {example}."
        return
    yield from _unknown(steps, entry, ("value", "settled"))
    chosen = entry.get("value")
    if not isinstance(chosen, str):
        yield steps, f"{name} has no text as its value: write it as {example}."
        return
    try:
        switch_of(name, chosen)
    except SwitchError as problem:
        yield (*steps, "value"), str(problem)
    if "settled" in entry and not (isinstance(entry["settled"], str) and _DAY.fullmatch(entry["settled"])):
        yield (*steps, "settled"), f'settled is the day of a probe, such as "2026-11-30"; without one, {example}.'


def _unknown(steps: JsonPath, value: dict[str, Any], known: tuple[str, ...]) -> Iterator[_Problem]:
    for key in value:
        if key not in known:
            near = did_you_mean(key, known) or f" Known here are {' and '.join(known)}."
            yield (*steps, key), f"there is no {key[:40]!r} in a file of switches.{near}"
