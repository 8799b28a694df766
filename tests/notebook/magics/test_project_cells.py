"""`%%hsfunction NAME --project`: a cell as a function of a developer project, and the calls of it."""

from __future__ import annotations

import pytest

from hsfunc_magics import FunctionError, FunctionSyntaxError, ManifestError, RequestError, current_account
from hsfunc_magics.emulator.json_text.read_write import read_json
from hsfunc_magics.notebook.magics.errors import MagicError

from ..conftest import Shell

MODULE = "exports.main = async (context) => ({ statusCode: 201, body: Object.keys(context).sort() });"


def test_a_cell_becomes_a_function_of_a_project(shell: Shell) -> None:
    shell.run(f"%%hsfunction events/update --project --method GET,POST --secret KEY\n{MODULE}")
    (card,) = shell.shown()
    assert card["text/plain"].splitlines()[:3] == [
        "GET POST https://123456.hs-sites.com/hs/serverless/events/update (project 2026.09)",
        "  function events_update, file src/app/functions/events_update.js in the project app",
        "  secrets: KEY",
    ]
    assert "project 2026.09" in card["text/html"]
    assert "no secret KEY" in card["text/plain"]
    execution = shell.call("/hs/serverless/events/update?x=1")
    assert execution.response.status_code == 201
    assert execution.response.json() == ["accountId", "headers", "method", "params"]
    assert execution.platform == "project 2026.09"
    files = current_account().projects["app"].files
    assert read_json(files["src/app/functions/events_update-hsmeta.json"].text) == {
        "uid": "events_update",
        "type": "app-function",
        "config": {
            "entrypoint": "/app/functions/events_update.js",
            "endpoint": {"path": "events/update", "methods": ["GET", "POST"]},
            "secretKeys": ["KEY"],
        },
    }


def test_a_cell_may_be_the_body_of_main(shell: Shell) -> None:
    shell.run("%%hsfunction hello --project shop --path greet/me\nreturn { body: `for ${context.method}` };")
    assert "(the cell is the body of main)" in shell.shown()[0]["text/plain"]
    assert shell.call("/hs/serverless/greet/me").response.text == "for GET"
    assert list(current_account().projects) == ["shop"]


def test_an_error_of_a_cell_leads_back_to_its_line(shell: Shell) -> None:
    shell.run("%%hsfunction f --project\nconst a = 1; throw new Error('here');")
    error = shell.call("/hs/serverless/f").error
    assert error is not None and (error.line, error.column) == (1, 20)


def test_a_function_without_an_endpoint_is_called_by_its_uid(shell: Shell) -> None:
    shell.run("%%hsfunction greet --project --no-endpoint\nreturn context;")
    card = shell.shown()[0]["text/plain"]
    assert card.startswith("uid:greet (project 2026.09)\n")
    execution = shell.call("""--uid greet --parameters '{"id": 7}' --properties '{"email": "a@x.org"}'""")
    got = execution.response.json()
    assert (got["parameters"], got["propertiesToSend"]) == ({"id": 7}, {"email": "a@x.org"})
    assert execution.name == "uid:greet"
    shell.ip.user_ns["wanted"] = [1, 2]
    assert shell.call("--uid greet --json wanted").response.json()["parameters"] == [1, 2]
    assert shell.run('%%hscall --uid greet\n{"cell": true}').response.json()["parameters"] == {"cell": True}
    with pytest.raises(FunctionError, match="has no path"):
        shell.run("%%hsfunction x --project --no-endpoint --path y\nreturn 1;")


def test_running_a_cell_again_replaces_and_one_with_an_error_does_not(shell: Shell) -> None:
    for text in ("one", "two"):
        shell.run(f"%%hsfunction f --project\nreturn '{text}';")
    with pytest.raises(FunctionSyntaxError, match="line 2, column"):
        shell.run("%%hsfunction f --project\nconst a = 1;\nreturn a a;")
    with pytest.raises(FunctionSyntaxError, match=r"async \(context\) =>"):
        shell.run("%%hsfunction f --project\nawait 1;\nexports.main = async (context) => 1;")
    with pytest.raises(ManifestError, match=r"config\.endpoint\.path"):
        shell.run("%%hsfunction g --project --path 'a b'\nreturn 1;")
    with pytest.raises(ManifestError, match="is the endpoint of"):
        shell.run("%%hsfunction g --project --path f\nreturn 1;")
    assert list(current_account().projects.functions) == ["f"]
    assert shell.call("/hs/serverless/f").response.text == "two"


