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


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("remove f", "%hs function delete or %hs secrets delete"),
        ("ls", "%hs function list or %hs tree"),
        ("list", "%hs function list or %hs tree"),
        ("endpoints", "%hs function list or %hs tree"),
        ("undo", "%hs function restore or %hs reset --undo"),
        ("resume", "%hs clock real"),
        ("function remove f", "delete"),
        ("functions new f", "create"),
        ("secrets rm KEY", "delete"),
        ("clock resume", "real"),
        ("limits undo", "reset"),
        ("visitor remove ann", "delete"),
    ],
)
def test_a_word_of_another_command_line_names_what_does_it(shell: Shell, line: str, meant: str) -> None:
    with pytest.raises(MagicError, match=rf"Did you mean {meant}\?"):
        shell.run(f"%hs {line}")


def test_what_is_named_for_other_words_is_there() -> None:
    words = {command.words.split()[0] for command in commands.COMMANDS}
    for path in (path for paths in commands.OTHER_WORDS.values() for path in paths):
        assert path.split()[0] in words
    assert not {command.words for command in commands.COMMANDS} & commands.OTHER_WORDS.keys()


@pytest.mark.parametrize(
    ("line", "needs", "example"),
    [
        (
            "%hscall",
            "%hscall needs [METHOD] ENDPOINT (an endpoint, path or URL, with a query if need be), or --uid NAME.",
            "Such as: %hscall POST events/update?x=1 -d '{\"name\": \"Ann\"}' -H 'X-Test: 1'",
        ),
        (
            "%hs import",
            "%hs import needs DIR (a .functions folder, a project, or a folder with such in it).",
            "Such as: %hs import theme/shop.functions",
        ),
        (
            "%hs function rename a",
            "%hs function rename needs NAME (its new one).",
            "Such as: %hs function rename events/update events/change",
        ),
    ],
)
def test_a_missing_argument_answers_in_two_lines(shell: Shell, line: str, needs: str, example: str) -> None:
    with pytest.raises(MagicError) as caught:
        shell.run(line)
    first, second = str(caught.value).splitlines()
    assert first == needs and second.startswith(f"{example}  (%")


def test_no_two_commands_have_the_same_words() -> None:
    assert len(PATHS) == len(set(PATHS))
