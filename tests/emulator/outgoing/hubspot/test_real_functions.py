"""Functions as people publish them, with axios, request, fetch and @hubspot/api-client: they run to their good end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hsfunc_magics import Account

# What kinds of public functions do, each by the client that they do it with; `ask` is what they send with.
CLIENTS = {
    "axios": "const axios = require('axios'); const ask = async (method, url, data) =>"
    " (await axios({ method, url, data, headers: { Authorization: `Bearer ${process.env.TOKEN}` } })).data;",
    "request": "const request = require('request'); const ask = (method, url, data) => new Promise((good, bad) =>"
    " request({ method, url, json: data ?? true, headers: { Authorization: `Bearer ${process.env.TOKEN}` } },"
    " (error, response, body) => error ? bad(error) : good(body)));",
    "fetch": "const ask = async (method, url, data) => { const response = await fetch(url, { method, headers:"
    " { Authorization: `Bearer ${process.env.TOKEN}`, 'Content-Type': 'application/json' },"
    " body: data && JSON.stringify(data) }); return response.status === 204 ? null : response.json(); };",
}
STORY = """
exports.main = async (context, sendResponse) => {
  const api = 'https://api.hubapi.com';
  const search = { filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: 'new@example.com' }] }] };
  const before = await ask('POST', `${api}/crm/v3/objects/contacts/search`, search);
  const made = await ask('POST', `${api}/crm/v3/objects/contacts`, { properties: { email: 'new@example.com' } });
  await ask('PUT', `${api}/crm/v4/objects/contacts/${made.id}/associations/default/companies/201`);
  const linked = await ask('GET', `${api}/crm/v3/objects/contacts/${made.id}/associations/companies`);
  const row = await ask('POST', `${api}/cms/v3/hubdb/tables/events/rows`, { values: { title: 'New', seats: 3 } });
  await ask('POST', `${api}/cms/v3/hubdb/tables/events/draft/publish`, {});
  const rows = await ask('GET', `${api}/cms/v3/hubdb/tables/events/rows?title__eq=New`);
  const query = '{ CRM { contact_collection(filter: {email__eq: "new@example.com"}) { total } } }';
  const found = await ask('POST', `${api}/collector/graphql`, { query });
  const form = await ask('POST', 'https://api.hsforms.com/submissions/v3/integration/submit/1/' +
    '78c2891f-ebdd-44c0-bd94-15c012bbbfbf', { fields: [{ name: 'email', value: 'new@example.com' }] });
  sendResponse({ body: {
    before: before.total, id: made.id, linked: linked.results, row: rows.results[0].id === row.id,
    found: found.data.CRM.contact_collection.total, form: form.inlineMessage,
  } });
};
"""


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    account = Account()
    account.secrets.add("TOKEN", "pat-na1-of-a-test")
    yield account
    account.close()


def body(account: Account, source: str) -> Any:
    account.functions.add("f", source, secrets=["TOKEN"])
    execution = account.call("f")
    assert execution.error is None, execution.error
    return execution.response.json()


@pytest.mark.parametrize("client", CLIENTS)
def test_a_function_runs_to_its_good_end(account: Account, client: str) -> None:
    account.mock_hubspot()
    assert body(account, CLIENTS[client] + STORY) == {
        "before": 0,
        "id": "405",
        "linked": [{"id": "201", "type": "contact_to_company"}],
        "row": True,
        "found": 1,
        "form": "Thanks for submitting the form.",
    }


def test_hubspots_own_client_runs_with_a_token_and_with_its_old_key(account: Account) -> None:
    source = """
      const hubspot = require('@hubspot/api-client');
      exports.main = async (context, sendResponse) => {
        const client = new hubspot.Client(%s);
        const all = await client.crm.contacts.getAll();
        const made = await client.crm.companies.basicApi.create({ properties: { name: 'Made' } });
        const link = client.crm.companies.associationsApi;
        await link.create(made.body.id, 'contacts', '101', 'company_to_contact');
        const linked = await link.getAll(made.body.id, 'contacts');
        let missing;
        try { await client.crm.deals.basicApi.getById('9'); } catch (error) { missing = error.response.statusCode; }
        sendResponse({ body: { all: all.map((one) => one.id), linked: linked.body.results[0].id, missing } });
      };
    """
    expected = {"all": ["101", "102", "103"], "linked": "101", "missing": 404}
    account.mock_hubspot()
    assert body(account, source % "{ accessToken: process.env.TOKEN }") == expected
    account.mock_hubspot(api_keys=True)
    assert body(account, source % "{ apiKey: 'a-key-of-older-days' }") == expected


def test_the_key_of_older_days_and_the_path_of_older_days(account: Account) -> None:
    """A published sample: it writes a row with `hapikey` and pushes the table live."""
    source = """
      const axios = require('axios');
      const table = 'https://api.hubspot.com/cms/v3/hubdb/tables/donations';
      exports.main = ({ body }, sendResponse) => {
        axios.post(`${table}/rows?hapikey=${process.env.API_KEY}`, { values: { name: 'Ann', amount: 5 } })
          .then(() => axios.post(`${table}/draft/push-live?hapikey=${process.env.API_KEY}`,
            { headers: { 'Content-Type': 'application/json' } }))
          .then(() => sendResponse({ statusCode: 200, body: { message: 'Donation received' } }))
          .catch((error) => sendResponse({ statusCode: error.response.status, body: error.response.data }));
      };
    """
    columns = [{"name": "name", "type": "TEXT"}, {"name": "amount", "type": "NUMBER"}]
    seed = {"hubdb": [{"name": "donations", "columns": columns}]}
    account.mock_hubspot({**seed, "settings": {"apiKeys": True}})
    assert body(account, source) == {"message": "Donation received"}
    assert account.hubspot.hubdb["donations"][0]["amount"] == 5
    account.mock_hubspot(seed)
    assert body(account, source)["category"] == "INVALID_AUTHENTICATION"


def test_the_function_that_hubspots_command_line_writes(account: Account) -> None:
    source = """
      const axios = require('axios');
      exports.main = ({ accountId }, sendResponse) => {
        const params = { portalId: accountId, term: 'searchTerm' };
        axios
          .get('https://api.hubapi.com/contentsearch/v2/search', { params })
          .then((response) => sendResponse({ body: { response: response.data }, statusCode: 200 }))
          .catch((error) => sendResponse({ body: { error: error.message }, statusCode: 500 }));
      };
    """
    account.mock_hubspot()
    assert body(account, source)["response"]["results"] == []
