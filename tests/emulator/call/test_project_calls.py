"""Calls of a project's functions, by endpoint and by uid: routes, contexts, responses, failures (contract §12)."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from hsfunc_magics import Account, Execution, RequestError, Status
from hsfunc_magics.emulator.logs.text import execution_lines

from ..conftest import AccountMaker
from ..projects.making import PLACE, Wanted, by_uid, make_project

ECHO = "exports.main = async (context) => ({ body: context });"


def load(account: Account, **functions: Wanted | str) -> None:
    assert account.projects.load(make_project(functions)) == []


def texts(execution: Execution) -> str:
    return "\n".join(note.text for note in execution.notes)


# ------------------------------------------------------------ endpoints


def test_an_endpoint_is_called_below_hs_serverless(account: Account) -> None:
    load(account, x="{ statusCode: 201, headers: { 'X-A': 'b' }, body: { a: 1 } }")
    execution = account.call("/hs/serverless/x")
    assert (execution.response.status_code, execution.response.json()) == (201, {"a": 1})
    assert execution.response.headers["x-a"] == "b"
    assert (execution.platform, execution.uid, execution.status) == ("project 2026.09", "x", Status.SUCCESS)
    assert repr(execution) == "<Execution GET /hs/serverless/x → 201>"


def test_a_path_may_have_several_parts_and_a_full_url(make_account: AccountMaker) -> None:
    account = make_account(domains=["www.example.com"])
    load(account, list=Wanted(ECHO, path="v1/list"))
    assert account.call("https://www.example.com/hs/serverless/v1/list?a=1").reply.status == 200


def test_both_platforms_stand_side_by_side(account: Account) -> None:
    load(account, x="'project'")
    account.functions.add("x", "sendResponse({ body: 'design' });")
    assert account.call("x").response.text == "design"
    assert account.call("/hs/serverless/x").response.text == "project"
    assert account.call("x").platform == "design manager"
    assert account.call("x", method="OPTIONS").platform == "design manager"


def test_the_context_is_what_live_projects_give(account: Account) -> None:
    load(account, x=Wanted(ECHO, methods=("POST",)))
    headers = {"X-Custom": "1", "X-HubSpot-Signature-v3": "s"}
    context: dict[str, Any] = account.call("/hs/serverless/x?a=1", json={"b": 2}, headers=headers).response.json()
    assert sorted(context) == ["accountId", "body", "headers", "method", "params"]
    assert (context["accountId"], context["body"], context["method"]) == (account.account_id, {"b": 2}, "POST")
    assert context["headers"]["x-hubspot-signature-v3"] == "s"
    assert {"x-custom", "content-type"}.isdisjoint(context["headers"])
    assert {"host", "user-agent", "true-client-ip", "x-forwarded-for"} < context["headers"].keys()


def test_a_custom_header_that_is_dropped_has_a_note(account: Account) -> None:
    load(account, x="1", reads="context.headers['content-type']")
    assert "The header x-custom was dropped" in texts(account.call("/hs/serverless/x", headers={"X-Custom": "1"}))
    assert "dropped" not in texts(account.call("/hs/serverless/x"))
    # Every client sends a content type: it is told of where the function reads it.
    account.projects.load(make_project({"p": Wanted(ECHO, methods=("POST",))}, name="other"))
    assert "dropped" not in texts(account.call("/hs/serverless/p", json={}))
    reads = account.call("/hs/serverless/reads", headers={"Content-Type": "text/plain"})
    assert "content-type was dropped" in texts(reads)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_json_arrives_parsed_whatever_the_method(account: Account, method: str) -> None:
    load(account, x=Wanted("exports.main = (context) => [context.body];", methods=(method,)))
    assert account.call("/hs/serverless/x", method=method, json={"a": 1}).response.json() == [{"a": 1}]


@pytest.mark.parametrize(
    ("arguments", "told"), [({"content": "raw"}, "gets JSON alone"), ({"data": {"a": "1"}}, "not known on HubSpot")]
)
def test_other_bodies_do_not_arrive(account: Account, arguments: dict[str, Any], told: str) -> None:
    load(account, x=Wanted("exports.main = ({ body, params }) => [body === undefined, params];", methods=("POST",)))
    execution = account.call("/hs/serverless/x", method="POST", **arguments)
    assert execution.response.json() == [True, {}]
    assert told in texts(execution)


def test_a_body_that_does_not_parse_is_400(account: Account) -> None:
    load(account, x=Wanted(ECHO, methods=("POST",)))
    execution = account.call("/hs/serverless/x", content="{", headers={"Content-Type": "application/json"})
    assert (execution.reply.status, execution.status, execution.platform) == (400, None, "project 2026.09")


def test_methods_are_those_of_the_endpoint(account: Account) -> None:
    load(account, x=Wanted("exports.main = () => 'x';", methods=("GET", "PUT")))
    statuses = {
        method: account.call("/hs/serverless/x", method=method).reply.status
        for method in ("GET", "HEAD", "PUT", "POST", "OPTIONS")
    }
    assert statuses == {"GET": 200, "HEAD": 200, "PUT": 200, "POST": 404, "OPTIONS": 204}
    assert "its methods: GET, PUT" in texts(account.call("/hs/serverless/x", method="POST"))


def test_what_is_not_there_is_404_and_says_what_is_near(account: Account) -> None:
    load(account, events="1", internal=by_uid(ECHO))
    account.functions.add("old", "sendResponse({ body: 1 });")
    assert "Did you mean events?" in texts(account.call("/hs/serverless/event"))
    assert "call it by its uid" in texts(account.call("/hs/serverless/internal"))
    assert "The design manager has an endpoint old" in texts(account.call("/hs/serverless/old"))
    assert "/hs/serverless/events" in texts(account.call("events"))
    assert account.call("/hs/serverless/event").status is None


def test_limits_admission_and_quota_are_one_for_both_platforms(account: Account) -> None:
    load(account, x="1")
    account.call("/hs/serverless/x", simulated_seconds=4)
    assert account.quota_state.time_remaining == pytest.approx(596_000, abs=1)
    account.change_limits({"payload_bytes": 3})
    assert account.call("/hs/serverless/x", method="GET", content="too long").reply.status == 413
    assert account.call("/hs/serverless/x?portalid=1").reply.status == 400


def test_a_changed_limit_counts_for_projects_as_well(account: Account) -> None:
    load(account, slow=Wanted("exports.main = () => new Promise((done) => setTimeout(done, 30_000));"))
    account.change_limits({"execution_seconds": 0.2})
    execution = account.call("/hs/serverless/slow")
    assert execution.reply.status == 429 and execution.error is not None
    assert execution.error.message == "Task timed out after 0.20 seconds"
    assert "How long may an execution take?" in texts(execution)


def test_pages_are_judged_as_with_the_design_manager(account: Account) -> None:
    load(account, x="{ headers: { 'Access-Control-Allow-Origin': '*' }, body: 1 }", closed="1")
    allowed = account.call("/hs/serverless/x", origin="https://app.example.com")
    assert allowed.cors is not None and not allowed.cors.blocked
    blocked = account.call("/hs/serverless/closed", origin="https://app.example.com")
    assert blocked.cors is not None and blocked.cors.blocked
    put = account.call("/hs/serverless/x", method="PUT", origin="https://app.example.com")
    assert put.cors is not None and put.cors.blocked and "Who answers OPTIONS" in texts(put)


def test_many_calls(account: Account) -> None:
    load(account, x="1", u=by_uid(ECHO))
    assert len(account.repeat("/hs/serverless/x", 3).executions) == 3
    assert [one.name for one in account.repeat(uid="u", times=2).executions] == ["uid:u", "uid:u"]


# ------------------------------------------------------------ failures


def failed(account: Account, source: str) -> Execution:
    account.projects.load(make_project({"x": Wanted(source)}))
    execution = account.call("/hs/serverless/x")
    assert execution.status is Status.UNHANDLED_ERROR and execution.error is not None
    assert account.call("/hs/serverless/x").reply.status == execution.reply.status
    return execution


def test_a_handler_for_send_response_is_told_to_return(account: Account) -> None:
    execution = failed(account, "exports.main = async (context, sendResponse) => {\n  sendResponse({ body: 1 });\n};")
    assert execution.error is not None
    assert (execution.error.type, execution.error.message) == ("TypeError", "sendResponse is not a function")
    assert (execution.error.file, execution.error.line) == (f"{PLACE}/x.js", 2)
    assert "return the value that was given to sendResponse" in execution.error.hint
    assert "Which status has a function that throws?" in texts(execution)
    assert "Which Node" not in texts(execution)


@pytest.mark.parametrize(
    ("source", "type_", "told"),
    [
        ("exports.main = () => new Promise(() => {});", "NoResponse", "never returned"),
        ("exports.handler = 1;", "NoMain", "async (context) => { return … }"),
        ("exports.main = () => process.exit(3);", "ProcessExit", "what it returns"),
        ("exports.main = () => ({ statusCode: 99, body: 1 });", "InvalidResponse", "The returned value: statusCode"),
        ("exports.main = () => ({ body: 1n });", "TypeError", "the returned body cannot be JSON"),
        ("const axios = require('axios'); exports.main = () => 1;", "Error", f"dependencies in {PLACE}/package.json"),
    ],
)
def test_failures_are_told_in_the_words_of_projects(account: Account, source: str, type_: str, told: str) -> None:
    account.projects.prepare = lambda project, _: (
        {uid: project.files[one.file] for uid, one in project.functions.items()},
        [],
    )
    execution = failed(account, source)
    assert execution.error is not None
    assert execution.error.type == type_
    everything = f"{execution.error.message}\n{execution.error.hint}"
    assert told in everything
    assert execution.reply.status == 500
    assert "sendResponse" not in everything


def test_a_file_that_is_not_there(account: Account) -> None:
    account.projects.load(make_project({"x": Wanted(None)}))
    execution = account.call("/hs/serverless/x")
    assert execution.error is not None
    assert execution.error.headline == f"MissingFile: There is no file {PLACE}/x.js in the project."
    assert execution.error.hint == f"Add the file, or correct its name in {PLACE}/x-hsmeta.json."


# ------------------------------------------------------------ secrets


def test_secret_keys_are_in_the_environment_and_masked(account: Account) -> None:
    account.secrets.add("KEY", "hush-hush-1234")
    account.secrets.add("OTHER", "not-declared-5678")
    load(
        account,
        x=Wanted("exports.main = () => (console.log(process.env.KEY), [process.env.OTHER]);", secrets=("KEY",)),
    )
    execution = account.call("/hs/serverless/x")
    assert execution.response.json() == [None]
    assert [line.text for line in execution.console] == ["•••"] and execution.leaks == ("console",)
    assert 'name it under "secretKeys"' in texts(execution)
    assert execution.context is not None and "secrets" not in execution.context
    account.secrets.delete("KEY")
    assert "On HubSpot the deploy of the project fails" in texts(account.call("/hs/serverless/x"))


# ------------------------------------------------------------ by uid


def test_a_function_is_called_by_its_uid(account: Account) -> None:
    account.secrets.add("PRIVATE_APP_ACCESS_TOKEN", "pat-na1-1234-5678")
    account.projects.load(
        make_project({"card": by_uid("exports.main = async (context) => context;")}, version="2025.1")
    )
    execution = account.call(uid="card", parameters={"a": 1}, properties={"email": "ann@x.org"})
    assert execution.response.json() == {
        "propertiesToSend": {"email": "ann@x.org"},
        "parameters": {"a": 1},
        "secrets": {"PRIVATE_APP_ACCESS_TOKEN": "pat-na1-1234-5678"},
    }
    assert execution.leaks == ("body",)
    assert execution.context == {
        "propertiesToSend": {"email": "ann@x.org"},
        "parameters": {"a": 1},
        "secrets": {"PRIVATE_APP_ACCESS_TOKEN": "•••"},
    }
    assert (execution.name, execution.platform, execution.uid) == ("uid:card", "project 2025.1", "card")
    assert execution.limits_in_force is not None and execution.limits_in_force.execution_seconds == 15
    assert "not known" not in texts(execution)
    assert "pat-na1" not in repr(pickle.loads(pickle.dumps(execution)).__dict__)


@pytest.mark.parametrize("value", ["{ statusCode: 404, body: 1 }", "'text'", "undefined"])
def test_by_uid_the_whole_value_is_handed_on(account: Account, value: str) -> None:
    load(account, u=by_uid(f"exports.main = async () => ({value});"))
    execution = account.call(uid="u")
    expected = {"'text'": "text", "undefined": None}.get(value, {"statusCode": 404, "body": 1})
    assert (execution.reply.status, execution.response.json()) == (200, expected)


def test_on_newer_platforms_the_context_of_a_uid_is_not_known(account: Account) -> None:
    load(account, u=by_uid(ECHO))
    assert "gets on 2026.09 is not known on HubSpot" in texts(account.call(uid="u"))


def test_platform_2023_1_sends_any_value(account: Account) -> None:
    source = "exports.main = (context, sendResponse) => { sendResponse({ a: context.parameters.a }); };"
    account.projects.load(make_project({"u": Wanted(source, path=None, convention="sendResponse")}, version="2023.1"))
    execution = account.call(uid="u", parameters={"a": [1]})
    assert (execution.response.json(), execution.error) == ({"a": [1]}, None)


def test_an_unknown_uid_says_what_is_near(account: Account) -> None:
    load(account, card=by_uid(ECHO))
    execution = account.call(uid="cart")
    assert (execution.reply.status, execution.platform) == (404, "developer projects")
    assert "Did you mean card?" in texts(execution)
    assert "404 - POST uid:cart" in execution_lines(execution)[0]


@pytest.mark.parametrize(
    "arguments",
    [
        {"uid": "u", "json": {"a": 1}},
        {"uid": "u", "target": "x"},
        {"uid": "u", "origin": "https://a.example"},
        {"uid": " "},
        {"uid": "u", "parameters": {1, 2}},
        {"target": "x", "parameters": {"a": 1}},
        {},
    ],
)
def test_what_does_not_go_together_is_refused(account: Account, arguments: dict[str, Any]) -> None:
    with pytest.raises(RequestError):
        account.call(**arguments)


# ------------------------------------------------------------ the log


def test_records_say_how_a_function_was_called_and_where_it_is(account: Account) -> None:
    load(account, x="1", u=by_uid(ECHO))
    account.functions.add("x", "sendResponse({ body: 1 });")
    called = [account.call("x"), account.call("/hs/serverless/x"), account.call(uid="u")]
    assert [record.endpoint for record in account.log.records(reverse=True)] == [one.name for one in called]
    told = {record.called: record.as_json().get("platform") for record in account.log.records()}
    assert told == {
        "GET x": None,
        "GET /hs/serverless/x (project 2026.09)": "project 2026.09",
        "uid:u (project 2026.09)": "project 2026.09",
    }
    names = {name: len(account.log.records(endpoint=name)) for name in ("x", "/hs/serverless/x", "u", "uid:u", "uid:x")}
    assert names == {"x": 2, "/hs/serverless/x": 1, "u": 1, "uid:u": 1, "uid:x": 0}
    assert [record.endpoint for record in account.log.records(gateway=True)] == ["/hs/serverless/x"]
