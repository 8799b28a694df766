"""What each switch does to a call, and the note that says so until a probe has settled it (contract §12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics import Account, Execution, Settings, Visitor
from hsfunc_magics.emulator.projects.switches import SWITCHES

from ..conftest import AccountMaker
from .making import Wanted, make_project

NEVER = "new Promise((done) => setTimeout(done, 30_000))"


@dataclass(frozen=True)
class Case:
    """A function on which a switch counts, and what a call of it shows under two of its values."""

    returned: str
    first: Any
    other: tuple[str, Any]
    call: dict[str, Any] = field(default_factory=dict[str, Any])
    query: str = ""

    def seen(self, execution: Execution) -> Any:
        return execution.response.json()


class Sent(Case):
    """The status, and those headers that count."""

    def seen(self, execution: Execution) -> Any:
        headers = {"location", "set-cookie", "content-type"}
        found = [value for name, value in execution.reply.headers if name.lower() in headers]
        return [execution.reply.status, *found, execution.reply.body.decode()]


class Kept(Case):
    """The limits that were in force."""

    def seen(self, execution: Execution) -> Any:
        assert execution.limits_in_force is not None
        return [execution.limits_in_force.execution_seconds, execution.limits_in_force.log_bytes]


JSON, HTML = "application/json; charset=utf-8", "text/html; charset=utf-8"
REFUSED = '{"status": "error", "message": "portalid is 1, but this account is 123456."}'
CASES = {
    "params": Case("context.params", {"a": "2", "b": ""}, ("arrays", {"a": ["1", "2"], "b": [""]}), query="?a=1&a=2&b"),
    "portalid": Sent("{ body: 'ran' }", [400, JSON, REFUSED], ("ignored", [200, HTML, "ran"]), query="?portalid=1"),
    "header_arrays": Sent(
        "{ headers: { 'Set-Cookie': ['a=1', 'b=2'] }, body: '' }",
        [200, "a=1, b=2", HTML, ""],
        ("lines", [200, "a=1", "b=2", HTML, ""]),
    ),
    "contact": Case("[context.contact?.vid]", [None], ("present", [7]), {"visitor": Visitor(vid=7)}),
    "limits": Case("[typeof context.limits]", ["undefined"], ("present", ["object"])),
    "token": Case("[process.env.PRIVATE_APP_ACCESS_TOKEN]", [None], ("injected", ["pat-na1-1234-5678"])),
    "multi_value_headers": Sent(
        "{ body: '', multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] } }",
        [200, HTML, ""],
        ("sent", [200, "a=1", "b=2", HTML, ""]),
    ),
    "redirects": Sent(
        "{ statusCode: 302, headers: { Location: '/there' } }", [302, "/there", ""], ("dropped", [200, ""])
    ),
    "binary": Sent(
        "{ body: Buffer.from('a') }",
        [200, JSON, '{"type":"Buffer","data":[97]}'],
        ("bytes", [200, "application/octet-stream", "a"]),
    ),
    "throw_status": Sent("nobody.knows", [500, JSON, "{}"], ("502", [502, JSON, "{}"])),
    "cors": Sent(
        "{ statusCode: 200, body: context.method }",
        [204, ""],
        ("function", [200, HTML, "OPTIONS"]),
        {"method": "OPTIONS"},
    ),
    "relative_require": Sent("{ body: require('./lib.js').found }", [200, HTML, "found"], ("fails", [500, JSON, "{}"])),
    "seconds": Kept("1", [10.0, 4096], ("15", [15.0, 4096])),
    "log_bytes": Kept("console.log('x'.repeat(5000))", [10.0, 4096], ("262144", [10.0, 262144])),
}
# Here the note comes of what happens in the end, which takes other functions.
_NOTED_BY = {"seconds": NEVER}


def notes(execution: Execution, name: str) -> list[str]:
    return [note.text for note in execution.notes if note.source.place == f"the switch {name}"]


def load(account: Account, returned: str) -> None:
    account.projects.load(make_project({"x": Wanted(f"exports.main = async (context) => ({returned});")}, lib=LIB))


LIB = "exports.found = 'found';"


@pytest.fixture
def account(account: Account) -> Account:
    account.secrets.add("PRIVATE_APP_ACCESS_TOKEN", "pat-na1-1234-5678")
    return account


def test_every_switch_has_a_case() -> None:
    assert {*CASES, "node"} == set(SWITCHES)


@pytest.mark.parametrize("name", sorted(set(CASES) - {"relative_require"}))
def test_a_switch_has_its_effect_and_a_note(account: Account, name: str) -> None:
    check(account, name)


def check(account: Account, name: str) -> None:
    case = CASES[name]
    load(account, case.returned)
    first = account.call(f"/hs/serverless/x{case.query}", **case.call)
    assert case.seen(first) == case.first
    value, expected = case.other
    account.switches = account.switches.choose(name, value)
    second = account.call(f"/hs/serverless/x{case.query}", **case.call)
    assert case.seen(second) == expected
    if name in _NOTED_BY:
        account.change_limits({"execution_seconds": 0.2})
        load(account, _NOTED_BY[name])
        second = account.call("/hs/serverless/x")
    told = f"{SWITCHES[name].question} Not known on HubSpot; here: {SWITCHES[name].values[value]}."
    assert notes(second, name) == [told]
    account.switches = account.switches.settle({name: value}, "2026-12-01")
    assert notes(account.call(f"/hs/serverless/x{case.query}", **case.call), name) == []


def test_which_node_runs_is_a_switch(account: Account) -> None:
    load(account, "process.versions.node.split('.')[0]")
    assert account.call("/hs/serverless/x").response.text == "20"
    account.switches = account.switches.choose("node", "22")
    deployment = account.projects.endpoint("x")
    assert deployment is not None and deployment.program.node_major == 22
    account.switches = account.switches.choose("node", "20")
    load(account, "nobody.knows")
    told = "Which Node runs the functions? Not known on HubSpot; here: 20."
    assert notes(account.call("/hs/serverless/x"), "node") == [told]


def test_params_may_be_mixed(account: Account) -> None:
    load(account, "context.params")
    account.switches = account.switches.choose("params", "mixed")
    assert account.call("/hs/serverless/x?a=1&a=2&b=3").response.json() == {"a": ["1", "2"], "b": "3"}


def test_a_refused_portalid_says_that_it_is_not_known(account: Account) -> None:
    load(account, "1")
    refused = account.call("/hs/serverless/x?portalid=1")
    assert "Not known on HubSpot; here: another one is answered 400" in refused.notes[0].text


def test_files_beside_a_function_are_a_switch(make_account: AccountMaker, bundle_cache: Path) -> None:
    account = make_account(settings=Settings(bundle_cache=str(bundle_cache)))
    check(account, "relative_require")
    account.switches = account.switches.choose("relative_require", "fails")
    execution = account.call("/hs/serverless/x")
    assert execution.error is not None and "the switch relative_require" in execution.error.hint


def test_a_call_that_depends_on_no_switch_has_no_note(account: Account) -> None:
    load(account, "{ statusCode: 200, body: 'plain' }")
    assert account.call("/hs/serverless/x").notes == ()
