"""CRM objects: listed, read, created, updated, archived, in batches; HubSpot's shapes and its errors."""

from __future__ import annotations

import json

import pytest

from .asking import Asker

CONTACTS = "/crm/v3/objects/contacts"
NOW = "2026-01-01T00:00:00.000Z"


@pytest.fixture
def ask() -> Asker:
    return Asker()


def test_a_contact_has_hubspots_shape(ask: Asker) -> None:
    assert ask("GET", f"{CONTACTS}/101").body == {
        "id": "101",
        "properties": {
            "createdate": NOW,
            "email": "ann@example.com",
            "firstname": "Ann",
            "hs_object_id": "101",
            "lastmodifieddate": NOW,
            "lastname": "Lee",
        },
        "createdAt": NOW,
        "updatedAt": NOW,
        "archived": False,
    }


def test_named_properties_come_with_those_that_are_always_there(ask: Asker) -> None:
    asked = ask("GET", f"{CONTACTS}/102?properties=phone,city&properties=nothing&associations=companies").body
    assert asked["properties"] == {
        "city": "Dublin",
        "createdate": NOW,
        "hs_object_id": "102",
        "lastmodifieddate": NOW,
        "phone": None,
    }
    assert asked["associations"] == {"companies": {"results": [{"id": "201", "type": "contact_to_company"}]}}


def test_lists_are_paged_with_the_address_of_the_next_page(ask: Asker) -> None:
    first = ask("GET", f"{CONTACTS}?limit=2&properties=email").body
    assert [one["id"] for one in first["results"]] == ["101", "102"]
    following = first["paging"]["next"]
    assert following == {
        "after": "103",
        "link": f"https://api.hubapi.com{CONTACTS}?limit=2&properties=email&after=103",
    }
    last = ask("GET", following["link"].removeprefix("https://api.hubapi.com")).body
    assert [one["id"] for one in last["results"]] == ["103"] and "paging" not in last
    assert ask("GET", f"{CONTACTS}?limit=101").status == 400


def test_what_is_created_can_be_read_updated_and_archived(ask: Asker) -> None:
    made = ask("POST", CONTACTS, {"properties": {"email": "New@example.com", "annualrevenue": 12.0}})
    assert made.status == 201 and made.body["properties"]["annualrevenue"] == "12"
    place = f"{CONTACTS}/{made.body['id']}"
    changed = ask("PATCH", f"{CONTACTS}/new@example.com?idProperty=email", {"properties": {"city": "Oslo"}})
    assert changed.body["properties"]["city"] == "Oslo"
    assert ask("GET", f"{place}?properties=city").body["properties"]["city"] == "Oslo"
    assert ask("DELETE", place).status == 204
    assert ask("GET", place).status == 404
    archived = ask("GET", f"{place}?archived=true").body
    assert archived["archived"] is True and archived["archivedAt"] == NOW


def test_an_email_that_is_there_is_a_conflict(ask: Asker) -> None:
    got = ask("POST", CONTACTS, {"properties": {"email": "ANN@example.com"}})
    assert (got.status, got.body) == (
        409,
        {
            "status": "error",
            "message": "Contact already exists. Existing ID: 101",
            "correlationId": got.headers["x-hubspot-correlation-id"],
            "category": "CONFLICT",
        },
    )
    assert len(ask.hubspot.contacts) == 3
    assert ask("PATCH", f"{CONTACTS}/102", {"properties": {"email": "ann@example.com"}}).status == 409


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("emial", "x@example.com", "PROPERTY_DOESNT_EXIST"),
        ("email", "x", "INVALID_EMAIL"),
        ("hubspotscore", "many", "INVALID_NUMBER"),
        ("closedate", "soon", "INVALID_DATE"),
        ("lifecyclestage", "fan", "INVALID_OPTION"),
        ("hs_object_id", "7", "READ_ONLY_VALUE"),
    ],
)
def test_values_that_cannot_be_are_told_as_hubspot_tells_them(ask: Asker, name: str, value: str, error: str) -> None:
    got = ask("POST", CONTACTS, {"properties": {name: value}})
    assert (got.status, got.body["category"]) == (400, "VALIDATION_ERROR")
    message, _, told = got.body["message"].partition(": ")
    assert message == "Property values were not valid"
    assert [(one["name"], one["error"], one["isValid"]) for one in json.loads(told)] == [(name, error, False)]
    assert len(ask.hubspot.contacts) == 3


