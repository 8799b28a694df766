"""What the word at the cursor of a cell of ours means, and who says so."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...emulator.account import Account
from ...emulator.citations import Citation
from ...emulator.http import UID_PREFIX
from ...emulator.limits.limits import describe_limits
from ...emulator.projects.project import ProjectFunction
from ..views.frame import code, escape, frame, pre, visible
from .api_reference import MODULES, WORDS, Word, brought_module
from .cursor import Spot
from .environment import Scope, scope_of
from .header_meanings import HEADERS, source_of
from .javascript import REQUIRE, read
from .line_grammar import Expected, actions, expected
from .line_words import around, split_at
from .project_reference import project_modules, project_words

_WORD_END = re.compile(r"[\w$]*")
_STRING_END = re.compile(r"[^'\"`\n]*")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A name, what it is in a word or two, what it means; `listing` is kept as it stands."""

    title: str
    kind: str
    meaning: str
    source: Citation | None = None
    listing: str = ""


def inspect(account: Account, spot: Spot) -> dict[str, str]:
    """The explanation as text and as HTML; empty where there is none."""
    found = explain(account, spot)
    return {} if found is None else {"text/plain": _text(found), "text/html": _html(found)}


def explain(account: Account, spot: Spot) -> Explanation | None:
    """What stands at the cursor; None where there is nothing to say."""
    if spot.in_line is not None:
        return _in_line(account, spot.magic, spot.line, spot.in_line)
    if spot.magic == "%%hsfunction" and spot.in_body is not None:
        return _in_code(account, spot.line, spot.body, spot.in_body)
    return None


# ---------------------------------------------------------------- magic lines


def _in_line(account: Account, magic: str, line: str, cursor: int) -> Explanation | None:
    end = around(line, max(cursor, 0))
    before, word = split_at(line, end)
    if cursor <= 0 or not line.strip():
        before, word = split_at("", 0)
    wanted = expected(magic, before, word)
    if cursor <= 0 or not word.text:
        return _of_parser(magic, wanted)
    name = word.text.partition("=")[0]
    for action in actions(wanted.parser) if wanted.parser is not None else ():
        if name in action.option_strings and wanted.options | ("=" in word.text):
            return _of_option(action)
    command = wanted.commands.get(word.text)
    if command is not None:
        return Explanation(f"%hs {command.words}", "command", f"{command.summary[:1].upper()}{command.summary[1:]}.")
    if wanted.action is None or wanted.parser is None:
        return _of_parser(magic, wanted)
    return _of_value(account, wanted) or _of_option(wanted.action)


def _of_parser(magic: str, wanted: Expected) -> Explanation:
    if wanted.parser is None:
        from ..commands import overview

        return Explanation("%hs", "magic", "Everything beside registering and calling.", listing=overview())
    return Explanation(
        wanted.parser.prog if wanted.command is not None else magic,
        "command" if wanted.command is not None else "magic",
        wanted.parser.description or "",
        listing=wanted.parser.format_help().strip(),
    )


def _of_option(action: argparse.Action) -> Explanation:
    shown = action.metavar if isinstance(action.metavar, str) else ""
    title = " ".join([", ".join(action.option_strings), *([shown] if shown and action.nargs != 0 else [])]).strip()
    meaning = (action.help or "").replace("%%", "%")
    return Explanation(title, "option" if action.option_strings else "argument", f"{meaning[:1].upper()}{meaning[1:]}")


def _of_value(account: Account, wanted: Expected) -> Explanation | None:
    """An endpoint, a header, a limit or a secret that is named."""
    assert wanted.action is not None and wanted.parser is not None
    text, dest = wanted.text, wanted.action.dest
    endpoint = text.partition("?")[0]
    if dest in ("endpoint", "target") and endpoint in account.functions:
        return _of_endpoint(account, endpoint)
    function = _project_function(account, dest, endpoint)
    if function is not None:
        return _of_function(function)
    if dest == "header":
        return _of_header(text.partition(":")[0].strip())
    if wanted.parser.prog == "%hs limits":
        for limit in describe_limits(account.limits):
            if limit.name == text.partition("=")[0]:
                value = limit.amount if limit.unit != limit.name else f"{limit.value:g}"
                meaning = f"{limit.meaning[:1].upper()}{limit.meaning[1:]}: {value}."
                return Explanation(limit.name, "limit", meaning, limit.source)
    if dest in ("secret", "name") and text in account.secrets:
        return Explanation(text, "secret", "A secret of this account; a function that declares it sees its value.")
    return None


