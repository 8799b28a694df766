"""Requests signed as HubSpot signs them: checked by a function, as HubSpot's documentation asks to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from hsfunc_magics import Account
from hsfunc_magics.emulator.errors import RequestError
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft
from hsfunc_magics.notebook.request_form.problems import remarks
from hsfunc_magics.notebook.request_form.signature import signature

KEY = "k3y of an app"
# Written from the documentation; nothing of ours makes the text that is signed.
CHECK = """
const crypto = require("crypto");
const decoded = { "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$", "%27": "'", "%28": "(",
  "%29": ")", "%2A": "*", "%2C": ",", "%3B": ";" };
exports.main = (context, sendResponse) => {
  const time = context.headers["x-hubspot-request-timestamp"];
  const uri = process.env.URI.replace(/%../g, (found) => decoded[found.toUpperCase()] ?? found);
  const text = context.method + uri + process.env.BODY + time;
  const hmac = crypto.createHmac("sha256", process.env.KEY).update(text, "utf8").digest("base64");
  const fresh = Date.parse("2026-01-01T00:00:00Z") === Number(time);
  sendResponse({ body: fresh && hmac === context.headers["x-hubspot-signature-v3"] });
};
"""
ARGUMENTS = "c?to=a%40b.c%2Fd&like=%28x%29%3B&sign=%2B&word=caf%C3%A9"
BODY = '{"name": "Zo\u00eb"}'


@pytest.fixture
def account() -> Iterator[Account]:
    own = Account()
    own.secrets.add("KEY", KEY)
    own.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
    environment = {"URI": f"https://123456.hs-sites.com/_hcms/api/{ARGUMENTS}", "BODY": BODY}
    own.functions.add("c", CHECK, method=["POST", "GET"], secrets=["KEY"], environment=environment)
    yield own
    own.close()


def test_a_function_that_checks_signatures_takes_it(account: Account) -> None:
    draft = RequestDraft("POST", ARGUMENTS, body=BodyKind.JSON, text=BODY, signed_with="KEY")
    assert account.handle(draft.request(account)).response.json() is True
    other = RequestDraft("POST", ARGUMENTS, body=BodyKind.JSON, text=f"{BODY} ", signed_with="KEY")
    assert account.handle(other.request(account)).response.json() is False


def test_the_value_is_in_nothing_that_is_sent(account: Account) -> None:
    request = RequestDraft("GET", "c", signed_with="KEY").request(account)
    assert KEY not in repr(request)
    assert request.header("x-hubspot-request-timestamp") == "1767225600000"


def test_a_header_of_ones_own_is_sent_as_it_is(account: Account) -> None:
    rows = (("X-HubSpot-Signature-V3", "forged"),)
    draft = RequestDraft("GET", "c", headers=rows, signed_with="KEY")
    sent = [value for name, value in draft.request(account).headers if name.lower() == "x-hubspot-signature-v3"]
    assert sent == ["forged"]
    assert any("is sent as it stands there" in remark.text for remark in remarks(draft, account))


def test_what_cannot_be_signed_is_told(account: Account) -> None:
    gone = RequestDraft("GET", "c", signed_with="GONE")
    with pytest.raises(RequestError, match="no secret GONE"):
        gone.request(account)
    page = RequestDraft("GET", "c", origin="https://www.example.com", signed_with="KEY")
    for draft, words in ((gone, "no secret GONE"), (page, "no browser's request")):
        (told,) = [remark for remark in remarks(draft, account) if remark.field == "signature"]
        assert told.blocks and words in told.text


def test_bytes_are_signed_as_they_are() -> None:
    assert signature("k", "POST", "https://a.b/\udcff", b"\xff", "1") != signature(
        "k", "POST", "https://a.b/", b"", "1"
    )
