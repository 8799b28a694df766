"""Functions that are recorded, replayed once the server has gone, and refused: with every client, in Node."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hsfunc_magics import Account

from ...runtime.outside import real_server

CLIENTS = """const axios = require('axios');
const said = async (call) => { try { return await call(); } catch (e) { return (e.cause || e).message; } };
exports.main = async (context, sendResponse) => {
  const address = context.body.address, key = process.env.API_KEY;
  sendResponse({ body: [
    await said(async () => (await axios.post(address + '/gzip?a=1&b=2', { n: 1, key })).data),
    await said(async () => (await fetch(address + '/deflate?hapikey=' + key, { headers: { 'X-Key': key } })).json()),
    await said(async () => (await fetch(address + '/br')).text()),
    await said(async () => (await axios.get(address + '/plain', { params: { page: context.body.page } })).data.method),
  ] });
};"""


def test_a_function_is_recorded_and_then_replayed_without_the_server(account: Account, tmp_path: Path) -> None:
    account.secrets.add("API_KEY", "s3cr3t-Value-42")
    account.functions.add("f", CLIENTS, method="POST", secrets=["API_KEY"])
    file = tmp_path / "a.json"
    account.unattended = True

    def call(page: int) -> list[Any]:
        told: list[Any] = account.call("f", method="POST", json={"address": address, "page": page}).response.json()
        return told

    with real_server() as address:
        with account.record(file) as recording:
            said = call(1)
        assert recording.recorded == 4, str(recording)
    text = file.read_text("utf-8")
    assert "s3cr3t" not in text
    responses = [entry["response"] for entry in json.loads(text)["exchanges"]]
    assert ["json" in one for one in responses] == [True, True, False, True]
    assert responses[2]["text"].startswith('{"brotli"')

    with account.replay(file) as cassette:
        assert json.dumps(call(1)) == json.dumps(said).replace("s3cr3t-Value-42", "***")
        assert cassette.used == 4
        *others, refusal = call(2)
        assert len(others) == 3
        assert refusal.startswith(f"GET {address}/plain?page=2 is not recorded in {file}. Nearest is exchange 4, ")
        assert "the query parameter page is 2, recorded is 1" in refusal


def test_where_nobody_is_there_every_client_fails_at_once_with_both_ways(account: Account) -> None:
    account.unattended = True
    account.functions.add("f", CLIENTS, method="POST")
    execution = account.call("f", method="POST", json={"address": "https://nowhere.invalid", "page": 1})
    told = execution.response.json()
    assert [one.partition(" was not sent: ")[0] for one in told] == [
        f"{method} https://nowhere.invalid/{path}"
        for method, path in (("POST", "gzip"), ("GET", "deflate"), ("GET", "br"), ("GET", "plain"))
    ]
    assert all("account.mock(" in one and "account.record(" in one for one in told)
    assert execution.elapsed.total_seconds() < 5
