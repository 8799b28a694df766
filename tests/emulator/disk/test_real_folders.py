"""Small folders that lie as public ones do: each starts as it lies, and answers what plain Node would."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import Account, FunctionError, ManifestError, RuntimeUnavailable, Settings
from hsfunc_magics.emulator.disk.load import import_folders

from ..conftest import AccountMaker
from .test_read import make

HELLO = "exports.main = (context, sendResponse) => sendResponse({ body: 'hello' });"
OLD = '{"runtime": "nodejs12.x", "version": "1.0", "endpoints": {"f": {"method": "GET", "file": "f.js"}}}'
PLAIN = '{"endpoints": {"f": {"file": "f.js"}}}'
# What webpack writes for `libraryTarget: "commonjs2"`, and for `"umd"`.
WEBPACK = (
    "module.exports=(()=>{var e={7:e=>{e.exports=require('path')}},r={};function t(n){var o=r[n];if(void 0!==o)return"
    " o.exports;var s=r[n]={exports:{}};return e[n](s,s.exports,t),s.exports}var n={};return(()=>{var e=n;"
    "const r=t(7);e.main=(e,t)=>t({body:r.basename('/a/hello')})})(),n})();\n//# sourceMappingURL=f.js.map\n"
)
UMD = (
    "!function(e,t){'object'==typeof exports&&'object'==typeof module?module.exports=t():'function'==typeof define&&"
    "define.amd?define([],t):'object'==typeof exports?exports.f=t():e.f=t()}(this,(function(){return{main:"
    "(c,send)=>send({body:'hello'})}}));"
)
FOLDERS: dict[str, tuple[str, dict[str, str | bytes], str]] = {
    "an old runtime": ("old.functions", {"serverless.json": OLD, "f.js": HELLO}, 'says "nodejs12.x"'),
    "the oldest runtime": (
        "older.functions",
        {"serverless.json": OLD.replace("12.x", "8.10"), "f.js": HELLO},
        'says "nodejs8.10"',
    ),
    "a newer runtime": (
        "new.functions",
        {"serverless.json": OLD.replace("12.x", "22.x"), "f.js": HELLO},
        'says "nodejs22.x"',
    ),
    "nested files": (
        "nested.functions",
        {
            "serverless.json": '{"endpoints": {"f": {"file": "./api/v1/f.js"}}}',
            "api/v1/f.js": HELLO,
            "api/v1/README.md": "read me",
            "lib/helper.js": "module.exports = 1;",
        },
        "no endpoint uses the file lib/helper.js",
    ),
    "missing files": (
        "half.functions",
        {"serverless.json": '{"endpoints": {"f": {"file": "f.js"}, "g": {"file": "g.js"}}}', "f.js": HELLO},
        "lacks the file of 1 endpoint",
    ),
    "a .env file": (
        "env.functions",
        {
            "serverless.json": PLAIN.replace('"f.js"', '"f.js", "secrets": ["WORD"]'),
            "f.js": "exports.main = (c, send) => send({ body: process.env.WORD.slice(0, 5) });",
            ".env": "WORD=hello-from-the-file\nHUBSPOT_CONTACT_VID=7\n",
        },
        "read from .env: WORD",
    ),
    "what webpack writes": ("dist.functions", {"serverless.json": PLAIN, "f.js": WEBPACK, "f.js.map": "{}"}, "f.js"),
    "what webpack writes as UMD": ("umd.functions", {"serverless.json": PLAIN, "f.js": UMD}, "f.js"),
    "appFunctions beside endpoints": (
        "both.functions",
        {
            "serverless.json": PLAIN[:-1] + ', "appFunctions": {"card": {"file": "card.js"}}}',
            "f.js": HELLO,
            "card.js": "exports.main = async () => 1;",
        },
        "platform 2023.1 to 2025.1",
    ),
    "no suffix": ("functions", {"serverless.json": PLAIN, "f.js": HELLO}, "functions.functions: 2 files"),
    "an odd name": (
        "get-deals-@hubspotapi-client-(1).functions",
        {"serverless.json": PLAIN, "f.js": HELLO},
        "get-deals-@hubspotapi-client-(1).functions: 2 files",
    ),
    "packages that are preloaded": (
        "preloaded.functions",
        {
            "serverless.json": PLAIN,
            "package.json": '{"dependencies": {"axios": "^0.19.2"}}',
            "f.js": "const axios = require('axios');\n" + HELLO.replace("'hello'", "typeof axios.get && 'hello'"),
        },
        "package.json" and "f.js",
    ),
    "tests and a lock beside": (
        "tested.functions",
        {"serverless.json": PLAIN, "f.js": HELLO, "f.test.js": "test('f', () => {});", "package-lock.json": "{}"},
        "Ignored, as by HubSpot's CLI: package-lock.json",
    ),
    "a byte order mark and CRLF": (
        "windows.functions",
        {"serverless.json": "\ufeff" + OLD.replace(", ", ",\r\n"), "f.js": "\ufeff" + HELLO + "\r\n"},
        'says "nodejs12.x"',
    ),
}


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_folder_runs_as_it_lies(account: Account, tmp_path: Path, kind: str) -> None:
    name, files, words = FOLDERS[kind]
    told = str(import_folders(account, str(make(tmp_path / name, files)), runtime="nodejs20.x"))
    assert words in told
    execution = account.call("f")
    assert (execution.response.status_code, execution.response.text) == (200, "hello"), execution.error
    (folder,) = account.functions.folders.values()
    assert folder.manifest.dumps() == str(files["serverless.json"]), "the file itself is not changed"


def test_a_runtime_is_refused_with_the_way_to_run_it(account: Account, tmp_path: Path) -> None:
    folder = make(tmp_path / "old.functions", FOLDERS["an old runtime"][1])
    with pytest.raises(ManifestError, match=r'Or run the folder as it lies: runtime="nodejs20\.x"\.'):
        import_folders(account, str(folder))
    with pytest.raises(ManifestError, match=r'runtime="nodejs20\.x"'):
        account.functions.load("old", OLD.replace("12", "22"), {"f.js": HELLO})
    (warning,) = account.functions.load("old", OLD, {"f.js": HELLO}, runtime="nodejs20.x")
    assert warning.severity == "warning" and "only once the file says" in warning.mend
    assert account.call("f").response.text == "hello"


def test_it_stays_so_after_changes(account: Account, tmp_path: Path) -> None:
    folder = make(tmp_path / "old.functions", FOLDERS["an old runtime"][1])
    account.watched_folders.open(str(folder), runtime="nodejs20.x")
    make(folder, {"f.js": HELLO.replace("hello", "changed")})
    execution = account.call("f")
    assert (execution.response.text, execution.notes) == ("changed", ())
    account.watched_folders.close("old")
    account.functions.add("g", HELLO, folder="old")
    assert account.call("g").response.text == "hello"
    assert account.functions.folders["old"].manifest.data["runtime"] == "nodejs12.x"


def test_the_setting_is_for_every_folder(make_account: AccountMaker, tmp_path: Path) -> None:
    account = make_account(settings=Settings(runtime="nodejs20.x"))
    import_folders(account, str(make(tmp_path / "old.functions", FOLDERS["an old runtime"][1])))
    account.functions.load("other", OLD.replace('"f"', '"g"'), {"f.js": HELLO})
    assert [account.call(name).response.text for name in "fg"] == ["hello", "hello"]


@pytest.mark.parametrize(
    ("runtime", "error", "words"),
    [
        ("node20", FunctionError, "'node20' is not a runtime: name one such as nodejs20.x"),
        ("nodejs12.x", RuntimeUnavailable, r"No package of pip brings it.*--runtime nodejs20\.x"),
    ],
)
def test_what_cannot_be_run_on_is_refused_at_once(
    account: Account, tmp_path: Path, runtime: str, error: type[Exception], words: str
) -> None:
    folder = make(tmp_path / "old.functions", FOLDERS["an old runtime"][1])
    with pytest.raises(error, match=words):
        import_folders(account, str(folder), runtime=runtime)
    assert len(account.functions) == 0


def test_an_allowed_runtime_without_its_node_names_a_way_that_works(make_account: AccountMaker) -> None:
    account = make_account(settings=Settings(allow_deprecated_runtime=True))
    account.functions.load("old", OLD, {"f.js": HELLO})
    with pytest.raises(RuntimeUnavailable, match="needs Node 12") as caught:
        account.call("f")
    assert "pip install" not in str(caught.value) and 'runtime="nodejs20.x"' in str(caught.value)


PROJECT = '{"runtime": "nodejs18.x", "version": "1.0", "appFunctions": {"card": {"file": "card.js", "secrets": []}}}'


def test_functions_of_a_project_are_named_as_such(account: Account, tmp_path: Path) -> None:
    folder = make(tmp_path / "app.functions", {"serverless.json": PROJECT, "card.js": "exports.main = async () => 1;"})
    with pytest.raises(ManifestError) as caught:
        import_folders(account, str(folder))
    (problem,) = caught.value.problems
    assert problem.path == "appFunctions"
    for words in ("functions of a developer project", "2023.1 to 2025.1", "/hs/serverless/", "UI extension"):
        assert words in problem.message
    assert "missing" not in str(caught.value) and "not a key" not in str(caught.value)


def test_beside_other_folders_they_are_left_out(account: Account, tmp_path: Path) -> None:
    make(tmp_path, {"src/app/app.functions/serverless.json": PROJECT, "theme/a.functions/serverless.json": PLAIN})
    make(tmp_path, {"src/app/app.functions/card.js": "", "theme/a.functions/f.js": HELLO})
    told = str(import_folders(account, str(tmp_path)))
    assert "Left out: app.functions: appFunctions" in told
    assert account.call("f").response.text == "hello" and list(account.functions.folders) == ["a"]
    account.watched_folders.open(str(tmp_path))
    assert account.call("f").response.text == "hello"


def test_folders_without_the_suffix_are_found_where_none_has_it(account: Account, tmp_path: Path) -> None:
    make(tmp_path, {"theme/api/serverless.json": PLAIN, "theme/api/f.js": HELLO, "theme/css/x.css": ""})
    import_folders(account, str(tmp_path))
    assert list(account.functions.folders) == ["api"]
    make(tmp_path, {"dist/b.functions/serverless.json": PLAIN.replace('"f"', '"g"'), "dist/b.functions/f.js": HELLO})
    assert "api" not in str(import_folders(account, str(tmp_path)))


def test_an_error_in_a_folder_of_an_odd_name_leads_to_its_line(account: Account, tmp_path: Path) -> None:
    source = "exports.main = () => {\n  throw new Error('here');\n};\n"
    name = "a:b@c-(1)[2]$&'+,é.functions"
    import_folders(account, str(make(tmp_path / name, {"serverless.json": PLAIN, "f.js": source})))
    error = account.call("f").error
    assert error is not None and (error.message, error.line) == ("here", 2)
    assert f"{name}/f.js:2:9" in error.stack
