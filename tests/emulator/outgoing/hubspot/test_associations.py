"""Associations: v3 names and v4 types, single ones and batches, labels, both directions."""

from __future__ import annotations

import pytest

from .asking import Asker

V3, V4 = "/crm/v3/associations/contacts/companies", "/crm/v4/associations/contacts/companies"
PAIR = {"from": {"id": "103"}, "to": {"id": "201"}}
PLAIN = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}


@pytest.fixture
def ask() -> Asker:
    return Asker()


def companies(ask: Asker, contact: str) -> list[str]:
    return [
        one["id"] for one in ask("GET", f"/crm/v3/objects/contacts/{contact}/associations/companies").body["results"]
    ]


def test_a_v4_association_holds_in_both_directions_until_it_is_removed(ask: Asker) -> None:
    place = "/crm/v4/objects/contacts/103/associations/companies/201"
    made = ask("PUT", place, [PLAIN])
    assert (made.status, made.body) == (
        201,
        {"fromObjectTypeId": "0-1", "fromObjectId": "103", "toObjectTypeId": "0-2", "toObjectId": "201", "labels": []},
    )
    assert companies(ask, "103") == ["202", "201"]
    back = ask("GET", "/crm/v4/objects/companies/201/associations/contacts").body["results"]
    assert [one["toObjectId"] for one in back] == ["101", "102", "103"]
    assert ask("DELETE", place).status == 204
    assert companies(ask, "103") == ["202"]
    assert ask("PUT", place, [{**PLAIN, "associationTypeId": 5}]).status == 400
    assert ask("PUT", place.replace("201", "9"), [PLAIN]).status == 404


def test_the_default_association_is_told_both_ways(ask: Asker) -> None:
    made = ask("PUT", "/crm/v4/objects/deal/302/associations/default/company/202").body["results"]
    assert [(one["from"]["id"], one["associationSpec"]["associationTypeId"]) for one in made] == [
        ("302", 341),
        ("202", 342),
    ]


def test_v3_associations_go_by_their_names(ask: Asker) -> None:
    place = "/crm/v3/objects/contacts/103/associations/companies/201/contact_to_company"
    assert "associations" in ask("PUT", place).body
    assert companies(ask, "103") == ["202", "201"]
    assert ask("DELETE", place).status == 204
    assert ask("PUT", place.replace("_company", "_deal")).status == 400
    assert ask("GET", f"{V3}/types").body["results"] == [{"id": "279", "name": "contact_to_company"}]


@pytest.mark.parametrize(
    ("base", "link"), [(V3, {**PAIR, "type": "contact_to_company"}), (V4, {**PAIR, "types": [PLAIN]})]
)
def test_batches_create_read_and_archive(ask: Asker, base: str, link: dict[str, object]) -> None:
    assert ask("POST", f"{base}/batch/create", {"inputs": [link]}).status == 201
    read = ask("POST", f"{base}/batch/read", {"inputs": [{"id": "103"}, {"id": "9"}]})
    assert read.status == 207 and read.body["errors"][0]["context"] == {"fromObjectId": ["9"]}
    assert [one.get("id", one.get("toObjectId")) for one in read.body["results"][0]["to"]] == ["202", "201"]
    ends = {**PAIR, "to": [PAIR["to"]]} if base == V4 else link
    assert ask("POST", f"{base}/batch/archive", {"inputs": [ends]}).status == 204
    assert companies(ask, "103") == ["202"]


def test_labels_can_be_added_and_used(ask: Asker) -> None:
    made = ask("POST", f"{V4}/labels", {"label": "Billing", "name": "billing"}).body["results"][0]
    assert made["typeId"] in [one["typeId"] for one in ask("GET", f"{V4}/labels").body["results"]]
    spec = {"associationCategory": made["category"], "associationTypeId": made["typeId"]}
    assert ask("PUT", "/crm/v4/objects/contacts/103/associations/companies/201", [spec]).body["labels"] == ["Billing"]


def test_an_archived_object_leaves_its_associations(ask: Asker) -> None:
    ask("DELETE", "/crm/v3/objects/companies/201")
    assert companies(ask, "101") == []


def test_the_first_company_is_the_primary_one(ask: Asker) -> None:
    contact = ask("POST", "/crm/v3/objects/contacts", {"properties": {"email": "new@example.com"}}).body["id"]
    for company in ("202", "201"):
        ask("PUT", f"/crm/v4/objects/contacts/{contact}/associations/default/companies/{company}")
    found = ask("GET", f"/crm/v4/objects/contacts/{contact}/associations/companies").body["results"]
    labels = {one["toObjectId"]: [kind["label"] for kind in one["associationTypes"]] for one in found}
    assert labels == {"202": ["Primary", None], "201": [None]}
    query = '{ CRM { contact(uniqueIdentifier: "email", uniqueIdentifierValue: "new@example.com") { associations {'
    query += " company_collection__primary { items { name } } company_collection__contact_to_company { total } } } } }"
    got = ask("POST", "/collector/graphql", {"query": query}).body["data"]["CRM"]["contact"]["associations"]
    assert got == {
        "company_collection__primary": {"items": [{"name": "Sample Org"}]},
        "company_collection__contact_to_company": {"total": 2},
    }
