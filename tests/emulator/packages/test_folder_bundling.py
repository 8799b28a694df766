"""A folder with packages of its own: bundled as package.json and its lock say, and what helps where it is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsfunc_magics import Account, BundleError, Settings
from hsfunc_magics.emulator.disk.load import Imported, import_folders
from hsfunc_magics.emulator.secrets.ways import BY_COMMAND
from hsfunc_magics.emulator.sources.package_needs import command_door

from ...tarballs import pack, package_json
from ..conftest import AccountMaker
from ..disk.test_read import make

USES_WORD = "const word = require('word');\nexports.main = (c, s) => { if (c.params.bad) null.x; s({ body: word }); };"
PLAIN = "exports.main = (c, s) => s({ body: 'plain' });"


def manifest(**files: str) -> str:
    endpoints = {name: {"file": file, "method": "GET"} for name, file in files.items()}
    return json.dumps({"endpoints": endpoints, "version": "1.0", "runtime": "nodejs20.x"})


@pytest.fixture
def account(make_account: AccountMaker, bundle_cache: Path) -> Account:
    """An account that bundles with the run's cache."""
    return make_account(settings=Settings(bundle_cache=str(bundle_cache)))


@pytest.fixture
def word(tmp_path: Path) -> str:
    """The range of a package that is a word."""
    return f"file:{pack(tmp_path / 'packed', 'word', '1.2.3', 'module.exports = `from word`;')}"


def load(account: Account, folder: Path, *, said: list[str] | None = None) -> Imported:
    return import_folders(
        account, str(folder), bundling=account.bundling.folders(said.append if said is not None else None)
    )


def told(imported: Imported) -> str:
    return "\n".join(warning for folder in imported.folders for warning in folder.warnings)


@pytest.mark.parametrize("place", ["shop.functions", ".", "theme/src"])
def test_the_nearest_package_json_says_which_packages(account: Account, tmp_path: Path, word: str, place: str) -> None:
    folder = tmp_path / ("theme/src/shop.functions" if place == "theme/src" else "shop.functions")
    make(folder, {"serverless.json": manifest(f="f.js", plain="plain.js"), "f.js": USES_WORD, "plain.js": PLAIN})
    make(tmp_path / place, {"package.json": package_json(word=word)})
    imported = load(account, folder)
    assert told(imported) == ""
    assert "f.js is a bundle with word 1.2.3" in str(imported)
    assert [account.call(name).response.text for name in ("f", "plain")] == ["from word", "plain"]
    error = account.call("f?bad=1").error
    assert error is not None
    assert (error.file, error.line) == ("shop.functions/f.js", 2)
    assert account.functions.folders["shop"].manifest.dumps() == manifest(f="f.js", plain="plain.js")


def test_a_lock_decides_the_version(account: Account, tmp_path: Path) -> None:
    versions = [
        pack(tmp_path / "packed", "word", version, f"module.exports = '{version}';") for version in ("1.0.0", "1.1.0")
    ]
    folder = make(tmp_path / "shop.functions", {"serverless.json": manifest(f="f.js"), "f.js": USES_WORD})
    make(folder, {"package.json": package_json(word="^1.0.0")})
    for path, version in zip(versions, ("1.0.0", "1.1.0"), strict=True):
        lock = {
            "name": "shop",
            "lockfileVersion": 3,
            "packages": {
                "": {"dependencies": {"word": "^1.0.0", "other": "1"}},
                "node_modules/word": {"version": version, "resolved": f"file:{path}"},
                "node_modules/other": {"version": "1.0.0", "resolved": "file:/not/needed.tgz"},
            },
        }
        make(folder, {"package-lock.json": json.dumps(lock)})
        load(account, folder)
        assert account.call("f").response.text == version


def test_what_was_bundled_once_needs_neither_npm_nor_node_again(
    account: Account, make_account: AccountMaker, tmp_path: Path, word: str, bundle_cache: Path
) -> None:
    folder = make(tmp_path / "shop.functions", {"serverless.json": manifest(f="f.js"), "f.js": USES_WORD})
    make(folder, {"package.json": package_json(word=word)})
    said: list[str] = []
    load(account, folder, said=said)
    assert [line.partition(" ")[0] for line in said if "registry" not in line] == ["esbuild", "npm", "esbuild"]
    other, said = make_account(settings=Settings(bundle_cache=str(bundle_cache))), []
    load(other, folder, said=said)
    assert said == []
    assert other.call("f").response.text == "from word"


