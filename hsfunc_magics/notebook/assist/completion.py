"""What may be inserted at the cursor of a cell of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...emulator.account import Account
from ...runtime.preloaded import brought_along
from . import values
from .api_reference import MODULES, NOT_PROMISED, children
from .cursor import Spot
from .environment import Scope, scope_of
from .header_meanings import REQUEST_HEADERS, RESPONSE_HEADERS, spelled
from .javascript import REQUIRE, Reading, read
from .line_grammar import Expected, actions, expected
from .line_words import split_at
from .project_reference import project_children, project_modules
from .values import Candidate

_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
_HEADER_OBJECTS = (("sendResponse", "headers"), ("sendResponse", "multiValueHeaders"))


@dataclass(frozen=True, slots=True)
class Completion:
    """Candidates for what is written of a word, `fragment`."""

    fragment: str
    candidates: tuple[Candidate, ...]


NOTHING = Completion("", ())


def complete(account: Account, variables: Mapping[str, Any], spot: Spot) -> Completion:
    """The candidates of a place, those first that begin with what is written."""
    if spot.in_line is not None:
        return _in_line(account, variables, spot.magic, spot.line, spot.in_line)
    if spot.magic == "%%hsfunction" and spot.in_body is not None:
        reading = read(spot.body, spot.in_body)
        if reading is not None:
            found = _named(reading, scope_of(account, spot.line))
            return _chosen(reading.fragment, (_as_written(one, reading) for one in found))
    return NOTHING


def _chosen(fragment: str, found: Iterable[Candidate]) -> Completion:
    """Those that begin like the fragment, whatever their letters' case and their quotes."""
    start = fragment.lower()
    fitting = [one for one in found if one.text and one.text.lower().lstrip("'\"").startswith(start)]
    return Completion(fragment, tuple(dict.fromkeys(fitting)))


# ---------------------------------------------------------------- magic lines


def _in_line(account: Account, variables: Mapping[str, Any], magic: str, line: str, cursor: int) -> Completion:
    if cursor < 0 or not line[:1].isspace():
        return NOTHING
    before, word = split_at(line, cursor)
    wanted = expected(magic, before, word)
    if not line[:cursor].endswith(wanted.text):
        return NOTHING  # quotes or backslashes within the word: what is offered could not take its place
    found = [Candidate(name, "command") for name in wanted.commands]
    found += values.candidates(values.Known(account, variables, wanted, line[cursor:]))
    if wanted.options and (wanted.text.startswith("-") or not found):
        found += _options(wanted)
    return _chosen(wanted.text, found)


def _options(wanted: Expected) -> Iterator[Candidate]:
    """Long names first; short ones where they are asked for."""
    for action in actions(wanted.parser) if wanted.parser is not None else ():
        kind = action.metavar if isinstance(action.metavar, str) and action.nargs != 0 else "option"
        names = sorted(action.option_strings, key=len, reverse=True)
        for name in names if wanted.text == "-" else names[:1] if not wanted.text else names:
            yield Candidate(name, kind)


# ---------------------------------------------------------------- JavaScript


def _named(reading: Reading, scope: Scope) -> Iterator[Candidate]:
    """What can stand at a place of the code."""
    path = reading.path
    known = ".".join(path)
    names = project_children(known, by_uid=scope.by_uid, present=scope.present) if scope.project else children(known)
    for name, word in names.items():
        yield Candidate(name, word.kind)
    if path == REQUIRE and scope.project:
        for name, word in project_modules(scope.packages).items():
            yield Candidate(name, word.kind)
            if reading.fragment.startswith("node:") and word.kind == "Node module":
                yield Candidate(f"node:{name}", word.kind)
    elif path == REQUIRE:
        for name, word in MODULES.items():
            yield Candidate(name, word.kind)
            if reading.fragment.startswith("node:") and word.kind == "Node module":
                yield Candidate(f"node:{name}", word.kind)
        # They are many, and nobody promises them: offered where nothing else can be meant.
        if not any(name.startswith(reading.fragment) for name in MODULES):
            yield from (Candidate(name, NOT_PROMISED) for name in brought_along())
    elif path == ("process", "env"):
        yield from (Candidate(name, "environment") for name in scope.environment)
        yield from (Candidate(name, "secret") for name in scope.secrets)
    elif path == ("context", "secrets"):
        yield from (Candidate(name, "secret") for name in scope.secrets)
    elif path == ("context", "headers"):
        yield from (Candidate(name, "header") for name in REQUEST_HEADERS)
    elif path in _HEADER_OBJECTS and not scope.project:
        yield from (Candidate(spelled(name), "header") for name in RESPONSE_HEADERS)


def _as_written(candidate: Candidate, reading: Reading) -> Candidate:
    """With quotes where a key needs them, nothing where it cannot follow a dot."""
    if reading.quote or not reading.path or _IDENTIFIER.fullmatch(candidate.text):
        return candidate
    return Candidate(f"'{candidate.text}'" if reading.key else "", candidate.kind)
