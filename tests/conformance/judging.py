"""Judges a call by what a case expects of the answer, of the record and of the notes (README.md, expect)."""

from __future__ import annotations

import json
import re
from typing import Any

from hsfunc_magics import Execution

from .matching import ABSENT, body_differences, differences, matcher_of, shown

_ANSWER_KEYS = frozenset({"status", "headers", "headers_absent", "body", "max_seconds", "min_seconds"})
_LOG_KEYS = frozenset(
    {"status", "console", "console_includes", "console_max_chars", "truncated", "error_contains", "error_match"}
    | {"leak", "leak_in", "excludes", "execution_ms"}
)
# What stands for the record of a call that has none.
_NO_RECORD = {"status": "none", "console": [], "truncated": False, "executionTime": 0, "error": None, "leaks": []}


def judge(
    expect: dict[str, Any] | list[dict[str, Any]], execution: Execution, log: list[dict[str, Any]], seconds: float
) -> list[str]:
    """What is not as expected; of several expectations one must hold, and the first is quoted where none does.

    `log` has all records as a server gives them (README.md, What an implementation offers).
    """
    choices = expect if isinstance(expect, list) else [expect]
    found = [_judge(choice, execution, log, seconds) for choice in choices]
    return [] if [] in found else found[0]


def _judge(expect: dict[str, Any], execution: Execution, log: list[dict[str, Any]], seconds: float) -> list[str]:
    unknown = set(expect) - _ANSWER_KEYS - {"log", "notes_contain"}
    assert not unknown, f"this runner does not know {unknown} in an expectation"
    records = [record for record in log if record["id"] == execution.id]
    lines = _answer(expect, execution, seconds)
    if len(records) != (execution.status is not None):
        lines.append(f"log: {len(records)} records of an execution with the status {execution.status}")
    lines += _record(expect.get("log", {}), records[0] if records else _NO_RECORD, json.dumps(log))
    # A call that was refused has no record: its notes are the execution's own.
    told = records[0]["notes"] if records else [str(note) for note in execution.notes]
    notes = "\n".join(map(json.dumps, told)).lower()
    missing = [text for text in expect.get("notes_contain", []) if json.dumps(text)[1:-1].lower() not in notes]
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


def _record(want: dict[str, Any], record: dict[str, Any], log: str) -> list[str]:
    unknown = set(want) - _LOG_KEYS
    assert not unknown, f"this runner does not know {unknown} in a log"
    lines: list[str] = []
    if "status" in want:
        lines += differences(want["status"], record["status"], "log.status")
    console = [[line["level"], line["text"].removesuffix("\n")] for line in record["console"]]
    if "console" in want:
        lines += differences(want["console"], console, "log.console")
    if "console_includes" in want:
        lines += differences({"$includes": want["console_includes"]}, console, "log.console")
    characters = sum(len(text) for _, text in console)
    if characters > want.get("console_max_chars", characters):
        lines.append(f"log.console: expected at most {want['console_max_chars']} characters, got {characters}")
    if "truncated" in want:
        lines += differences(want["truncated"], record["truncated"], "log.truncated")
    if "execution_ms" in want:
        lines += differences(want["execution_ms"], record["executionTime"], "log.execution_ms")
    return lines + _error(want, record) + _secrecy(want, record, log)


def _error(want: dict[str, Any], record: dict[str, Any]) -> list[str]:
    error = record["error"]
    text = "" if error is None else "\n".join([error["type"], error["message"], error["stack"], error["hint"]])
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


def _secrecy(want: dict[str, Any], record: dict[str, Any], log: str) -> list[str]:
    lines: list[str] = []
    leaks = record["leaks"]
    if "leak" in want:
        lines += differences(want["leak"], bool(leaks), "log.leaks")
    lines += [f"log.leaks: expected {place!r}, got {leaks}" for place in want.get("leak_in", []) if place not in leaks]
    return lines + [
        f"log: must not contain {word!r}" for word in want.get("excludes", []) if json.dumps(word)[1:-1] in log
    ]
