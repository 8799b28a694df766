"""Functions whose requests are mocked, whatever they send them with, also where every instance waits for a mock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from hsfunc_magics import Account, Execution, Settings

CONTACTS = "https://api.hubapi.com/crm/v3/objects/contacts"
CLIENTS = """
const axios = require('axios');
const https = require('https');
const request = require('request');
const hubspot = require('@hubspot/api-client');
const url = 'https://api.hubapi.com/crm/v3/objects/contacts/7?properties=email';
const ASK = {
  axios: () => axios.get(url).then(({ status, data }) => [status, data.id]),
  fetch: () => fetch(url).then(async (r) => [r.status, (await r.json()).id]),
  https: () => new Promise((resolve) => https.get(url, (r) => {
    let text = '';
    r.on('data', (part) => { text += part; });
    r.on('end', () => resolve([r.statusCode, JSON.parse(text).id]));
  })),
  request: () => new Promise((resolve) => request(url, (_, r, body) => resolve([r.statusCode, JSON.parse(body).id]))),
  client: () => new hubspot.Client({ accessToken: 'x' }).crm.contacts.basicApi.getById('7', ['email'])
    .then(({ response, body }) => [response.statusCode, body.id]),
};
exports.main = async (context, sendResponse) => {
  const body = {};
  for (const [name, ask] of Object.entries(ASK)) body[name] = await ask();
  sendResponse({ body });
};
"""


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """An account with room for one instance: a mock that needed another of its pool would wait for ever."""
    account = Account(settings=Settings(instances=1, network=False))
    yield account
    account.close()


@pytest.fixture(autouse=True)
def nothing_is_mocked(account: Account) -> Iterator[None]:
    yield
    account.mocks.clear()


def body_of(execution: Execution) -> Any:
    assert execution.error is None, execution.error
    return execution.response.json()


def test_every_client_is_answered_by_javascript_and_by_python(account: Account) -> None:
    account.functions.add("clients", CLIENTS)
    by_script = account.mock("GET", f"{CONTACTS}/:id?properties=email", respond="({ params }) => ({ id: params.id })")
    asked = ["axios", "fetch", "https", "request", "client"]
    assert body_of(account.call("clients")) == {name: [200, "7"] for name in asked}
    by_python = account.mock("GET", f"{CONTACTS}/:id", respond=lambda request: (203, {"id": request.params["id"]}))
    execution = account.call("clients")
    assert body_of(execution) == {name: [203, "7"] for name in asked}
    assert (by_script.hits, by_python.hits) == (5, 5)
    assert {(one.by, one.rule) for one in execution.outgoing} == {("mock", by_python.rule)}


def test_a_mock_that_fails_is_an_error_that_says_so(account: Account) -> None:
    account.functions.add("asks", f"await fetch('{CONTACTS}').catch((e) => sendResponse({{ body: e.cause.message }}));")
    account.mock("GET", CONTACTS, respond="(request) =>\n  request.nothing.here")
    told = account.call("asks").response.text
    assert told.startswith(f"The mock GET {CONTACTS} failed: its JavaScript threw TypeError")
    assert told.endswith("(line 2, column 19)")


def test_instances_that_wait_for_mocks_keep_none_from_answering(account: Account) -> None:
    account.functions.add("asks", f"sendResponse({{ body: await (await fetch('{CONTACTS}')).json() }});")
    account.mock("GET", CONTACTS, respond="let n = 0;\nmodule.exports = async () => ({ n: ++n });")
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(body_of(account.call("asks")))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one["n"] for one in found) == [1, 2, 3, 4]


def test_what_matches_no_mock_is_told_with_the_nearest(account: Account) -> None:
    account.functions.add("asks", f"await fetch('{CONTACTS}').catch(() => null); sendResponse({{ body: 'over' }});")
    account.mock("POST", CONTACTS)
    execution = account.call("asks")
    assert execution.response.text == "over"
    nearest = f"The nearest mock is POST {CONTACTS}: the method is POST there, and GET in the request."
    assert [note.text for note in execution.notes] == [f"GET {CONTACTS} matched no mock, and went out. {nearest}"]
    assert account.mocks.unmatched == [("GET", CONTACTS, 1, nearest)]
