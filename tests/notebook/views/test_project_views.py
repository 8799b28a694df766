"""Every view of what developer projects do says the platform, in plain text, in HTML and in its JSON."""

from __future__ import annotations

from collections.abc import Iterator

import jsonschema
import pytest

from hsfunc_magics import Account
from hsfunc_magics.notebook.executions import Recent
from hsfunc_magics.notebook.panel.state import state
from hsfunc_magics.notebook.views import draw
from hsfunc_magics.notebook.views.execution.json import MIME_TYPE

from .test_execution_json import SCHEMA

PLATFORM = "project 2026.09"


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    own = Account()
    own.functions.add("events", "sendResponse({ body: 1 });")
    own.projects.add("events", "console.log('x'.repeat(5000)); return 1;", project="<b>")
    own.projects.add("greet", "throw new Error('no');", project="<b>", endpoint=False)
    yield own
    own.close()


@pytest.mark.parametrize("arguments", [{"target": "/hs/serverless/events"}, {"uid": "greet"}])
def test_an_execution(account: Account, arguments: dict[str, str]) -> None:
    execution = account.call(**arguments)  # type: ignore[arg-type]  # each of its arguments is a text here
    data, _ = draw(execution)
    called = arguments.get("target") or "uid:greet"
    assert f"{called} ({PLATFORM}) → " in data["text/plain"].splitlines()[0]
    assert f"({PLATFORM})" in data["text/html"] and called in data["text/html"]
    assert data[MIME_TYPE]["platform"] == PLATFORM
    assert data[MIME_TYPE]["byUid"] == ("uid" in arguments)
    assert data[MIME_TYPE]["undocumented"]["keys"] == []
    jsonschema.validate(data[MIME_TYPE], SCHEMA, cls=jsonschema.Draft202012Validator)
    assert ("curl" in data[MIME_TYPE]) == ("uid" not in arguments), "no URL leads to a uid"


def test_the_design_managers_is_said_by_its_path_alone(account: Account) -> None:
    data, _ = draw(account.call("events"))
    assert data["text/plain"].splitlines()[0] == "GET /_hcms/api/events → 200 OK"
    assert "platform" not in data[MIME_TYPE]


def test_a_switched_limit_is_no_lesson_and_a_changed_one_is(account: Account) -> None:
    before = account.switches
    account.switches = before.choose("seconds", "15").choose("log_bytes", "262144")
    text = draw(account.call("/hs/serverless/events"))[0]["text/plain"]
    assert "not HubSpot's value" not in text and "truncated" not in text
    account.switches = before
    assert "the log keeps 4 KB" in draw(account.call("/hs/serverless/events"))[0]["text/plain"]
    account.change_limits({"execution_seconds": 2})
    assert "not HubSpot's value" in draw(account.call("/hs/serverless/events"))[0]["text/plain"]
    account.reset_limits()


@pytest.mark.parametrize("of", ["account", "limits", "log", "comparison"])
def test_other_views(account: Account, of: str) -> None:
    first = account.call("/hs/serverless/events")
    value = {
        "account": account,
        "limits": account.limit_usage(),
        "log": account.log.records(),
        "comparison": account.call("/hs/serverless/events").diff(first),
    }[of]
    data, _ = draw(value)
    said = "In developer projects" if of == "limits" else PLATFORM
    assert said in data["text/plain"] and said in data["text/html"]
    assert "<b>" not in data["text/html"].replace("<b>Status", "").replace("<b>Body", "").replace("<b>Console", "")


def test_the_panel_has_projects_beside_folders(account: Account) -> None:
    recent = Recent()
    recent.add(account.call("/hs/serverless/events"))
    told = state(account, recent, ["projects", "executions", "quota", "folders"])
    (project,) = told["projects"]
    assert (project["name"], project["platform"], project["follows"]) == ("<b>", PLATFORM, None)
    functions = [one for file in project["files"] for one in file["functions"]]
    assert [(one["name"], one["uid"]) for one in functions] == [("/hs/serverless/events", None), ("uid:greet", "greet")]
    assert told["executions"][0]["endpoint"] == "/hs/serverless/events"
    assert told["executions"][0]["platform"] == PLATFORM
    assert told["quota"]["endpoints"] == 2