def _project_function(account: Account, dest: str, text: str) -> ProjectFunction | None:
    functions = account.projects.functions
    if dest == "uid":
        return functions.get(text)
    if dest not in ("endpoint", "target"):
        return None
    return next((one for one in functions.values() if text in (one.called, f"{UID_PREFIX}{one.uid}")), None)


def _of_function(function: ProjectFunction) -> Explanation:
    told = [f"{' '.join(function.methods)}, file {function.file}" if function.methods else f"File {function.file}"]
    told += [f"secrets: {', '.join(function.secrets)}"] if function.secrets else []
    return Explanation(function.called, "function of a developer project", f"{'; '.join(told)}.")


def _of_endpoint(account: Account, name: str) -> Explanation:
    endpoint = account.functions[name]
    meaning = f"{' '.join(endpoint.methods)}, file {endpoint.file}"
    names = [
        f"{title}: {', '.join(declared)}"
        for title, declared in (("environment", endpoint.environment), ("secrets", endpoint.secrets))
        if declared
    ]
    return Explanation(name, "endpoint", f"{'; '.join([meaning, *names])}.")


# ---------------------------------------------------------------- JavaScript


def _in_code(account: Account, line: str, body: str, cursor: int) -> Explanation | None:
    """At the end of the word at the cursor a path is as far as the word; in a string the whole of it counts."""
    reading = read(body, cursor)
    if reading is None:
        return None
    match = (_STRING_END if reading.quote else _WORD_END).match(body, cursor)
    reading = read(body, match.end()) if match is not None else reading
    if reading is None:
        return None
    return _of_path(reading.whole, scope_of(account, line))


def _of_path(whole: tuple[str, ...], scope: Scope) -> Explanation | None:
    """The longest beginning of the path that has a meaning of its own, if the rest cannot have one."""
    *path, name = whole or ("",)
    words = project_words(by_uid=scope.by_uid) if scope.project else WORDS
    if tuple(path) == REQUIRE and scope.project:
        found = project_modules(scope.packages).get(name.removeprefix("node:"))
        return _of_word(f"require('{name}')", found) if found is not None else None
    if tuple(path) == REQUIRE:
        module = MODULES.get(name.removeprefix("node:")) or brought_module(name)
        return _of_word(f"require('{name}')", module) if module is not None else None
    title = ".".join(whole)
    if title in words:
        return _of_word(title, words[title])
    if path == ["process", "env"]:
        return _of_variable(title, name, scope)
    if path == ["context", "headers"] or path in (["sendResponse", "headers"], ["sendResponse", "multiValueHeaders"]):
        return _of_header(name)
    if whole[:2] in (("context", "params"), ("context", "body"), ("context", "contact")) and len(whole) > 2:
        above = ".".join(whole[:2])
        return _of_word(above, words[above]) if above in words else None
    return None


def _of_word(title: str, word: Word) -> Explanation:
    return Explanation(title, word.kind, word.meaning, word.source)


def _of_header(name: str) -> Explanation | None:
    meaning = HEADERS.get(name.lower())
    return Explanation(name, "header", meaning, source_of(name.lower())) if meaning is not None else None


def _of_variable(title: str, name: str, scope: Scope) -> Explanation:
    source = WORDS["process.env"].source
    if name in scope.environment and name in scope.secrets:
        return Explanation(title, "conflict", "A secret and an environment variable have this name.", source)
    if name in scope.secrets:
        return Explanation(title, "secret", "A secret that the endpoint declares; never log or return it.", source)
    if name in scope.environment:
        return Explanation(title, "string", "An environment variable of the endpoint.", source)
    if scope.project:
        meaning = f"The function does not declare it: undefined. --secret {name} does."
    else:
        meaning = f"The endpoint does not declare it: undefined. --env {name}=… or --secret {name} does."
    return Explanation(title, "undeclared", meaning, source)


# ---------------------------------------------------------------- shown


def _text(found: Explanation) -> str:
    return visible("\n".join(_lines(found)))


def _lines(found: Explanation) -> Iterator[str]:
    yield f"{found.title}  ({found.kind})"
    if found.meaning and found.meaning not in found.listing:
        yield found.meaning
    if found.source is not None:
        yield f"Source: {found.source}."
    if found.listing:
        yield from ("", found.listing)


def _html(found: Explanation) -> str:
    parts = [f"<p>{code(found.title)} <em>{escape(found.kind)}</em></p>"]
    if found.meaning and found.meaning not in found.listing:
        parts.append(f"<p>{escape(found.meaning)}</p>")
    if found.source is not None:
        parts.append(f"<p><small>Source: {escape(str(found.source))}.</small></p>")
    if found.listing:
        parts.append(pre(found.listing))
    return frame(parts)
