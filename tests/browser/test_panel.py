"""The side panel in JupyterLab: live, by keyboard alone, plain where the extension is not loaded, open to everybody."""

from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from playwright.sync_api import Locator, TimeoutError, expect  # noqa: A004 - Playwright's, when it has waited in vain

from .lab import Lab, OpenNotebook, Theme
from .looks import THEMES
from .patience import SECONDS, eventually

LOAD = "%load_ext hsfunc_magics"
EVENTS = """%%hsfunction events --method GET,POST --secret API_KEY
console.log("one");
sendResponse({ body: { n: 1 } });"""
BROKEN = "%%hsfunction broken\ncontext.contact.vid;"
SECRET = "value = 'the-value-of-it'\n%hs secrets add API_KEY --from-var value"


# What commands are executed from now on, by their labels.
_EXECUTED = """() => {
  if (window.executedCommands === undefined) {
    const { commands } = window.jupyterapp;
    commands.commandExecuted.connect((_, { id, args }) => window.executedCommands.push(commands.label(id, args)));
  }
  window.executedCommands = [];
}"""


def shown(opened: OpenNotebook) -> Locator:
    """The panel, opened as the palette does it."""
    opened.command("hsfunc:show-panel")
    return opened.page.locator(".hsfunc-side")


def item(panel: Locator, name: str) -> Locator:
    return panel.get_by_role("treeitem", name=name, exact=True)


def sources(opened: OpenNotebook) -> list[str]:
    found: list[str] = opened.page.evaluate(
        "() => window.jupyterapp.shell.widgets('main').next().value.content.widgets"
        ".map((cell) => cell.model.sharedModel.getSource())"
    )
    return found


def palette(opened: OpenNotebook, text: str) -> None:
    """A command by keyboard."""
    opened.page.evaluate(_EXECUTED)
    field = opened.page.locator("#modal-command-palette input")
    row = opened.page.locator("#modal-command-palette .lm-mod-active", has_text=text)
    until = time.monotonic() + SECONDS
    while not any(text in label for label in opened.page.evaluate("() => window.executedCommands")):
        assert time.monotonic() < until, f"{text} cannot be had of the palette"
        # While the page is still moving the keyboard somewhere the palette closes again at once.
        opened.press("Control+Shift+c")
        with suppress(TimeoutError):
            field.fill(text, timeout=3000)
            row.wait_for(timeout=3000)
            field.press("Enter", timeout=1000)


def name_over(opened: OpenNotebook, name: str, other: str) -> None:
    """Types a name over the one of the cell that was just inserted, which is chosen."""
    eventually(opened.page, lambda: opened.page.evaluate("() => getSelection().toString()"), name.__eq__)
    opened.page.keyboard.type(other)
    opened.page.locator(".jp-Notebook .cm-content:focus", has_text=f"%%hsfunction {other}").wait_for()


def test_it_says_that_the_extension_is_not_loaded_and_loads_it(lab: Lab) -> None:
    opened = lab.notebook(["1 + 1"])
    panel = shown(opened)
    expect(panel.get_by_role("status")).to_contain_text("hsfunc_magics is not loaded in the kernel of")
    expect(panel.get_by_role("tree")).to_be_hidden()
    opened.picture("panel-not-loaded")
    panel.get_by_role("button", name="Load it").click()
    expect(panel.get_by_text("No function yet")).to_be_visible()
    assert sources(opened) == [LOAD, "1 + 1"]
    expect(panel.get_by_role("status")).to_have_text("")


def test_it_follows_what_cells_do(lab: Lab) -> None:
    opened = lab.notebook(
        [LOAD, SECRET, EVENTS, "%hscall events", "%hs limits set account_seconds=20", "%unload_ext hsfunc_magics"]
    )
    panel = shown(opened)
    expect(panel.get_by_role("status")).to_contain_text("is not loaded")
    opened.run(0)
    expect(panel.get_by_text("No function yet")).to_be_visible()
    opened.run(1)
    expect(item(panel, "API_KEY")).to_be_visible()
    opened.run(2)
    expect(item(panel, "GET POST events")).to_be_visible()
    expect(item(panel, "app.functions nodejs20.x")).to_be_visible()
    opened.run(3)
    expect(panel.locator(".hsfunc-side-execution")).to_have_text(re.compile(r"GETevents200.*1 line.*"))
    expect(panel.get_by_role("meter", name="Endpoints")).to_have_attribute("aria-valuetext", "1 of 100")
    opened.run(4)
    expect(panel.get_by_text("account_seconds: 20 s (HubSpot: 600)")).to_be_visible()
    assert "the-value-of-it" not in panel.inner_html()
    opened.run(5)
    expect(panel.get_by_role("status")).to_contain_text("is not loaded")
    opened.run(0)
    expect(panel.get_by_text("No function yet")).to_be_visible()