def test_a_file_of_something_else_is_kept_unless_forced(shell: Shell) -> None:
    shell.run("%%hsfunction a --project --file shared.js\nreturn 'a';")
    shell.run("%hsfunction b --project --file shared.js")
    with pytest.raises(FunctionError, match=r"shared\.js is the file of a and b .* --force"):
        shell.run("%%hsfunction c --project --file shared.js\nreturn 'c';")
    shell.run("%%hsfunction c --project --file shared.js --force\nreturn 'c';")
    assert [shell.call(f"/hs/serverless/{name}").response.text for name in "abc"] == ["c"] * 3


def test_the_other_platforms_way_to_answer_is_told(shell: Shell) -> None:
    shell.run("%%hsfunction f --project\nsendResponse({ body: 'x' });")
    assert "sendResponse, which a function of a developer project does not get" in shell.shown()[0]["text/plain"]
    execution = shell.call("/hs/serverless/f")
    assert execution.error is not None and "return the value" in execution.error.hint
    shell.run(
        "%%hsfunction g --project\nreturn new Promise((done) => { const sendResponse = done; sendResponse(1); });"
    )
    assert "sendResponse" not in shell.shown()[0]["text/plain"]
    shell.run("%%hsfunction f\nreturn { statusCode: 200, body: 'x' };")
    error = shell.call("f").error
    assert error is not None and "style of functions in developer projects" in error.hint


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("f --project --env A=b", "no environment"),
        ("f --project --folder app", "--project names the project"),
        ("f --project --with webpack", "esbuild bundles projects"),
        ("f --path x", "--path goes with --project"),
        ("f --no-endpoint", "--no-endpoint goes with --project"),
        ("'!!' --project", "makes no uid"),
    ],
)
def test_what_does_not_go_with_projects_is_said(shell: Shell, line: str, told: str) -> None:
    with pytest.raises((MagicError, FunctionError), match=told):
        shell.run(f"%%hsfunction {line}\nreturn 1;")
    assert not current_account().projects.functions


def test_calls_of_projects_take_what_other_calls_take(shell: Shell) -> None:
    shell.run("%%hsfunction echo --project --method GET,POST\nreturn { body: context.body ?? 'nothing' };")
    shell.run("%%hsfunction echo\nsendResponse({ body: 'the other' });")
    assert shell.call("""/hs/serverless/echo -d '{"a": 1}'""").response.json() == {"a": 1}
    shell.call("echo")
    comparison = shell.run("%hscall /hs/serverless/echo --diff -1")
    assert comparison.before.platform == comparison.after.platform == "project 2026.09", "not of the folder's endpoint"
    series = shell.run("%hscall /hs/serverless/echo --repeat 3")
    assert len(series.samples) == 3
    shell.run("%%hsfunction greet --project --no-endpoint\nreturn context.parameters;")
    series = shell.run("%hscall --uid greet --parameters 1 --repeat 2")
    assert [sample.execution.response.json() for sample in series.samples] == [1, 1]
    assert shell.run("%hscall --uid greet --parameters 2 --diff -1").after.response.json() == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/hs/serverless/ecko", "Did you mean echo"),
        ("--uid ecko", "Did you mean echo"),
        ("--uid echo -d 1", "-d does not go with --uid"),
        ("--uid echo --as ann", "--as does not go with --uid"),
        ("--uid echo GET", "one word too many"),
        ("--uid echo --parameters '{'", "--parameters takes JSON"),
        ("--uid echo --properties 1", "--properties takes an object"),
        ("echo --parameters 1", "goes with --uid"),
        ("", r"needs \[METHOD\] ENDPOINT .*, or --uid NAME"),
        ("echo", "/hs/serverless/echo"),
        ("greet", "a function greet, which is called by its uid"),
    ],
)
def test_calls_that_cannot_be_made_say_why(shell: Shell, line: str, told: str) -> None:
    shell.run("%%hsfunction echo --project\nreturn 1;")
    shell.run("%%hsfunction greet --project --no-endpoint\nreturn 1;")
    with pytest.raises((MagicError, RequestError), match=told):
        shell.run(f"%hscall {line}")
