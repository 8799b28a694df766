"""JavaScript up to the cursor, read for its brackets, strings and comments: code that is not finished has no tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*(?s:.*?)(?:\*/|\Z))|(?P<string>'(?:\\(?s:.)|[^'\\\n])*'?|\"(?:\\(?s:.)|[^\"\\\n])*\"?)"
    r"|(?P<word>[\w$]+)|(?P<space>\s+)|(?P<other>(?s:.))"
)
_TEMPLATE_TEXT = re.compile(r"(?:\\(?s:.)|\$(?!\{)|[^`\\$])*")
_REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*")
# After these a slash begins a regular expression, after anything else it divides.
_BEFORE_REGEX = frozenset(
    ("${", "return", "typeof", "case", "in", "of", "do", "else", "await", *"(,=:[!&|?{};+-*%~^<>")
)
_CLOSES = {")": "(", "]": "[", "}": "{"}


@dataclass(slots=True)
class Opened:
    """A bracket that is open at the cursor; `comma` is where its last part begins: at a comma, or the bracket.

    Comments before that part do not belong to it.
    """

    bracket: str
    at: int
    comma: int


@dataclass(slots=True)
class Scan:
    """What is open at the end of a text: brackets, and a string, which begins at `string`.

    `silent` is in a comment, in a template's text, and in a regular expression.
    """

    opened: list[Opened] = field(default_factory=list)
    string: int | None = None
    silent: bool = False


def scan(text: str) -> Scan:
    """Reads a text to its end."""
    found = Scan()
    at, last = 0, ""
    while at < len(text):
        if found.opened and found.opened[-1].bracket == "`":
            match = _TEMPLATE_TEXT.match(text, at)
            at = match.end() if match is not None else at
            if at >= len(text):
                found.silent = True
            elif text[at] == "`":
                found.opened.pop()
                last, at = "`", at + 1
            else:
                found.opened.append(Opened("${", at, at + 1))
                last, at = "${", at + 2
            continue
        token = _TOKEN.match(text, at)
        assert token is not None  # its last branch takes any character
        kind, value = token.lastgroup, token[0]
        if value == "/" and (not last or last in _BEFORE_REGEX):
            regex = _REGEX.match(text, at)
            if regex is None:
                found.silent = "\n" not in text[at:]
                at = len(text) if found.silent else text.index("\n", at)
                continue
            value = regex[0]
        at += len(value)
        if kind == "comment":
            ended = value.endswith("*/") and len(value) > 3 if value.startswith("/*") else False
            found.silent = at >= len(text) and not ended
            if found.opened and not text[found.opened[-1].comma + 1 : token.start()].strip():
                found.opened[-1].comma = at - 1
        elif kind == "string":
            if at >= len(text) and not _closed(value):
                found.string = token.start()
        elif kind == "other" and len(value) == 1:
            _bracket(found.opened, value, token.start())
        if kind not in ("comment", "space"):
            last = value
    return found


def _closed(string: str) -> bool:
    body = re.sub(r"\\.", "", string[1:], flags=re.DOTALL)
    return body.endswith(string[0])


def _bracket(opened: list[Opened], value: str, at: int) -> None:
    if value in "([{`":
        opened.append(Opened(value, at, at))
    elif value in _CLOSES:
        if opened and (opened[-1].bracket == _CLOSES[value] or (value == "}" and opened[-1].bracket == "${")):
            opened.pop()
    elif value == "," and opened:
        opened[-1].comma = at
