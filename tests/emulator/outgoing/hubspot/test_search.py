"""Searches of CRM objects: every operator against a naive model, sorts, words, pages, limits."""

from __future__ import annotations

import fnmatch
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.outgoing.hubspot.crm.search import MOST_FILTERS, OPERATORS, value_test

from .asking import Asker

SEARCH = "/crm/v3/objects/contacts/search"
NUMBERS = st.integers(-30, 30).map(str)
WORDS = st.lists(st.sampled_from(["ann", "Bob", "eve", "b", "x-y"]), min_size=1, max_size=3).map(" ".join)


def passes(kind: str, operator: str, value: str, low: str, high: str, many: list[str]) -> bool:
    """What HubSpot's documentation says of an operator, written down without regard to speed."""
    if operator == "HAS_PROPERTY":
        return value != ""
    if operator == "NOT_HAS_PROPERTY":
        return value == ""
    if value == "":
        return False

    def plain(text: str) -> Any:
        return int(text) if kind == "number" else text.lower()

    own = plain(value)
    if operator == "CONTAINS_TOKEN":
        found = [value.lower(), *value.lower().split(), *value.lower().replace("-", " ").split()]
        return all(any(fnmatch.fnmatchcase(token, word) for token in found) for word in low.lower().split())
    if operator == "NOT_CONTAINS_TOKEN":
        return not passes(kind, "CONTAINS_TOKEN", value, low, high, many)
    return {
        "EQ": lambda: own == plain(low),
        "NEQ": lambda: own != plain(low),
        "LT": lambda: own < plain(low),
        "LTE": lambda: own <= plain(low),
        "GT": lambda: own > plain(low),
        "GTE": lambda: own >= plain(low),
        "BETWEEN": lambda: plain(low) <= own <= plain(high),
        "IN": lambda: own in [plain(one) for one in many],
        "NOT_IN": lambda: own not in [plain(one) for one in many],
    }[operator]()


@given(data=st.data(), operator=st.sampled_from(OPERATORS), kind=st.sampled_from(["number", "string"]))
def test_each_operator_does_what_the_model_does(data: st.DataObject, operator: str, kind: str) -> None:
    values = NUMBERS if kind == "number" else WORDS
    value = data.draw(st.one_of(st.just(""), values))
    low, high, many = data.draw(values), data.draw(values), data.draw(st.lists(values, min_size=1, max_size=3))
    filter_ = {"operator": operator, "value": low, "highValue": high, "values": many}
    assert value_test(kind, operator, filter_)(value) == passes(kind, operator, value, low, high, many)


def emails(ask: Asker, **body: Any) -> list[str]:
    got = ask("POST", SEARCH, body)
    assert got.status == 200, got
    return [one["properties"]["email"].partition("@")[0] for one in got.body["results"]]


def one(name: str, operator: str, **values: Any) -> dict[str, Any]:
    return {"propertyName": name, "operator": operator, **values}


def test_filters_of_a_group_hold_together_and_groups_stand_beside_each_other() -> None:
    ask = Asker()
    example = one("email", "CONTAINS_TOKEN", value="*@example.com")
    assert emails(ask, filterGroups=[{"filters": [example]}]) == ["ann", "bob"]
    assert emails(ask, filterGroups=[{"filters": [example, one("city", "EQ", value="dublin")]}]) == ["bob"]
    groups = [{"filters": [one("city", "IN", values=["berlin"])]}, {"filters": [one("phone", "HAS_PROPERTY")]}]
    assert emails(ask, filterGroups=groups) == ["ann", "eve"]
    assert emails(ask, query="STONE") == ["eve"]


def test_a_time_is_compared_as_milliseconds_and_as_iso() -> None:
    ask = Asker()
    closing = [
        {"filters": [one("closedate", "GTE", value=value)]} for value in ("1769000000000", "2026-01-21T12:53:20Z")
    ]
    for group in closing:
        found = ask("POST", "/crm/v3/objects/deals/search", {"filterGroups": [group]}).body
        assert [deal["id"] for deal in found["results"]] == ["301"]


def test_one_sort_and_objects_without_a_value_come_last() -> None:
    ask = Asker()
    assert emails(ask, sorts=["-firstname"]) == ["eve", "bob", "ann"]
    assert emails(ask, sorts=[{"propertyName": "phone", "direction": "DESCENDING"}])[0] == "ann"
    assert ask("POST", SEARCH, {"sorts": ["email", "city"]}).status == 400


def test_pages_end_with_the_last_object() -> None:
    ask = Asker()
    first = ask("POST", SEARCH, {"limit": 2, "properties": ["email"]}).body
    assert first["total"] == 3 and first["paging"] == {"next": {"after": "2"}}
    last = ask("POST", SEARCH, {"limit": 2, "after": first["paging"]["next"]["after"]}).body
    assert len(last["results"]) == 1 and "paging" not in last


@pytest.mark.parametrize(
    "body",
    [
        {"filterGroups": [{"filters": [one("emial", "EQ", value="x")]}]},
        {"filterGroups": [{"filters": [one("email", "LIKE", value="x")]}]},
        {"filterGroups": [{"filters": [one("email", "IN", value="x")]}]},
        {"filterGroups": [{"filters": [one("closedate", "GT", value="soon")]}]},
        {"filterGroups": [{"filters": [one("email", "HAS_PROPERTY")] * (MOST_FILTERS + 1)}]},
        {"filterGroups": [{"filters": [one("email", "HAS_PROPERTY")]}] * 6},
        {"filterGroups": [{"filters": []}]},
        {"limit": 201},
        {"after": "9900", "limit": 200},
    ],
)
def test_what_hubspot_refuses_is_refused(body: dict[str, Any]) -> None:
    got = Asker()("POST", SEARCH, body)
    assert (got.status, got.body["category"]) == (400, "VALIDATION_ERROR")
