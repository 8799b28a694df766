"""Whatever a function sends gets an answer of HubSpot's, soon: no error of ours, no waiting."""

from __future__ import annotations

import copy
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsfunc_magics.emulator.outgoing.hubspot.routes import ROUTES

from .asking import Asker

KEYS = st.sampled_from(["properties", "inputs", "id", "name", "values", "filterGroups", "fields", "columns", "query"])
ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 500), st.floats(allow_nan=False), st.text(max_size=5),
    st.sampled_from(["101", "201", "contacts", "EQ", "IN", "events", "title", "ann@example.com", "contact_to_company"]),
)  # fmt: skip
JSON = st.recursive(
    ATOMS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)), max_leaves=15
)
SEGMENTS = st.sampled_from(
    [
        "contacts",
        "companies",
        "deals",
        "0-1",
        "101",
        "201",
        "301",
        "events",
        "401",
        "402",
        "ann@example.com",
        "x",
        "%00",
    ]
)
QUERIES = st.sampled_from(
    [
        "limit=0",
        "limit=x",
        "after=x",
        "properties=,,",
        "sort=-title",
        "sort=random()",
        "title__in=",
        "idProperty=email",
        "seats__gt=x",
        "__eq=1",
        "archived=true",
        "associations=deals",
        "vidOffset=-1",
        "count=5",
        "hs_id=1",
    ]
)
# Bodies that are good, one part of which is then something else.
OF_TYPE = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}
FILTERS = [
    {"propertyName": "createdate", "operator": "BETWEEN", "value": "1", "highValue": 2},
    {"propertyName": "city", "operator": "IN", "values": ["Rome", 2]},
]
SORT = {"propertyName": "email", "direction": "ASCENDING"}
GRAPHQL = """query q($f: filter) {
  CRM { contact_collection(filter: $f, orderBy: $f) { items { email } } }
  HUBDB { events_collection(filter: $f) { items { title } } }
}"""
ENDS = {"from": {"id": "101"}, "to": {"id": "202"}}
MODEL = {"name": "model", "type": "enumeration", "options": [{"value": "a", "label": "A"}]}
CONTACTS, EVENTS, LINKS = "/crm/v3/objects/contacts", "/cms/v3/hubdb/tables/events", "associations/contacts/companies"
GOOD: list[tuple[str, str, Any]] = [
    ("POST", CONTACTS, {"properties": {"city": "x"}, "associations": [{"to": {"id": "201"}, "types": [OF_TYPE]}]}),
    ("PATCH", f"{CONTACTS}/101", {"properties": {"city": "x"}}),
    ("POST", f"{CONTACTS}/search", {"filterGroups": [{"filters": FILTERS}], "sorts": [SORT], "query": "a"}),
    ("POST", f"{CONTACTS}/search", {"sorts": ["-email"], "limit": 2, "after": 1, "properties": ["email"]}),
    ("POST", f"{CONTACTS}/batch/read", {"inputs": [{"id": "101"}], "properties": ["email"], "idProperty": ""}),
    ("POST", f"{CONTACTS}/batch/create", {"inputs": [{"properties": {"email": "b@example.com"}}]}),
    (
        "POST",
        f"{CONTACTS}/batch/upsert",
        {"inputs": [{"id": "a@example.com", "idProperty": "email", "properties": {"city": "x"}}]},
    ),
    ("POST", f"{CONTACTS}/batch/update", {"inputs": [{"id": "101", "properties": {"city": "x"}}]}),
    ("POST", f"{CONTACTS}/merge", {"primaryObjectId": "101", "objectIdToMerge": "102"}),
    ("POST", f"/crm/v4/{LINKS}/batch/create", {"inputs": [{**ENDS, "types": [OF_TYPE]}]}),
    ("POST", f"/crm/v3/{LINKS}/batch/create", {"inputs": [{**ENDS, "type": "contact_to_company"}]}),
    ("POST", f"/crm/v4/{LINKS}/batch/archive", {"inputs": [{"from": {"id": "101"}, "to": [{"id": "201"}]}]}),
    ("POST", f"/crm/v4/{LINKS}/labels", {"label": "Billing"}),
    ("PUT", "/crm/v4/objects/contacts/101/associations/companies/202", [OF_TYPE]),
    (
        "POST",
        "/crm/v3/schemas",
        {
            "name": "car",
            "labels": {"singular": "Car"},
            "properties": [MODEL],
            "requiredProperties": ["model"],
            "searchableProperties": ["model"],
            "associatedObjects": ["CONTACT"],
        },
    ),
    ("POST", "/crm/v3/properties/contacts", MODEL),
    ("PATCH", "/crm/v3/properties/contacts/city", {"label": "x", "options": [{"value": 1}]}),
    (
        "POST",
        "/cms/v3/hubdb/tables",
        {"name": "t", "label": "T", "columns": [{"name": "a", "type": "MULTISELECT", "id": 1, "options": ["x"]}]},
    ),
    (
        "PATCH",
        f"{EVENTS}/draft",
        {"columns": [{"name": "title", "type": "SELECT", "options": [{"name": "x", "id": 1}]}]},
    ),
    ("POST", f"{EVENTS}/rows", {"path": "a", "values": {"kind": {"name": "talk"}, "seats": 1, "open": 1}}),
    ("POST", f"{EVENTS}/rows/draft/batch/update", {"inputs": [{"id": "402", "values": {"seats": 1}}]}),
    ("POST", f"{EVENTS}/draft/clone", {"newName": "x", "newLabel": "X", "copyRows": True}),
    ("POST", "/contacts/v1/contact", {"properties": [{"property": "email", "value": "a@example.com"}]}),
    ("POST", "/collector/graphql", {"query": GRAPHQL, "variables": {"f": {}}, "operationName": "q"}),
]


