"""Cells of `%%hsfunction` and `%%hscall` in JupyterLab's editor: colours, comments, indentation, completion, help."""

from __future__ import annotations

from typing import Literal

import pytest

from .lab import Lab, OpenNotebook

FUNCTION = """%%hsfunction events/update --method POST --env 'MODE=test run'
// a comment
const { name = `${1 + 1} "none"` } = context.body ?? {};
exports.main = async (context, sendResponse) => {
  if (/ab+/.test(name)) { return; }
  sendResponse({ statusCode: 200, body: { name } });
};"""
BARE = '%%hsfunction hello\nconst two = 2;\nsendResponse({ body: "x" });'
CALL = '%%hscall POST events/update\n{"name": "Ann", "old": [1, null]}'
PYTHON = 'def twice(number):\n    """Doc."""\n    # a comment\n    return f"{number}" % 2'

_COLOURS = """([index, text]) => {
  const cell = document.querySelectorAll(".jp-CodeCell .cm-content")[index];
  const found = [...cell.querySelectorAll("span")].find(
    (span) => span.children.length === 0 && span.textContent === text);
  return found ? getComputedStyle(found).color : null;
}"""


def colour(notebook: OpenNotebook, index: int, text: str) -> str | None:
    """The colour of a token of a cell; None where the text is no token of its own."""
    found: str | None = notebook.page.evaluate(_COLOURS, [index, text])
    return found


def source(notebook: OpenNotebook, index: int) -> str:
    found: str = notebook.page.evaluate(
        "(index) => window.jupyterapp.shell.currentWidget.content.widgets[index].model.sharedModel.getSource()", index
    )
    return found


def edit(notebook: OpenNotebook, index: int, line: int, column: int = 0) -> None:
    """Puts the cursor there, lines and columns from 0."""
    notebook.page.evaluate(
        """([index, line, column]) => {
          const notebook = window.jupyterapp.shell.currentWidget.content;
          notebook.activeCellIndex = index;
          notebook.mode = "edit";
          notebook.activeCell.editor.setCursorPosition({ line, column });
          notebook.activeCell.editor.focus();
        }""",
        [index, line, column],
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_javascript_and_json_have_colours_from_the_start(lab: Lab, theme: Literal["light", "dark"]) -> None:
    notebook = lab.notebook([FUNCTION, BARE, CALL, PYTHON], theme=theme)
    notebook.page.wait_for_timeout(500)
    keyword = colour(notebook, 0, "const")
    assert keyword is not None and keyword == colour(notebook, 1, "const") == colour(notebook, 3, "def")
    assert colour(notebook, 0, "// a comment") == colour(notebook, 3, "# a comment")
    assert colour(notebook, 1, "2") == colour(notebook, 2, "1")
    assert colour(notebook, 1, '"x"') == colour(notebook, 2, '"Ann"') == colour(notebook, 0, "'MODE=test run'")
    assert (
        len({keyword, colour(notebook, 0, "// a comment"), colour(notebook, 1, "2"), colour(notebook, 1, '"x"')}) == 4
    )
    assert colour(notebook, 0, "%%hsfunction") not in (None, keyword)
    assert colour(notebook, 0, "--method") is not None
    notebook.picture(f"cells-{theme}")
