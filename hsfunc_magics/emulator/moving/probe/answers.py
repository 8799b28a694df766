"""The file of answers, as curl and people leave it: each answer by the name in the mark behind it.

It comes from outside: bounds on everything, and what cannot be understood is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...disk.read import reason
from ...errors import FolderError
from .requests import ANSWER_FILE, MARK, REQUESTS

MOST_BYTES = 8 * 1024 * 1024
_MARK = re.compile(rf"^### {MARK} (\w{{1,20}})((?: \w{{1,10}}=[\w.]{{0,20}})*)[ \t]*$", re.MULTILINE)
_STATUS_LINE = re.compile(r"HTTP/\d(?:\.\d)? (\d{3})\b")
_CURL = re.compile(r"^curl: \((\d{1,3})\)", re.MULTILINE)
_LOG_LINE = re.compile(rf"{MARK} log (\d{{4}})\b")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `status` is 0 where none came; `told` is what curl measured; `failure` the number of curl's error."""

    name: str
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    told: Mapping[str, str] = field(default_factory=dict[str, str])
    failure: int | None = None

    def values(self, name: str) -> list[str]:
        """Those of a header, a line each."""
        return [value for key, value in self.headers if key.lower() == name]

    @property
    def report(self) -> Mapping[str, Any] | None:
        """What the function has told of its call, where this is such an answer."""
        value: Any = self.body
        for _ in range(2):  # a platform that takes a text for a value makes JSON of JSON
            try:
                value = json.loads(value) if isinstance(value, str) else value
            except (ValueError, RecursionError):
                return None
        return value if isinstance(value, dict) and value.get("probe") == MARK else None

    @property
    def ran(self) -> bool:
        """Whether the function has answered, and not the platform in its place."""
        return bool(self.values("x-hsfunc-probe")) or self.body.strip().strip('"') == MARK or self.report is not None

    def number(self, name: str) -> float | None:
        """What curl has measured: `size` in bytes, `time` in seconds."""
        try:
            return float(self.told[name])
        except (KeyError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers of a file, and how many lines of the function's log stand in it."""

    by_name: Mapping[str, Answer]
    log_lines: int

    def get(self, name: str) -> Answer | None:
        """The answer of that name, where one came."""
        answer = self.by_name.get(name)
        return answer if answer is not None and answer.status else None


def read_answers(shown: str) -> Answers:
    """The answers of a file. Raises `FolderError`."""
    try:
        with Path(shown).expanduser().open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as problem:
        raise FolderError(f"{shown} cannot be read: {reason(problem)}.") from None
    if len(data) > MOST_BYTES:
        raise FolderError(f"{shown} has more than 8 MB: answers of a probe have a few KB, and its log 300 KB.")
    answers = parse_answers(data)
    if not answers.by_name:
        raise FolderError(
            f"{shown} has no answer of a probe: behind each stands a line such as ### {MARK} report status=200.\n"
            f"hsfunc project probe DEST writes the lines of curl that save them in {ANSWER_FILE}."
        )
    return answers


def parse_answers(data: bytes) -> Answers:
    """Of several answers with one name the last that came counts."""
    text = data.decode(_BYTE_ORDER_MARKS.get(data[:3], _BYTE_ORDER_MARKS.get(data[:2], "utf-8")), "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    known = {request.name for request in REQUESTS}
    found: dict[str, Answer] = {}
    begin = 0
    for mark in _MARK.finditer(text):
        if mark[1] in known:
            told = dict(part.split("=", 1) for part in mark[2].split())
            answer = _answer(mark[1], text[begin : mark.start()].removesuffix("\n"), told)
            if answer.status or not found.get(mark[1], answer).status:
                found[mark[1]] = answer
        begin = mark.end() + 1
    return Answers(found, len(set(_LOG_LINE.findall(text))))


def _answer(name: str, text: str, told: Mapping[str, str]) -> Answer:
    """What stands before a mark: pasted lines, heads of proxies and interim ones, then the head that counts."""
    lines = text.split("\n")
    failed = _CURL.search(text)
    failure = int(failed[1]) if failed else None
    at = next((number for number, line in enumerate(lines) if _STATUS_LINE.match(line)), None)
    if at is None:
        return Answer(name, told=told, failure=failure)
    while True:
        status, headers, end = _head(lines, at)
        if end >= len(lines) or _STATUS_LINE.match(lines[end]) is None:
            break
        at = end
    return Answer(name, status, headers, "\n".join(lines[end:]), told, failure)


def _head(lines: list[str], at: int) -> tuple[int, tuple[tuple[str, str], ...], int]:
    """Status and headers of the head that begins at a line, and where what follows it begins."""
    found = _STATUS_LINE.match(lines[at])
    headers = []
    end = at + 1
    while end < len(lines) and lines[end].strip():
        name, colon, value = lines[end].partition(":")
        if colon:
            headers.append((name.strip(), value.strip()))
        end += 1
    return int(found[1]) if found else 0, tuple(headers), end + 1
