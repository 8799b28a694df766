"""A site on disk: which files are read, how bytes are kept, which endpoints there are, and what is written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hsfunc_magics.emulator.errors import FolderError
from hsfunc_magics.emulator.moving.callers.endpoints import Endpoints, read_endpoints
from hsfunc_magics.emulator.moving.callers.fix import plan_fixes, write_fix
from hsfunc_magics.emulator.moving.callers.scan import Report, find_callers

CALL = "fetch('/_hcms/api/cart');\n"


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def report(root: Path, endpoints: Endpoints | None = None) -> Report:
    return find_callers(root, endpoints or Endpoints(frozenset({"cart"})), ())


def found(root: Path) -> list[str]:
    return [f"{one.file}:{one.line}" for one in report(root).callers]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf// \xc3\xbc\r\nfetch('/_hcms/api/cart')\r\n\r\n",
        b"// \xfc, in Latin-1\nfetch('/_hcms/api/cart')",
        "\ufeff// ü\r\nfetch('/_hcms/api/cart')\r\n".encode("utf-16-le"),
        "\ufeff// ü\nfetch('/_hcms/api/cart')\n".encode("utf-16-be"),
        b"\rold\rfetch('/_hcms/api/cart')\r\n\x0c\n\t",
    ],
)
def test_every_other_byte_stays(tmp_path: Path, data: bytes) -> None:
    file = write(tmp_path, {"a.js": data}) / "a.js"
    file.chmod(0o640)
    (fix,) = plan_fixes(report(tmp_path), "")
    write_fix(fix)
    codec = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(data[:2], "latin-1")
    old, new = ("/_hcms/api/cart".encode(codec), "/hs/serverless/cart".encode(codec))
    assert file.read_bytes() == data.replace(old, new) != data
    assert file.stat().st_mode & 0o777 == 0o640 and os.listdir(tmp_path) == ["a.js"]
    assert plan_fixes(report(tmp_path), "") == []


def test_what_is_not_of_the_site_is_left_out(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"x.js": CALL})
    site = write(
        tmp_path / "site",
        {
            "node_modules/a/a.js": CALL,
            ".git/a.js": CALL,
            "a.png": CALL,
            "binary.js": b"\0\1" + CALL.encode(),
            "src/a.js": CALL,
            "shop.functions/a.js": CALL,
            "big.js": CALL + " " * 2_000_001,
            "app.min.js": CALL.strip() + "a;" * 200_000,
            "clean.min.js": "a;" * 200_000,
        },
    )
    (site / "link.js").symlink_to(outside / "x.js")
    (site / "links").symlink_to(outside)
    (site / "inner").symlink_to(site / "src")
    (site / "round").symlink_to(site)
    assert found(site) == ["shop.functions/a.js:1", "src/a.js:1"]
    told = {one.file: (one.why, one.names_it) for one in report(site).left_out}
    assert told.keys() == {"link.js", "links", "big.js", "app.min.js"}
    assert told["big.js"] == ("has 2.0 MB, more than the 2 MB that are read", True)
    assert told["app.min.js"] == ("is a bundle of 400 KB that a tool has made", True)
    assert told["links"] == ("is a symbolic link that leads outside", False)


def test_endpoints_are_those_of_the_folders_below_where_nothing_is_named(tmp_path: Path) -> None:
    manifest = json.dumps({"endpoints": {"cart": {"file": "a.js"}, "order": {"file": "a.js"}}})
    site = write(tmp_path, {"shop.functions/serverless.json": manifest, "bad.functions/serverless.json": "{"})
    endpoints = read_endpoints([], None, site)
    assert endpoints.exist == {"cart", "order"}
    write(site, {"a.js": "fetch('/_hcms/api/cart'); fetch('/_hcms/api/crat'); fetch('/_hcms/api/' + x); y = 'order'"})
    said = report(site, endpoints)
    assert said.never_called == ["order"] and said.hints == {"order": "a.js:1"}
    assert list(said.unknown) == ["crat"] and "did you mean cart?" in said.unknown["crat"][0].reason


def test_endpoints_of_a_project_are_read_of_every_form(tmp_path: Path) -> None:
    def hsmeta(path: str, kind: str = "app-function") -> str:
        return json.dumps({"uid": path, "type": kind, "config": {"endpoint": {"path": path}}})

    legacy = {"endpoint": {"path": "team/all", "method": ["GET"]}}
    project = write(
        tmp_path / "moved",
        {
            "hsproject.json": '{"srcDir": "src"}',
            "src/app/functions/cart-hsmeta.json": hsmeta("/cart"),
            "src/app/app-hsmeta.json": hsmeta("app", "app"),
            "src/app/functions/node_modules/x/x-hsmeta.json": hsmeta("no"),
            "src/app/app.functions/serverless.json": json.dumps({"appFunctions": {"f": legacy, "g": {}}}),
        },
    )
    assert read_endpoints([], str(project), tmp_path).exist == {"cart", "team/all"}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "There is no "),
        ({"hsproject.json": "{,"}, "hsproject.json is no JSON: Expecting property name"),
        ({"hsproject.json": "{}", "f-hsmeta.json": "nope"}, "f-hsmeta.json is no JSON"),
        ({"hsprojct.json": "{}"}, "Did you mean hsprojct.json?"),
    ],
)
def test_a_project_that_cannot_be_read_is_told(tmp_path: Path, files: dict[str, str | bytes], words: str) -> None:
    with pytest.raises(FolderError, match=words.replace(".", r"\.").replace("?", r"\?")):
        read_endpoints([], str(write(tmp_path, files)), tmp_path)


def test_a_constant_of_another_file_is_followed_through_the_site(tmp_path: Path) -> None:
    site = write(
        tmp_path,
        {
            "config.js": "export const API = { base: '/_hcms/api' };",
            "a.js": "import { API } from './config';\nfetch(`${API.base}/cart`);",
            "base.html": "{% set functions = '/_hcms/api' %}{% include 'a.html' %}",
            "a.html": '\n<form action="{{ functions }}/cart">',
            "other.js": "const API = { base: '/api' };\nfetch(`${API.base}/cart`);",
        },
    )
    assert found(site) == ["a.html:2", "a.js:2", "base.html:1", "config.js:1"]
    assert plan_fixes(report(site), "") == []


def test_a_diff_shows_no_value_and_no_endless_line(tmp_path: Path) -> None:
    value = "pat-na1-00000000-aaaa-4bbb-8ccc-123456789abc"
    site = write(tmp_path, {"a.js": f"const t = '{value}'; {CALL}", "b.js": f"{'x;' * 5000}{CALL}"})
    diffs = [fix.diff for fix in plan_fixes(report(site), "site/")]
    assert "+const t = '•••'; fetch('/hs/serverless/cart');" in diffs[0] and value not in diffs[0]
    assert "--- site/a.js" in diffs[0] and max(map(len, diffs[1].splitlines())) < 300
    assert "fetch('/hs/serverless/cart');" in diffs[1]


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = write(tmp_path, {"a.js": CALL}) / "a.js"
    (fix,) = plan_fixes(report(tmp_path), "")
    file.write_text("mine")
    with pytest.raises(FolderError, match=r"a\.js was changed meanwhile"):
        write_fix(fix)
    assert file.read_text() == "mine"
