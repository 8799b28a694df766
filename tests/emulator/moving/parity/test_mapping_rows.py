"""Each difference of the mapping is found on a function that was made for it, and nothing is the same that is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hsfunc_magics import Account, Settings
from hsfunc_magics.emulator.moving.parity.asked.planned import PlannedRequest
from hsfunc_magics.emulator.moving.parity.compare import Wanted, compare_project
from hsfunc_magics.emulator.moving.parity.finding import Verdict, Weight
from hsfunc_magics.emulator.moving.parity.findings.look import find
from hsfunc_magics.emulator.moving.parity.matching import make_subjects
from hsfunc_magics.emulator.moving.parity.reporting.text import report_text
from hsfunc_magics.emulator.moving.parity.rows import ROW_OF_SWITCH, ROWS
from hsfunc_magics.emulator.projects.switches import SWITCHES, Switches
from hsfunc_magics.emulator.sources.javascript import SourceFile

from ...conftest import AccountMaker
from .making import PLACE, Made, compare_made, compared, load, returns, sends

OK = "{ body: { ok: true } }"
_FIRST = "[].concat(context.params.name)[0]"

# Row of the mapping, the function made for it, the verdict, and the switch where it is one that nobody has settled.
MADE: dict[str, tuple[str, Made, Verdict, str | None]] = {
    "method absent": ("method", Made(sends(OK), returns(OK), {"method": None}, ("GET",)), Verdict.SAME, None),
    "method missing": ("method", Made(sends(OK), returns(OK), methods=("GET",)), Verdict.DIFFERENT, None),
    "method more": (
        "method",
        Made(sends(OK), returns(OK), methods=("GET", "POST", "PUT")),
        Verdict.DIFFERENT,
        None,
    ),
    "secret not in secretKeys": (
        "secrets",
        Made(sends("{ body: process.env.KEY }"), returns("{ body: process.env.KEY }"), {"secrets": ["KEY"]}),
        Verdict.DIFFERENT,
        None,
    ),
    "environment": (
        "environment",
        Made(
            sends("{ body: process.env.COLOUR }"),
            f"process.env.COLOUR = 'red'; {returns('{ body: process.env.COLOUR }')}",
            {"environment": {"COLOUR": "red"}},
        ),
        Verdict.SAME,
        None,
    ),
    "environment that is not set": (
        "environment",
        Made(
            sends("{ body: process.env.COLOUR }"),
            returns("{ body: process.env.COLOUR }"),
            {"environment": {"COLOUR": "red"}},
        ),
        Verdict.DIFFERENT,
        None,
    ),
    "environment and secret": (
        "environment",
        Made(sends(OK), returns(OK), {"environment": {"KEY": "1"}, "secrets": ["KEY"]}, secrets=("KEY",)),
        Verdict.DOCUMENTED,
        None,
    ),
    "reserved token": (
        "token",
        Made(
            sends("{ body: typeof process.env.PRIVATE_APP_ACCESS_TOKEN }"),
            returns("{ body: typeof process.env.PRIVATE_APP_ACCESS_TOKEN }"),
            {"secrets": ["PRIVATE_APP_ACCESS_TOKEN"]},
        ),
        Verdict.UNKNOWN,
        "token",
    ),
    "removed Node API": (
        "runtime",
        Made(
            sends("{ body: util.isDate(1) }", "const util = require('util');"),
            returns("{ body: util.isDate(1) }", "const util = require('util');"),
        ),
        Verdict.UNKNOWN,
        "node",
    ),
    "package of another major": (
        "packages",
        Made(
            sends(OK, "if (context.never) require('@hubspot/api-client');"),
            returns(OK),
            needs={"@hubspot/api-client": "^12.0.0"},
        ),
        Verdict.DOCUMENTED,
        None,
    ),
    "package that is not named": (
        "packages",
        Made(
            sends("{ body: typeof require('axios') }"),
            returns("{ body: typeof require(['axios'][0]) }", "if (context.never) require('axios');"),
        ),
        Verdict.DIFFERENT,
        None,
    ),
    "code after sendResponse": (
        "sendResponse",
        Made(sends(OK).replace("); };", "); await context.save?.(); };"), returns(OK)),
        Verdict.DOCUMENTED,
        None,
    ),
    "a callback": (
        "sendResponse",
        Made(
            f"exports.main = (context, sendResponse) => {{ setTimeout(() => sendResponse({OK}), 1); }};",
            returns(OK),
        ),
        Verdict.DOCUMENTED,
        None,
    ),
    "a second call": (
        "sendResponse",
        Made(sends(OK).replace("); };", "); sendResponse({ body: 2 }); };"), returns(OK)),
        Verdict.DOCUMENTED,
        None,
    ),
    "a path that never calls": (
        "sendResponse",
        Made(
            f"exports.main = (context, sendResponse) => {{ if (context.headers.host !== 'x') sendResponse({OK}); }};",
            returns(OK),
        ),
        Verdict.DOCUMENTED,
        None,
    ),
    "a function that never responds": (
        "sendResponse",
        Made("exports.main = (context, sendResponse) => {};", "exports.main = () => new Promise(() => {});"),
        Verdict.UNKNOWN,
        None,
    ),
    "sendResponse in a project": ("sendResponse", Made(sends(OK), sends(OK)), Verdict.DIFFERENT, None),
    "params": (
        "params",
        Made(sends("{ body: context.params }"), returns("{ body: context.params }"), methods=("GET", "POST")),
        Verdict.UNKNOWN,
        "params",
    ),
    "a header": (
        "headers",
        Made(
            sends("{ body: { key: context.headers['x-api-key'] } }"),
            returns("{ body: { key: context.headers['x-api-key'] } }"),
        ),
        Verdict.DOCUMENTED,
        None,
    ),
    "a header behind a check that nobody passes": (
        "headers",
        Made(
            sends("{ statusCode: context.headers.authorization === process.env.KEY ? 200 : 401 }", ""),
            returns("{ statusCode: context.headers.authorization === process.env.KEY ? 200 : 401 }"),
            {"secrets": ["KEY"]},
            secrets=("KEY",),
        ),
        Verdict.DOCUMENTED,
        None,
    ),
    "the name of the endpoint": (
        "context",
        Made(sends("{ body: { name: context.endpoint } }"), returns("{ body: { name: context.endpoint } }")),
        Verdict.DOCUMENTED,
        None,
    ),
    "a PUT that reads no body, and gets one that is no JSON": (
        "body",
        Made(sends(OK), returns(OK), {"method": "PUT"}, ("PUT",)),
        Verdict.DOCUMENTED,
        None,
    ),
    "the body of a PUT": (
        "body",
        Made(
            sends("{ body: { got: context.body } }"),
            returns("{ body: { got: context.body } }"),
            {"method": ["PUT"]},
            ("PUT",),
        ),
        Verdict.DOCUMENTED,
        None,
    ),
    "the fields of a form": (
        "forms",
        Made(
            sends("{ body: { name: context.params.name?.[0], more: context.params.name?.length > 1 } }"),
            returns(f"{{ body: {{ name: {_FIRST}, more: [].concat(context.params.name).length > 1 }} }}"),
            {"method": ["POST"]},
            ("POST",),
        ),
        Verdict.UNKNOWN,
        None,
    ),
    "contact": (
        "contact",
        Made(
            sends("{ statusCode: context.contact?.isLoggedIn ? 200 : 403 }"),
            returns("{ statusCode: context.contact?.isLoggedIn ? 200 : 403 }"),
        ),
        Verdict.UNKNOWN,
        "contact",
    ),
    "contact behind a check that nobody passes": (
        "contact",
        Made(
            sends(OK, "if (context.params.token?.[0] === 'long') console.log(context.contact.vid);"),
            returns(OK, "if (context.params.token?.[0] === 'long') console.log(context.contact.vid);"),
        ),
        Verdict.UNKNOWN,
        "contact",
    ),
    "contact in what is passed on whole": (
        "contact",
        Made(
            sends("{ body: { keys: Object.keys(context).filter((key) => key === 'con' + 'tact') } }"),
            returns("{ body: { keys: Object.keys(context).filter((key) => key === 'con' + 'tact') } }"),
        ),
        Verdict.UNKNOWN,
        "contact",
    ),
    "limits": (
        "limits",
        Made(
            sends("{ body: { left: context.limits?.executionsRemaining } }"),
            returns("{ body: { left: context.limits?.executionsRemaining } }"),
        ),
        Verdict.UNKNOWN,
        "limits",
    ),
    "a cookie beside headers": (
        "Set-Cookie",
        Made(sends("{ body: 1, 'Set-Cookie': 'a=1' }"), returns("{ body: 1, 'Set-Cookie': 'a=1' }")),
        Verdict.DOCUMENTED,
        None,
    ),
    "several cookies": (
        "Set-Cookie",
        Made(
            sends("{ body: 1, headers: { 'Set-Cookie': ['a=1', 'b=2'] } }"),
            returns("{ body: 1, headers: { 'Set-Cookie': ['a=1', 'b=2'] } }"),
        ),
        Verdict.UNKNOWN,
        "header_arrays",
    ),
    "several values of a header": (
        "multiValueHeaders",
        Made(
            sends("{ body: 1, multiValueHeaders: { Vary: ['a', 'b'] } }"),
            returns("{ body: 1, multiValueHeaders: { Vary: ['a', 'b'] } }"),
        ),
        Verdict.UNKNOWN,
        "multi_value_headers",
    ),
    "a redirect": (
        "redirects",
        Made(
            sends("{ statusCode: 301, headers: { Location: '/there' } }"),
            returns("{ statusCode: 301, headers: { Location: '/there' } }"),
        ),
        Verdict.UNKNOWN,
        "redirects",
    ),
    "a redirect behind a check that nobody passes": (
        "redirects",
        Made(
            sends(OK, "if (context.headers.host === 'x') return sendResponse({ statusCode: 302 });"),
            returns(OK),
        ),
        Verdict.UNKNOWN,
        "redirects",
    ),
    "bytes": (
        "binary",
        Made(
            sends("{ body: Buffer.from([1, 2, 255]), headers: { 'Content-Type': 'image/png' } }"),
            returns("{ body: Buffer.from([1, 2, 255]), headers: { 'Content-Type': 'image/png' } }"),
        ),
        Verdict.UNKNOWN,
        "binary",
    ),
    "a throw": (
        "errors",
        Made(
            sends(OK, "if (context.params.name) throw new Error('no');"),
            returns(OK, "if (context.params.name) throw new Error('no');"),
        ),
        Verdict.UNKNOWN,
        "throw_status",
    ),
    "a page of another origin": (
        "CORS",
        Made(
            sends("{ body: 1, headers: { 'Access-Control-Allow-Origin': '*' } }"),
            returns("{ body: 1, headers: { 'Access-Control-Allow-Origin': '*' } }"),
        ),
        Verdict.UNKNOWN,
        "cors",
    ),
    "a long wait": (
        "execution",
        Made(
            sends(OK, "if (context.headers.host === 'x') await new Promise((done) => setTimeout(done, 12_000));"),
            returns(OK, "if (context.headers.host === 'x') await new Promise((done) => setTimeout(done, 12_000));"),
        ),
        Verdict.UNKNOWN,
        "seconds",
    ),
    "a long log": (
        "execution",
        Made(sends(OK, "console.log('x'.repeat(5000));"), returns(OK, "console.log('x'.repeat(5000));")),
        Verdict.DOCUMENTED,
        None,
    ),
    "a function that calls another": (
        "callers",
        Made(sends(OK, "const other = 'https://a.example/_hcms/api/other';"), returns(OK)),
        Verdict.DOCUMENTED,
        None,
    ),
    "another path": ("endpoints", Made(sends(OK), returns(OK), path=None), Verdict.DIFFERENT, None),
}


@pytest.mark.parametrize("made", MADE)
def test_each_difference_is_found_on_a_function_made_for_it(made: str, make_account: AccountMaker) -> None:
    row, function, verdict, switch = MADE[made]
    account = make_account()
    account.secrets.add_all({"KEY": "a value of some length", "PRIVATE_APP_ACCESS_TOKEN": "pat-na1-0123456789"})
    report = compare_made(account, function)
    (endpoint,) = report.endpoints
    told = report_text(report)
    assert endpoint.verdict is verdict, told
    of_switches = {ROW_OF_SWITCH[name] for name in endpoint.switches}
    assert row in {*endpoint.rows, *of_switches, *(finding.row for finding in endpoint.findings)}, told
    assert switch is None or switch in endpoint.switches, told
    assert report.passes == (verdict <= Verdict.DOCUMENTED and not ROWS[row].blocking), told
    if ROWS[row].blocking:
        assert any(finding.row == row for finding in endpoint.findings if finding.weight is not Weight.NOTE), told
    assert verdict is Verdict.SAME or row in told or f"switch {switch}" in told


def test_every_row_and_every_switch_that_an_answer_shows_has_a_function_made_for_it() -> None:
    rows = {row for row, *_ in MADE.values()}
    # Of these the tests below tell.
    assert set(ROWS) - rows == {"folders", "network", "portalid", "require"}
    assert set(SWITCHES) == set(ROW_OF_SWITCH)


@pytest.mark.parametrize(
    "made",
    [
        Made(sends(OK), returns(OK)),
        Made(sends("{ statusCode: 201, body: 'text' }"), returns("{ statusCode: 201, body: 'text' }")),
        Made(
            sends("{ body: { got: context.body && context.body.title, by: context.method } }"),
            returns(
                "{ body: { got: context.method === 'POST' && context.body && context.body.title, by: context.method } }"
            ).replace(
                "context.method === 'POST' && context.body && context.body.title", "context.body && context.body.title"
            ),
            {"method": ["POST"]},
            ("POST",),
        ),
        Made(
            sends("{ body: { agent: context.headers['user-agent'], cookie: context.headers.cookie } }"),
            returns("{ body: { agent: context.headers['user-agent'], cookie: context.headers.cookie } }"),
        ),
        Made(sends("{ body: { seen: ++seen } }"), returns("{ body: { seen: ++seen } }")),
        Made(
            sends("{ body: process.env.KEY.length }"),
            returns("{ body: process.env.KEY.length }"),
            {"secrets": ["KEY"]},
            secrets=("KEY",),
        ),
    ],
)
def test_what_is_the_same_is_called_so(made: Made, make_account: AccountMaker) -> None:
    account = make_account()
    account.secrets.add("KEY", "a value of some length")
    counting = "let seen = 0; " if "seen" in made.old else ""
    made = Made(counting + made.old, counting + made.new, made.entry, made.methods, made.secrets)
    report = compare_made(account, made)
    assert report.endpoints[0].verdict is Verdict.SAME and report.passes, report_text(report)
    assert len(report.endpoints[0].results) > 20


def test_a_switch_that_is_chosen_is_no_question(make_account: AccountMaker) -> None:
    member = "{ statusCode: context.contact?.isLoggedIn ? 200 : 403 }"
    made = Made(sends(member), returns(member))
    present = compared(make_account(), made, switches={"contact": "present"})
    assert present.verdict is Verdict.SAME and present.passes
    absent = compared(make_account(), made, switches={"contact": "absent"})
    assert absent.verdict is Verdict.DOCUMENTED and absent.rows == ["contact"] and not absent.passes


def test_what_blocks_is_found_in_answers_alone(make_account: AccountMaker) -> None:
    keys = "{ body: { keys: Object.keys(context).filter((key) => key === 'con' + 'tact') } }"
    for switches in ({}, {"contact": "absent"}):
        endpoint = compared(make_account(), Made(sends(keys), returns(keys)), switches=switches)
        assert [finding.row for finding in endpoint.blocking] == ["contact"] and not endpoint.passes


def test_two_switches_that_each_explain_a_part_are_tried_together(make_account: AccountMaker) -> None:
    both = "{ body: { name: context.params.name, vid: context.contact?.vid } }"
    endpoint = compared(make_account(), Made(sends(both), returns(both), {"method": "GET"}, ("GET",)))
    assert endpoint.verdict is Verdict.UNKNOWN
    member = next(result for result in endpoint.results if result.request.title == "a member")
    together = member.switches[("params", "arrays"), ("contact", "present")]
    assert together == () and all(found for setting, found in member.switches.items() if len(setting) == 1)


def test_what_differs_from_call_to_call_is_left_aside_and_told(make_account: AccountMaker) -> None:
    report = compare_made(
        make_account(),
        Made(sends("{ body: { id: Math.random(), ok: true } }"), returns("{ body: { id: Math.random(), ok: true } }")),
    )
    assert report.endpoints[0].verdict is Verdict.SAME
    assert "but for $.id" in report_text(report)
    other = compared(
        make_account(),
        Made(sends("{ body: { id: Math.random() } }"), returns("{ body: { id: String(Math.random()) } }")),
    )
    assert other.verdict is not Verdict.SAME
    text = compared(
        make_account(), Made(sends("{ body: `${Math.random()}` }"), returns("{ body: `${Math.random()}` }"))
    )
    assert text.verdict is Verdict.UNKNOWN and all(result.unrepeatable for result in text.results if result.differences)


def test_a_function_that_wants_the_network_is_not_called_the_same(make_account: AccountMaker) -> None:
    asks = "let up = false; try { await fetch('http://127.0.0.1:9/'); up = true; } catch {}"
    account = make_account(settings=Settings(network=False))
    endpoint = compared(account, Made(sends("{ body: { up } }", asks), returns("{ body: { up } }", asks)))
    assert endpoint.verdict is Verdict.UNKNOWN
    assert any("--network" in finding.mapping.advice for finding in endpoint.findings)


def test_a_portalid_of_another_account_is_not_known(make_account: AccountMaker) -> None:
    other = PlannedRequest("f", "a portalid", query="portalid=7")
    endpoint = compared(make_account(), Made(sends(OK), returns(OK)), requests=[other], edge_cases=False)
    assert (endpoint.verdict, endpoint.switches) == (Verdict.UNKNOWN, ["portalid"])


def test_a_file_beside_the_entry_file_is_not_known_to_be_found(bundle_cache: Path, make_account: AccountMaker) -> None:
    account = make_account(settings=Settings(bundle_cache=str(bundle_cache)))
    made = Made(sends(OK), "exports.main = require('./code.js').main;")
    load(account, made)
    project = made.project()
    files = {**project.files, f"{PLACE}/code.js": SourceFile(returns(OK))}
    wanted = Wanted(replace(project, files=files), requests=[PlannedRequest("f", "plain")], edge_cases=False)
    (endpoint,) = compare_project(account, list(account.functions.folders.values()), wanted).endpoints
    assert (endpoint.verdict, endpoint.otherwise) == (Verdict.UNKNOWN, Verdict.SAME)
    assert endpoint.switches == ["relative_require"]


def test_an_endpoint_that_nobody_asks_is_not_called_the_same(account: Account) -> None:
    endpoint = compared(account, Made(sends(OK), returns(OK)), edge_cases=False)
    assert endpoint.verdict is Verdict.UNKNOWN and "No request" in endpoint.findings[0].text


def test_names_that_become_others_are_told(account: Account) -> None:
    endpoints = {"a/b": {"file": "f.js"}, "c" * 65: {"file": "f.js"}}
    account.functions.load("shop", json.dumps({"endpoints": endpoints}), {"f.js": sends(OK)})
    account.functions.load("other", json.dumps({"endpoints": {"d": {"file": "f.js"}}}), {"f.js": sends(OK)})
    subjects = make_subjects(account.functions.folders.values(), Made("", returns(OK)).project(), Switches())
    found = {one.name[:3]: [(finding.row, finding.text) for finding in find(one, subjects)] for one in subjects}
    for name in ("a/b", "ccc"):
        rows = [row for row, _ in found[name]]
        assert rows.count("endpoints") == 2 and "folders" in rows, found[name]
    assert [row for row, _ in found["d"] if row == "endpoints"] == []