def test_a_mistyped_property_finds_its_nearest_for_the_person(ask: Asker) -> None:
    assert "Did you mean email?" in ask("POST", CONTACTS, {"properties": {"emial": "x@example.com"}}).rule
    loose = Asker(any_property=True)
    made = loose("POST", CONTACTS, {"properties": {"favourite_colour": "red"}}).body
    asked = loose("GET", f"{CONTACTS}/{made['id']}?properties=favourite_colour").body
    assert asked["properties"]["favourite_colour"] == "red"


def test_a_new_object_is_associated_or_not_made_at_all(ask: Asker) -> None:
    def deal(company: str, type_id: int) -> dict[str, object]:
        types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}]
        return {"properties": {"dealname": "A desk"}, "associations": [{"to": {"id": company}, "types": types}]}

    made = ask("POST", "/crm/v3/objects/deals", deal("201", 5)).body
    found = ask("GET", f"/crm/v4/objects/deals/{made['id']}/associations/companies").body["results"]
    assert found == [
        {
            "toObjectId": "201",
            "associationTypes": [
                {"category": "HUBSPOT_DEFINED", "typeId": 5, "label": "Primary"},
                {"category": "HUBSPOT_DEFINED", "typeId": 341, "label": None},
            ],
        }
    ]
    before = len(ask.hubspot.deals)
    assert ask("POST", "/crm/v3/objects/deals", deal("999", 5)).status == 404
    assert ask("POST", "/crm/v3/objects/deals", deal("201", 999)).status == 400
    assert len(ask.hubspot.deals) == before


def test_a_batch_tells_what_of_it_failed(ask: Asker) -> None:
    read = ask("POST", f"{CONTACTS}/batch/read", {"inputs": [{"id": "101"}, {"id": "9"}], "properties": ["email"]})
    assert read.status == 207 and read.body["numErrors"] == 1
    assert [one["id"] for one in read.body["results"]] == ["101"]
    assert read.body["errors"][0]["context"] == {"ids": ["9"]}
    emails = {"idProperty": "email", "inputs": [{"id": "bob@example.com"}], "properties": ["firstname"]}
    assert ask("POST", f"{CONTACTS}/batch/read", emails).body["results"][0]["properties"]["firstname"] == "Bob"

    inputs = [{"id": "101", "properties": {"city": "Rome"}}, {"id": "9", "properties": {"city": "Rome"}}]
    assert ask("POST", f"{CONTACTS}/batch/update", {"inputs": inputs}).status == 207
    assert ask("GET", f"{CONTACTS}/101?properties=city").body["properties"]["city"] == "Rome"


def test_a_batch_is_created_whole_or_not_at_all(ask: Asker) -> None:
    def people(*emails: str) -> dict[str, object]:
        return {"inputs": [{"properties": {"email": email}} for email in emails]}

    for emails in (("a@example.com", "ann@example.com"), ("a@example.com", "A@example.com")):
        assert ask("POST", f"{CONTACTS}/batch/create", people(*emails)).status in (400, 409)
    assert len(ask.hubspot.contacts) == 3
    made = ask("POST", f"{CONTACTS}/batch/create", people("a@example.com", "b@example.com"))
    assert made.status == 201 and made.body["status"] == "COMPLETE" and len(made.body["results"]) == 2


def test_upsert_updates_what_is_there_and_creates_the_rest(ask: Asker) -> None:
    inputs = [
        {"idProperty": "email", "id": email, "properties": {"city": "Bern"}}
        for email in ("ann@example.com", "new@example.com")
    ]
    got = ask("POST", f"{CONTACTS}/batch/upsert", {"inputs": inputs})
    assert got.status == 200 and [one["new"] for one in got.body["results"]] == [False, True]
    assert {one.get("email"): one.get("city") for one in ask.hubspot.contacts}["new@example.com"] == "Bern"


