"""Shapes of JSON: what a format's values must be, what they mean, and every problem of a value that is not so.

A format is written down once, as shapes: the checks here and the JSON Schema (`manifest_schema.py`) both come of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..json_text.positions import JsonPath
from ..text import closest, did_you_mean
from .problems import Problem, error, json_path, kind, show, warning

# The end of the text in the expressions of Python and of JavaScript alike: Python's $ also stands before a line break.
END = r"(?![\s\S])"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a text must match, an expression that both languages read alike, and what to say where it does not.

    `{value}` in the message is the text. What is `allowable` can be allowed, and is a warning then.
    """

    pattern: str
    message: str
    mend: str
    allowable: bool = False

    def holds(self, text: str) -> bool:
        return re.search(self.pattern, text) is not None


@dataclass(frozen=True, slots=True)
class Text:
    """A string. The first rule that it breaks is told; `wrong` is said of what is no string."""

    mend: str
    rules: tuple[Rule, ...] = ()
    wrong: str = "must be a string, not {kind}."
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value; the rules are for strings."""

    rules: tuple[Rule, ...] = ()
    suggestions: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Array:
    """An array; `empty` is said of one that must not be."""

    items: Text
    wrong: str
    mend: str
    empty: str = ""


@dataclass(frozen=True, slots=True)
class OneOrSeveral:
    """A string, or an array of such strings."""

    one: Text
    several: Array
    wrong: str
    mend: str


@dataclass(frozen=True, slots=True)
class Names:
    """An object whose keys are names that the user gives."""

    names: tuple[Rule, ...]
    values: Shape
    mend: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key that the format knows. `missing` is said where one that is needed is not there, with its mend."""

    name: str
    shape: Shape
    meaning: str
    missing: str = ""
    mend: str = ""
    default: Any = None


@dataclass(frozen=True, slots=True)
class Record:
    """An object with known keys; others are told, and stay.

    `refuses` makes them errors; `instead` says of some what is meant.
    """

    keys: tuple[Key, ...]
    mend: str
    unknown: str = "is not a key of the reference; it has no effect."
    refuses: bool = False
    instead: Mapping[str, str] = field(default_factory=dict[str, str])


Shape = Text | Anything | Array | OneOrSeveral | Names | Record


def find_problems(shape: Shape, value: Any, steps: JsonPath = (), *, lenient: bool = False) -> Iterator[Problem]:
    """Everything in which a value is not of its shape. `lenient` makes what is allowable a warning."""
    path = json_path(*steps)
    match shape:
        case Text():
            if isinstance(value, str):
                yield from _broken(shape.rules, value, path, lenient, shape.suggestions)
            else:
                wrong = shape.wrong.replace("{kind}", kind(value)).replace("{value}", show(value))
                yield error(path, wrong, shape.mend)
        case Anything():
            if isinstance(value, str):
                yield from _broken(shape.rules, value, path, lenient)
        case Array():
            if not isinstance(value, list):
                yield error(path, shape.wrong.replace("{kind}", kind(value)), shape.mend)
                return
            if shape.empty and not value:
                yield error(path, shape.empty, shape.mend)
            for index, item in enumerate(value):
                yield from find_problems(shape.items, item, (*steps, index), lenient=lenient)
        case OneOrSeveral():
            if isinstance(value, str | list):
                of = shape.one if isinstance(value, str) else shape.several
                yield from find_problems(of, value, steps, lenient=lenient)
            else:
                yield error(path, shape.wrong.replace("{kind}", kind(value)), shape.mend)
        case Names():
            if not isinstance(value, dict):
                yield error(path, f"must be an object, not {kind(value)}.", shape.mend)
                return
            for name, inner in value.items():
                yield from _broken(shape.names, name, json_path(*steps, name), lenient)
                yield from find_problems(shape.values, inner, (*steps, name), lenient=lenient)
        case Record():
            if not isinstance(value, dict):
                yield error(path, f"must be an object, not {kind(value)}.", shape.mend)
                return
            yield from _record_problems(shape, value, steps, lenient)


def _record_problems(shape: Record, value: dict[str, Any], steps: JsonPath, lenient: bool) -> Iterator[Problem]:
    known = {key.name: key for key in shape.keys}
    for key in shape.keys:
        if key.missing and key.name not in value:
            typed = closest(key.name, (name for name in value if name not in known))
            mend = f'Did you mean "{key.name}" with {show(typed[0])}?' if typed else key.mend
            yield error(json_path(*steps) or key.name, key.missing, mend)
    for name, inner in value.items():
        if name in known:
            yield from find_problems(known[name].shape, inner, (*steps, name), lenient=lenient)
        else:
            mend = shape.instead.get(name) or f"Known keys: {', '.join(known)}.{did_you_mean(name, known)}"
            told = error if shape.refuses else warning
            yield told(json_path(*steps, name), shape.unknown, mend)


def _broken(
    rules: tuple[Rule, ...], text: str, path: str, lenient: bool, suggestions: tuple[str, ...] = ()
) -> Iterator[Problem]:
    for rule in rules:
        if not rule.holds(text):
            mend = rule.mend + (did_you_mean(text, suggestions) if len(suggestions) > 1 else "")
            problem = error(path, rule.message.replace("{value}", show(text)), mend)
            yield replace(problem, severity="warning") if rule.allowable and lenient else problem
            return
