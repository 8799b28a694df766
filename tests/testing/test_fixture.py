"""The fixture `hsfunc`: what a test finds, what a failing one tells, and that nothing goes out."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hsfunc_magics.runtime.outgoing import Exchange, OutgoingRequest, OutgoingResponse
from hsfunc_magics.testing.functions import FunctionsUnderTest

pytest_plugins = ["pytester"]

EXAMPLES = Path(__file__).parents[2] / "docs" / "testing"

MANIFEST = """{"runtime": "nodejs20.x", "version": "1.0", "environment": {}, "secrets": ["KEY"],
"endpoints": {"count": {"file": "count.js"}, "broken": {"file": "broken.js"}}}"""
COUNT = """let calls = 0;
exports.main = (context, sendResponse) => {
  console.log("key", process.env.KEY);
  sendResponse({ body: { calls: (calls += 1), vid: context.contact ? context.contact.vid : null } });
};"""
BROKEN = """exports.main = (context, sendResponse) => {
  sendResponse({ body: context.nothing.there });
};"""
ASKING = """const url = "https://api.hubapi.com/crm/v3/objects/contacts?limit=1";
const body = await require("axios").get(url).then((found) => found.data, (error) => error.message);
sendResponse({ body });"""
CONFTEST = """
import pytest

@pytest.fixture(autouse=True)
def shop(hsfunc):
    hsfunc.secrets.add("KEY", "open-sesame-1234")
    hsfunc.load("shop.functions")
"""
PASSING = """
import pytest
from datetime import UTC, datetime, timedelta

@pytest.mark.parametrize("again", range(2))
def test_each_has_an_account_and_instances_of_its_own(hsfunc, again):
    assert hsfunc.account.visitor is None
    hsfunc.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
    hsfunc.clock.advance(timedelta(seconds=1))
    hsfunc.visitor(vid=7, email="ann@example.com")
    assert hsfunc.call("count").response.json() == {"calls": 1, "vid": 7}
    assert hsfunc.call("count").response.json() == {"calls": 2, "vid": 7}
    assert hsfunc.visitor("anonymous") is None
    assert len(hsfunc.executions) == 2
    assert hsfunc.outgoing == []

def test_the_instances_of_all_are_those_of_the_session(hsfunc, _hsfunc_pool):
    assert hsfunc.account.pool is _hsfunc_pool
"""
FAILING = """
def test_status(hsfunc):
    hsfunc.call("count")
    execution = hsfunc.call("broken")
    assert execution.response.status_code == 200

def test_load(hsfunc):
    hsfunc.load("shp.functions")

def test_visitor(hsfunc):
    hsfunc.visitor(email="ann@example.com")
"""


@pytest.fixture
def shop(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder of tests, one below the root, with functions beside it."""
    folder = pytester.mkdir("shop.functions")
    for name, text in {"serverless.json": MANIFEST, "count.js": COUNT, "broken.js": BROKEN}.items():
        (folder / name).write_text(text)
    pytester.makeconftest(CONFTEST)
    return pytester


def test_each_test_has_an_account_and_a_failing_one_tells_what_its_functions_did(shop: pytest.Pytester) -> None:
    shop.makepyfile(test_passing=PASSING, test_failing=FAILING)
    told = shop.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:nbval")
    told.assert_outcomes(passed=3, failed=3)
    told.stdout.fnmatch_lines(
        [
            "E*assert 500 == 200",
            "E*GET broken → 500 Internal Server Error",
            "E*TypeError: Cannot read properties of undefined (reading 'there')",
            "E*shop.functions/broken.js:2: sendResponse({ body: context.nothing.there });",
            "*- hsfunc executions -*",
            "1. GET /_hcms/api/count → 200 OK",
            "*INFO  count.js:3  key •••",
            "2. GET /_hcms/api/broken → 500 Internal Server Error",
            "*FolderError: There is no shp.functions in *. Did you mean shop.functions?",
            "*VisitorError: A visitor has a vid: hsfunc.visitor(vid=7).*",
        ]
    )
    told.stdout.no_fnmatch_line("*open-sesame*")
    told.stdout.no_fnmatch_line("*testing/functions.py*")  # an error says itself what is wrong