def test_typescript_and_es_modules_stand_for_the_files_that_are_named(account: Account, tmp_path: Path) -> None:
    folder = make(
        tmp_path / "shop.functions",
        {
            "serverless.json": manifest(t="test.js", m="module.js", b="old.bundle.js"),
            "test.ts": "import { word } from './lib/word';\n\ntype Send = (value: object) => void;\n"
            "export const main = (context: any, send: Send): void => {\n"
            "  if (context.params.bad) throw new Error('bad');\n  send({ body: word });\n};\n",
            "lib/word.ts": "export const word: string = 'typed';",
            "module.js": "import { EOL } from 'node:os';\nexport const main = (c, send) => send({ body: EOL });",
            "old.js": "exports.main = (c, send) => send({ body: 'old' });",
        },
    )
    imported = load(account, folder)
    assert told(imported) == ""
    assert [account.call(name).response.text for name in ("t", "m", "b")] == ["typed", "\n", "old"]
    error = account.call("t?bad=1").error
    assert error is not None
    assert (error.file, error.line) == ("shop.functions/test.ts", 5)


def test_what_cannot_be_bundled_runs_as_it_lies_and_keeps_nobody_from_the_others(
    account: Account, tmp_path: Path
) -> None:
    folder = make(
        tmp_path / "shop.functions",
        {
            "serverless.json": manifest(good="good.js", bad="bad.js"),
            "good.js": "const { word } = require('./lib/word');\nexports.main = (c, s) => s({ body: word });",
            "lib/word.js": "exports.word = 'near';",
            "bad.js": "exports.main = (c, s) => s({ body: c.params.deep ? require('./gone') : 'lies' });",
        },
    )
    imported = load(account, folder)
    assert told(imported).count("\n") == 0, "lib/word.js is of use"
    assert "bad.js: is not bundled, and runs as it lies. bad.js, line 1" in told(imported)
    assert "the folder has no file ./gone" in told(imported)
    assert [account.call(name).response.text for name in ("good", "bad")] == ["near", "lies"]
    with pytest.raises(BundleError, match=r"bad\.js cannot be bundled: .*no file \./gone"):
        account.bundling.folders(strict=True)(account.functions.folders["shop"])


def test_a_package_that_npm_does_not_give_keeps_nobody_from_the_others(
    account: Account, tmp_path: Path, word: str
) -> None:
    source = "exports.main = (c, s) => s({ body: c.params.deep ? require('gone') : 'lies' });"
    folder = make(tmp_path / "shop.functions", {"serverless.json": manifest(good="good.js", bad="bad.js")})
    make(folder, {"good.js": USES_WORD, "bad.js": source})
    make(folder, {"package.json": package_json(word=word, gone=f"file:{tmp_path}/no-such.tgz")})
    imported = load(account, folder)
    assert "bad.js: is not bundled, and runs as it lies. npm could not install gone" in told(imported)
    assert [account.call(name).response.text for name in ("good", "bad")] == ["from word", "lies"]


def test_a_preloaded_package_is_bundled_only_in_another_version(account: Account, tmp_path: Path) -> None:
    source = "const axios = require('axios');\nexports.main = (c, s) => s({ body: axios.fake ?? 'preloaded' });"
    folder = make(tmp_path / "shop.functions", {"serverless.json": manifest(f="f.js"), "f.js": source})
    for version, expected in (("0.19.2", "preloaded"), ("1.99.0", "1.99.0")):
        path = pack(tmp_path / "packed", "axios", version, f"exports.fake = '{version}';")
        make(folder, {"package.json": package_json(axios=f"file:{path}")})
        load(account, folder)
        assert account.call("f").response.text == expected


