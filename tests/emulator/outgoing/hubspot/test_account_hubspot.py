"""The account's small HubSpot: begun, seeded, shown, ended by a reset and put back."""

from __future__ import annotations

from hsfunc_magics import Account
from hsfunc_magics.runtime.outgoing import OutgoingRequest

URL = "https://api.hubapi.com/crm/v3/objects/contacts"
ELSEWHERE = OutgoingRequest("GET", "https://www.example.com/crm/v3/objects/contacts")


def test_an_account_answers_from_its_hubspot_until_it_is_off() -> None:
    account = Account()
    assert not account.outside.in_use
    assert account.hubspot is None
    hubspot = account.mock_hubspot({"contacts": [{"email": "ann@example.com"}]})
    assert account.hubspot is hubspot and account.outside.in_use
    assert repr(hubspot) == "<HubSpot in memory: 1 contact>"
    answer = account.outside.answer(OutgoingRequest("GET", URL, (("authorization", "Bearer x"),)))
    assert answer is not None and answer.by == "hubspot"
    assert account.outside.answer(ELSEWHERE) is None

    taken = account.reset()
    assert not account.outside.in_use
    account.restore(taken)
    assert account.hubspot is hubspot and account.outside.in_use
    account.unmock_hubspot()
    assert not account.outside.in_use
    account.close()


def test_what_it_holds_is_shown_as_tables_and_escaped() -> None:
    account = Account()
    account.mock_hubspot({"contacts": [{"email": "ann@example.com", "firstname": "<b>\u202e"}]})
    data, _ = account.hubspot.contacts._repr_mimebundle_()
    assert "ann@example.com" in data["text/plain"] and "\\u202e" in data["text/plain"]
    assert "&lt;b&gt;" in data["text/html"] and "<b>" not in data["text/html"]
    account.outside.answer(OutgoingRequest("GET", "https://api.hubapi.com/crm/v3/object/contacts"))
    data, _ = account.hubspot._repr_mimebundle_()
    assert (
        "is not part of the small HubSpot. The nearest that is: GET /crm/v3/objects/{objectType}" in data["text/plain"]
    )
    account.close()


def test_values_of_secrets_are_shown_nowhere() -> None:
    account = Account()
    account.secrets.add("TOKEN", "pat-na1-very-secret")
    hubspot = account.mock_hubspot({"contacts": [{"email": "ann@example.com", "firstname": "pat-na1-very-secret"}]})
    headers = (("authorization", "Bearer x"),)
    for path in ("/nowhere/pat-na1-very-secret", "/crm/v3/objects/contacts/pat-na1-very-secret"):
        answer = account.outside.answer(OutgoingRequest("GET", f"https://api.hubapi.com{path}", headers))
        assert answer is not None and "very-secret" not in answer.rule
    for shown in (hubspot, hubspot.contacts):
        data, _ = shown._repr_mimebundle_()
        assert "very-secret" not in f"{data}{shown}{shown!r}{hubspot.unanswered}"
    account.close()
