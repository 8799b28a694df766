"""In a real kernel: a failed magic is a notebook error, and nothing is left behind."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from hsfunc_magics.cli import headless

from .kernels import SECONDS, START_SECONDS, patient

pytestmark = patient


def execute(*cells: str, allow_errors: bool = False) -> nbformat.NotebookNode:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(
        notebook, timeout=SECONDS, startup_timeout=START_SECONDS, kernel_name="python3", allow_errors=allow_errors
    ).execute()
    return notebook


CELLS = (
    "%load_ext hsfunc_magics\nname = 'PYTHON'",
    "%%hsfunction f\nconst name = 'js';\nsendResponse({ body: `${name} {name}` });",
    "%hscall f -o e -q\nprint(e.response.text)",
    "%%hsfunction f\nconst a = ;",
    "%hs secrets add API_KEY",
    "%config HsfuncMagics.network = 'no'",
)


@pytest.fixture(scope="module")
def outputs() -> dict[str, list[nbformat.NotebookNode]]:
    """What came of each of these cells, in one kernel."""
    notebook = execute(*CELLS, allow_errors=True)
    return {cell.source: cell.outputs for cell in notebook.cells}


def test_a_failed_magic_stops_the_notebook() -> None:
    with pytest.raises(CellExecutionError, match="Did you mean hello"):
        execute(
            "%load_ext hsfunc_magics", "%%hsfunction hello\nsendResponse({})", "%hscall helo", "print('not reached')"
        )


def test_the_error_is_its_message_without_a_traceback(outputs: dict[str, list[nbformat.NotebookNode]]) -> None:
    (output,) = outputs[CELLS[3]]
    assert output.output_type == "error"
    assert output.ename == "FunctionSyntaxError"
    assert output.traceback == [f"FunctionSyntaxError: {output.evalue}"]


def test_without_a_front_end_nobody_is_asked_for_a_secret(outputs: dict[str, list[nbformat.NotebookNode]]) -> None:
    (output,) = outputs[CELLS[4]]
    assert output.output_type == "error"
    assert "nobody is there to type it" in output.evalue and "Warning" not in output.evalue
    assert all(option in output.evalue for option in ("--from-env", "--from-dotenv", "--from-var"))


def test_a_refused_setting_is_an_error_that_stops_a_run(outputs: dict[str, list[nbformat.NotebookNode]]) -> None:
    (output,) = outputs[CELLS[5]]
    assert (output.output_type, output.ename) == ("error", "SettingRefused")
    assert "HsfuncMagics.network stays True" in output.evalue
    assert output.traceback == [f"SettingRefused: {output.evalue}"]


def test_a_notebook_that_runs_without_a_screen_stops_at_the_prompt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = [nbformat.v4.new_code_cell(cell) for cell in ("%load_ext hsfunc_magics", "%hs secrets add API_KEY")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "n.ipynb")
    assert headless.execute(tmp_path / "n.ipynb") == 1
    assert "nobody is there to type it" in capsys.readouterr().err


def test_javascript_with_braces_and_dollars_arrives_untouched(outputs: dict[str, list[nbformat.NotebookNode]]) -> None:
    (output,) = outputs[CELLS[2]]
    assert output.text == "js {name}\n"


def test_loading_twice_changes_nothing_and_unloading_takes_the_magics_away() -> None:
    notebook = execute(
        "%load_ext hsfunc_magics",
        "%%hsfunction f\nsendResponse({ body: 'x' });",
        "%load_ext hsfunc_magics\n%reload_ext hsfunc_magics",
        "%unload_ext hsfunc_magics",
        "%hscall f",
        allow_errors=True,
    )
    told = str(notebook.cells[4].outputs)
    assert "not found" in told