def test_a_webpack_project_is_told_that_its_build_is_not_run(account: Account, tmp_path: Path, word: str) -> None:
    make(tmp_path, {"webpack.config.js": "module.exports = {};", "package.json": package_json(word=word)})
    folder = make(tmp_path / "src/shop.functions", {"serverless.json": manifest(f="f.js"), "f.js": USES_WORD})
    assert "../../webpack.config.js: is the build of a webpack project, which is not run here" in told(
        load(account, folder)
    )
    assert account.call("f").response.text == "from word"
    make(folder, {"serverless.json": manifest(f="made.js")})
    assert (
        "no file made.js in the folder. Add the file, or correct the name. ../../webpack.config.js may make it"
        in str(load(account, folder))
    )


def test_webpacks_output_is_bundled_as_it_lies(account: Account, tmp_path: Path) -> None:
    built = (
        "!function(e,t){if('object'==typeof exports&&'object'==typeof module)module.exports=t();else{var n=t();"
        "for(var r in n)('object'==typeof exports?exports:e)[r]=n[r]}}(global,function(){return (()=>{"
        "var m={1:(e,t,n)=>{t.main=(c,s)=>s({body:n(2).sep})},2:e=>{e.exports=require('path')}},c={};"
        "return function r(i){var o=c[i]||(c[i]={exports:{}});m[i](o,o.exports,r);return o.exports}(1)})()});"
    )
    folder = make(tmp_path / "shop.functions", {"serverless.json": manifest(f="f.js"), "f.js": built})
    assert told(load(account, folder)) == ""
    assert account.call("f").response.text == "/"


def test_esbuild_writes_var_for_const_which_is_told_where_it_matters(account: Account, tmp_path: Path) -> None:
    source = "const A = A;\nexports.main = (c, s) => s({ body: String(A) });"
    folder = make(tmp_path / "shop.functions", {"serverless.json": manifest(f="f.js"), "f.js": source})
    assert "f.js: line 1 uses A before it is there: Node throws a ReferenceError" in told(load(account, folder))
    assert account.call("f").response.text == "undefined"
    account.functions.add("g", source, file="g.js", folder="app")
    bundle = account.bundling.bundle("g.js", bundler="esbuild")
    assert ["webpack keeps it" in str(note.source) for note in bundle.notes] == [True]
    kept = account.bundling.bundle("g.js", bundler="webpack")
    assert kept.notes == ()
    error = account.call("g").error
    assert error is not None and error.type == "ReferenceError"


def test_files_from_python_are_bundled_on_request(account: Account, word: str) -> None:
    files = {"f.ts": USES_WORD, "package.json": package_json(word=word)}
    (problem,) = account.functions.load("shop", manifest(f="f.js"), files)
    assert "f.ts is TypeScript" in problem.mend and "bundle=True" in problem.mend
    error = account.call("f").error
    assert error is not None and error.type == "MissingFile" and "f.ts is TypeScript" in error.message
    assert account.functions.load("shop", manifest(f="f.js"), files, bundle=True) == []
    assert account.call("f").response.text == "from word"


def test_a_missing_file_keeps_nobody_from_the_others(account: Account, tmp_path: Path, word: str) -> None:
    files = {"serverless.json": manifest(f="f.js", gone="gone.js"), "f.js": USES_WORD}
    folder = make(tmp_path / "shop.functions", {**files, "package.json": package_json(word=word)})
    for imported in (
        load(account, folder),
        account.watched_folders.open(str(folder), bundling=account.bundling.folders()),
    ):
        assert "lacks the file of 1 endpoint" in str(imported) and "f.js is a bundle with word 1.2.3" in str(imported)
        assert account.call("f").response.text == "from word"
        assert account.call("gone").response.status_code == 500
    make(folder, {"gone.ts": "export const main = (c: object, s: any) => s({ body: 'there' });"})
    assert account.call("gone").response.text == "there"


