"""Python values in a call: `{name}`, `{order.id}`, `{ids[0]}`, `{order[id]}`; `{{` and `}}` are braces.

What `str.format` takes, and no more: no calls, no arithmetic, no formats. A magic line that could compute anything
would be a second place for code, which no editor checks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ...emulator.text import did_you_mean, visible
from .errors import MagicError

_NAME = r"[^\W\d]\w*"
_PATH = rf"{_NAME}(?:\.{_NAME}|\[[^\[\]{{}}]+\])*"
_ONE = re.compile(_PATH)
_WHOLE = re.compile(rf"\{{\s*({_PATH})\s*\}}")
_STEP = re.compile(rf"\.({_NAME})|\[([^\[\]]+)\]")
# A brace that stands twice; a value; a brace that begins none.
_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|\{")
_QUOTED = re.compile(r"""\s*(["'])(.*)\1\s*""", re.DOTALL)
_INDEX = re.compile(r"\s*(-?\d+)\s*")
_MARKS = re.compile(r'\\.|(")', re.DOTALL)
_LONGEST = 60
# What has no text that anybody would want in a request: it says how Python writes it.
_NO_TEXT = (type(None), bytes, bytearray, list, tuple, set, frozenset, dict)

Variables = Mapping[str, Any]


def in_url(text: str, variables: Variables) -> str:
    """A target with its values, percent-encoded; one that is a value as a whole stands as it is.

    Raises `MagicError`.
    """
    whole = _WHOLE.fullmatch(text)
    if whole is not None:
        return _text(_value(whole[1], variables), whole[1])
    return _expanded(text, lambda name: _encoded(_text(_value(name, variables), name), name))


def in_text(text: str, variables: Variables) -> str:
    """A header, cookie or field with its values as they are. Raises `MagicError`."""
    return _expanded(text, lambda name: _text(_value(name, variables), name))


def in_variable(text: str, variables: Variables) -> str:
    """The value of an environment variable with its values; lists and mappings as JSON. Raises `MagicError`.

    Braces that begin no value stay as they are, unless one stands twice: JSON need not double its own.
    """
    whole = _WHOLE.fullmatch(text)
    if whole is not None:
        value = _value(whole[1], variables)
        return _as_json(value, whole[1], within=False) if isinstance(value, dict | list) else _text(value, whole[1])
    return in_body(text, variables, json_body=False)


def in_body(text: str, variables: Variables, *, json_body: bool) -> str:
    """A body with its values: in JSON as JSON, escaped within strings. Raises `MagicError`.

    Where no brace stands twice, those that begin no value stay as they are, so that JSON need not double its own.
    """
    doubled = "{{" in text
    parts: list[str] = []
    at = 0
    within = False  # a string of JSON
    for found in _TOKEN.finditer(text) if doubled else _WHOLE.finditer(text):
        before = text[at : found.start()]
        within = _within_string(before, within)
        at = found.end()
        parts.append(before)
        if found[0] in ("{{", "}}"):
            parts.append(found[0][0])
            continue
        name = _checked(found[1], found[0], text)
        value = _value(name, variables)
        parts.append(_as_json(value, name, within=within) if json_body else _text(value, name))
    return "".join([*parts, text[at:]])


def _expanded(text: str, write: Callable[[str], str]) -> str:
    if "{" not in text and "}}" not in text:
        return text

    def replaced(found: re.Match[str]) -> str:
        if found[0] in ("{{", "}}"):
            return found[0][0]
        return write(_checked(found[1], found[0], text))

    return _TOKEN.sub(replaced, text)


def _checked(inner: str | None, token: str, text: str) -> str:
    """The name that stands in braces. Raises `MagicError` where there is none."""
    if inner is None:
        raise MagicError(
            f"A {{ of {_short(text)} is not closed: write {{name}} for a Python value, and {{{{ for a brace."
        )
    name = inner.strip()
    if _ONE.fullmatch(name) is None:
        raise MagicError(
            f"{_short(token)} names no Python value: in braces stands a name, with attributes and indexes, such as"
            " {order.id} or {ids[0]}.\nCompute anything else before, into a variable. A brace as it stands is written"
            " twice: {{."
        )
    return name


def _value(path: str, variables: Variables) -> Any:
    """What a path stands for. Raises `MagicError`."""
    name = re.match(_NAME, path)
    assert name is not None  # `_ONE` has read it
    if name[0] not in variables:
        known = did_you_mean(name[0], (other for other in variables if not other.startswith("_")))
        raise MagicError(
            f"There is no Python variable {name[0]}, which {{{path}}} asks for.{known} A brace as it stands is written"
            " twice: {{."
        )
    value, at = variables[name[0]], name[0]
    for step in _STEP.finditer(path, name.end()):
        value = _attribute(value, step[1], at) if step[1] is not None else _item(value, step[2], at, variables)
        at += step[0]
    return value


def _attribute(value: Any, name: str, at: str) -> Any:
    try:
        return getattr(value, name)
    except AttributeError:
        known = did_you_mean(name, (other for other in dir(value) if not other.startswith("_")))
        raise MagicError(f"{at}, of type {type(value).__name__}, has no attribute {name}.{known}") from None
    except Exception as problem:  # noqa: BLE001 - a property is somebody else's code
        raise MagicError(f"{at}.{name} cannot be read: {_told(problem)}.") from None


def _item(value: Any, written: str, at: str, variables: Variables) -> Any:
    """`[0]`, `["key"]`, `[key]`: quotes are the line's as well, so that a key may have lost them; or a variable."""
    keys: list[Any] = []
    index, quoted = _INDEX.fullmatch(written), _QUOTED.fullmatch(written)
    if index is not None:
        keys = [int(index[1]), written.strip()] if isinstance(value, Mapping) else [int(index[1])]
    elif quoted is not None:
        keys = [quoted[2]]
    else:
        if isinstance(value, Mapping):
            keys.append(written)
        if written in variables and written.isidentifier():
            keys.append(variables[written])
    found: list[Any] = []
    for key in keys:
        try:
            found.append(value[key])
        except (KeyError, IndexError):
            continue
        except Exception as problem:  # noqa: BLE001 - what stands in brackets is the user's
            raise MagicError(f"{at}[{written}] cannot be read: {_told(problem)}.") from None
    if not found:
        raise MagicError(f"{at} has no [{written}].{_near(value, written)}")
    if len(found) > 1 and index is None and keys[0] != keys[1]:
        raise MagicError(
            f"{{{at}[{written}]}} may mean the key {written!r} or the variable {written}: put the value into a variable"
            " of its own first."
        )
    return found[0]


def _near(value: Any, written: str) -> str:
    if isinstance(value, Mapping):
        return did_you_mean(written.strip("\"' "), [str(key) for key in value])
    return f" It has {len(value)} items." if isinstance(value, Sequence) else ""


def _text(value: Any, name: str) -> str:
    """As `account.call` writes a parameter. Raises `MagicError` for what has no text of its own."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, _NO_TEXT):
        if value is None:
            raise MagicError(f"{{{name}}} is None: there is nothing to send. Give it a value, or leave it out.")
        raise MagicError(
            f"{{{name}}} is of type {type(value).__name__}; there a call takes one text or number: name a part of it,"
            f" such as {{{name}[0]}}, or send it as the body, with --json."
        )
    return str(value)


def _encoded(text: str, name: str) -> str:
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise MagicError(f"{{{name}}} contains half a character (a lone surrogate), which cannot be sent.") from None


def _as_json(value: Any, name: str, *, within: bool) -> str:
    if within:
        return json.dumps(_text(value, name), ensure_ascii=False)[1:-1]
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as problem:
        raise MagicError(f"{{{name}}} cannot be JSON: {problem}.") from None


def _within_string(text: str, within: bool) -> bool:
    """Whether a string of JSON is open at the end of a text that began `within` one, or not."""
    quotes = sum(1 for mark in _MARKS.findall(text) if mark)
    return within ^ bool(quotes % 2)


def _told(problem: Exception) -> str:
    return f"{type(problem).__name__}: {' '.join(str(problem).split())}".rstrip(": ")


def _short(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
