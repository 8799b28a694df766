"""`%hs project callers`: the callers of a site as text, and their edits."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics.notebook.magics.errors import MagicError

from ..conftest import Shell


def test_callers_are_told_and_edited(shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_text('<form action="/_hcms/api/cart">')
    shell.run(f"%hs project callers {tmp_path} --fix --dry-run")
    told = capsys.readouterr().out
    assert '+<form action="/hs/serverless/cart">' in told and f"{tmp_path}/a.html:1:15: certain: cart" in told
    assert (tmp_path / "a.html").read_text() == '<form action="/_hcms/api/cart">'
    shell.run(f"%hs project callers {tmp_path} --fix")
    assert "No caller of /_hcms/api/ in 1 file." in capsys.readouterr().out
    assert (tmp_path / "a.html").read_text() == '<form action="/hs/serverless/cart">'


def test_a_dry_run_goes_with_fix(shell: Shell, tmp_path: Path) -> None:
    with pytest.raises(MagicError, match="--dry-run goes with --fix"):
        shell.run(f"%hs project callers {tmp_path} --dry-run")


def test_the_group_says_what_it_has(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%hs project")
    assert "%hs project callers" in capsys.readouterr().out
