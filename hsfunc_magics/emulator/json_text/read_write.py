"""JSON from outside: read so that it can be written again, or as JavaScript reads it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

# Far deeper than any real value, and far from what Python's own functions can follow.
MOST_NESTED = 200
# Indices of a JavaScript object: how many there are, and digits of the largest.
_INDICES = 2**32 - 1
_LONGEST_INDEX = 10
# Python refuses to read longer ones, and none of them fits into a double.
_MOST_DIGITS = 400

Pairs = Callable[[list[tuple[str, Any]]], dict[str, Any]]


class TooDeepError(ValueError):
    """The value is nested deeper than anything here follows."""


class UnfitNumberError(ValueError):
    """A number that would not be the same after a round trip; the message is its text."""


def read_json(text: str, pairs: Pairs | None = None) -> Any:
    """Reads JSON that is written again later. Raises `JSONDecodeError`, `TooDeepError` and `UnfitNumberError`."""
    try:
        value = json.loads(
            text, object_pairs_hook=pairs, parse_constant=_refuse, parse_int=_exact_int, parse_float=_exact_float
        )
    except RecursionError:
        raise TooDeepError("nested too deeply") from None
    _check_depth(value)
    return value


def read_as_javascript(data: bytes) -> Any:
    """What `JSON.parse` made of a body that it accepted; the text itself where Python cannot follow."""
    text = data.decode("utf-8-sig", "replace")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_javascript_object,
            parse_int=lambda digits: int(digits) if len(digits) < _MOST_DIGITS else float(digits),
        )
        _check_depth(value)
    except (ValueError, RecursionError):
        return text
    return value


def in_javascript_order(value: Any) -> Any:
    """A value with the keys of its objects in the order that JavaScript gives them."""
    if isinstance(value, dict):
        return _javascript_object([(key, in_javascript_order(inner)) for key, inner in value.items()])
    return [in_javascript_order(inner) for inner in value] if isinstance(value, list) else value


def _javascript_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Whole numbers from 0 are indices, which come first and in their order; all other keys stand as they came."""
    made = dict(pairs)
    indices = sorted(filter(_is_index, made), key=int)
    return {key: made[key] for key in indices} | made if indices else made


def _is_index(key: str) -> bool:
    return (
        len(key) <= _LONGEST_INDEX and key.isascii() and key.isdigit() and str(int(key)) == key and int(key) < _INDICES
    )


def javascript_json(value: Any) -> str:
    """What `JSON.stringify` makes of a value that was read as JSON."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{javascript_json(key)}:{javascript_json(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(javascript_json, value)) + "]"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _javascript_number(value)
    return json.dumps(value, ensure_ascii=False)


def _javascript_number(value: float) -> str:
    try:
        number = float(value)
    except OverflowError:
        return "null"  # JavaScript reads it as Infinity
    shortest = repr(number)
    if number == 0:
        return "0"
    if 1e-6 <= abs(number) < 1e21:
        text = format(Decimal(shortest), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return shortest.replace("e-0", "e-")


def same_json(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: the order of keys counts, and so do 1, 1.0 and true."""
    return one is other or json.dumps(one) == json.dumps(other)


def with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """The same JSON with every text in it, keys too, as `change` makes it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [with_texts(inner, change) for inner in value]
    if isinstance(value, Mapping):
        return {change(str(key)): with_texts(inner, change) for key, inner in value.items()}
    return value


def write_json(value: Any) -> str:
    """The text, two spaces deep, other letters than ASCII as they are where they can be encoded."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return text if encodable(text) else json.dumps(value, indent=2)


def _refuse(text: str) -> Any:
    raise UnfitNumberError(text)


def _exact_int(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise UnfitNumberError(f"{text[:20]}…")
    return int(text)


def _exact_float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise UnfitNumberError(text if len(text) <= 40 else f"{text[:20]}…")
    return number


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MOST_NESTED):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise TooDeepError("nested too deeply")


def encodable(text: str) -> bool:
    """Whether the text can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def json_problem(text: str) -> str | None:
    """`Expecting value (line 2, column 5)`; None where the text is JSON."""
    try:
        json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as problem:
        return f"{problem.msg} (line {problem.lineno}, column {problem.colno})"
    except (ValueError, RecursionError) as problem:
        return str(problem)
    return None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")
