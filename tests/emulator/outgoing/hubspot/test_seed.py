"""Seeds: judged whole, each problem with its place, its line and the nearest that is meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsfunc_magics import SeedError

from .asking import Asker

SEED = {
    "properties": {"contacts": [{"name": "colour", "type": "enumeration", "options": [{"value": "red"}]}]},
    "schemas": [{"name": "car", "properties": [{"name": "model"}], "objectTypeId": "2-77"}],
    "owners": [{"email": "olga@example.com", "firstName": "Olga", "lastName": "O"}],
    "contacts": [{"email": "ann@example.com", "colour": "red"}, {"id": 7, "email": "bob@example.com"}],
    "companies": [{"name": "Example Inc"}],
    "car": [{"model": "Beetle"}],
    "associations": [
        {"from": "contacts/ann@example.com", "to": "companies/Example Inc", "label": "Primary"},
        {"from": "car/Beetle", "to": "contacts/7"},
    ],
    "hubdb": [{"name": "events", "columns": [{"name": "title"}], "rows": [{"hs_path": "a", "title": "A"}]}],
}


def test_a_seed_holds_all_kinds(tmp_path: Path) -> None:
    file = tmp_path / "crm.json"
    file.write_text(json.dumps(SEED), "utf-8")
    for ask in (Asker(SEED), Asker(file), Asker(str(file))):
        assert [one["id"] for one in ask.hubspot.contacts] == ["101", "7"]
        assert ask.hubspot.objects("car")[0]["model"] == "Beetle"
        assert ask("GET", "/crm/v3/objects/2-77").body["results"]
        assert ask.hubspot.hubdb["events"][0]["title"] == "A"
        found = ask("GET", "/crm/v4/objects/contacts/7/associations/car").body["results"]
        assert found[0]["toObjectId"] == ask.hubspot.objects("car")[0]["id"]


def test_every_problem_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "crm.json"
    file.write_text(
        """{
  "contcts": [],
  "contacts": [
    {"emial": "x@example.com"},
    {"email": "nobody"},
    {"id": "one", "email": "ann@example.com"},
    {"email": "ann@example.com"}
  ],
  "companies": {"name": "A"},
  "associations": [{"from": "contacts/anne@example.com", "to": "companies/1"}],
  "hubdb": [{"name": "events", "columns": [{"name": "title"}], "rows": [{"titel": "A"}]}, {"nam": "x"}]
}""",
        "utf-8",
    )
    with pytest.raises(SeedError) as caught:
        Asker(file)
    told = str(caught.value)
    for line in (
        "contcts (line 2): is no part of a seed. Did you mean contacts?",
        "contacts[0].emial (line 4): is no property of contacts. Did you mean email?",
        "contacts[1].email (line 5): Email address nobody is invalid.",
        "contacts[2].id (line 6): 'one' is no id",
        "contacts[3] (line 7): has a value that must be unique",
        "companies (line 9): is an object, and must be an array of objects.",
        "associations[0].from (line 10): there is no contact 'anne@example.com' in this seed. Did you mean ann@",
        "hubdb[0].rows[0] (line 11): The table has no column titel. Did you mean title?",
        "hubdb[1].nam (line 11): is no key here. Did you mean name?",
    ):
        assert line in told
    assert f"The seed {file} has " in told


@pytest.mark.parametrize(("text", "told"), [("{", "is no JSON"), ("[]", "it is an array"), ('{"a": 1e999}', "no JSON")])
def test_a_file_that_is_no_seed_is_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "crm.json"
    file.write_text(text, "utf-8")
    with pytest.raises(SeedError, match=told):
        Asker(file)
    with pytest.raises(SeedError, match="cannot be read"):
        Asker(tmp_path / "nowhere.json")


def test_a_part_that_is_not_there_finds_its_nearest() -> None:
    with pytest.raises(SeedError, match=r"has no contcts\. Did you mean contacts\?"):
        Asker().hubspot.listing("contcts")
    assert Asker().hubspot.listing("events").title == "HubDB events"
