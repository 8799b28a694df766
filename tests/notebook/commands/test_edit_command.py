"""`%hs edit`: opens the editor of a folder, one for each, and says what is missing where it cannot."""

from __future__ import annotations

import importlib.util

import pytest

from hsfunc_magics import FunctionError, current_account
from hsfunc_magics.notebook.magics.errors import MagicError

from ..conftest import Shell

pytest.importorskip("anywidget", reason="hsfunc-magics[widgets] is not installed")

WIDGET = "application/vnd.jupyter.widget-view+json"


def opened(shell: Shell, line: str = "%hs edit") -> dict[str, str]:
    shell.shown()
    shell.run(line)
    (output,) = shell.shown()
    return output


def test_it_shows_a_widget_and_as_text_the_folder(shell: Shell) -> None:
    shell.run("%%hsfunction events --method GET,POST\nsendResponse({})")
    shell.run("%hsfunction events/update --method DELETE --file events.js")
    output = opened(shell)
    assert WIDGET in output
    assert output["text/plain"] == (
        "app.functions (nodejs20.x), 2 endpoints\n"
        "  GET POST  events         events.js\n"
        "  DELETE    events/update  events.js"
    )


def test_a_cell_that_runs_again_shows_the_same_editor(shell: Shell) -> None:
    shell.run("%%hsfunction f\nsendResponse({})")
    assert opened(shell)[WIDGET] == opened(shell, "%hs edit app.functions")[WIDGET]
    assert opened(shell)[WIDGET] != opened(shell, "%hs edit shop")[WIDGET]


def test_the_only_folder_needs_no_name_and_several_are_told(shell: Shell) -> None:
    shell.run("%%hsfunction f --folder shop\nsendResponse({})")
    assert opened(shell)["text/plain"].startswith("shop.functions")
    shell.run("%%hsfunction g --folder blog\nsendResponse({})")
    with pytest.raises(MagicError, match=r"%hs edit blog or %hs edit shop"):
        shell.run("%hs edit")
    with pytest.raises(FunctionError, match="cannot be a folder's name"):
        shell.run("%hs edit a/b")


def test_without_the_widgets_it_says_how_to_install_them(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "hsfunc_magics.notebook.widgets.find_spec", lambda name: None if name == "anywidget" else found(name)
    )
    with pytest.raises(MagicError, match=r"needs anywidget, which is not installed .*hsfunc-magics\[widgets\]"):
        shell.run("%hs edit")


def test_unloading_closes_it(shell: Shell) -> None:
    from ipywidgets.widgets.widget import _instances

    before = set(_instances)
    shell.run("%%hsfunction f\nsendResponse({})")
    opened(shell)
    account = current_account()
    assert set(_instances) != before
    shell.ip.run_line_magic("unload_ext", "hsfunc_magics")
    assert set(_instances) == before, "no widget is left, in the kernel or in the page"
    account.functions.remove("f")


def test_a_project_has_an_editor_of_its_json_files(shell: Shell) -> None:
    with pytest.raises(MagicError, match="no project yet"):
        shell.run("%hs edit --project")
    shell.run("%%hsfunction f --project shop\nreturn 1;")
    for line in ("%hs edit", "%hs edit shop", "%hs edit --project", "%hs edit --project shop"):
        output = opened(shell, line)
        assert WIDGET in output
        assert output["text/plain"] == ("shop (project 2026.09)\n  GET /hs/serverless/f  src/app/functions/f.js")
    shell.run("%%hsfunction g\nsendResponse({})")
    assert opened(shell)["text/plain"].startswith("app.functions")
    with pytest.raises(FunctionError, match="Did you mean shop"):
        shell.run("%hs edit --project shap")
