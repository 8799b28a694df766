"""`%hs tree, show, function list, function create`: what there is, and a beginning."""

from __future__ import annotations

import json
import re

import pytest

from hsfunc_magics import HsfuncError, current_account

from ..conftest import Shell

HOSTILE = "<img src=x onerror=alert(1)>\u202e\x1b[31m"


def shown(shell: Shell, line: str) -> dict[str, str]:
    """The data that a command displays."""
    shell.shown()
    shell.run(f"%hs {line}")
    outputs = shell.shown()
    assert len(outputs) == 1
    return outputs[0]


def test_the_tree_has_folders_files_endpoints_and_secrets_names(shell: Shell) -> None:
    shell.run("%%hsfunction events --method GET,POST --secret KEY\nsendResponse({});")
    shell.run("%%hsfunction cart --folder shop --file lib/cart.js\nsendResponse({});")
    shell.run("%hsfunction cart/all --folder shop --file lib/cart.js --method DELETE")
    data = shown(shell, "tree")
    assert data["text/plain"].splitlines() == [
        "app.functions",
        "├── events.js",
        "│   └── GET POST events  (secrets: KEY (not in the account))",
        "└── serverless.json  (nodejs20.x)",
        "shop.functions",
        "├── lib/",
        "│   └── cart.js",
        "│       ├── GET cart",
        "│       └── DELETE cart/all",
        "└── serverless.json  (nodejs20.x)",
    ]
    assert "<li><code>lib/</code><ul><li><code>cart.js</code><ul><li><code>GET cart</code>" in data["text/html"]


