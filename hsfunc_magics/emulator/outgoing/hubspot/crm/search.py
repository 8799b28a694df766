"""`POST …/search`: filters, sorts and words, as pure functions over objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from ..asked import Asked, texts
from ..replies import Reply, invalid
from ..store import Record, Store, text_of
from ..wildcard import fits
from .properties import moment, number
from .show import names_asked, shown
from .types import ObjectType

MOST_GROUPS = 5
MOST_FILTERS = 6
MOST_FILTERS_IN_ALL = 18
MOST_FOUND = 10_000
MOST_RESULTS = 200
DEFAULT_RESULTS = 10
_LONGEST_QUERY = 3000

OPERATORS = (
    "EQ", "NEQ", "LT", "LTE", "GT", "GTE", "BETWEEN", "IN", "NOT_IN", "HAS_PROPERTY", "NOT_HAS_PROPERTY",
    "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN",
)  # fmt: skip
_WORD = re.compile(r"\w+")

Test = Callable[[str], bool]


def search(store: Store, asked: Asked, kind: str) -> Reply:
    """One page of the objects that match."""
    found = store.type_named(kind)
    body = asked.object()
    matching = matches(store, found, body)
    limit = _whole(body.get("limit"), "limit", DEFAULT_RESULTS)
    if not 1 <= limit <= MOST_RESULTS:
        raise invalid(f"The limit of a search is a number from 1 to {MOST_RESULTS}, not {limit}.")
    after = _whole(body.get("after"), "after", 0)
    if after + limit > MOST_FOUND:
        raise invalid(f"A search pages through the first {MOST_FOUND:,} objects only.")
    page = matching[after : after + limit]
    names = names_asked(texts(body.get("properties"), "properties"))
    reply: dict[str, Any] = {
        "total": len(matching),
        "results": [shown(found, record, names) for record in page],
    }
    if after + limit < len(matching):
        reply["paging"] = {"next": {"after": str(after + limit)}}
    return Reply(body=reply)


def matches(store: Store, kind: ObjectType, body: dict[str, Any]) -> list[Record]:
    """The objects that a search finds, in its order. Raises `Refused`."""
    groups = [_group(kind, group, at) for at, group in enumerate(_filter_groups(body))]
    query = body.get("query") or ""
    if not isinstance(query, str) or len(query) > _LONGEST_QUERY:
        raise invalid(f"query is a text of at most {_LONGEST_QUERY} characters.")
    words = query.lower().split()
    found = [
        record
        for record in store.live(kind)
        if (not groups or any(all(test(record) for test in group) for group in groups))
        and all(_has_word(kind, record, word) for word in words)
    ]
    return _sorted(kind, found, body.get("sorts") or [])


def _filter_groups(body: dict[str, Any]) -> list[Any]:
    groups = body.get("filterGroups") or []
    # A list of filters alone is one group.
    if not groups and body.get("filters"):
        groups = [{"filters": body["filters"]}]
    if not isinstance(groups, list):
        raise invalid("filterGroups is a list of groups.")
    if len(groups) > MOST_GROUPS:
        raise invalid(f"A search has at most {MOST_GROUPS} filterGroups, not {len(groups)}.")
    filters = [group.get("filters") if isinstance(group, dict) else None for group in groups]
    counts = [len(one) if isinstance(one, list) else 0 for one in filters]
    if max(counts, default=0) > MOST_FILTERS or sum(counts) > MOST_FILTERS_IN_ALL:
        raise invalid(f"A group has at most {MOST_FILTERS} filters, and all of them at most {MOST_FILTERS_IN_ALL}.")
    return groups


def _group(kind: ObjectType, group: Any, at: int) -> list[Callable[[Record], bool]]:
    filters = group.get("filters") if isinstance(group, dict) else None
    if not isinstance(filters, list) or not filters:
        raise invalid(f"filterGroups[{at}] has no filters.")
    return [_filter(kind, one, f"filterGroups[{at}].filters[{place}]") for place, one in enumerate(filters)]


def _filter(kind: ObjectType, given: Any, where: str) -> Callable[[Record], bool]:
    if not isinstance(given, dict):
        raise invalid(f"{where} is no object.")
    name, operator = given.get("propertyName"), given.get("operator", "EQ")
    if not isinstance(name, str) or not name:
        raise invalid(f"{where} has no propertyName.")
    if operator not in OPERATORS:
        raise invalid(f"{where}: {operator!r} is no operator: [{', '.join(OPERATORS)}]")
    known = kind.properties.get(name)
    # Associations are searched as if they were properties: associations.company.
    if known is None and not name.startswith("associations."):
        raise invalid(
            f"There was a problem with the request: {where}: there is no property {name!r} of {kind.name}.",
        )
    test = value_test(known.kind if known is not None else "string", operator, given, where)
    return lambda record: test(record.properties.get(name, ""))


def value_test(kind: str, operator: str, given: dict[str, Any], where: str = "filter") -> Test:
    """Whether a value, an empty text where there is none, passes a filter. Raises `Refused`."""
    if operator == "HAS_PROPERTY":
        return bool
    if operator == "NOT_HAS_PROPERTY":
        return lambda value: not value
    if operator in ("IN", "NOT_IN"):
        values = given.get("values")
        if not isinstance(values, list) or not values:
            raise invalid(f"{where}: {operator} needs values, a list.")
        wanted = {_comparable(kind, text_of(value)) for value in values}
        if operator == "IN":
            return lambda value: bool(value) and _comparable(kind, value) in wanted
        return lambda value: bool(value) and _comparable(kind, value) not in wanted
    if given.get("value") is None:
        raise invalid(f"{where}: {operator} needs a value.")
    if operator in ("CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"):
        patterns = text_of(given["value"]).lower().split()
        if operator == "CONTAINS_TOKEN":
            return lambda value: bool(value) and _has_tokens(value, patterns)
        return lambda value: bool(value) and not _has_tokens(value, patterns)
    return _comparison(kind, operator, given, where)


def _comparison(kind: str, operator: str, given: dict[str, Any], where: str) -> Test:
    low = _comparable(kind, text_of(given["value"]))
    if kind in ("number", "datetime", "date") and isinstance(low, str):
        raise invalid(f"{where}: {given['value']!r} is no {kind}.")
    if operator == "BETWEEN":
        if given.get("highValue") is None:
            raise invalid(f"{where}: BETWEEN needs a value and a highValue.")
        high = _comparable(kind, text_of(given["highValue"]))
        return lambda value: (
            bool(value) and _least(low, _comparable(kind, value)) and _least(_comparable(kind, value), high)
        )
    if operator in ("EQ", "NEQ"):
        return lambda value: bool(value) and (_comparable(kind, value) == low) == (operator == "EQ")
    tests: dict[str, Callable[[float | str], bool]] = {
        "LT": lambda value: not _least(low, value),
        "LTE": lambda value: _least(value, low),
        "GT": lambda value: not _least(value, low),
        "GTE": lambda value: _least(low, value),
    }
    test = tests[operator]
    return lambda value: bool(value) and test(_comparable(kind, value))


def _comparable(kind: str, value: str) -> float | str:
    """What two values are compared by: a number, a time, or a text without regard to case."""
    if kind == "number":
        found = number(value)
    elif kind in ("datetime", "date"):
        found = moment(value)
    else:
        return value.lower()
    return found if found is not None else value.lower()


def _least(one: float | str, other: float | str) -> bool:
    """Whether one is not after the other; numbers come before texts."""
    if isinstance(one, str) or isinstance(other, str):
        return (isinstance(one, str), str(one)) <= (isinstance(other, str), str(other))
    return one <= other


def tokens(value: str) -> set[str]:
    """The tokens of a value: the whole, what stands between white space, and its words."""
    lowered = value.lower()
    return {lowered, *lowered.split(), *_WORD.findall(lowered)}


def _has_tokens(value: str, patterns: Sequence[str]) -> bool:
    found = tokens(value)
    return all(any(fits(pattern, token, many="*") for token in found) for pattern in patterns)


def _has_word(kind: ObjectType, record: Record, word: str) -> bool:
    return any(word in record.properties.get(name, "").lower() for name in kind.searchable)


def _sorted(kind: ObjectType, found: list[Record], sorts: Any) -> list[Record]:
    if not isinstance(sorts, list):
        raise invalid("sorts is a list with one rule.")
    if len(sorts) > 1:
        raise invalid(f"A search has one sort, not {len(sorts)}.")
    if not sorts:
        return found
    rule = sorts[0]
    if isinstance(rule, str):
        name, down = rule.removeprefix("-"), rule.startswith("-")
    elif isinstance(rule, dict):
        name, down = str(rule.get("propertyName")), rule.get("direction") == "DESCENDING"
    else:
        raise invalid("sorts[0] is a text or an object with propertyName and direction.")
    known = kind.properties.get(name)
    if known is None:
        raise invalid(f"sorts[0]: there is no property {name!r} of {kind.name}.")

    def key(record: Record) -> tuple[bool, float, str]:
        value = _comparable(known.kind, record.properties[name])
        return (False, value, "") if not isinstance(value, str) else (True, 0.0, value)

    # Objects without a value come last, whichever the direction.
    having = sorted((one for one in found if one.properties.get(name)), key=key, reverse=down)
    return having + [one for one in found if not one.properties.get(name)]


def _whole(value: Any, name: str, default: int) -> int:
    if value is None or value == "":
        return default
    text = text_of(value)
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise invalid(f"{name} is a whole number, not {text!r}.")
    return int(text)