def test_a_call_and_a_view_by_keyboard_alone(lab: Lab) -> None:
    opened = lab.notebook([LOAD, EVENTS], fresh=True)  # the tree remembers what was open in it
    opened.run_all()
    panel = shown(opened)
    first = item(panel, "app.functions nodejs20.x")
    expect(first).to_be_focused()
    opened.press("ArrowDown", "ArrowRight")
    expect(item(panel, "GET POST events")).to_be_focused()
    opened.press("ArrowRight", "ArrowRight", "ArrowDown")
    expect(item(panel, "POST call events")).to_be_focused()
    opened.press("Enter")
    opened.page.locator(".jp-Notebook .cm-content:focus").wait_for()
    assert sources(opened)[2] == "%hscall POST events -d '{}'"
    opened.press("Shift+Enter")
    expect(panel.locator(".hsfunc-side-execution")).to_have_count(1)

    palette(opened, "Show the Functions Panel")
    expect(item(panel, "POST call events")).to_be_focused()
    opened.press("Tab")
    expect(panel.locator(".hsfunc-side-execution").first).to_be_focused()
    opened.press("Enter")
    view = opened.page.locator(".hsfunc-side-view")
    expect(view.locator(".hsfunc-headline")).to_contain_text("POST")
    expect(view.locator(".hsfunc-headline")).to_contain_text("200 OK")
    opened.picture("panel-view")
    opened.page.evaluate("() => window.jupyterapp.shell.currentWidget.close()")


def test_the_palette_inserts_and_runs_what_it_says(lab: Lab) -> None:
    opened = lab.notebook(["1 + 1"])
    palette(opened, "New Function Cell")
    name_over(opened, "my-function", "hello")
    assert sources(opened)[0] == LOAD
    opened.press("Shift+Enter")
    panel = shown(opened)
    expect(item(panel, "GET hello")).to_be_visible()
    palette(opened, "Show Logs")
    expect(opened.page.locator(".jp-Notebook .cm-content", has_text="%hs logs")).to_be_visible()
    palette(opened, "Edit serverless.json")
    opened.page.locator(".hsfunc-editor").get_by_text("All of it is in force.").wait_for()
    palette(opened, "Try an Endpoint")
    opened.page.locator(".hsfunc-request-form").get_by_role("combobox", name="Path").wait_for()
    palette(opened, "Export a Folder")
    opened.page.get_by_role("textbox", name="To this directory").fill("out/app.functions")
    opened.press("Enter")
    opened.page.locator(".jp-Notebook .cm-content", has_text="%hs export out/app.functions").wait_for()
    opened.page.locator(".jp-OutputArea-output", has_text="hello.js").last.wait_for()
    palette(opened, "Restart the Functions")
    expect(panel.get_by_role("status")).to_contain_text("starts cold")


def test_it_follows_restarts_of_the_kernel(lab: Lab) -> None:
    opened = lab.notebook([LOAD, EVENTS])
    opened.run_all()
    panel = shown(opened)
    expect(item(panel, "GET POST events")).to_be_visible()
    opened.page.evaluate("() => window.jupyterapp.shell.widgets('main').next().value.sessionContext.restartKernel()")
    expect(panel.get_by_role("status")).to_contain_text("is not loaded")
    opened.run_all()
    expect(item(panel, "GET POST events")).to_be_visible()


def test_it_follows_the_active_notebook(lab: Lab) -> None:
    opened = lab.notebook([LOAD, EVENTS])
    opened.run_all()
    panel = shown(opened)
    expect(item(panel, "GET POST events")).to_be_visible()
    first = opened.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.path")
    opened.command("notebook:create-new", {"kernelName": "python3"})
    expect(panel.get_by_role("status")).to_contain_text("is not loaded in the kernel of Untitled")
    opened.command("docmanager:open", {"path": first})
    expect(item(panel, "GET POST events")).to_be_visible()


