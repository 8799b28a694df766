"""`--bundle` and `hsfunc bundle`: folders with packages of their own, from the command line."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..emulator.disk.test_read import make
from ..emulator.packages.test_folder_bundling import USES_WORD, manifest
from ..tarballs import pack, package_json
from .conftest import Serving, hsfunc

# Written as nobody's tools would, to see that it is kept.
MANIFEST = '{"version":"1.0",\n\t"runtime": "nodejs20.x",  "endpoints": {"f": {"file": "f.js"},"t": {"file": "t.js"} }}'


@pytest.fixture
def cache(bundle_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, which has a bundler."""
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "hsfunc_magics").symlink_to(bundle_cache)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    return bundle_cache


@pytest.fixture
def shop(cache: Path, tmp_path: Path) -> Path:
    """A folder whose functions need a package, and a compiler."""
    assert cache.is_dir()
    path = pack(tmp_path / "packed", "word", "1.2.3", "module.exports = 'from word';")
    return make(
        tmp_path / "shop.functions",
        {
            "serverless.json": MANIFEST,
            "f.js": USES_WORD,
            "t.ts": "import { a } from './lib';\nexport const main = (c: any, s: any) => s({ body: a });",
            "lib.ts": "export const a: string = 'typed';",
            "package.json": package_json(word=f"file:{path}"),
        },
    )


def test_a_call_bundles_on_request_and_says_how_otherwise(shop: Path) -> None:
    (shop / "t.js").write_text("exports.main = (c, s) => s({});")
    refused = hsfunc("call", shop, "f")
    assert refused.returncode == 1 and "Cannot find module 'word'" in refused.stderr
    assert f"hsfunc call --bundle {shop} …" in refused.stderr and "as package.json says" in refused.stderr
    bundled = hsfunc("call", shop, "f", "--bundle")
    assert (bundled.returncode, bundled.stdout) == (0, "from word")
    assert "hsfunc: npm installs word …" in bundled.stderr
    assert hsfunc("call", shop, "f", "--bundle", "-s").stderr == ""
    again = hsfunc("call", shop, "f", "--bundle", "-s", npm_config_registry="http://127.0.0.1:9/")
    assert (again.stdout, again.stderr) == ("from word", "")


def test_a_served_folder_is_bundled_anew_when_it_changes(shop: Path) -> None:
    serving = Serving("--bundle", shop)
    try:
        assert "Bundled: t.js is a bundle of t.ts" in serving.said
        assert [serving.get(f"/_hcms/api/{name}")[1] for name in ("f", "t")] == [b"from word", b"typed"]
        make(shop, {"lib.ts": "export const a: string = 'changed';"})
        assert serving.get("/_hcms/api/t") == (200, b"changed")
        assert serving.end() == 0
    finally:
        serving.process.kill()
        serving.process.wait()


@pytest.fixture
def mute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A registry that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(60)
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{listening.getsockname()[1]}/")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
        yield listening


def test_ctrl_c_ends_npm_before_and_while_it_serves(shop: Path, mute: socket.socket) -> None:
    serving = Serving("--bundle", shop)
    make(shop, {"f.js": "require('hsfunc-nowhere');"})
    waiting = serving.ask("/_hcms/api/f")
    asked, _ = mute.accept()
    assert serving.end(signal.SIGINT) == 0
    assert waiting.getresponse().read() == b"from word", "the version before"
    waiting.close()
    asked.close()
    command = [sys.executable, "-m", "hsfunc_magics", "serve", "--bundle", str(shop)]
    starting = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert starting.stderr is not None
    said = next(line for line in starting.stderr if "npm installs" in line)
    assert "hsfunc-nowhere" in said
    starting.send_signal(signal.SIGINT)
    assert starting.wait(30) == 130
    starting.stderr.close()


def test_without_a_network_an_error_says_so(shop: Path) -> None:
    told = hsfunc("serve", "--bundle", shop, npm_config_registry="http://127.0.0.1:9/", XDG_CACHE_HOME=str(shop.parent))
    assert told.returncode == 1
    assert "npm cannot reach its registry" in told.stderr and "127.0.0.1" not in told.stderr