def test_a_runtime_that_is_asked_for_runs_bundles_too(account: Account, tmp_path: Path) -> None:
    old = manifest(f="f.js").replace("nodejs20.x", "nodejs12.x")
    source = "exports.main = (c, s) => s({ body: process.version.split('.')[0] });"
    folder = make(tmp_path / "shop.functions", {"serverless.json": old, "f.js": source})
    bundling = account.bundling.folders()
    imported = import_folders(account, str(folder), runtime="nodejs20.x", bundling=bundling)
    assert "f.js is a bundle" in str(imported) and "runs on nodejs20.x here" in str(imported)
    assert account.call("f").response.text == "v20"
    account.functions.load("shop", old, {"f.js": source}, runtime="nodejs20.x", bundle=True)
    assert account.call("f").response.text == "v20"
    make(folder, {"f.js": "exports.main = ;"})
    account.watched_folders.open(str(folder), runtime="nodejs20.x", bundling=bundling)
    make(folder, {"f.js": source})
    assert account.call("f").response.text == "v20"


def test_offline_an_error_says_so_and_nothing_is_loaded(
    make_account: AccountMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    account = make_account(settings=Settings(bundle_cache=str(tmp_path / "cache")))
    folder = make(tmp_path / "shop.functions", {"serverless.json": manifest(f="f.js"), "f.js": PLAIN})
    with pytest.raises(BundleError, match="npm cannot reach its registry") as caught:
        load(account, folder)
    assert "://" not in str(caught.value)
    assert len(account.functions) == 0


@pytest.mark.parametrize(
    ("package", "words"),
    [
        ('{"dependencies": {"faker": "^5.2.0"}}', "(faker@^5.2.0, as package.json says): hsfunc serve --bundle {shop}"),
        ('{"devDependencies": {"faker": "5.1.0"}}', "(faker@5.1.0, as package.json says)"),
        ('{"dependencies": ["faker"]}', "(the newest faker): hsfunc serve --bundle {shop}"),
        ("no JSON", "(the newest faker)"),
    ],
)
def test_a_missing_package_is_told_with_package_jsons_version_and_the_doors_command(
    make_account: AccountMaker, tmp_path: Path, package: str, words: str
) -> None:
    account = make_account()
    source = "exports.main = (c, s) => s({ body: require('faker').name });"
    files = {"serverless.json": manifest(f="f.js"), "f.js": source, "package.json": package}
    import_folders(
        account,
        str(make(tmp_path / "s.functions", files)),
        door=command_door("hsfunc serve --bundle {shop}", "", BY_COMMAND),
    )
    error = account.call("f").error
    assert error is not None
    assert error.message.startswith("Cannot find module 'faker'")
    assert words in error.hint


@pytest.mark.parametrize("end", [".git/config", "hubspot.config.yml", "written by anybody", "too far up"])
def test_a_package_json_beyond_the_project_says_nothing(make_account: AccountMaker, tmp_path: Path, end: str) -> None:
    account = make_account()
    below = tmp_path / ("1/2/3/4" if end == "too far up" else "project")
    source = "exports.main = (c, s) => s({ body: require('faker').name });"
    folder = make(below / "s.functions", {"serverless.json": manifest(f="f.js"), "f.js": source})
    make(tmp_path, {"package.json": '{"dependencies": {"faker": "^5.2.0"}}'})
    if " " not in end:
        make(below, {end: ""})
    elif end == "written by anybody":
        tmp_path.chmod(0o777)
    import_folders(account, str(folder), door=command_door("hsfunc serve --bundle s", "", BY_COMMAND))
    error = account.call("f").error
    assert error is not None
    assert "(the newest faker)" in error.hint


@pytest.mark.parametrize("name", ["added", "loaded"])
def test_in_python_the_hint_names_what_python_does(make_account: AccountMaker, name: str) -> None:
    account = make_account()
    source = "exports.main = (c, s) => s({ body: require('faker').name });"
    if name == "added":
        account.functions.add("f", source)
        words = "account.bundling.add('f', …, npm=['faker'])"
    else:
        files = {"f.js": source, "package.json": '{"dependencies": {"faker": "^5.2.0"}}'}
        account.functions.load("shop", manifest(f="f.js"), files)
        words = "faker@^5.2.0, as package.json says): account.functions.load(…, bundle=True)"
    error = account.call("f").error
    assert error is not None
    assert words in error.hint
