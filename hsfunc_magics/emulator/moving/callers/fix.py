"""Leads callers to the project's path: the two words that differ, each file shown first and written whole or not."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ...disk.swap import swap_file
from ...secrets.detect import looks_like_secret
from ...text import visible
from .caller import Caller
from .scan import Report

_NEW = ("hs", "serverless")
_HIDDEN = "•••"
_STRING = re.compile(
    r"(?:(?P<name>[\w-]+)[\"']?\s*[:=]\s*)?(?P<quote>[\"'`])(?P<value>(?:(?!(?P=quote)|\\).|\\.)*)(?P=quote)"
)
_LONGEST = 400
_AROUND = 120


@dataclass(frozen=True)
class Fix:
    """The edits of one file. `shown` is the file as it is told."""

    file: Path
    shown: str
    before: bytes
    after: bytes
    diff: str
    callers: tuple[Caller, ...]


def plan_fixes(report: Report, prefix: str) -> list[Fix]:
    """What can be edited for certain; `prefix` is how the folder is told, with `/` at its end, or empty."""
    by_file: dict[str, list[Caller]] = {}
    for one in report.callers:
        if one.certainty == "certain" and one.words is not None:
            by_file.setdefault(one.file, []).append(one)
    return [_fix(report, file, callers, f"{prefix}{file}") for file, callers in by_file.items()]


def write_fix(fix: Fix) -> None:
    """Writes one file. Raises `FolderError`; it is then as it was."""
    swap_file(fix.file, fix.before, fix.after, fix.shown)


def edited(text: str, callers: Iterable[Caller]) -> str:
    """The text with the callers led to the project's path, and every other character as it is."""
    edits = {(span, word) for one in callers if one.words for span, word in zip(one.words, _NEW, strict=True)}
    parts: list[str] = []
    at = 0
    for (start, end), word in sorted(edits):
        parts += [text[at:start], word]
        at = end
    return "".join([*parts, text[at:]])


def _fix(report: Report, file: str, callers: list[Caller], shown: str) -> Fix:
    source = report.sources[file]
    after = edited(source.text, callers)
    lines = difflib.unified_diff(_lines(source.text), _lines(after), shown, shown, n=1, lineterm="")
    diff = "\n".join(visible(_short(_without_values(line))) for line in lines)
    return Fix(
        report.root / file, shown, source.text.encode(source.codec), after.encode(source.codec), diff, tuple(callers)
    )


def _lines(text: str) -> list[str]:
    """Without their ends and a byte order mark: what is told has its own."""
    plain = text.removeprefix("\ufeff").removesuffix("\n")
    return [line.removesuffix("\r") for line in plain.split("\n")]


def _without_values(line: str) -> str:
    """A line without what looks like a secret's value, which may stand in any script."""

    def hidden(found: re.Match[str]) -> str:
        if not looks_like_secret(found["value"], found["name"] or ""):
            return found[0]
        start, end = (at - found.start() for at in found.span("value"))
        return f"{found[0][:start]}{_HIDDEN}{found[0][end:]}"

    return _STRING.sub(hidden, line)


def _short(line: str) -> str:
    """A line of a bundle is told around what is changed in it."""
    if len(line) <= _LONGEST:
        return line
    at = max(line.find("_hcms"), line.find("serverless"), 0)
    start, end = max(1, at - _AROUND), min(len(line), at + _AROUND)
    return f"{line[0]}{'…' if start > 1 else ''}{line[start:end]}{'…' if end < len(line) else ''}"
