"""Reads and judges serverless.json: every problem at once, never only the first (contract §2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..json_text.positions import BYTE_ORDER_MARK, JsonNode, Lines, doubled, read_tree, walk
from ..json_text.read_write import TooDeepError, UnfitNumberError, read_json
from .format import MANIFEST
from .lint import AccountRules, find_stray_files, lint
from .manifest import MANIFEST_NAME, Manifest
from .problems import Problem, error, in_order, json_path, kind, warning
from .projects import is_project, with_projects
from .runtime import as_run
from .shapes import find_problems


def check(text: str, files: Iterable[str], rules_beside: AccountRules | None = None) -> list[Problem]:
    """Every problem of a folder: the text of its serverless.json against the names of its other files.

    Errors first, then by line. `rules_beside` is what the account adds; without it, HubSpot's defaults.
    """
    manifest, unreadable = parse_manifest(text)
    return unreadable if manifest is None else judge(manifest, files, rules_beside or AccountRules())


def parse_manifest(text: str) -> tuple[Manifest | None, list[Problem]]:
    """The manifest; or None, and why the text is no JSON object."""
    data, unreadable = parse_object(text, MANIFEST_NAME, MANIFEST.mend)
    return (Manifest(data, text) if data is not None else None), unreadable


def parse_object(text: str, name: str, start_with: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The JSON object that a text holds; or None, and why it holds none.

    `name` is the path of what is said of the whole text, `start_with` how to mend what is no object.
    """
    try:
        data = read_json(text.removeprefix(BYTE_ORDER_MARK))
    except json.JSONDecodeError as problem:
        start = len(text) - len(problem.doc)
        line, column = Lines(text).position(start + problem.pos)
        message = f"not JSON at column {column}: {problem.msg[:1].lower()}{problem.msg[1:]}."
        return None, [replace(error(name, message, _json_mend(problem)), line=line, column=column)]
    except TooDeepError:
        return None, [error(name, "nested too deeply.", "Keep to the keys of the reference.")]
    except UnfitNumberError as problem:
        return None, _unfit_numbers(text, name) or [_unfit(name, problem)]
    if not isinstance(data, dict):
        return None, [error(name, f"must be an object, not {kind(data)}.", start_with)]
    return data, []


def judge(manifest: Manifest, files: Iterable[str], rules_beside: AccountRules) -> list[Problem]:
    """Every problem of a manifest and its files; each with its place where the text says what the manifest does."""
    data = manifest.data
    formal = with_projects(find_problems(MANIFEST, data, lenient=rules_beside.allow_deprecated_runtime), data)
    found = [
        *as_run(formal, data, rules_beside.run_on, rules_beside.run_on_option),
        *lint(data, rules_beside),
        *(() if is_project(data) else find_stray_files(data, files)),
    ]
    return in_order(placed(found, manifest.text) if manifest.stands_in_text else found)


def placed(problems: Iterable[Problem], text: str) -> list[Problem]:
    """The problems of a JSON text, each with its line and column, and those of keys that stand twice."""
    tree, lines = read_tree(text), Lines(text)
    starts = {json_path(*steps): start for steps, start, _ in walk(tree)}
    found = [_placed(problem, lines, starts.get(problem.path, tree.start)) for problem in problems]
    return [*found, *_doubled_keys(tree, lines)]


def _placed(problem: Problem, lines: Lines, start: int) -> Problem:
    line, column = lines.position(start)
    return replace(problem, line=line, column=column)


def _doubled_keys(tree: JsonNode, lines: Lines) -> Iterator[Problem]:
    for steps, first, last in doubled(tree):
        message = f"the key stands twice in one object, first in line {lines.position(first)[0]}; the last one counts."
        yield _placed(warning(json_path(*steps), message, "Keep one."), lines, last)


def _unfit_numbers(text: str, name: str) -> list[Problem]:
    """All numbers that JSON cannot hold; none where the text is nested too deeply to look."""
    found: list[Problem] = []
    lines = Lines(text)
    try:
        for steps, start, node in walk(read_tree(text)):
            if node.members is None and not node.items:
                try:
                    read_json(text[node.start : node.end])
                except UnfitNumberError as problem:
                    found.append(_placed(_unfit(json_path(*steps) or name, problem), lines, start))
    except RecursionError:
        return []
    return in_order(found)


def _unfit(path: str, problem: UnfitNumberError) -> Problem:
    return error(path, f"{problem} is no number that JSON can hold.", "Correct the number.")


def _json_mend(problem: json.JSONDecodeError) -> str:
    before, rest = problem.doc[: problem.pos].rstrip(), problem.doc[problem.pos :]
    if (before.endswith(",") and rest[:1] in ("}", "]")) or "trailing comma" in problem.msg:
        return "Remove the comma before the closing bracket."
    if rest[:1] == "'":
        return 'Use double quotes: "name".'
    if rest[:2] in ("//", "/*"):
        return "JSON has no comments: remove it."
    return "Correct the JSON there."
