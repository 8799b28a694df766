"""The extension in Notebook 7: cells, help, the view of an execution, the panel beside the notebook."""

from __future__ import annotations

import importlib.util

import pytest
from playwright.sync_api import expect

from .lab import Lab, OpenNotebook
from .looks import THEMES
from .test_cells import BARE, CALL, FUNCTION, PYTHON, becomes, colour, edit, is_token, offered
from .test_panel import item, name_over, palette

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("notebook") is None, reason="Notebook is not installed: pip install 'hsfunc-magics[test]'"
)

LOAD = "%load_ext hsfunc_magics"
BROKEN = "%%hsfunction broken\nconst contact = context.contact;\nsendResponse({ body: contact.vid });"
BIG = "%%hsfunction big\nsendResponse({ body: 'word and word\\n'.repeat(4_000) + 'the end' });"


def test_cells_have_colours_from_the_start_and_while_one_types(lab: Lab) -> None:
    opened = lab.notebook([FUNCTION, BARE, CALL, PYTHON, "const one = 1;"], app="notebook")
    for theme in THEMES:
        opened.theme(theme)
        keyword = colour(opened, 0, "const")
        assert keyword == colour(opened, 1, "const") == colour(opened, 3, "def")
        assert colour(opened, 1, '"x"') == colour(opened, 2, '"Ann"')
        assert not is_token(opened, 4, "const")
        opened.picture(f"notebook-cells-{theme}")
    edit(opened, 4, 0)
    opened.type("%%hsfunction f\n")
    assert colour(opened, 4, "const") == colour(opened, 3, "def")
    opened.press("Control+/")
    becomes(opened, 4, "%%hsfunction f\n// const one = 1;")


def test_completion_help_and_a_syntax_error_know_the_function(lab: Lab) -> None:
    opened = lab.notebook(
        [
            LOAD,
            FUNCTION,
            "%hscall ev",
            "%%hsfunction f\nconst name = context.params.name;",
            "%%hsfunction f\nconst b = ;",
        ],
        app="notebook",
    )
    opened.run(0)
    opened.run(1)
    edit(opened, 2, 0, 10)
    assert offered(opened) == {"events/update": "post"}
    opened.press("Enter")
    becomes(opened, 2, "%hscall events/update")
    edit(opened, 3, 1, 24)
    opened.press("Shift+Tab")
    tip = opened.page.locator(".jp-Tooltip")
    expect(tip).to_contain_text("array of strings")
    opened.press("Escape")
    opened.run(4)
    mark = opened.page.locator(".hsfunc-syntax-error")
    expect(mark).to_have_text(";")
    assert "wavy" in mark.evaluate("(node) => getComputedStyle(node).textDecoration")


def test_an_execution_is_drawn_asks_its_kernel_and_leads_to_its_cell(lab: Lab) -> None:
    opened = lab.notebook([LOAD, BROKEN, BIG, "%hscall broken", "%hscall big"], app="notebook")
    opened.run_all()
    broken, big = (opened.page.locator(".hsfunc-execution").nth(index) for index in (0, 1))
    expect(broken.get_by_role("alert").first).to_contain_text("Cannot read properties of undefined")
    big.get_by_role("button", name="Load all").click()
    big.get_by_role("button", name="Load all").wait_for(state="detached")
    opened.page.evaluate("() => document.querySelector('.hsfunc-execution').scrollIntoView()")
    for theme in THEMES:
        opened.theme(theme)
        opened.picture(f"notebook-execution-{theme}")
    broken.get_by_role("button", name="broken.js, line 2, column 30").click()
    opened.page.locator(".jp-Notebook .cm-content:focus", has_text="const contact").wait_for()


def test_the_panel_is_beside_the_notebook_and_its_commands_in_the_palette(lab: Lab) -> None:
    opened = lab.notebook(["1 + 1"], app="notebook")
    palette(opened, "New Function Cell")
    name_over(opened, "my-function", "hello")
    assert sources(opened)[0] == LOAD
    opened.press("Shift+Enter")
    palette(opened, "Show the Functions Panel")
    panel = opened.page.locator(".hsfunc-side")
    expect(item(panel, "GET hello")).to_be_visible()
    opened.press("ArrowDown", "ArrowDown")
    expect(item(panel, "GET hello")).to_be_focused()
    opened.press("Enter")
    opened.page.locator(".jp-Notebook .cm-content:focus", has_text="%hscall GET hello").wait_for()
    opened.press("Shift+Enter")
    row = panel.locator(".hsfunc-side-execution")
    expect(row).to_have_count(1)
    row.click()
    view = opened.page.locator(".hsfunc-side-view")
    expect(view.locator(".hsfunc-headline")).to_contain_text("200 OK")
    opened.picture("notebook-panel")


def sources(opened: OpenNotebook) -> list[str]:
    found: list[str] = opened.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets.map((cell) => cell.model.sharedModel.getSource())"
    )
    return found
