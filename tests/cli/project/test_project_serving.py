"""`hsfunc serve PROJECT` and `hsfunc call PROJECT`: both forms side by side, followed on disk, called by uid."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hsfunc_magics import Account

from ..conftest import Serving, hsfunc

UI = "exports.main = async (context) => { console.log('called'); return context; };"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with an endpoint, and a function that is called by its uid."""
    path = tmp_path / "shop"
    app = path / "src" / "app"
    (app / "functions").mkdir(parents=True)
    write(path / "hsproject.json", {"name": "shop", "srcDir": "src", "platformVersion": "2026.09"})
    auth = {"type": "static", "requiredScopes": [], "optionalScopes": [], "conditionallyRequiredScopes": []}
    config = {"name": "shop", "description": "d", "distribution": "private", "auth": auth}
    write(app / "app-hsmeta.json", {"uid": "shop_app", "type": "app", "config": config})
    write(app / "functions" / "package.json", {"name": "shop", "version": "1.0.0", "dependencies": {}})
    declare(path, "hello", {"path": "hello", "methods": ["GET", "POST"]}, "KEY")
    declare(path, "card", None)
    (app / "functions" / "hello.js").write_text("exports.main = async (context) => ({ hello: context.params });\n")
    (app / "functions" / "card.js").write_text(UI)
    return path


def write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value))


def declare(project: Path, uid: str, endpoint: object, *secrets: str) -> None:
    config: dict[str, object] = {"entrypoint": f"/app/functions/{uid}.js", "secretKeys": list(secrets)}
    if endpoint is not None:
        config["endpoint"] = endpoint
    place = project / "src" / "app" / "functions" / f"{uid}-hsmeta.json"
    write(place, {"uid": uid, "type": "app-function", "config": config})


@pytest.fixture
def serve() -> Iterator[Callable[..., Serving]]:
    """Serves, until the end of the test."""
    made: list[Serving] = []

    def start(*arguments: str | Path) -> Serving:
        made.append(Serving(*arguments))
        return made[-1]

    yield start
    for serving in made:
        if serving.process.poll() is None:
            serving.process.kill()
        serving.wait()


def test_a_project_is_served_and_followed(project: Path, serve: Callable[..., Serving]) -> None:
    serving = serve(project, "--switch", "params=arrays")
    assert serving.get("/hs/serverless/hello?a=1") == (200, b'{"hello":{"a":["1"]}}')
    assert serving.get("/hs/serverless/card")[0] == 404
    source = project / "src/app/functions/hello.js"
    source.write_text("exports.main = async () => 'changed';\n")
    assert serving.get("/hs/serverless/hello") == (200, b"changed")
    source.write_text("exports.main = async ( => 'broken';\n")
    assert serving.get("/hs/serverless/hello") == (200, b"changed")
    declare(project, "later", {"path": "v1/later", "methods": ["GET"]})
    source.write_text("exports.main = async () => 'mended';\n")
    (project / "src/app/functions/later.js").write_text("exports.main = () => 'later';\n")
    assert serving.get("/hs/serverless/v1/later") == (200, b"later")
    assert serving.end() == 0
    assert "shop (project 2026.09): 2 functions" in serving.said
    assert "uid:card" in serving.said and "The account has no secret KEY" in serving.said
    assert "GET /hs/serverless/hello (project 2026.09)" in serving.said
    assert "What was changed in the project shop on disk is not in force: src/app/functions/hello.js:1" in serving.said


@pytest.mark.parametrize("apart", [True, False])
def test_both_forms_are_served_side_by_side(
    project: Path, folder: Path, serve: Callable[..., Serving], apart: bool
) -> None:
    serving = serve(project, folder) if apart else serve(project.parent)
    assert serving.get("/hs/serverless/hello") == (200, b'{"hello":{}}')
    assert serving.get("/_hcms/api/ok") == (200, b'{"ok":1}')
    control = re.search(r"http://127\.0\.0\.1:(\d+)/_hsfunc/", serving.said + next_line(serving))
    assert control is not None
    page = serving.get("/_hsfunc/", int(control[1]))[1].decode()
    assert "shop (project 2026.09)" in page and "uid:card" in page and "shop.functions" in page


def next_line(serving: Serving) -> str:
    assert serving.process.stdout is not None
    line = ""
    while "_hsfunc" not in line:
        line = serving.process.stdout.readline()
    return line