def test_bundle_writes_a_folder_that_runs_unbundled(shop: Path, tmp_path: Path) -> None:
    target = tmp_path / "dist" / "shop.functions"
    wrote = hsfunc("bundle", shop, target)
    assert wrote.returncode == 0 and "t.js is a bundle of t.ts" in wrote.stdout and "word 1.2.3" in wrote.stdout
    assert sorted(os.listdir(target)) == ["f.js", "serverless.json", "t.js"]
    assert (target / "serverless.json").read_bytes() == MANIFEST.encode()
    assert hsfunc("check", target).stdout == "0 errors, 0 warnings\n"
    assert [hsfunc("call", target, name, "-s").stdout for name in ("f", "t")] == ["from word", "typed"]


def test_bundle_writes_over_nothing_unasked_and_nothing_by_halves(shop: Path, tmp_path: Path) -> None:
    target = make(tmp_path / "dist.functions", {"f.js": "mine", "other.txt": "stays"})
    refused = hsfunc("bundle", shop, target)
    assert refused.returncode == 1 and "f.js. Nothing was written; --force overwrites" in refused.stderr
    assert sorted(os.listdir(target)) == ["f.js", "other.txt"] and (target / "f.js").read_text() == "mine"
    assert hsfunc("bundle", shop, target, "--force").returncode == 0
    assert "from word" in (target / "f.js").read_text() and (target / "other.txt").read_text() == "stays"
    for inside in (shop, shop / "dist"):
        refused = hsfunc("bundle", shop, inside, "--force")
        assert refused.returncode == 1 and "lies in shop.functions itself" in refused.stderr
    make(shop, {"f.js": "require('./gone');"})
    refused = hsfunc("bundle", shop, tmp_path / "new.functions")
    assert refused.returncode == 1 and "the folder has no file ./gone" in refused.stderr
    assert not (tmp_path / "new.functions").exists()


def test_bundle_writes_nothing_that_lacks_a_file(shop: Path, tmp_path: Path) -> None:
    (shop / "t.ts").unlink()
    refused = hsfunc("bundle", shop, tmp_path / "dist.functions")
    assert refused.returncode == 1 and "there is no file t.js in the folder" in refused.stderr
    assert not (tmp_path / "dist.functions").exists()
    called = hsfunc("call", shop, "f", "--bundle")
    assert called.stdout == "from word" and "lacks the file of 1 endpoint" in called.stderr


def test_bundle_leaves_functions_of_a_developer_project_out(cache: Path, tmp_path: Path) -> None:
    assert cache.is_dir()
    project = '{"appFunctions": {"f": {"file": "f.js", "endpoint": {"path": "f"}}}}'
    make(tmp_path / "all/a.functions", {"serverless.json": project})
    make(tmp_path / "all/b.functions", {"serverless.json": manifest(b="f.js"), "f.js": "exports.main = 1;"})
    wrote = hsfunc("bundle", tmp_path / "all", tmp_path / "dist")
    assert wrote.returncode == 0 and "Left out: a.functions" in wrote.stdout
    assert os.listdir(tmp_path / "dist") == ["b.functions"]


def test_bundle_writes_every_folder_of_a_theme(cache: Path, tmp_path: Path) -> None:
    assert cache.is_dir()
    source = "exports.main = (c, s) => s({});"
    for name in ("a", "b"):
        make(tmp_path / f"theme/{name}.functions", {"serverless.json": manifest(**{name: "f.js"}), "f.js": source})
    make(tmp_path / "theme/b.functions", {"serverless.json": manifest(b="f.js").replace("20", "12")})
    assert hsfunc("bundle", tmp_path / "theme", tmp_path / "dist").returncode == 0
    assert json.loads((tmp_path / "dist/b.functions/serverless.json").read_text())["runtime"] == "nodejs12.x"
    assert (tmp_path / "dist/a.functions/f.js").is_file()


def test_check_and_serve_say_what_is_typescript(shop: Path) -> None:
    told = hsfunc("check", shop).stdout
    assert "there is no file t.js in the folder. t.ts is TypeScript" in told and "--bundle" in told
    make(shop, {"t.js": "exports.main = (c: any, s) => {};", "f.js": "import x from 'word';"})
    told = hsfunc("check", shop).stdout
    assert "t.js:1:18: error: SyntaxError: Unexpected token ':'" in told and "This looks like TypeScript" in told
    assert f"A bundle may have both: hsfunc serve --bundle {shop}" in told
    serving = Serving(shop)
    serving.end()
    assert "This looks like TypeScript" in serving.said and f"hsfunc serve --bundle {shop}" in serving.said
