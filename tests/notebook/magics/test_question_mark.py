"""`?` behind a magic shows what `--help` prints."""

from __future__ import annotations

import pytest

from ..conftest import Shell


@pytest.mark.parametrize("command", ["limits", "function delete", "cms function logs"])
def test_a_command_is_asked_for_by_all_its_words(
    shell: Shell, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    shell.run(f"%hs {command} --help")
    wanted = capsys.readouterr().out
    shell.run(f"%hs {command}?")
    assert capsys.readouterr().out == wanted != ""


@pytest.mark.parametrize("asked", ["%hscall", "%%hscall", "%hsfunction", "%%hsfunction", "%hs", "hscall", "%%hsmock"])
@pytest.mark.parametrize("mark", ["{}?", "?{}"])
def test_the_question_mark_shows_the_help(
    shell: Shell, capsys: pytest.CaptureFixture[str], asked: str, mark: str
) -> None:
    name = asked.lstrip("%")
    shell.run(f"%{name} --help")
    wanted = capsys.readouterr().out
    shown: list[str] = []
    shell.ip.set_hook("show_in_pager", lambda _, data, **__: shown.append(data["text/plain"]), priority=0)
    shell.run(mark.format(asked))
    lines = [line.strip() for line in wanted.splitlines() if line.strip()]
    assert lines and [line for line in lines if line not in shown[0]] == []