def test_custom_objects_are_made_by_schema(ask: Asker) -> None:
    schema = {
        "name": "car",
        "labels": {"singular": "Car", "plural": "Cars"},
        "primaryDisplayProperty": "model",
        "requiredProperties": ["model"],
        "properties": [
            {"name": "model", "label": "Model"},
            {"name": "vin", "label": "VIN", "hasUniqueValue": True},
            {"name": "doors", "label": "Doors", "type": "number", "fieldType": "number"},
        ],
        "associatedObjects": ["CONTACT"],
    }
    made = ask("POST", "/crm/v3/schemas", schema)
    assert made.status == 201 and made.body["fullyQualifiedName"] == "p123456_car"
    kind = made.body["objectTypeId"]
    car = ask("POST", f"/crm/v3/objects/{kind}", {"properties": {"model": "Beetle", "vin": "W1", "doors": 2}}).body
    for word in ("car", "p_car", "p123456_car", kind):
        assert ask("GET", f"/crm/v3/objects/{word}/W1?idProperty=vin").body["id"] == car["id"]
    lacking = ask("POST", "/crm/v3/objects/car", {"properties": {"vin": "W2"}})
    assert lacking.status == 400 and lacking.body["context"] == {"properties": ["model"]}
    assert ask("POST", "/crm/v3/objects/car", {"properties": {"model": "Polo", "vin": "W1"}}).status == 400
    assert ask("POST", "/crm/v3/schemas", schema).status == 409
    assert [one["name"] for one in ask("GET", "/crm/v3/schemas").body["results"]] == ["car"]
    unknown = ask("GET", "/crm/v3/objects/cra")
    assert unknown.status == 400 and "Did you mean car?" in unknown.rule


def test_properties_are_listed_read_and_added(ask: Asker) -> None:
    base = "/crm/v3/properties/contacts"
    stage = ask("GET", f"{base}/lifecyclestage").body
    assert stage["type"] == "enumeration" and stage["options"][0]["value"] == "subscriber"
    kind = {"type": "enumeration", "fieldType": "select", "groupName": "contactinformation"}
    colour = {"name": "colour", "label": "Colour", **kind, "options": [{"label": "Red", "value": "red"}]}
    assert ask("POST", base, colour).status == 201
    assert ask("POST", base, colour).status == 409
    assert ask("POST", CONTACTS, {"properties": {"colour": "blue"}}).status == 400
    assert ask("POST", CONTACTS, {"properties": {"colour": "red"}}).status == 201
    assert "colour" in [one["name"] for one in ask("GET", base).body["results"]]
    assert ask("DELETE", f"{base}/colour").status == 204
    assert ask("GET", f"{base}/colour").status == 404
    assert ask("DELETE", f"{base}/email").status == 400


def test_the_older_contacts_api_answers_in_its_own_shape(ask: Asker) -> None:
    base = "/contacts/v1/contact"
    ann = ask("GET", f"{base}/email/ann@example.com/profile?property=firstname").body
    assert ann["vid"] == 101 and ann["properties"] == {"firstname": {"value": "Ann", "versions": []}}
    change = {"properties": [{"property": "city", "value": "Rome"}]}
    assert ask("POST", f"{base}/createOrUpdate/email/ann@example.com/", change).body == {"vid": 101, "isNew": False}
    assert ask("POST", f"{base}/createOrUpdate/email/new@example.com", change).body["isNew"] is True
    assert ask("POST", f"{base}/vid/102/profile", change).status == 204
    assert ask("GET", f"{base}/email/no@example.com/profile").body["message"] == "contact does not exist"
    again = {"properties": [{"property": "email", "value": "ann@example.com"}]}
    assert ask("POST", f"{base}/", again).body["error"] == "CONTACT_EXISTS"
    page = ask("GET", "/contacts/v1/lists/all/contacts/all?count=2&property=email").body
    assert [one["vid"] for one in page["contacts"]] == [101, 102] and page["has-more"] and page["vid-offset"] == 102
    assert ask("GET", "/contacts/v1/search/query?q=stone").body["total"] == 1


def test_pipelines_and_owners_can_be_looked_up(ask: Asker) -> None:
    stages = ask("GET", "/crm/v3/pipelines/deals/default/stages").body["results"]
    assert "closedwon" in [one["id"] for one in stages]
    assert ask("GET", "/crm/v3/owners/?email=olga@example.com").body["results"][0]["id"] == "7"
    assert ask("GET", "/crm/v3/owners/8").status == 404
