"""Submissions of forms: accepted, refused as HubSpot refuses them, kept, and what becomes of the contact."""

from __future__ import annotations

from typing import Any

from .asking import Asker

GUID = "78c2891f-ebdd-44c0-bd94-15c012bbbfbf"
SUBMIT = f"/submissions/v3/integration/submit/62515/{GUID}"
SEED = {
    "contacts": [{"email": "ann@example.com"}],
    "forms": [
        {
            "guid": GUID,
            "fields": [{"name": "email", "required": True}, {"name": "firstname"}],
            "inlineMessage": "Thank you.",
        }
    ],
}


def submit(ask: Asker, *fields: tuple[str, str], path: str = SUBMIT, **more: Any) -> Any:
    body = {"fields": [{"name": name, "value": value} for name, value in fields], **more}
    return ask("POST", path, body, token="", host="api.hsforms.com")


def test_a_submission_is_kept_and_makes_or_updates_a_contact() -> None:
    ask = Asker(SEED)
    got = submit(ask, ("email", "new@example.com"), ("firstname", "Nell"), context={"pageUri": "https://x.org/a"})
    assert (got.status, got.body) == (200, {"inlineMessage": "Thank you."})
    submit(ask, ("email", "ANN@example.com"), ("firstname", "Ann"))
    assert {one["email"]: one["firstname"] for one in ask.hubspot.contacts} == {
        "new@example.com": "Nell",
        "ANN@example.com": "Ann",
    }
    assert [one["values"]["firstname"] for one in ask.hubspot.submissions] == ["Nell", "Ann"]
    listed = ask("GET", f"/form-integrations/v1/submissions/forms/{GUID}?limit=1").body
    assert listed["results"][0]["values"][1]["value"] == "Ann" and listed["paging"]["next"]["after"] == "1"


def test_what_is_wrong_is_told_field_by_field() -> None:
    ask = Asker(SEED)
    cases = [
        ((("email", "x"),), ["INVALID_EMAIL"]),
        ((("firstname", "Ann"),), ["REQUIRED_FIELD"]),
        ((("email", "a@example.com"), ("colour", "red")), ["FIELD_NOT_IN_FORM_DEFINITION"]),
        ((), ["INPUT_REQUIRED"]),
    ]
    for fields, errors in cases:
        got = submit(ask, *fields)
        assert (got.status, got.body["message"]) == (400, "The request is not valid")
        assert [one["errorType"] for one in got.body["errors"]] == errors
    assert not ask.hubspot.submissions
    assert submit(ask, ("firstname", "Ann"), skipValidation=True).status == 200


def test_without_forms_in_the_seed_each_form_takes_every_field() -> None:
    ask = Asker()
    assert submit(ask, ("colour", "red")).body == {"inlineMessage": "Thanks for submitting the form."}
    assert submit(ask, ("colour", "red"), path=SUBMIT.replace(GUID, "my-form")).status == 404
    assert Asker(SEED)("POST", SUBMIT.replace("78c2", "78c3"), {"fields": []}, host="api.hsforms.com").status == 404


def test_the_secure_address_wants_a_token_and_the_oldest_one_takes_form_fields() -> None:
    ask = Asker()
    secure = SUBMIT.replace("/submit/", "/secure/submit/")
    assert submit(ask, ("email", "a@example.com"), path=secure).status == 401
    assert ask("POST", secure, {"fields": [{"name": "a", "value": "b"}]}, host="api.hsforms.com").status == 200
    fields = b"email=old%40example.com&firstname=Otto&hs_context=%7B%7D"
    kind = "application/x-www-form-urlencoded"
    old = ask("POST", f"/uploads/form/v2/62515/{GUID}", fields, host="forms.hubspot.com", kind=kind, token="")
    assert old.status == 204 and ask.hubspot.submissions[-1]["values"] == {
        "email": "old@example.com",
        "firstname": "Otto",
    }
