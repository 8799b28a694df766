"""The verdict of a page's call, and the curl command, in the JSON of an execution."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from hsfunc_magics import Account, Execution
from hsfunc_magics.notebook.views import draw
from hsfunc_magics.notebook.views.execution.json import MOST_CHARACTERS

from .test_execution_json import SCHEMA, shown

SHOP = "https://shop.example"
HOME = "https://123456.hs-sites.com"
SECRET = "it's a s3cret"


@pytest.fixture
def account() -> Iterator[Account]:
    account = Account()
    account.functions.add("closed", "sendResponse({ body: 1 });", method=["GET", "POST"])
    account.functions.add(
        "open",
        "sendResponse({ body: 1, headers: { 'Access-Control-Allow-Origin': '*', 'X-Other': '1' } });",
        method=["GET", "POST"],
    )
    account.functions.add("moved", "sendResponse({ statusCode: 302, headers: { Location: 'https://else.example/' } });")
    yield account
    account.close()


def stored(execution: Execution) -> dict[str, Any]:
    data, _ = shown(execution)
    jsonschema.validate(data, SCHEMA, cls=jsonschema.Draft202012Validator)
    return data


@pytest.mark.parametrize(
    ("target", "arguments", "outcome"),
    [
        ("closed", {"origin": HOME}, "same-origin"),
        ("open", {"origin": SHOP}, "readable"),
        ("closed", {"origin": SHOP, "mode": "no-cors"}, "opaque"),
        ("closed", {"origin": SHOP}, "blocked"),
        ("closed", {"origin": SHOP, "method": "POST", "json": {}}, "blocked"),
        (f"{HOME}/_hcms/api/closed".replace("https", "http"), {"origin": HOME}, "blocked"),
        ("moved", {"origin": HOME, "follow_redirects": True}, "elsewhere"),
    ],
)
def test_each_outcome_is_as_the_schema_says_and_the_same_each_time(
    account: Account, target: str, arguments: dict[str, Any], outcome: str
) -> None:
    told = stored(account.call(target, **arguments))
    assert told["cors"]["outcome"] == outcome
    assert told == stored(account.call(target, **arguments))


def test_a_blocked_call_says_what_the_browser_says_the_rule_the_cure_and_why(account: Account) -> None:
    cors = stored(account.call("closed", origin=SHOP))["cors"]
    assert cors["title"] == f"As a page on {SHOP}: blocked by the browser"
    assert cors["message"].startswith(f"Access to fetch at '{HOME}/_hcms/api/closed' from origin '{SHOP}' has been")
    assert (cors["ran"], cors["summary"]) == (True, "The function ran all the same; the page gets an error.")
    assert cors["rule"] == "Access-Control-Allow-Origin is missing"
    assert cors["rule_source"] == {"authority": "C", "text": "not stated by HubSpot: Fetch, CORS check"}
    assert cors["cure"] == {
        "title": "What would cure it in the response:",
        "lines": [f"Access-Control-Allow-Origin: {SHOP}"],
    }
    assert cors["preflight"] is None
    assert cors["advice"][0]["text"].startswith("Another domain")
    assert cors["advice"][0]["source"] == {"authority": "R", "text": "HubSpot's serverless functions reference: CORS"}


def test_a_failed_preflight_says_that_nothing_ran_and_where_the_cure_belongs(account: Account) -> None:
    cors = stored(account.call("open", origin=SHOP, method="POST", json={}))["cors"]
    assert "whether it may send POST with content-type" in cors["preflight"]
    assert not cors["ran"]
    assert cors["cure"]["title"] == "What would cure it in the answer to the preflight:"


def test_the_headers_that_a_page_sees_and_does_not_see_are_named(account: Account) -> None:
    cors = stored(account.call("open", origin=SHOP))["cors"]
    assert "content-type" in cors["readable"]
    assert "x-other" in cors["hidden"]
    assert (cors["message"], cors["rule"], cors["cure"]) == ("", "", None)


@pytest.mark.parametrize(
    ("target", "arguments", "source"),
    [
        ("closed", {"origin": SHOP}, "Fetch, CORS check"),
        ("open", {"origin": SHOP, "method": "POST", "json": {}}, "Fetch, CORS check"),
        ("closed", {"origin": SHOP, "method": "DELETE", "mode": "no-cors"}, "Fetch, Request constructor"),
        ("closed", {"origin": SHOP, "mode": "same-origin"}, "Fetch, main fetch"),
        (f"{HOME}/_hcms/api/closed".replace("https", "http"), {"origin": HOME}, "Mixed Content"),
    ],
)
def test_a_rule_and_each_advice_say_who_and_cite_what_people_can_look_up(
    account: Account, target: str, arguments: dict[str, Any], source: str
) -> None:
    execution = account.call(target, **arguments)
    cors = stored(execution)["cors"]
    told = f"not stated by HubSpot: {source}"
    assert cors["rule_source"] == {"authority": "C", "text": told}
    assert all(advice["source"]["authority"] in "RSC" for advice in cors["advice"])
    bundle, _ = draw(execution)
    assert f"Rule: {cors['rule']}. ({told})" in bundle["text/plain"]
    assert f"<small>({told})</small>" in bundle["text/html"]
    assert "contract" not in json.dumps([cors, bundle["text/plain"], bundle["text/html"]])


def test_without_a_page_there_is_no_verdict(account: Account) -> None:
    assert "cors" not in stored(account.call("open"))


def test_the_curl_command_is_the_request(account: Account) -> None:
    words = shlex.split(stored(account.call("open?x=1", method="POST", json={"it's": 1}))["curl"])
    assert words[:4] == ["curl", "-X", "POST", f"{HOME}/_hcms/api/open?x=1"]
    assert json.loads(words[words.index("--data-raw") + 1]) == {"it's": 1}


def test_a_command_too_long_to_be_pasted_is_not_stored(account: Account) -> None:
    assert "curl" in stored(account.call("open", method="POST", json="x" * (MOST_CHARACTERS - 500)))
    assert "curl" not in stored(account.call("open", method="POST", json="x" * MOST_CHARACTERS))


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"method": "POST", "json": {"a": SECRET}},
        {"method": "POST", "content": b"\xff" + SECRET.encode()},
        {"headers": {"X-Key": SECRET}},
    ],
)
@pytest.mark.parametrize("origin", [None, SHOP])
# With `first` the secret is that of the function which redirects, not of the one that answers.
@pytest.mark.parametrize("function", ["own", "first"])
def test_the_command_and_the_verdict_tell_no_secret(
    account: Account, function: str, origin: str | None, arguments: dict[str, Any]
) -> None:
    account.secrets.add("KEY", SECRET)
    header = "'Access-Control-Allow-Origin': process.env.KEY"
    for name, answer in (
        ("own", f"headers: {{ {header} }}"),
        ("first", f"statusCode: 307, headers: {{ Location: 'open', {header} }}"),
    ):
        account.functions.add(name, f"sendResponse({{ {answer} }});", secrets=["KEY"], method=["GET", "POST"])
    told = stored(account.call(function, follow_redirects=True, origin=origin, **arguments))
    assert "s3cret" not in json.dumps(told)
    words = shlex.split(told["curl"])
    if words[0] == "printf":
        assert b"s3cret" not in base64.b64decode(words[2])
