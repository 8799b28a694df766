"""Who may ask, and how often: tokens, scopes, API keys, ten seconds of the account's clock; what HubSpot refuses."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from hsfunc_magics.runtime.outgoing import OutgoingRequest

from .asking import TOKEN, Asker

CONTACTS = "/crm/v3/objects/contacts"


def test_without_a_token_it_is_401_with_hubspots_body() -> None:
    ask = Asker()
    got = ask("GET", CONTACTS, token="")
    assert got.status == 401
    assert got.body["category"] == "INVALID_AUTHENTICATION" and got.body["correlationId"]
    assert got.body["message"].startswith("Authentication credentials not found.")
    assert ask("GET", CONTACTS, token="whatever it is").status == 200


def test_an_api_key_is_refused_unless_older_days_are_asked_for() -> None:
    refused = Asker()("GET", f"{CONTACTS}?hapikey=demo", token="")
    assert refused.status == 401 and "2022-11-30" in refused.rule and "demo" not in refused.rule
    assert Asker(api_keys=True)("GET", f"{CONTACTS}?hapikey=demo", token="").status == 200


def test_given_tokens_count_alone_each_with_its_scopes() -> None:
    ask = Asker(tokens={TOKEN: ["crm.objects.contacts.read"], "all": None})
    assert ask("GET", CONTACTS, token="another").status == 401
    assert ask("GET", CONTACTS).status == 200
    assert ask("POST", f"{CONTACTS}/search", {}).status == 200
    refused = ask("POST", CONTACTS, {"properties": {}})
    assert (refused.status, refused.body["category"]) == (403, "MISSING_SCOPES")
    assert refused.body["errors"][0]["context"] == {"requiredScopes": ["crm.objects.contacts.write"]}
    for path, scope in (
        ("/cms/v3/hubdb/tables", "hubdb"),
        ("/crm/v3/properties/deals", "crm.schemas.deals.read"),
        ("/crm/v3/owners", "crm.objects.owners.read"),
    ):
        assert ask("GET", path).body["errors"][0]["context"]["requiredScopes"] == [scope]
        assert ask("GET", path, token="all").status == 200


def test_190_calls_in_ten_seconds_of_the_accounts_clock() -> None:
    ask = Asker(rate_limit=True)
    first = ask("GET", CONTACTS)
    assert first.headers["x-hubspot-ratelimit-max"] == "190"
    assert first.headers["x-hubspot-ratelimit-remaining"] == "189"
    assert first.headers["x-hubspot-ratelimit-interval-milliseconds"] == "10000"
    ask.clock.advance(timedelta(seconds=5))
    assert {ask("GET", CONTACTS).status for _ in range(189)} == {200}
    refused = ask("GET", CONTACTS)
    assert refused.status == 429 and refused.body == {
        "status": "error",
        "message": "You have reached your ten_secondly_rolling limit.",
        "errorType": "RATE_LIMIT",
        "correlationId": refused.body["correlationId"],
        "policyName": "TEN_SECONDLY_ROLLING",
        "requestId": refused.body["correlationId"],
        "groupName": refused.body["groupName"],
        "category": "RATE_LIMITS",
    }
    # The oldest call leaves the window first.
    ask.clock.advance(timedelta(seconds=5))
    assert [ask("GET", CONTACTS).status for _ in range(2)] == [200, 429]
    assert ask("GET", CONTACTS, token="").status == 401
    assert "x-hubspot-ratelimit-max" not in Asker()("GET", CONTACTS).headers


def test_other_numbers_of_calls() -> None:
    ask = Asker(rate_limit=2)
    assert [ask("GET", CONTACTS).status for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("method", "path", "status", "told"),
    [
        ("GET", "/automation/v4/flows", 404, "not part of the small HubSpot"),
        ("GET", "/crm/v3/object/contacts", 404, "The nearest that is: GET /crm/v3/objects/{objectType}."),
        ("PUT", f"{CONTACTS}/101", 405, "takes DELETE, GET, PATCH"),
    ],
)
def test_paths_and_methods_that_it_does_not_have(method: str, path: str, status: int, told: str) -> None:
    ask = Asker()
    got = ask(method, path)
    assert got.status == status and told in got.rule and got.body["status"] == "error"
    assert bool(ask.hubspot.unanswered) == (status == 404)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b'{"properties": {"firstname": "\\ud800"}}', "application/json", 201),
    ],
)
def test_bodies_that_are_no_json_and_some_that_are(body: bytes, kind: str, status: int) -> None:
    assert Asker()("POST", CONTACTS, body, kind=kind).status == status


def test_the_same_requests_get_the_same_answers() -> None:
    def told() -> str:
        ask = Asker()
        body = {"properties": {"email": "new@example.com"}}
        return json.dumps([ask("POST", CONTACTS, body), ask("POST", CONTACTS, body), ask("GET", CONTACTS)])

    assert told() == told()


def test_addresses_that_are_none_go_elsewhere() -> None:
    ask = Asker()
    for url in ("https://api.hubapi.com.example.com/crm/v3/owners", "http://[", "data:,x"):
        assert ask.hubspot.answer(OutgoingRequest("GET", url)) is None
    assert ask("GET", CONTACTS, host="API-EU1.hubapi.com").status == 200