def test_what_has_no_mock_is_refused_with_the_mock_that_answers_it(hsfunc: FunctionsUnderTest) -> None:
    hsfunc.account.functions.add("f", ASKING)
    told = hsfunc.call("f").response.text
    assert 'hsfunc.mock("GET", "https://api.hubapi.com/crm/v3/objects/contacts", json={…}) answers it' in told
    hsfunc.mock("GET", "https://api.hubapi.com/crm/v3/objects/contacts", json={"total": 2})
    assert hsfunc.call("f").response.json() == {"total": 2}
    assert [exchange.by for exchange in hsfunc.outgoing] == ["refused", "mock"]


def test_a_stable_value_has_what_was_sent_and_no_secret(hsfunc: FunctionsUnderTest) -> None:
    account = hsfunc.account
    account.secrets.add("KEY", "open-sesame-1234")
    account.functions.add("f", "console.log(process.env.KEY); sendResponse({ body: { a: 1 } });", secrets=["KEY"])
    asked = OutgoingRequest("GET", "https://example.com/?key=open-sesame-1234")
    exchange = Exchange(asked, OutgoingResponse(200), None, 0.1, 0.2, by="mock")
    told = replace(account.call("f?x=1"), outgoing=(exchange,)).stable()
    assert told == {
        "call": "GET f?x=1",
        "status": "SUCCESS",
        "response": {
            "status": 200,
            "headers": [["content-type", "application/json; charset=utf-8"]],
            "body": {"a": 1},
        },
        "console": [["INFO", "•••"]],
        "notes": told["notes"],
        "outgoing": [{"request": "GET https://example.com/?key=•••", "status": 200, "by": "mock"}],
    }
    assert account.call("f?x=1").stable() == account.call("f?x=1").stable()


def test_the_documented_examples_pass_in_several_processes_and_tell_what_has_run(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-n2", "-p", "no:cacheprovider", "-p", "no:nbval"]
    command.append(f"--hsfunc-coverage={tmp_path / 'lcov.info'}")
    told = subprocess.run(command, cwd=EXAMPLES, capture_output=True, text=True, check=False, timeout=100)
    assert told.returncode == 0, told.stdout + told.stderr
    events = "docs/testing/shop.functions/events.js"
    assert f"{events}: 10 of 12 lines, 7 of 8 branches, 2 of 2 functions; not run: 11-12" in told.stdout
    report = (tmp_path / "lcov.info").read_text(encoding="utf-8")
    assert f"SF:{events}\nFN:6,exports.main" in report
    assert "DA:7,4\n" in report, "one call in each of four tests"


def test_pytest_loads_nothing_of_the_package_but_the_plugin(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import sys

        def test_nothing():
            loaded = {name for name in sys.modules if name.startswith("hsfunc_magics")}
            assert loaded == {
                "hsfunc_magics",
                "hsfunc_magics.emulator",
                "hsfunc_magics.emulator.display",
                "hsfunc_magics.testing",
                "hsfunc_magics.testing.plugin",
            }
    """)
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_what_the_documentation_tells_of_the_fixture_is_there(hsfunc: FunctionsUnderTest) -> None:
    page = (EXAMPLES.parent / "testing.md").read_text(encoding="utf-8")
    told = re.findall(
        r"`(\w+)[`(]", "".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    )
    public = [name for name in dir(type(hsfunc)) if not name.startswith("_")] + ["account", "executions"]
    assert sorted(set(told) - {"visitor"}) == sorted(set(public) - {"visitor"})
    plain = (EXAMPLES / "test_plain.py").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    assert example.replace('    hsfunc.load("shop.functions")\n', "") in plain
