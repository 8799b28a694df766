"""Filters and sorts of HubDB rows: `column__operator=value` and `sort=-column` in a query, as pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from ....text import did_you_mean
from ..replies import Refused, invalid
from ..wildcard import fits
from .table import Column, Row, Version

OPERATORS = (
    "eq", "ne", "contains", "lt", "lte", "gt", "gte", "is_null", "not_null", "like", "not_like", "icontains",
    "startswith", "in", "not_in",
)  # fmt: skip
# Parameters of a query that are no filters.
NO_FILTERS = frozenset(("sort", "orderBy", "after", "limit", "offset", "properties", "archived", "portalId", "hapikey"))
_BUILT_IN = ("hs_id", "hs_created_at", "hs_updated_at", "hs_path", "hs_name", "hs_child_table_id")
_LENGTH = re.compile(r"(length|count)\((\w+)\)")

RowTest = Callable[[Row], bool]


def filtered(version: Version, rows: Sequence[Row], query: Sequence[tuple[str, str]]) -> list[Row]:
    """The rows that pass all filters of a query. Raises `Refused`."""
    tests = [row_test(version, name, value) for name, value in query if name not in NO_FILTERS]
    return [row for row in rows if all(test(row) for test in tests)]


def row_test(version: Version, name: str, value: str) -> RowTest:
    """One filter. Raises `Refused`."""
    word, _, operator = name.rpartition("__") if "__" in name else (name, "", "eq")
    if operator not in OPERATORS:
        raise invalid(f"{operator!r} is no operator of a filter: [{', '.join(OPERATORS)}]")
    column = version.column(word)
    if column is None and word not in _BUILT_IN:
        raise _unknown(version, word)

    def test(row: Row) -> bool:
        return _passes(operator, value_of(row, column, word), value, column)

    return test


def value_of(row: Row, column: Column | None, word: str) -> Any:
    """The value of a row in a column, or in one of the built-in ones."""
    if column is not None:
        return row.values.get(column.name)
    built_in = {
        "hs_id": int(row.id),
        "hs_created_at": row.created,
        "hs_updated_at": row.updated,
        "hs_path": row.path,
        "hs_name": row.name,
        "hs_child_table_id": row.child,
    }
    return built_in[word]


def _passes(operator: str, own: Any, wanted: str, column: Column | None) -> bool:
    empty = own is None or own in ("", [])
    if operator in ("is_null", "not_null"):
        return empty == (operator == "is_null")
    if operator == "ne":
        return not _equal(own, wanted, column)
    if empty:
        return operator in ("not_like", "not_in")
    if operator == "eq":
        return _equal(own, wanted, column)
    if operator in ("in", "not_in"):
        return any(_equal(own, one.strip(), column) for one in wanted.split(",")) == (operator == "in")
    if operator == "contains":
        if isinstance(own, list):
            return all(any(name in _names(entry) for entry in own) for name in wanted.split(","))
        return wanted in _text(own)
    if operator in ("icontains", "startswith"):
        text = _text(own).lower()
        return text.startswith(wanted.lower()) if operator == "startswith" else wanted.lower() in text
    if operator in ("like", "not_like"):
        return fits(wanted.lower(), _text(own).lower(), many="%", one="_") == (operator == "like")
    order = compared(own, wanted)
    passes = {"lt": order < 0, "lte": order <= 0, "gt": order > 0, "gte": order >= 0}
    return passes[operator]


def _equal(own: Any, wanted: str, column: Column | None) -> bool:
    if isinstance(own, list):
        return {_text(one) for one in own} == set(wanted.split(",")) or any(wanted in _names(one) for one in own)
    if isinstance(own, dict):
        return wanted in _names(own)
    if column is not None and column.type == "BOOLEAN":
        return bool(own) == (wanted.lower() in ("1", "true"))
    return compared(own, wanted) == 0


def compared(own: Any, wanted: str) -> int:
    """Below, at or above 0: numbers as such, all else as text."""
    if isinstance(own, int | float):
        try:
            other = float(wanted)
        except ValueError:
            return -1
        return (own > other) - (own < other)
    text = _text(own)
    return (text > wanted) - (text < wanted)


def _names(option: Any) -> tuple[str, ...]:
    return (str(option.get("name")), str(option.get("id"))) if isinstance(option, dict) else (_text(option),)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("name", value.get("url", value.get("id", ""))))
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return "" if value is None else str(value)


def sorted_rows(version: Version, rows: list[Row], sorts: Sequence[str]) -> list[Row]:
    """Rows in the order of `sort=column`, `-column` or `length(column)`; the first counts most. Raises `Refused`."""
    for rule in reversed(sorts):
        down = rule.startswith("-")
        word = rule.removeprefix("-")
        measured = _LENGTH.fullmatch(word)
        word = measured[2] if measured else word
        column = version.column(word)
        if column is None and word not in _BUILT_IN:
            raise _unknown(version, word)

        def key(
            row: Row, column: Column | None = column, word: str = word, measured: bool = measured is not None
        ) -> tuple[bool, bool, float, str]:
            value = value_of(row, column, word)
            if measured:
                return False, False, len(value) if isinstance(value, list) else len(_text(value)), ""
            if isinstance(value, int | float):
                return False, False, value, ""
            return value is None, True, 0.0, _text(value).lower()

        rows = sorted(rows, key=key, reverse=down)
    return rows


def _unknown(version: Version, word: str) -> Refused:
    names = [*(column.name for column in version.columns), *_BUILT_IN]
    told = f"The table has no column {word}.{did_you_mean(word, names)} It has {', '.join(names)}."
    return invalid(f"Column {word!r} does not exist.", told=told)
