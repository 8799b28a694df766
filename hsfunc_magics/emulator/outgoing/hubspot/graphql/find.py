"""What a GraphQL collection finds: `filter: {name__operator: value}`, `orderBy`, `limit`, `offset`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graphql import GraphQLError

from ....text import did_you_mean
from ..crm.search import matches, value_test
from ..crm.types import ObjectType
from ..hubdb.filters import OPERATORS as ROW_OPERATORS
from ..hubdb.filters import row_test, sorted_rows
from ..hubdb.table import Row, Table
from ..replies import Refused
from ..store import Place, Record, Store, text_of

DEFAULT_LIMIT = 10
MOST = 500
MOST_POINTS = 30_000
# By the word in a query: the search's operator.
OPERATORS = {
    "eq": "EQ",
    "neq": "NEQ",
    "lt": "LT",
    "lte": "LTE",
    "gt": "GT",
    "gte": "GTE",
    "in": "IN",
    "not_in": "NOT_IN",
    "contains": "CONTAINS_TOKEN",
    "not_contains": "NOT_CONTAINS_TOKEN",
    "null": "NOT_HAS_PROPERTY",
    "not_null": "HAS_PROPERTY",
}
_One = TypeVar("_One")
Page = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CrmFilter:
    """The arguments of a collection."""

    filters: Any = field(default_factory=dict[str, Any])
    limit: int | None = None
    offset: int | None = None
    order: Sequence[Any] = ()


@dataclass(slots=True)
class Points:
    """What a query may still cost: a point for each object that it finds, as associations lead round in circles."""

    left: int

    def take(self, page: Page) -> Page:
        self.left -= 1 + len(page["items"])
        if self.left < 0:
            raise GraphQLError(f"The query finds more than {MOST_POINTS:,} objects: ask for less of it.")
        return page


RowFilter = CrmFilter


def one_record(store: Store, kind: ObjectType, name: str, value: str) -> Record | None:
    """The object with a value of a unique property; `id` is its id."""
    try:
        record = store.find(kind, value, "" if name in ("id", "hs_object_id") else name)
    except Refused as problem:
        raise GraphQLError(problem.message) from None
    return record if record is not None and not record.archived_at else None


def find_records(
    store: Store, kind: ObjectType, start: Place | None, wanted: CrmFilter, label: str | None = None
) -> Page:
    """One page of the objects of a type, or of those that one object is associated with, under a label."""
    tests = _tests(wanted.filters, list(kind.properties), OPERATORS, lambda *given: _record_test(kind, *given))
    try:
        found = matches(store, kind, {"sorts": [_sort(rule) for rule in wanted.order]})
    except Refused as problem:
        raise GraphQLError(problem.message) from None
    if start is not None:
        linked = store.associated(start, kind.name)
        ids = {other for other, specs in linked if label is None or any(spec.label == label for spec in specs)}
        found = [record for record in found if record.id in ids]
    return _page([record for record in found if all(test(record) for test in tests)], wanted)


def one_row(table: Table, name: str, value: Any) -> Row | None:
    """The row with a value in a column, or with an id or a path."""
    found = find_rows(table, RowFilter({f"{name}__eq": value}))["items"]
    return found[0] if found else None


def find_rows(table: Table, wanted: RowFilter) -> Page:
    """One page of a table's published rows."""
    version = table.live
    if version is None:
        return _page([], wanted)
    names = [*(column.name for column in version.columns), "hs_id", "hs_path", "hs_name"]
    operators = {operator: operator for operator in ROW_OPERATORS}

    def made(name: str, operator: str, value: Any) -> Callable[[Row], bool]:
        told = ",".join(map(text_of, value)) if isinstance(value, list) else text_of(value)
        return row_test(version, f"{name}__{operator}", told)

    tests = _tests(wanted.filters, names, operators, made)
    try:
        rows = sorted_rows(version, list(version.rows.values()), [_sort(rule) for rule in wanted.order])
    except Refused as problem:
        raise GraphQLError(problem.message) from None
    return _page([row for row in rows if all(test(row) for test in tests)], wanted)


def _record_test(kind: ObjectType, name: str, operator: str, value: Any) -> Callable[[Record], bool]:
    given = {"values": value} if isinstance(value, list) else {"value": value}
    test = value_test(kind.properties[name].kind, operator, given, f"{name}__…")
    return lambda record: test(record.properties.get(name, ""))


def _tests(
    filters: Any,
    names: list[str],
    operators: dict[str, str],
    make: Callable[[str, str, Any], Callable[[_One], bool]],
) -> list[Callable[[_One], bool]]:
    if not isinstance(filters, dict):
        raise GraphQLError('filter is an object, such as {email__eq: "ann@example.com"}.')
    tests: list[Callable[[_One], bool]] = []
    for key, value in filters.items():
        if key in ("AND", "OR"):
            inner = [_tests(one, names, operators, make) for one in (value if isinstance(value, list) else [value])]
            tests.append(_every(inner) if key == "AND" else _any(inner))
            continue
        name, _, operator = key.rpartition("__")
        if name not in names or operator not in operators:
            known = [f"{one}__{word}" for one in names for word in operators] if name in names else names
            near = did_you_mean(key if name in names else name or key, known)
            raise GraphQLError(f"There is no filter {key!r}.{near}")
        try:
            tests.append(make(name, operators[operator], value))
        except Refused as problem:
            raise GraphQLError(problem.message) from None
    return tests


def _every(groups: list[list[Callable[[_One], bool]]]) -> Callable[[_One], bool]:
    return lambda one: all(test(one) for group in groups for test in group)


def _any(groups: list[list[Callable[[_One], bool]]]) -> Callable[[_One], bool]:
    return lambda one: any(all(test(one) for test in group) for group in groups)


def _sort(rule: Any) -> str:
    """`email__asc` as the search and HubDB say it."""
    name, _, way = text_of(rule).rpartition("__")
    if way not in ("asc", "desc") or not name:
        raise GraphQLError(f"orderBy is name__asc or name__desc, not {text_of(rule)!r}.")
    return f"-{name}" if way == "desc" else name


def _page(found: Sequence[Any], wanted: CrmFilter) -> Page:
    limit = DEFAULT_LIMIT if wanted.limit is None else wanted.limit
    offset = wanted.offset or 0
    if not 0 <= limit <= MOST or offset < 0:
        raise GraphQLError(f"limit is a number from 0 to {MOST}, and offset one from 0.")
    return {
        "items": list(found[offset : offset + limit]),
        "total": len(found),
        "limit": limit,
        "offset": offset,
        "hasMore": offset + limit < len(found),
    }
