"""What is named at the cursor in a function's code: a path such as `context.headers`, and what is written after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .brackets import Opened, Scan, scan

_STEP = r"\s*(?:\?\.|\.(?!\.))\s*[\w$]+|\s*(?:\?\.)?\[\s*(?:'[^'\n]*'|\"[^\"\n]*\")\s*\]"
_CHAIN = re.compile(rf"(?<![\w$.])([A-Za-z_$][\w$]*)((?:{_STEP})*)\s*\Z")
_ONE_STEP = re.compile(r"[.\[]\s*['\"]?([^'\"\].\s]+)")
_FRAGMENT = re.compile(r"[\w$]*\Z")
_CALLED = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]*)\s*\Z")
_KEY = re.compile(r"(?:([\w$]+)|'([^'\n]*)'|\"([^\"\n]*)\")\s*:\s*\Z")
_DESTRUCTURING = re.compile(r"\b(?:const|let|var)\s*\Z")
_DESTRUCTURED = re.compile(rf"[^{{}}]*\}}\s*=\s*([A-Za-z_$][\w$]*(?:{_STEP})*)")
_MAIN = re.compile(
    r"\bmain\b\s*[=:]?\s*(?:async\b\s*)?(?:function\b\s*[\w$]*\s*)?\(\s*([\w$]+)\s*(?:,\s*([\w$]+)\s*)?,?\s*\)"
)
_VARIABLE = re.compile(rf"\b(?:const|let|var)\s+([\w$]+)\s*=\s*(context|process)\b((?:{_STEP})*)\s*(?=[;,\n])")
_TAKEN_OUT = re.compile(
    rf"\b(?:const|let|var)\s*\{{([\w$,\s]*)\}}\s*=\s*(context|process)\b((?:{_STEP})*)\s*(?=[;,\n])"
)

REQUIRE = ("require()",)

# The function's own names, and the paths that they stand for.
Names = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A place in the code. `path` is empty for a name that stands alone, `REQUIRE` for a module's name.

    `quote` is the open one; `key` tells a key that is written in an object from a step after a dot or in brackets.
    `whole` is the path with what is written, where the function calls it by a name of its own the platform's.
    """

    path: tuple[str, ...]
    fragment: str
    whole: tuple[str, ...]
    quote: str = ""
    key: bool = False


def _reading(path: tuple[str, ...], fragment: str, quote: str = "", *, key: bool = False) -> Reading | None:
    whole = (*path, fragment) if fragment else path
    return Reading(path, fragment, whole, quote, key) if path else None


def read(body: str, cursor: int) -> Reading | None:
    """What is named at the cursor; None in comments, strings and numbers."""
    text = body[:cursor]
    found = scan(text)
    if found.silent:
        return None
    names = _other_names(body)
    if found.string is not None:
        start = found.string
        return _in_string(text[:start], text[start + 1 :], text[start], found, names)
    match = _FRAGMENT.search(text)
    fragment = match[0] if match is not None else ""
    if fragment[:1].isdigit():
        return None
    before = text[: len(text) - len(fragment)].rstrip()
    if before.endswith(".") and not before.endswith(".."):
        path = _chain(before.removesuffix(".").removesuffix("?"), names)
        return _reading(path, fragment)
    path = _object(before, found, body[cursor:], names)
    return _reading(path, fragment, key=True) or Reading((), fragment, names.get(fragment, (fragment,)))


def _in_string(before: str, fragment: str, quote: str, found: Scan, names: Names) -> Reading | None:
    before = before.rstrip()
    if before.endswith("["):
        path = _chain(before[:-1].removesuffix("?."), names)
        return _reading(path, fragment, quote)
    called = _CALLED.search(before[:-1]) if before.endswith("(") else None
    if called is not None:
        return _reading(REQUIRE, fragment, quote) if called[1] == "require" else None
    path = _object(before, found, "", names)
    return _reading(path, fragment, quote, key=True)


def _chain(text: str, names: Names) -> tuple[str, ...]:
    """`("context", "headers")` of a text that ends with `context.headers`."""
    match = _CHAIN.search(text)
    if match is None:
        return ()
    return (*names.get(match[1], (match[1],)), *_ONE_STEP.findall(match[2]))


def _object(before: str, found: Scan, after: str, names: Names) -> tuple[str, ...]:
    """Whose keys are written here: those of sendResponse's argument, or of what is taken apart; empty elsewhere."""
    if not found.opened or before[found.opened[-1].comma + 1 :].strip():
        return ()
    brace = found.opened[-1]
    if brace.bracket == "{" and _DESTRUCTURING.search(before[: brace.at]):
        taken = _DESTRUCTURED.match(after)
        return _chain(taken[1], names) if taken is not None else ()
    return _argument(before, found.opened, names)


def _argument(text: str, opened: list[Opened], names: Names) -> tuple[str, ...]:
    """`("sendResponse", "headers")` in `sendResponse({ headers: {`."""
    keys: list[str] = []
    for index in range(len(opened) - 1, 0, -1):
        before = text[: opened[index].at].rstrip()
        if opened[index].bracket != "{":
            return ()
        if opened[index - 1].bracket == "(":
            called = _CALLED.search(before[:-1]) if before.endswith("(") else None
            return (*names.get(called[1], (called[1],)), *keys) if called is not None else ()
        key = _KEY.search(text[: opened[index].at])
        if key is None:
            return ()
        keys.insert(0, key[1] or key[2] or key[3] or "")
    return ()


def _other_names(body: str) -> Names:
    """The function's own names for what it is given: `ctx` for `context`, `headers` for `context.headers`."""
    names: Names = {}
    main = _MAIN.search(body)
    if main is not None:
        names[main[1]] = ("context",)
        if main[2]:
            names[main[2]] = ("sendResponse",)
    for name, start, steps in _VARIABLE.findall(body):
        names[name] = (start, *_ONE_STEP.findall(steps))
    for taken, start, steps in _TAKEN_OUT.findall(body):
        for name in filter(None, map(str.strip, taken.split(","))):
            names[name] = (start, *_ONE_STEP.findall(steps), name)
    return names
