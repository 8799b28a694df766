"""`hsfunc project export`: what it writes, what it says, and how it ends."""

from __future__ import annotations

from pathlib import Path

from ..conftest import hsfunc


def test_a_folder_becomes_a_project_and_is_told(folder: Path, tmp_path: Path) -> None:
    dry = hsfunc("project", "export", folder, tmp_path / "moved", "--dry-run")
    assert dry.returncode == 0 and not (tmp_path / "moved").exists()
    assert dry.stdout.endswith("Nothing was written (--dry-run).\n")
    done = hsfunc("project", "export", folder, tmp_path / "moved", "--rewrite", "--name", "shop")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"shop → {tmp_path}/moved\n" in done.stdout
    assert "GET POST /_hcms/api/echo → /hs/serverless/echo (uid echo, rewritten)" in done.stdout
    assert "Not rewritten: shop.functions/slow.js:1: sendResponse is used in a nested function" in done.stdout
    assert "Secrets to add first: TOKEN" in done.stdout
    assert "\n0 errors, " in hsfunc("check", tmp_path / "moved").stdout
    again = hsfunc("project", "export", folder, tmp_path / "moved")
    assert again.returncode == 1 and "is there already" in again.stderr and "--force" in again.stderr
    assert hsfunc("project", "export", folder, tmp_path / "moved", "--force").returncode == 0


def test_bad_input_is_told_in_a_line_or_two(folder: Path, tmp_path: Path) -> None:
    (folder / "ok.js").unlink()
    ended = hsfunc("project", "export", folder, tmp_path / "moved")
    assert ended.returncode == 1 and "there is no file ok.js" in ended.stderr
    assert "Traceback" not in ended.stderr and not (tmp_path / "moved").exists()
    assert "no folder" in hsfunc("project", "export", tmp_path / "shap.functions", tmp_path / "moved").stderr


def test_help_names_every_option() -> None:
    shown = hsfunc("project", "export", "--help", COLUMNS="80").stdout
    assert all(option in shown for option in ("--rewrite", "--name", "--platform", "--dry-run", "--force"))
    assert "example:\n  hsfunc project export theme/shop.functions shop-project" in shown