def parts(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, one in inner for found in parts(one, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    if not path:
        return by
    made = copy.copy(value)
    made[path[0]] = replaced(value[path[0]], path[1:], by)
    return made


ODD: list[Any] = [None, True, 5, -1.5, "x", "\ud800", [], [5], ["x"], [None], {}, {"id": {}}, [{}], 10**30]


@pytest.mark.parametrize("good", GOOD, ids=lambda good: f"{good[0]} {good[1]}")
def test_a_part_of_a_good_body_may_be_anything(good: tuple[str, str, Any]) -> None:
    method, path, body = good
    for place in parts(body):
        ask = Asker()
        for odd in ODD:
            assert ask(method, path, replaced(body, place, odd)).status < 500
        for other in (
            "/crm/v3/objects/contacts?properties=city",
            "/cms/v3/hubdb/tables/events/rows/draft",
            "/crm/v3/schemas",
        ):
            assert ask("GET", other).status == 200


@pytest.mark.parametrize("good", GOOD, ids=lambda good: f"{good[0]} {good[1]}")
def test_the_good_bodies_are_good(good: tuple[str, str, Any]) -> None:
    got = Asker()(*good)
    assert got.status < 300, got


@settings(max_examples=150, deadline=None)
@given(data=st.data(), route=st.sampled_from(ROUTES))
def test_every_path_answers_every_body(data: st.DataObject, route: Any) -> None:
    ask = Asker()
    segments = [data.draw(SEGMENTS) if part.startswith("{") else part for part in route.parts]
    host = "api.hsforms.com" if route.on_forms else "api.hubapi.com"
    path = f"/{'/'.join(segments)}?{data.draw(QUERIES)}"
    assert ask(route.method, path, data.draw(JSON), host=host).status < 500


def took(ask: Asker, path: str, body: Any = None) -> float:
    began = time.perf_counter()
    assert ask("POST" if body is not None else "GET", path, body).status < 500
    return time.perf_counter() - began


def test_no_pattern_and_no_query_holds_everybody_up() -> None:
    long = "a" * 5000
    ask = Asker({"contacts": [{"email": "a@example.com", "firstname": long}], "hubdb": [
        {"name": "events", "columns": [{"name": "title"}], "rows": [{"title": long}]}
    ]})  # fmt: skip
    stars = {"propertyName": "firstname", "operator": "CONTAINS_TOKEN", "value": "a*" * 200 + "b"}
    assert took(ask, "/crm/v3/objects/contacts/search", {"filterGroups": [{"filters": [stars]}]}) < 1
    assert took(ask, f"/cms/v3/hubdb/tables/events/rows?title__like={'a%25' * 200}b") < 1

    contacts = [{"email": f"{n}@example.com"} for n in range(100)]
    links = [{"from": f"contacts/{one['email']}", "to": "companies/A"} for one in contacts]
    many = Asker({"contacts": contacts, "companies": [{"name": "A"}], "associations": links})
    inner = "email"
    for _ in range(5):
        inner = (
            "associations { company_collection__contact_to_company(limit: 100) { items {"
            f" associations {{ contact_collection__company_to_contact(limit: 100) {{ items {{ {inner} }} }} }} }} }} }}"
        )
    query = f"{{ CRM {{ contact_collection(limit: 100) {{ items {{ {inner} }} }} }} }}"
    assert took(many, "/collector/graphql", {"query": query}) < 20
    assert took(many, "/collector/graphql", {"query": "{ a " * 20_000}) < 20
