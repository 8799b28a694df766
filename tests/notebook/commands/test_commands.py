"""`%hs`: the tree of commands."""

from __future__ import annotations

import importlib

import pytest

from hsfunc_magics.notebook import commands
from hsfunc_magics.notebook.magics.errors import MagicError

from ..conftest import Shell

PATHS = [path for command in commands.COMMANDS for path in (command.words, *command.aliases)]


@pytest.mark.parametrize("line", ["", "--help", "-h", "help"])
def test_hs_alone_shows_what_there_is(shell: Shell, capsys: pytest.CaptureFixture[str], line: str) -> None:
    shell.run(f"%hs {line}")
    shown = capsys.readouterr().out
    assert all(f"%hs {command.words} " in shown for command in commands.COMMANDS)
    assert "%%hsfunction ENDPOINT" in shown


@pytest.mark.parametrize("path", PATHS)
def test_every_command_explains_itself_on_one_screen(
    shell: Shell, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    shell.run(f"%hs {path} --help")
    shown = capsys.readouterr().out
    assert "usage: %hs" in shown
    assert "Example:" in shown
    assert len(shown.splitlines()) <= 40


@pytest.mark.parametrize("command", commands.COMMANDS, ids=lambda command: command.words)
def test_every_command_has_its_function_and_its_parser(command: commands.Command) -> None:
    module, _, name = command.where.rpartition(".")
    assert callable(getattr(importlib.import_module(f"hsfunc_magics.notebook.commands.{module}"), name))
    assert command.parser().prog.startswith("%hs ")


@pytest.mark.parametrize(("line", "near"), [("secret list", None), ("secrest list", "secrets"), ("clok", "clock")])
def test_a_wrong_word_names_the_nearest(shell: Shell, line: str, near: str | None) -> None:
    if near is None:
        shell.run(f"%hs {line}")
        return
    with pytest.raises(MagicError, match=f"Did you mean .*{near}"):
        shell.run(f"%hs {line}")


def test_no_two_commands_have_the_same_words() -> None:
    assert len(PATHS) == len(set(PATHS))