def test_the_server_is_a_link_as_long_as_it_runs(lab: Lab) -> None:
    opened = lab.notebook([LOAD, EVENTS, "%hs serve", "%hs serve stop"])
    panel = shown(opened)
    opened.run(0)
    opened.run(1)
    expect(panel.get_by_text("Not served: %hs serve starts a server.")).to_be_visible()
    opened.run(2)
    link = panel.get_by_role("link", name="http://127.0.0.1:")
    expect(link).to_be_visible()
    with opened.page.expect_popup() as popup:
        link.click()
    expect(popup.value.get_by_text('{"n":1}')).to_be_visible()
    popup.value.close()
    control = panel.get_by_role("link", name="Try it, log and quota")
    # And as it stands in the cell's output.
    for place in (control, opened.page.locator(".jp-OutputArea-output a", has_text="/_hsfunc/")):
        with opened.page.expect_popup() as popup:
            place.click()
        page = popup.value
        expect(page.get_by_role("heading", name="Functions", exact=True)).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", name="Functions", exact=True)).to_be_visible()
        page.get_by_text("events", exact=True).click()
        page.get_by_role("button", name="Call").click()
        expect(page.get_by_text("200 OK")).to_be_visible()
        page.close()
    expect(panel.locator(".hsfunc-side-execution")).to_have_count(3)
    opened.run(3)
    expect(link).to_have_count(0)


def test_a_method_has_one_colour_everywhere_in_both_themes(lab: Lab) -> None:
    every = "%%hsfunction every --method GET,POST,PUT,PATCH,DELETE\nsendResponse({});"
    opened = lab.notebook([LOAD, every, "%hs edit", *(f"%hscall {name} every" for name in ("GET", "PATCH", "DELETE"))])
    opened.run_all()
    panel = shown(opened)
    expect(panel.locator(".hsfunc-side-execution")).to_have_count(3)
    listed = opened.page.locator(".hsfunc-list .hsfunc-badge")
    expect(listed).to_have_text(["GET", "POST", "PUT", "PATCH", "DELETE"])
    expect(opened.page.locator(".hsfunc-headline .hsfunc-badge")).to_have_text(["GET", "PATCH", "DELETE"])
    for theme in THEMES:
        opened.theme(theme)
        colours: dict[str, set[tuple[str, str]]] = {}
        for badge in opened.page.locator(".hsfunc-badge").all():
            drawn = badge.evaluate("(node) => [getComputedStyle(node).backgroundColor, getComputedStyle(node).color]")
            colours.setdefault(badge.inner_text(), set()).add(tuple(drawn))
        assert {name: len(drawn) for name, drawn in colours.items()} == dict.fromkeys(colours, 1)
        assert len(set.union(*colours.values())) == 5, "and each its own"
        opened.picture(f"badges-{theme}")


def test_everybody_can_use_it_in_both_themes(lab: Lab) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    opened = lab.notebook(
        [LOAD, SECRET, EVENTS, BROKEN, "%hscall events", "%hscall POST events", "%hscall broken", "%hs serve"]
    )
    opened.run_all()
    panel = shown(opened)
    expect(panel.locator(".hsfunc-side-execution")).to_have_count(3)
    panel.get_by_role("treeitem", name="GET POST events").press("ArrowRight")
    expect(panel.get_by_role("link")).to_have_count(2)
    for theme in THEMES:
        opened.theme(theme)
        opened.picture(f"panel-{theme}")
        found = axe.Axe().run(opened.page, context=".hsfunc-side")
        assert found.response["violations"] == [], (theme, found.generate_report())


def toast(opened: OpenNotebook, text: str) -> Locator:
    return opened.page.locator(".jp-toast-content, .Toastify__toast", has_text=text).last


