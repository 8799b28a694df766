"""Judges an execution by what a case expects of the answer, of the record and of the notes (README.md, expect)."""

from __future__ import annotations

import re
from typing import Any

from hsfunc_magics import Execution

from .matching import ABSENT, body_differences, differences, matcher_of, shown

_ANSWER_KEYS = frozenset({"status", "headers", "headers_absent", "body", "max_seconds", "min_seconds"})
_LOG_KEYS = frozenset(
    {"status", "console", "console_includes", "console_max_chars", "truncated", "error_contains", "error_match"}
    | {"leak", "leak_in", "excludes", "execution_ms"}
)


def judge(expect: dict[str, Any] | list[dict[str, Any]], execution: Execution, seconds: float) -> list[str]:
    """What is not as expected; of several expectations one must hold, and the first is quoted where none does."""
    choices = expect if isinstance(expect, list) else [expect]
    found = [_judge(choice, execution, seconds) for choice in choices]
    return [] if [] in found else found[0]


def _judge(expect: dict[str, Any], execution: Execution, seconds: float) -> list[str]:
    unknown = set(expect) - _ANSWER_KEYS - {"log", "notes_contain"}
    assert not unknown, f"this runner does not know {unknown} in an expectation"
    lines = _answer(expect, execution, seconds) + _record(expect.get("log", {}), execution)
    notes = "\n".join(str(note) for note in execution.notes).lower()
    missing = [text for text in expect.get("notes_contain", []) if text.lower() not in notes]
    return lines + [f"notes: expected to contain {text!r}, got {shown(notes)}" for text in missing]


def _answer(expect: dict[str, Any], execution: Execution, seconds: float) -> list[str]:
    lines: list[str] = []
    if "status" in expect:
        lines += differences(expect["status"], execution.reply.status, "status")
    for name, value in expect.get("headers", {}).items():
        lines += _header(name, value, _header_lines(execution, name))
    for name in expect.get("headers_absent", []):
        lines += _header(name, {"$absent": True}, _header_lines(execution, name))
    if "body" in expect:
        lines += body_differences(expect["body"], execution.reply.body)
    if seconds > expect.get("max_seconds", seconds):
        lines.append(f"time: expected at most {expect['max_seconds']} s, took {seconds:.2f} s")
    if seconds < expect.get("min_seconds", seconds):
        lines.append(f"time: expected at least {expect['min_seconds']} s, took {seconds:.2f} s")
    return lines


def _header_lines(execution: Execution, name: str) -> list[str]:
    return [value for own, value in execution.reply.headers if own.lower() == name.lower()]


def _header(name: str, expected: Any, lines: list[str]) -> list[str]:
    of_all_lines = isinstance(expected, list) or matcher_of(expected) in ("$bag", "$includes")
    got: Any = lines if of_all_lines or len(lines) > 1 else (lines[0] if lines else ABSENT)
    return differences(expected, got, f"header {name}")


def _record(want: dict[str, Any], execution: Execution) -> list[str]:
    unknown = set(want) - _LOG_KEYS
    assert not unknown, f"this runner does not know {unknown} in a log"
    lines: list[str] = []
    if "status" in want:
        status = "none" if execution.status is None else execution.status.value
        lines += differences(want["status"], status, "log.status")
    console = [[line.level, line.text.removesuffix("\n")] for line in execution.console]
    if "console" in want:
        lines += differences(want["console"], console, "log.console")
    if "console_includes" in want:
        lines += differences({"$includes": want["console_includes"]}, console, "log.console")
    characters = sum(len(text) for _, text in console)
    if characters > want.get("console_max_chars", characters):
        lines.append(f"log.console: expected at most {want['console_max_chars']} characters, got {characters}")
    if "truncated" in want:
        lines += differences(want["truncated"], execution.truncated, "log.truncated")
    if "execution_ms" in want:
        lines += differences(want["execution_ms"], execution.elapsed.total_seconds() * 1000, "log.execution_ms")
    return lines + _error(want, execution) + _secrecy(want, execution)


def _error_text(execution: Execution) -> str:
    error = execution.error
    return "" if error is None else "\n".join([error.type, error.message, error.stack, error.hint])


def _error(want: dict[str, Any], execution: Execution) -> list[str]:
    text = _error_text(execution)
    contains = want.get("error_contains", [])
    words = [contains] if isinstance(contains, str) else contains
    lines = [
        f"log.error: expected to contain {word!r}, got {shown(text)}"
        for word in words
        if word.lower() not in text.lower()
    ]
    if "error_match" in want and not re.search(want["error_match"], text, re.IGNORECASE | re.DOTALL):
        lines.append(f"log.error: expected to match {want['error_match']!r}, got {shown(text)}")
    return lines


def _secrecy(want: dict[str, Any], execution: Execution) -> list[str]:
    lines: list[str] = []
    leaks = execution.leaks
    if "leak" in want:
        lines += differences(want["leak"], bool(leaks), "log.leaks")
    lines += [f"log.leaks: expected {place!r}, got {leaks}" for place in want.get("leak_in", []) if place not in leaks]
    log = "\n".join([*(line.text for line in execution.console), _error_text(execution), *map(str, execution.notes)])
    return lines + [f"log: must not contain {word!r}" for word in want.get("excludes", []) if word in log]
