"""`%hscall --origin`, what its view says, and the same of the request console."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest

from hsfunc_magics import Account, RequestError
from hsfunc_magics.notebook.magics.errors import MagicError
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft
from hsfunc_magics.notebook.request_form.origin import handle_as_page
from hsfunc_magics.notebook.request_form.problems import remarks

from ..conftest import Shell

SHOP = "https://shop.example"
HOME = "https://123456.hs-sites.com"


@pytest.fixture
def shop(shell: Shell) -> Shell:
    shell.run("%%hsfunction f --method GET,POST\nsendResponse({ body: context.params });")
    return shell


def views(execution: Any) -> tuple[str, str]:
    data = execution._repr_mimebundle_()[0]
    html = re.sub(r"<style>.*?</style>", "", data["text/html"], flags=re.DOTALL)
    return data["text/plain"], html


def test_a_blocked_call_shows_what_the_browser_says_the_rule_and_the_cure(shop: Shell) -> None:
    for view in views(shop.call(f"f --origin {SHOP}")):
        text = view.replace("&#x27;", "'")
        assert f"As a page on {SHOP}: blocked by the browser" in text
        assert (
            f"Access to fetch at '{HOME}/_hcms/api/f' from origin '{SHOP}' has been blocked by CORS policy: No" in text
        )
        assert "The function ran all the same" in text
        assert "Rule: Access-Control-Allow-Origin is missing." in text
        assert f"Access-Control-Allow-Origin: {SHOP}" in text
        assert "Another domain" in text


def test_a_preflight_is_shown_with_its_reasons(shop: Shell) -> None:
    execution = shop.call(f"f -d '{{}}' -H 'X-Test: 1' --origin {SHOP}")
    assert execution.status is None
    for view in views(execution):
        assert "OPTIONS /_hcms/api/f" in view
        assert "whether it may send POST with content-type, x-test" in view
        assert "What would cure it in the answer to the preflight:" in view
        assert "The function did not run" in view


def test_the_html_names_its_sources(shop: Shell) -> None:
    html = views(shop.call("f --origin http://123456.hs-sites.com"))[1]
    assert "Change the protocol to match, and that will fix it. <small>(HubSpot's" in html.replace("&#x27;", "'")


def test_a_call_that_is_not_sent_says_so(shop: Shell) -> None:
    text, html = views(shop.call(f"http://123456.hs-sites.com/_hcms/api/f --origin {HOME}"))
    assert text.startswith("GET /_hcms/api/f → not sent")
    assert "Mixed Content: The page at" in html
    assert '<span class="hsfunc-bad">not sent</span>' in html


@pytest.mark.parametrize(
    ("options", "title"),
    [
        (f"--origin {HOME}", f"As a page on {HOME}: same origin"),
        (f"--origin {SHOP} --mode no-cors", "opaque response"),
        ("--origin null", "As a page without an origin (null): blocked"),
    ],
)
def test_each_outcome_has_its_title(shop: Shell, options: str, title: str) -> None:
    for view in views(shop.call(f"f {options}")):
        assert title in view


def test_without_an_origin_nothing_is_said_of_pages(shop: Shell) -> None:
    for view in views(shop.call("f")):
        assert "page" not in view


def test_headers_of_a_function_are_harmless_in_the_verdict(shell: Shell) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    shell.run(
        "%%hsfunction f\nsendResponse({ headers: { 'Access-Control-Allow-Origin': '" + hostile + "' }, body: 1 });"
    )
    text, html = views(shell.call(f"f --origin {SHOP}"))
    assert hostile in text
    assert "<img" not in html


def test_a_secret_in_the_message_is_masked(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "s3cret-value-1")
    shell.run("%hs secrets add KEY --from-env KEY")
    shell.run(
        "%%hsfunction f --secret KEY\n"
        "sendResponse({ headers: { 'Access-Control-Allow-Origin': process.env.KEY }, body: 1 });"
    )
    for view in views(shell.call(f"f --origin {SHOP}")):
        assert "invalid value" in view
        assert "s3cret" not in view


@pytest.mark.parametrize(
    ("options", "kind", "words"),
    [
        ("f --origin shop.example", RequestError, "a protocol and a domain"),
        (f"f --origin {SHOP} --mode nocors", RequestError, "Did you mean no-cors"),
        (f"f --origin {SHOP} --credentials yes", RequestError, "same-origin, include, omit"),
        ("f --mode no-cors", RequestError, "go with an origin"),
        (f"f --origin {SHOP} --repeat 3", MagicError, "--origin does not go with --repeat"),
        (f"ff --origin {SHOP}", MagicError, "Did you mean f"),
        (f"GET f -d 1 --origin {SHOP}", RequestError, "cannot send a body with GET"),
    ],
)
def test_options_that_do_not_go_with_an_origin_are_told(
    shop: Shell, options: str, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        shop.call(options)


@pytest.fixture
def account() -> Any:
    own = Account()
    own.functions.add("f", "sendResponse({ body: 1 });", method=["GET", "POST"])
    yield own
    own.close()


@pytest.mark.parametrize(
    ("draft", "text", "ran"),
    [
        (RequestDraft("GET", "f", origin=SHOP), "only if the function sends Access-Control-Allow-Origin", True),
        (
            RequestDraft("POST", "f", body=BodyKind.JSON, text="{}", origin=SHOP),
            "asks first: content-type is application/json",
            False,
        ),
        (RequestDraft("GET", "f", headers=(("X-A", "1"),), origin=SHOP), "asks first: x-a is not safelisted", False),
    ],
)
def test_remarks_of_the_console_about_an_origin_come_true(
    account: Any, draft: RequestDraft, text: str, ran: bool
) -> None:
    assert any(remark.field == "origin" and text in remark.text for remark in remarks(draft, account))
    execution = handle_as_page(account, draft.origin, draft.request(account), draft.page_headers(), threading.Event())
    assert execution.cors.blocked
    assert execution.cors.ran is ran


def test_the_console_without_an_origin_judges_nothing(account: Any) -> None:
    draft = RequestDraft("GET", "f")
    assert handle_as_page(account, "", draft.request(account), draft.page_headers(), threading.Event()).cors is None
