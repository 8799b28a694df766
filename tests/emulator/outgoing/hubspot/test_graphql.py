"""GraphQL: objects, collections, associations and HubDB tables; what is wrong in a query is told with its place."""

from __future__ import annotations

from typing import Any

import pytest

from .asking import Asker


def run(ask: Asker, query: str, **variables: Any) -> Any:
    got = ask("POST", "/collector/graphql", {"query": query, "variables": variables, "operationName": None})
    assert got.status == 200
    return got.body


def test_an_object_with_what_it_is_associated_with() -> None:
    query = """
      query data($id: String!) {
        CRM {
          deal(uniqueIdentifier: "hs_object_id", uniqueIdentifierValue: $id) {
            dealname
            amount
            associations {
              company_collection__primary { items { name _metadata { id } } }
              contact_collection__deal_to_contact { total items { email lifecyclestage { value label } } }
            }
          }
        }
      }
    """
    assert run(Asker(), query, id="301")["data"]["CRM"]["deal"] == {
        "dealname": "A hundred chairs",
        "amount": 12000,
        "associations": {
            "company_collection__primary": {"items": [{"name": "Example Inc", "_metadata": {"id": "201"}}]},
            "contact_collection__deal_to_contact": {
                "total": 1,
                "items": [{"email": "ann@example.com", "lifecyclestage": {"value": "customer", "label": "Customer"}}],
            },
        },
    }


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ("", ["Ann", "Bob", "Eve"]),
        ("(filter: {email__contains: $word})", ["Ann", "Bob"]),
        ('(filter: {email__in: ["ann@example.com", "eve@sample.org"]}, orderBy: firstname__desc)', ["Eve", "Ann"]),
        ("(filter: {phone__not_null: true})", ["Ann"]),
        ('(filter: {OR: [{city__eq: "Dublin"}, {city__eq: "Berlin"}]}, limit: 1, offset: 1)', ["Eve"]),
    ],
)
def test_collections_are_filtered_sorted_and_cut(arguments: str, names: list[str]) -> None:
    declared = "($word: String!)" if "$word" in arguments else ""
    query = f"query q{declared} {{ CRM {{ contact_collection{arguments} {{ items {{ firstname }} }} }} }}"
    found = run(Asker(), query, word="*@example.com")["data"]["CRM"]["contact_collection"]["items"]
    assert [one["firstname"] for one in found] == names


def test_published_rows_of_hubdb() -> None:
    query = """{ HUBDB {
      events_collection(filter: {seats__gt: 0, kind__eq: "talk"}) { items { title seats open kind { label } hs_path } }
      events(uniqueIdentifier: "hs_path", uniqueIdentifierValue: "limits") { title }
    } }"""
    assert run(Asker(), query)["data"]["HUBDB"] == {
        "events_collection": {
            "items": [
                {"title": "Introduction", "seats": 40, "open": True, "kind": {"label": "talk"}, "hs_path": "intro"}
            ]
        },
        "events": {"title": "Meeting every limit"},
    }


def test_custom_objects_are_found_under_their_name() -> None:
    schema = {"name": "car", "properties": [{"name": "model"}]}
    ask = Asker({"schemas": [schema], "car": [{"model": "Beetle"}]})
    items = run(ask, "{ CRM { p_car_collection { items { model } } } }")["data"]["CRM"]["p_car_collection"]["items"]
    assert items == [{"model": "Beetle"}]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("{ CRM { contact_collection { items { firstnam } } } }", "Did you mean 'firstname'"),
        ("{ CRM { contact_collection(filter: {emial__eq: 1}) { items { email } } } }", "Did you mean email?"),
        ("{ CRM { contact_collection(orderBy: up) { items { email } } } }", "name__asc"),
        ("{ CRM {", "Syntax Error"),
    ],
)
def test_what_is_wrong_in_a_query_is_told(query: str, told: str) -> None:
    error = run(Asker(), query)["errors"][0]
    assert told in error["message"] and error["locations"]


def test_a_request_without_a_query_is_no_request() -> None:
    assert Asker()("POST", "/collector/graphql", {"variables": {}}).status == 400
