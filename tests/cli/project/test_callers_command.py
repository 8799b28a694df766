"""`hsfunc project callers`: what it prints in each format, what it writes, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

from ..conftest import hsfunc

MANIFEST = '{"endpoints": {"cart": {"file": "a.js"}, "order": {"file": "a.js"}}}'
SCRIPT = "// the cart\r\nfetch('/_hcms/api/cart');\r\nfetch('/_hcms/api/' + name);\r\n"


def site(tmp_path: Path) -> Path:
    theme = tmp_path / "theme"
    for name, text in {"shop.functions/serverless.json": MANIFEST, "js/main.js": SCRIPT}.items():
        (theme / name).parent.mkdir(parents=True, exist_ok=True)
        (theme / name).write_bytes(text.encode())
    return theme


def test_callers_are_told_with_place_endpoint_and_what_to_define(tmp_path: Path) -> None:
    theme = site(tmp_path)
    ended = hsfunc("project", "callers", theme)
    assert ended.returncode == 1 and ended.stderr == ""
    assert f"{theme}/js/main.js:2:8: certain: cart, as /_hcms/api/cart\n" in ended.stdout
    assert f"{theme}/js/main.js:3:8: by hand: dynamic: ${{name}}, as /_hcms/api/${{name}}: its endpoint" in ended.stdout
    assert "2 callers in 2 files: 1 certain, 1 with a computed endpoint.\n" in ended.stdout
    assert "unless by one whose endpoint is computed: order.\n" in ended.stdout
    assert 'const FUNCTIONS_BASE = "/hs/serverless";, then `${FUNCTIONS_BASE}/cart`' in ended.stdout
    assert (theme / "js/main.js").read_bytes() == SCRIPT.encode()


def test_fix_shows_and_writes_what_is_certain_and_the_status_says_what_is_left(tmp_path: Path) -> None:
    theme = site(tmp_path)
    file = theme / "js/main.js"
    dry = hsfunc("project", "callers", theme, "--fix", "--dry-run")
    assert "-fetch('/_hcms/api/cart');\n+fetch('/hs/serverless/cart');\n" in dry.stdout
    assert "Nothing was written (--dry-run)." in dry.stdout and dry.returncode == 1
    assert file.read_bytes() == SCRIPT.encode()
    ended = hsfunc("project", "callers", theme, "--fix", "--format", "json")
    assert file.read_bytes() == SCRIPT.replace("/_hcms/api/cart", "/hs/serverless/cart").encode()
    assert "+fetch('/hs/serverless/cart');" in ended.stderr and ended.returncode == 1
    data = json.loads(ended.stdout)
    assert [(one["line"], one["dynamic"]) for one in data["callers"]] == [(3, "${name}")]
    assert data["endpoints"]["moved"] == ["cart"]
    file.write_text("fetch('/_hcms/api/order')")
    assert hsfunc("project", "callers", theme, "--fix").returncode == 0
    again = hsfunc("project", "callers", theme)
    assert again.returncode == 0 and "No caller of /_hcms/api/ in 2 files." in again.stdout


def test_github_marks_the_lines(tmp_path: Path) -> None:
    theme = site(tmp_path)
    (theme / "a.md").write_text("Call /_hcms/api/cart.")
    told = hsfunc("project", "callers", theme, "--format", "github").stdout
    assert f"::error file={theme}/js/main.js,line=2,col=8,title=/_hcms/api/::cart, as /_hcms/api/cart" in told
    assert f"::notice file={theme}/a.md,line=1,col=6," in told


def test_only_what_the_project_has_is_edited(tmp_path: Path) -> None:
    theme = site(tmp_path)
    project = tmp_path / "moved"
    (project / "src").mkdir(parents=True)
    (project / "hsproject.json").write_text('{"srcDir": "src"}')
    ended = hsfunc("project", "callers", theme, "--folder", theme / "shop.functions", "--project", project, "--fix")
    assert "by hand: cart, as /_hcms/api/cart: the project does not have cart yet" in ended.stdout
    assert (theme / "js/main.js").read_bytes() == SCRIPT.encode()


def test_mistakes_are_told_in_a_line(tmp_path: Path) -> None:
    theme = site(tmp_path)
    for arguments, words in (
        (["them"], "There is no folder"),
        ([theme / "js/main.js"], "is a file: name the folder that it is in"),
        ([theme, "--dry-run"], "--dry-run goes with --fix"),
        ([theme, "--project", tmp_path], "hsproject.json"),
        ([theme, "--folder", tmp_path / "shp.functions"], "There is no folder"),
    ):
        ended = hsfunc("project", "callers", *arguments)
        assert ended.returncode == 1 and words in ended.stderr and len(ended.stderr.splitlines()) <= 3
    assert "callers" in hsfunc("project", "--help").stdout
