"""`-q`: the execution is there, and nothing is shown where the cell ends with the call."""

from __future__ import annotations

import ast

import pytest
from IPython.core.error import UsageError

from hsfunc_magics import Execution
from hsfunc_magics.emulator.series.series import Series
from hsfunc_magics.notebook.magics.quiet import QuietStatements

from ..conftest import Shell


@pytest.fixture
def one(shell: Shell) -> Shell:
    shell.run("%%hsfunction one --method GET,POST\nsendResponse({ body: context.params });")
    return shell


def test_a_quiet_call_gives_its_execution(one: Shell) -> None:
    assert one.run("r = %hscall one?a=1 -q") is None
    execution = one.ip.user_ns["r"]
    assert isinstance(execution, Execution)
    assert one.run("r") is execution, "and it is shown where that is asked for"
    assert one.run("r = %hscall one -q\nr") is one.ip.user_ns["r"]
    assert one.run("%hscall one -q -o kept\nkept") is one.ip.user_ns["kept"]


@pytest.mark.parametrize(
    "cell",
    [
        "%hscall one -q",
        "%%hscall one -q\n{}",
        "%hscall one -q -o kept",
        "x = 1\n%hscall --quiet one",
        "%hscall one --repeat 2 -q",
        "%time %hscall one -q",
    ],
)
def test_a_cell_that_ends_with_it_shows_nothing(one: Shell, cell: str) -> None:
    one.run("_ = 'before'")
    assert one.run(cell) is None


def test_another_call_in_the_cell_is_shown(one: Shell) -> None:
    assert isinstance(one.run("%hscall one -q\n%hscall one"), Execution)
    assert isinstance(one.run("r = %hscall one -q\n%hscall one"), Execution)
    assert isinstance(one.run("r = %hscall one --repeat 2 -q\nr"), Series)


def test_in_a_loop_and_in_a_function_it_gives_the_execution_likewise(one: Shell) -> None:
    one.run("def ask():\n    r = %hscall one -q\n    return r\nall = [ask() for _ in range(2)]")
    assert [type(found) for found in one.ip.user_ns["all"]] == [Execution] * 2


def test_a_cell_that_unloads_first_is_told_that_there_is_no_such_magic(one: Shell) -> None:
    with pytest.raises(UsageError, match="`%hscall` not found"):
        one.run("%unload_ext hsfunc_magics\n%hscall one -q")
    one.ip.run_line_magic("load_ext", "hsfunc_magics")


def test_unloading_leaves_the_shell_as_it_was(shell: Shell) -> None:
    assert [type(found) for found in shell.ip.ast_transformers] == [QuietStatements]
    shell.ip.run_line_magic("unload_ext", "hsfunc_magics")
    assert shell.ip.ast_transformers == []
    shell.ip.run_line_magic("load_ext", "hsfunc_magics")


@pytest.mark.parametrize("code", ["print('hscall')", "x = get_ipython().run_line_magic('hscall', 'one')", "one -q"])
def test_other_statements_stay_as_they_are(code: str) -> None:
    tree = ast.parse(code)
    before = ast.dump(tree)
    assert ast.dump(QuietStatements().visit(tree)) == before