def test_a_legacy_project_is_no_folder(tmp_path: Path, serve: Callable[..., Serving]) -> None:
    path = tmp_path / "cards"
    functions = path / "src" / "app" / "app.functions"
    functions.mkdir(parents=True)
    write(path / "hsproject.json", {"name": "cards", "srcDir": "src", "platformVersion": "2023.1"})
    write(path / "src" / "app" / "app.json", {"name": "cards", "scopes": [], "uid": "cards"})
    write(functions / "serverless.json", {"appFunctions": {"f": {"file": "f.js", "secrets": []}}})
    write(functions / "package.json", {"name": "f", "version": "1.0.0", "dependencies": {}})
    (functions / "f.js").write_text("exports.main = (context, sendResponse) => sendResponse([context.parameters]);")
    called = hsfunc("call", path, "f", "--uid", "--parameters", '{"a": 1}')
    assert (called.returncode, called.stdout) == (0, '[{"a":1}]'), called.stderr
    assert "Left out" not in serve(tmp_path).said


def test_a_function_is_called_by_its_uid(project: Path) -> None:
    parameters = project / "parameters.json"
    write(parameters, {"id": 7})
    called = hsfunc("call", project, "--uid", "card", "--parameters", f"@{parameters}", "--properties", '{"a": "b"}')
    assert called.returncode == 0, called.stderr
    told = json.loads(called.stdout)
    assert (told["parameters"], told["propertiesToSend"]) == ({"id": 7}, {"a": "b"})
    assert "SUCCESS - uid:card (project 2026.09)" in called.stderr and "called" in called.stderr


def test_an_endpoint_is_called_by_its_path_or_its_name(project: Path) -> None:
    for name in ("hello?a=1", "/hs/serverless/hello?a=1"):
        called = hsfunc("call", project, name, "--switch", "params=arrays")
        assert (called.returncode, called.stdout) == (0, '{"hello":{"a":["1"]}}'), called.stderr
    missed = hsfunc("call", project, "helo")
    assert missed.returncode == 1 and "Did you mean hello?" in missed.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["hello", "--switch", "param=arrays"], "Did you mean params?"),
        (["hello", "--switch", "params=array"], "arrays"),
        (["hello", "--switch", "params"], "--switch takes NAME=VALUE"),
        (["hello", "--parameters", "{}"], "--parameters goes with --uid"),
        (["card", "--uid", "-d", "{}"], "-d does not go with --uid"),
        (["card", "--uid", "--parameters", "{"], "--parameters takes JSON"),
        (["card", "--uid", "--properties", "[1]"], "--properties takes an object"),
        (["cart", "--uid"], "Did you mean card?"),
    ],
)
def test_mistakes_are_told(project: Path, arguments: list[str], told: str) -> None:
    ended = hsfunc("call", project, *arguments)
    assert ended.returncode == 1
    assert told in ended.stderr and "Traceback" not in ended.stderr


def test_a_project_that_cannot_be_taken_says_why(project: Path) -> None:
    (project / "hsproject.json").write_text("{")
    ended = hsfunc("call", project, "hello")
    assert ended.returncode == 1 and "hsproject.json:1:2" in ended.stderr


def test_secrets_are_those_of_the_file_or_of_a_dotenv_beside_the_functions(project: Path) -> None:
    (project / "src/app/functions/hello.js").write_text("exports.main = () => [process.env.KEY.length];\n")
    (project / "src/app/functions/.env").write_text("KEY=from-the-dotenv\n")
    assert hsfunc("call", project, "hello", "-s").stdout == "[15]"
    values = project / "values.env"
    values.write_text("KEY=other\n")
    assert hsfunc("call", project, "hello", "-s", "--env-file", values).stdout == "[5]"


def test_a_log_file_names_project_functions(project: Path) -> None:
    log = project / "log.sqlite"
    account = Account()
    account.log.keep_in(str(log))
    account.watched_projects.open(str(project))
    account.call("/hs/serverless/hello")
    account.call(uid="card")
    account.close()
    every = hsfunc("logs", "--log-file", log).stdout
    assert "GET /hs/serverless/hello (project 2026.09)" in every and "uid:card (project 2026.09)" in every
    of_gateway = hsfunc("logs", "--log-file", log, "--type", "serverless-gateway-execution").stdout
    assert "hello" in of_gateway and "card" not in of_gateway
    assert "uid:card" in hsfunc("logs", "card", "--log-file", log).stdout
