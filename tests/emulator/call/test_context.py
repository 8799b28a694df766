"""What main receives (contract §5)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import Account, Settings, Visitor
from hsfunc_magics.emulator.call.context import build_context
from hsfunc_magics.emulator.call.request import Request
from hsfunc_magics.emulator.http import media_type
from hsfunc_magics.emulator.limits.quota import QuotaState

from ..conftest import AccountMaker

SEES = "sendResponse({ body: context });"
ANN = Visitor(
    7001, is_logged_in=True, list_memberships=(11, 12), properties={"email": "ann@example.com", "firstname": "Ann"}
)


def seen(account: Account, **arguments: Any) -> dict[str, Any]:
    account.functions.add("f", SEES, method=["GET", "POST", "PUT", "PATCH", "DELETE"])
    context: dict[str, Any] = account.call("f", **arguments).response.json()
    return context


def test_a_plain_call_has_the_keys_of_the_reference_and_the_three_of_production(account: Account) -> None:
    context = seen(account)
    assert list(context) == ["accountId", "headers", "params", "limits", "method", "endpoint", "secrets"]
    assert context["accountId"] == 123456
    assert context["limits"] == {"timeRemaining": 600_000, "executionsRemaining": 60}
    assert (context["method"], context["endpoint"], context["secrets"]) == ("GET", "f", {})


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "APPLICATION/Json;x=y", " application/json "],
)
def test_the_body_of_a_json_post_is_parsed(account: Account, content_type: str) -> None:
    context = seen(account, method="POST", content='{"a": [1, null]}', headers={"Content-Type": content_type})
    assert context["body"] == {"a": [1, None]}


def test_a_byte_order_mark_before_json_is_no_part_of_it(account: Account) -> None:
    account.functions.add("f", SEES, method="POST")
    execution = account.call("f", content='\ufeff{"a": "\ufeff"}', headers={"Content-Type": "application/json"})
    assert execution.response.json()["body"] == {"a": "\ufeff"}
    assert execution.context is not None and execution.context["body"] == {"a": "\ufeff"}


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "text/json", "application/jsonp", "application/vnd.api+json", "json", ""]
)
def test_without_the_content_type_there_is_no_body_and_a_note_of_the_rule(
    account: Account, content_type: str | None
) -> None:
    account.functions.add("f", SEES, method="POST")
    headers = {"Content-Type": content_type} if content_type is not None else {}
    execution = account.call("f", content='{"a": 1}', headers=headers)
    assert "body" not in execution.response.json()
    assert "You must use the content type application/json" in str(execution.notes[0])


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_json_of_another_method_is_no_body_and_a_note_says_so(account: Account, method: str) -> None:
    account.functions.add("f", SEES, method=method)
    execution = account.call("f", method=method, json={"a": 1})
    assert "body" not in execution.response.json()
    assert f"The JSON body of a {method} does not reach the function" in str(execution.notes[0])


def test_a_setting_passes_the_json_of_other_methods(make_account: AccountMaker) -> None:
    account = make_account(settings=Settings(json_body_methods=frozenset({"POST", "PUT"})))
    assert seen(account, method="PUT", json={"a": 1})["body"] == {"a": 1}
    assert "body" not in seen(account, method="PATCH", json={"a": 1})


def test_an_empty_body_is_no_body(account: Account) -> None:
    account.functions.add("f", SEES, method="POST")
    execution = account.call("f", content=b"", headers={"Content-Type": "application/json"})
    assert "body" not in execution.response.json()
    assert execution.notes == ()


def test_form_values_join_the_querys_in_params_with_a_note_of_the_advice(account: Account) -> None:
    account.functions.add("f", SEES, method="POST")
    for files in (None, {"upload": ("a.txt", b"x")}):
        execution = account.call("f?a=1&b", data={"a": "2", "c[]": ["3", "4"]}, files=files)
        params = execution.response.json()["params"]
        assert params["a"] == ["1", "2"] and params["b"] == [""]
        assert "upload" not in params
        assert "HubSpot advises to let JavaScript send" in str(execution.notes[0])


FORM_BODY = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'
FETCHED = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}


@pytest.mark.parametrize(
    ("headers", "body", "noted", "params"),
    [
        ({"Content-Type": "multipart/form-data; boundary=x"}, FORM_BODY, "sends this: its values", {"a": ["1"]}),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--\r\n", "has no values", {}),
        ({"Content-Type": "multipart/form-data; boundary=x", **FETCHED}, FORM_BODY, "The fields of", {"a": ["1"]}),
        ({"Content-Type": "application/x-www-form-urlencoded", **FETCHED}, b"a=1", "The fields of", {"a": ["1"]}),
        ({"Content-Type": "multipart/form-data"}, FORM_BODY, "has no boundary", {}),
        ({"Content-Type": "multipart/form-data; boundary=y"}, FORM_BODY, "none of its values", {}),
        (
            {"Content-Type": "multipart/form-data; boundary=x"},
            FORM_BODY.replace(b"x--", b"x"),
            "only those before it",
            {"a": ["1"]},
        ),
    ],
)
def test_a_form_has_one_note_that_is_true(
    account: Account, headers: dict[str, str], body: bytes, noted: str, params: dict[str, list[str]]
) -> None:
    account.functions.add("f", SEES, method="POST")
    execution = account.call("f", method="POST", headers=headers, content=body)
    assert execution.response.json()["params"] == params
    (told,) = map(str, execution.notes)
    assert noted in told


def test_a_form_that_a_page_sends_is_no_posted_form(account: Account) -> None:
    account.functions.add("f", SEES, method="POST")
    execution = account.call("f", data={"a": "1"}, origin="https://shop.example")
    assert [str(note) for note in execution.notes if "action" in str(note)] == []
    assert any("The fields of this body are" in str(note) for note in execution.notes)


def test_an_uploaded_file_is_named(account: Account) -> None:
    account.functions.add("f", SEES, method="POST")
    (_, one) = account.call("f", data={"a": "1"}, files={"photo": ("me.png", b"x" * 1200)}).notes
    assert str(one).startswith("The file me.png (field photo, 1,200 bytes) does not reach the function: context.params")
    assert "local runtime reads no multipart form" in str(one) and one.source.authority == "C"
    files = [("photo", (f"p{number}.png", b"x" * 1200)) for number in range(7)]
    (_, several) = account.call("f", data={"a": "1"}, files=files).notes
    assert "p4.png (field photo, 1,200 bytes) and 2 more do not reach the function" in str(several)


def test_a_visitor_is_the_contact_of_calls_that_carry_the_cookie(make_account: AccountMaker) -> None:
    account = make_account(visitor=ANN)
    contact = {
        "vid": 7001,
        "isLoggedIn": True,
        "listMemberships": [11, 12],
        "email": "ann@example.com",
        "firstname": "Ann",
    }
    assert seen(account)["contact"] == contact
    assert seen(account)["headers"]["cookie"].startswith("hubspotutk=")
    assert "contact" not in seen(account, cookies={"a": "1"})
    assert "contact" not in seen(account, headers={"Cookie": "xhubspotutk=1"})
    assert seen(account, headers={"Cookie": "a=1; hubspotutk=2"})["contact"] == contact


def test_without_a_visitor_there_is_no_contact_whatever_the_cookie(account: Account) -> None:
    assert "contact" not in seen(account)
    assert "contact" not in seen(account, cookies={"hubspotutk": "1"})


def test_a_visitor_survives_its_own_shape() -> None:
    assert Visitor.from_contact(ANN.as_contact()) == ANN
    assert Visitor.from_contact({"vid": "5", "listMemberships": ["1"]}) == Visitor(5, list_memberships=(1,))
    assert ANN.cookie == Visitor(7001).cookie != Visitor(7002).cookie


def test_limits_are_those_at_the_moment_of_the_call(account: Account) -> None:
    account.quota.book(1.3)
    context = seen(account)
    assert context["limits"] == {"timeRemaining": 598_700, "executionsRemaining": 59}


def test_declared_secrets_are_there_and_no_others(account: Account) -> None:
    account.secrets.add("MINE", "my-value")
    account.secrets.add("OTHER", "other-value")
    account.functions.add(
        "f", "sendResponse({ body: { secrets: context.secrets, env: process.env } });", secrets=["MINE", "MISSING"]
    )
    assert account.call("f").response.json() == {"secrets": {"MINE": "my-value"}, "env": {"MINE": "my-value"}}


def test_an_execution_shows_the_context_that_main_received_with_the_secrets_hidden(account: Account) -> None:
    account.secrets.add("MINE", "my-value")
    account.functions.add("f", SEES, method="POST", secrets=["MINE"])
    execution = account.call("f", json={"a": 1})
    received, shown = execution.response.json(), execution.context
    assert shown is not None
    assert shown.pop("secrets") == {"MINE": "•••"}
    assert received.pop("secrets") == {"MINE": "my-value"}
    assert shown == received


@pytest.mark.parametrize(
    "body",
    [
        '{"a":1e400}',
        '"\\ud800"',
        "[" * 3000 + "]" * 3000,
        '{"n":' + "9" * 5000 + "}",
        '"\udcff"',
        '{"__proto__":{"a":1}}',
    ],
)
def test_the_context_of_any_body_that_ran_can_be_shown(account: Account, body: str) -> None:
    account.functions.add("f", "sendResponse({});", method="POST")
    execution = account.call("f", content=body, headers={"Content-Type": "application/json"})
    assert execution.reply.status == 200
    assert execution.context is not None
    assert "body" in execution.context


@given(
    headers=st.lists(st.tuples(st.text(), st.text())),
    query=st.text(),
    body=st.binary(max_size=50),
    kind=st.sampled_from(
        ["application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "", "x"]
    ),
)
def test_any_request_has_a_context(headers: list[tuple[str, str]], query: str, body: bytes, kind: str) -> None:
    request = Request("POST", "https", "h", "/_hcms/api/f", query, (*headers, ("Content-Type", kind)), body)
    context, json_body, notes = build_context(
        request,
        account_id=1,
        endpoint="f",
        secrets={},
        quota=QuotaState(1, 1),
        recognise=lambda cookie: ANN,
        json_methods=frozenset({"POST"}),
    )
    assert all(isinstance(value, list) for value in context["params"].values())
    assert all(name == name.lower() for name in context["headers"])
    assert json_body in (None, body)
    assert all(str(note) and str(note.source) for note in notes)


def test_a_media_type_is_what_stands_before_the_parameters() -> None:
    assert media_type("Application/JSON; charset=utf-8") == "application/json"
    assert media_type(None) == media_type("") == ""


NAMES = st.text("ab01", max_size=2) | st.sampled_from(["10", "4294967294", "4294967295", "01", "-1", "1.5"])
VALUES = st.recursive(
    st.integers(0, 9) | st.text("ab", max_size=1),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def echo() -> Iterator[Account]:
    with closing(Account()) as account:
        account.functions.add("f", SEES, method="POST")
        yield account


@given(VALUES, st.lists(NAMES, max_size=4))
def test_the_context_of_an_execution_is_the_one_of_main_also_in_its_order(
    echo: Account, body: object, names: list[str]
) -> None:
    execution = echo.call("f", json=body, params=[(name, "x") for name in names], headers={"b": "1", "7": "2"})
    assert execution.context is not None
    assert json.dumps(execution.context, ensure_ascii=False) == json.dumps(
        execution.response.json(), ensure_ascii=False
    )


NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("method", "headers", "by_form"),
    [
        ("POST", NAVIGATION, True),
        ("POST", {"Accept": NAVIGATION["Accept"]}, True),
        ("POST", {"Upgrade-Insecure-Requests": "1", "Accept": "*/*"}, True),
        ("POST", {"Sec-Fetch-Mode": "cors", "Accept": "*/*"}, False),
        ("POST", {"Sec-Fetch-Mode": "no-cors", "Upgrade-Insecure-Requests": "1"}, False),
        ("POST", {"Accept": "*/*", "User-Agent": "curl/8.5.0"}, False),
        ("POST", {}, False),
        ("PUT", NAVIGATION, False),
    ],
)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_only_a_form_is_called_one(
    account: Account, method: str, headers: dict[str, str], by_form: bool, kind: str
) -> None:
    account.functions.add("f", SEES, method=["POST", "PUT"])
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n' if "multipart" in kind else b"a=1"
    given = (("Host", account.domains[0]), ("Content-Type", kind), *headers.items())
    execution = account.handle(Request(method, "https", account.domains[0], "/_hcms/api/f", "", given, body))
    assert execution.response.json()["params"] == {"a": ["1"]}
    (advice,) = [note.text for note in execution.notes if "context.params" in note.text]
    assert ("An HTML form" in advice, "action" in advice) == (by_form, by_form)
    assert "application/json" in "".join(note.text for note in execution.notes)


def test_a_page_that_fetches_is_no_form(account: Account) -> None:
    account.functions.add("f", SEES, method="POST")
    execution = account.call("f", data={"a": "1"}, origin=f"https://{account.domains[0]}")
    assert execution.response.json()["params"] == {"a": ["1"]}
    assert "upgrade-insecure-requests" not in execution.response.json()["headers"]
    assert not any("action" in note.text for note in execution.notes)