def test_a_function_is_renamed_deleted_and_restored(lab: Lab) -> None:
    opened = lab.notebook([LOAD, EVENTS], fresh=True)
    opened.run_all()
    panel = shown(opened)
    item(panel, "GET POST events").focus()
    opened.press("F2")
    field = opened.page.get_by_role("textbox", name="Its path after /_hcms/api/")
    expect(field).to_have_value("events")
    field.fill("changed")
    field.press("Enter")
    expect(panel.get_by_role("status")).to_contain_text("events is changed now")
    item(panel, "GET POST changed").focus()
    opened.press("Delete")
    expect(item(panel, "GET POST changed")).to_have_count(0)
    toast(opened, "was deleted").get_by_role("button", name="Undo").click()
    expect(item(panel, "GET POST changed")).to_be_visible()
    item(panel, "GET POST changed").focus()
    opened.press("ArrowRight", "End")
    expect(item(panel, "delete changed")).to_be_visible()
    count = len(sources(opened))
    item(panel, "delete changed").locator(".hsfunc-side-label").click()
    expect(item(panel, "GET POST changed")).to_be_visible()
    # What the mouse finds on an endpoint: a button that inserts one cell, and a menu.
    row = item(panel, "GET POST changed").locator(".hsfunc-side-row").first
    row.click()
    row.locator(".hsfunc-side-do").click()
    opened.page.locator(".jp-Notebook .cm-content:focus", has_text="%hscall GET changed").wait_for()
    row.click(button="right")
    opened.picture("panel-menu")
    opened.page.get_by_role("menuitem", name="Show Source").click()
    opened.page.locator(".jp-OutputArea-output", has_text="app.functions/events.js").last.wait_for()
    assert sources(opened)[2:] == ["%hscall GET changed", "%hs show changed"]
    assert len(sources(opened)) == count + 2
    item(panel, "delete changed").hover()
    item(panel, "delete changed").locator(".hsfunc-side-do").click()
    expect(item(panel, "Deleted")).to_be_visible()
    item(panel, "Deleted").locator(".hsfunc-side-twisty").first.click()
    item(panel, "restore changed to app.functions").press("Enter")
    expect(item(panel, "GET POST changed")).to_be_visible()
    expect(item(panel, "Deleted")).to_have_count(0)


def test_beginning_anew_asks_and_is_undone(lab: Lab) -> None:
    opened = lab.notebook([LOAD, SECRET, EVENTS, "%hscall events"], fresh=True)
    opened.run_all()
    panel = shown(opened)
    expect(panel.locator(".hsfunc-side-execution")).to_have_count(1)
    panel.get_by_role("button", name="Begin anew …").click()
    dialog = opened.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Cancel").click()
    expect(item(panel, "GET POST events")).to_be_visible()
    for theme in THEMES:
        opened.theme(theme)
        panel.get_by_role("button", name="Begin anew …").click()
        opened.picture(f"panel-begin-anew-{theme}")
        dialog.get_by_role("button", name="Cancel").click()
    panel.get_by_role("button", name="Begin anew …").click()
    dialog.get_by_text("Delete the secrets, too").click()
    dialog.get_by_role("button", name="Begin anew").click()
    expect(panel.get_by_text("No function yet")).to_be_visible()
    expect(panel.locator(".hsfunc-side-execution")).to_have_count(0)
    expect(item(panel, "API_KEY")).to_have_count(0)
    toast(opened, "Taken away").get_by_role("button", name="Undo").click()
    expect(item(panel, "GET POST events")).to_be_visible()
    expect(item(panel, "API_KEY")).to_be_visible()


def test_what_can_be_taken_away_is_readable_in_both_themes(lab: Lab) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    opened = lab.notebook(
        [
            LOAD,
            SECRET,
            EVENTS,
            BROKEN,
            "%hs function delete broken",
            "import hsfunc_magics\nhsfunc_magics.current_account()",
        ],
        fresh=True,
    )
    opened.run_all()
    panel = shown(opened)
    item(panel, "GET POST events").press("ArrowRight")
    expect(item(panel, "rename events")).to_be_visible()
    item(panel, "Deleted").press("ArrowRight")
    expect(item(panel, "restore broken to app.functions")).to_be_visible()
    for theme in THEMES:
        opened.theme(theme)
        opened.picture(f"panel-deleted-{theme}")
        found = axe.Axe().run(opened.page, context=".hsfunc-side")
        assert found.response["violations"] == [], (theme, found.generate_report())


@pytest.mark.parametrize("theme", THEMES)
def test_projects_stand_beside_folders_and_say_their_platform(lab: Lab, theme: Theme) -> None:
    cells = [
        LOAD,
        "%%hsfunction events\nsendResponse({ body: 1 });",
        "%%hsfunction events --project shop\nconsole.log('seen');\nreturn 2;",
        "%hscall /hs/serverless/events",
    ]
    opened = lab.notebook(cells, theme=theme)
    opened.run_all()
    panel = shown(opened)
    expect(item(panel, "design manager app.functions nodejs20.x")).to_be_visible()
    expect(item(panel, "project 2026.09 shop")).to_be_visible()
    expect(panel.get_by_role("button", name="GET /hs/serverless/events")).to_contain_text("project 2026.09")
    expect(opened.page.locator(".hsfunc-headline")).to_contain_text("Platform project 2026.09")
    opened.picture(f"panel-projects-{theme}")
    item(panel, "GET /hs/serverless/events").dblclick()
    eventually(opened.page, lambda: sources(opened)[-1], "%hscall GET /hs/serverless/events".__eq__)