def test_an_empty_tree_says_what_makes_a_folder(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%hs tree")
    shell.run("%hs function list")
    out = capsys.readouterr().out
    assert "%%hsfunction or %hs import" in out
    assert "no functions yet" in out


@pytest.mark.parametrize("name", ["events", "events.js", "./events.js", "app.functions/events.js"])
def test_a_source_is_found_by_file_and_by_endpoint(shell: Shell, name: str) -> None:
    shell.run("%%hsfunction events\nconst a = 1; // x\nsendResponse({});")
    data = shown(shell, f"show {name}")
    head, _, source = data["text/plain"].partition("\n\n")
    assert head == "app.functions/events.js  (the cell is the body of main)"
    assert source == current_account().functions.folders["app"].files["events.js"].text
    plain = re.sub(r"<style>.*?</style>", "", data["text/html"], flags=re.DOTALL)
    assert "const a = 1; // x\nsendResponse({});" in re.sub("<[^>]*>", "", plain).replace("&gt;", ">")
    assert '<span class="hs-kd">const</span>' in plain
    assert "style=" not in plain


def test_an_endpoint_stands_for_the_source_of_its_bundle(shell: Shell) -> None:
    manifest = json.dumps({"endpoints": {"events": {"file": "./events.bundle.js"}}})
    files: dict[str, str | bytes] = {"events.js": "export const main = 1;", "events.bundle.js": "exports.main = 2;"}
    current_account().functions.load("app", manifest, files)
    assert shown(shell, "show events")["text/plain"] == "app.functions/events.js\n\nexport const main = 1;"
    assert "exports.main = 2;" in shown(shell, "show events.bundle.js")["text/plain"]


def test_serverless_json_and_files_of_one_name_are_told_apart(shell: Shell) -> None:
    shell.run("%%hsfunction events\nsendResponse({});")
    assert json.loads(shown(shell, "show serverless.json")["text/plain"].partition("\n\n")[2])["version"] == "1.0"
    shell.run("%%hsfunction other --folder shop\nsendResponse({});")
    with pytest.raises(HsfuncError, match=r"several files serverless\.json: app\.functions/serverless\.json, shop"):
        shell.run("%hs show serverless.json")
    with pytest.raises(HsfuncError, match=r"Did you mean events\.js"):
        shell.run("%hs show evnts.js")


def test_hostile_names_and_sources_are_escaped(shell: Shell) -> None:
    account = current_account()
    manifest = json.dumps({"endpoints": {"<b>": {"file": f"{HOSTILE}.js", "secrets": [HOSTILE]}}})
    account.functions.load("app", manifest, {f"{HOSTILE}.js": f"// {HOSTILE}", "x.bin": b"\xff\0", "a.txt": HOSTILE})
    for line in ("tree", "show '<b>'", "show a.txt", "function list"):
        data = shown(shell, line)
        assert "<img" not in data["text/html"]
        assert "<b>" not in data["text/html"]
        assert not re.search("[\u202e\x1b]", data["text/html"] + data["text/plain"])
    assert shown(shell, "show x.bin")["text/plain"] == "app.functions/x.bin is no text: 2 bytes."


def test_a_huge_source_is_cut_and_says_so(shell: Shell) -> None:
    current_account().functions.load("app", '{"endpoints": {}}', {"big.js": "a;" * 100_000})
    data = shown(shell, "show big.js")
    assert "100,000 characters more" in data["text/plain"]
    assert "100,000 characters more" in data["text/html"]
    assert len(data["text/plain"]) < 101_000


@pytest.mark.parametrize(
    "words", ["function list", "functions list", "function ls", "cms function list", "cms functions list"]
)
def test_the_list_has_the_columns_of_hubspots_cli(shell: Shell, words: str) -> None:
    shell.run("%hs clock freeze 2026-01-01T00:00:00Z")
    shell.run("%%hsfunction events --method GET,POST --secret KEY\nsendResponse({});")
    shell.run("%hs clock advance 61s")
    shell.run("%%hsfunction cart\nsendResponse({});")
    lines = [re.split(r"  +", line) for line in shown(shell, words)["text/plain"].splitlines()]
    assert lines == [
        ["Route", "Method", "Secrets", "Created", "Updated"],
        ["events", "GET, POST", "KEY", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
        ["cart", "GET", "2026-01-01T00:01:01Z", "2026-01-01T00:01:01Z"],
    ]


def test_times_of_the_real_clock_stand_in_the_metadata_only(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%%hsfunction events\nsendResponse({});")
    data = shown(shell, "function list")
    assert data["text/plain"] == "Route   Method  Secrets\nevents  GET"
    assert not re.search(r"\d{4}-\d\d", data["text/html"])
    assert "Created" in shown(shell, "function list --times")["text/html"]
    shell.run("%hs function list --json")
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["route"], row["method"], row["secretNames"]) == ("events", "GET", [])
    shell.run("%hs function list")
    published = shell.ip.display_pub.outputs  # type: ignore[attr-defined]
    assert list(published[-1]["metadata"]["hsfunc"]["functions"]) == ["events"]


@pytest.mark.parametrize("words", ["function create", "functions create", "create function", "cms function create"])
def test_a_created_function_runs(shell: Shell, words: str) -> None:
    shell.run(f"%hs {words} hello")
    assert shell.call("hello?name=Ann").response.json() == {"message": "Hello, Ann!"}
    shell.run(
        f"%hs {words} --functions-folder shop.functions --filename act --endpoint-method post --endpoint-path a/b"
    )
    account = current_account()
    assert account.functions["a/b"].file == "act.js"
    assert list(account.functions.folders) == ["app", "shop"]
    assert shell.call('POST a/b -d \'{"name": "Bob"}\'').response.json() == {"message": "Hello, Bob!"}
    assert shell.call("POST a/b").response.json() == {"message": "Hello, world!"}


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_function_of_any_method_runs(shell: Shell, method: str) -> None:
    shell.run(f"%hs function create hello --endpoint-method {method}")
    assert shell.call(f"-X {method} hello").response.json() == {"message": "Hello, world!"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "What is it called"),
        ("hello --endpoint-method PSOT", "Did you mean POST"),
        ("there", "endpoint there is there already"),
        ("new --filename there.js", "file app.functions/there.js is there already"),
        ("a --function-folder x", "Did you mean --functions-folder"),
    ],
)
def test_nothing_that_is_there_is_replaced(shell: Shell, line: str, words: str) -> None:
    shell.run("%%hsfunction there\nsendResponse({ body: 'mine' });")
    with pytest.raises(HsfuncError) as caught:
        shell.run(f"%hs function create {line}")
    assert words in str(caught.value)
    assert list(current_account().functions) == ["there"]
    assert shell.call("there").response.text == "mine"
