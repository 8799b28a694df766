"""The view of an execution in JupyterLab: what it shows, how it is used, and that everybody can use it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .lab import Lab, OpenNotebook, Theme
from .looks import THEMES, outside
from .patience import eventually

if TYPE_CHECKING:
    from playwright.sync_api import Locator

LOAD = "%load_ext hsfunc_magics"
EVENTS = """%%hsfunction events --method GET,POST
console.log("called with", context.params);
console.warn("careful");
console.error(new Error("no harm"));
sendResponse({
  body: { message: "my response", nested: { "odd name": [1, { deep: "needle" }] }, list: Array.from({ length: 25_000 }, (_, i) => i) },
  headers: { "X-Test": "1" },
  multiValueHeaders: { "Set-Cookie": ["a=1; Path=/", "b=2; Secure; HttpOnly; SameSite=Lax"] },
});"""  # noqa: E501 - JavaScript
BROKEN = """%%hsfunction broken
const contact = context.contact;
sendResponse({ body: contact.vid });"""
MOVED = """%%hsfunction moved
sendResponse({ statusCode: 301, headers: { Location: "/_hcms/api/events?y='2'" } });"""
PAGE = """%%hsfunction page
console.log("drawn");
sendResponse({ body: "<h1>Hello</h1><script>document.body.append('ran')</script>" });"""
CARRIES = """%%hsfunction carries
const asked = Object.assign(new Error("Request failed with status code 400"), {
  code: "ERR_BAD_REQUEST",
  config: { headers: { authorization: "Bearer of the request" } },
  response: { status: 400, data: { category: "VALIDATION_ERROR", message: "Property values were not valid" } },
});
const each = [new RangeError("one"), new TypeError("two", { cause: "what lies below it" })];
throw new Error("The contact was not saved", { cause: new AggregateError([asked, ...each], "All tries failed") });"""
TABS = ("Body", "Headers", "Cookies", "Context", "Console", "Limits", "Timing", "Raw")


BIG = "%%hsfunction big\nsendResponse({ body: 'word and word\\n'.repeat(440_000) + 'the end' });"
CALLS = ["%hscall POST events?x=1 -d '{\"id\": 7}'", "%hscall broken", "%hscall page", "%hscall big"]
REDIRECTS = ["%hscall moved", "%hscall moved -L"]
CROSS = "%hscall events --origin https://shop.example"
FUNCTIONS = [EVENTS, BROKEN, PAGE, BIG, MOVED, CARRIES]


@pytest.fixture(scope="module")
def opened(module_lab: Lab) -> OpenNotebook:
    """One notebook with a call of each kind, for all tests here."""
    opened = module_lab.notebook([LOAD, *FUNCTIONS, *CALLS, *REDIRECTS, CROSS, "%hscall carries"])
    opened.run_all()
    return opened


CURSOR = """() => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const { line, column } = notebook.activeCell.editor.getCursorPosition();
  return [notebook.activeCellIndex, line, column, notebook.mode, notebook.activeCell.editor.hasFocus()];
}"""


def leads_to(opened: OpenNotebook, cell: int, line: int, column: int) -> None:
    """Waits until the keyboard is at this place of a cell."""
    eventually(opened.page, lambda: opened.page.evaluate(CURSOR), [cell, line, column, "edit", True].__eq__)


def view_of(opened: OpenNotebook, call: str) -> Locator:
    """The view below the cell of a call."""
    cells = opened.page.locator(".jp-CodeCell").filter(has=opened.page.locator(".cm-content", has_text=call))
    return cells.locator(".hsfunc-execution").first


def choose(view: Locator, name: str) -> Locator:
    """The panel of a tab."""
    view.get_by_role("tab", name=name).click()
    return view.get_by_role("tabpanel")


def test_the_header_line_and_the_tabs_tell_every_fact(opened: OpenNotebook) -> None:
    view = view_of(opened, CALLS[0])
    line = view.locator(".hsfunc-headline")
    for fact in ("POST", "/_hcms/api/events?x=1", "200 OK", " ms", "/128 MB", " bytes", "cold", "Request fulfilled"):
        expect(line).to_contain_text(fact)
    told = {name: choose(view, name).inner_text() for name in TABS}
    for fact in ("user-agent", "The browser and the system", "x-test", "a=1; Path=/"):
        assert fact in told["Headers"]
    assert told["Headers"].index("Response headers (") < told["Headers"].index("Request headers (")
    for fact in ("Set by the response (2)", "SameSite", "without HttpOnly", "Sent with the request (1)", "__hssrc"):
        assert fact in told["Cookies"]
    for fact in ("accountId: 123456", 'method: "POST"undocumented', "params", "limits"):
        assert fact in told["Context"]
    for fact in (
        "INFO",
        "called with { x: [ '1' ] }",
        "WARN",
        "careful",
        "+",
        "app.functions/events.js:3:15",
        "events.js:1",
        "events.js:2",
    ):
        assert fact in told["Console"]
    for fact in ("Account's minute, before", "60 left", "59 left", "Memory", "128 MB", "source"):
        assert fact in told["Limits"]
    for fact in ("Queue", "Cold start", "Load", "Run", "Respond", "Total", "execution time"):
        assert fact in told["Timing"]
    for fact in ("POST /_hcms/api/events?x=1 HTTP/1.1", '{"id": 7}', "HTTP/1.1 200 OK", "set-cookie: b=2"):
        assert fact in told["Raw"]


def test_the_tree_folds_searches_and_gives_paths(opened: OpenNotebook) -> None:
    panel = choose(view_of(opened, CALLS[0]), "Body")
    panel.get_by_role("button", name="Load all").click()
    panel.get_by_role("tree").wait_for()
    assert "needle" not in panel.inner_text()
    field = panel.get_by_role("searchbox")
    field.fill("needle")
    field.press("Enter")
    expect(panel).to_contain_text("1 of 1")
    expect(panel.locator("output")).to_have_text('$.nested["odd name"][1].deep')
    field.fill("24817")
    field.press("Enter")
    expect(panel.locator("output")).to_have_text("$.list[24817]")
    assert panel.get_by_role("treeitem").count() < 1_000


def test_everything_is_done_by_keyboard(opened: OpenNotebook) -> None:
    count = opened.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length")
    view = view_of(opened, CALLS[0])
    view.get_by_role("tab", name="Body").focus()
    opened.press(*["ArrowRight"] * 3)
    expect(view.get_by_role("tab", name="Context")).to_have_attribute("aria-selected", "true")
    opened.press("End")
    expect(view.get_by_role("tab", name="Raw")).to_have_attribute("aria-selected", "true")
    opened.press("Home", *["ArrowRight"] * 3)
    tree = view.get_by_role("tabpanel").get_by_role("tree")
    tree.get_by_role("treeitem").first.focus()
    keys = [text.lstrip("▸▾ ") for text in tree.get_by_role("treeitem").all_inner_texts()]
    behind_body = len(keys) - 1 - next(at for at, key in enumerate(keys) if key.startswith("body"))
    opened.press("End", *["ArrowUp"] * behind_body, "ArrowRight", "ArrowDown")
    expect(tree.locator("[aria-selected=true]")).to_contain_text("id: 7")
    # None of it was taken for the notebook's own keys.
    assert opened.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length") == count


def test_six_megabytes_are_drawn_where_one_looks(opened: OpenNotebook) -> None:
    panel = choose(view_of(opened, CALLS[3]), "Body")
    stored = opened.page.evaluate(
        """() => Math.max(...[...window.jupyterapp.shell.currentWidget.content.widgets]
          .map((cell) => JSON.stringify(cell.model.outputs.toJSON()).length))"""
    )
    assert stored < 30_000
    panel.get_by_role("button", name="Load all").click()
    panel.get_by_role("button", name="Load all").wait_for(state="detached")
    field = panel.get_by_role("searchbox")
    field.fill("the end")
    field.press("Enter")
    expect(panel.locator(".hsfunc-marked")).to_contain_text("the end")
    assert panel.locator(".hsfunc-row").count() < 200


def test_an_error_leads_to_the_line_of_its_cell(opened: OpenNotebook) -> None:
    view = view_of(opened, "%hscall broken")
    expect(view.get_by_role("alert")).to_contain_text("Cannot read properties of undefined")
    expect(view.locator("mark")).to_have_text("vid")
    view.get_by_role("button", name="broken.js, line 2, column 30").click()
    leads_to(opened, 2, 2, 29)


def test_an_error_shows_what_it_carries(opened: OpenNotebook) -> None:
    failure = view_of(opened, "%hscall carries").get_by_role("alert")
    causes = ("AggregateError: All tries failed", "Error 1 of 3: Error: Request failed", "Caused by: string: what lies")
    for fact in ("Error: The contact was not saved", *causes, "ERR_BAD_REQUEST", '"Property values were not valid"'):
        expect(failure).to_contain_text(fact)
    expect(failure).not_to_contain_text("of the request")
    for theme in THEMES:
        opened.theme(theme)
        failure.scroll_into_view_if_needed()
        opened.picture(f"execution-carried-{theme}")
    assert outside(failure) == []


def test_a_console_line_leads_to_the_line_that_wrote_it(opened: OpenNotebook) -> None:
    panel = choose(view_of(opened, CALLS[0]), "Console")
    rows = panel.get_by_role("row").filter(has=opened.page.get_by_role("cell"))
    expect(rows).to_contain_text([f"events.js:{n}" for n in (1, 2, 3)])
    assert [row.get_by_role("cell").last.inner_text() for row in rows.all()] == [f"events.js:{n}" for n in (1, 2, 3)]
    panel.get_by_role("button", name="events.js:2").click()
    leads_to(opened, 1, 2, 8)


def test_a_link_never_leads_to_a_source_that_did_not_run(opened: OpenNotebook) -> None:
    view = view_of(opened, "%hscall page")
    choose(view, "Console")
    cell = "() => window.jupyterapp.shell.currentWidget.content.widgets[3].model.sharedModel"
    written = opened.page.evaluate(f"({cell})().getSource()")
    view.get_by_role("button", name="page.js:1").click()
    leads_to(opened, 3, 1, 8)
    opened.page.evaluate(f"({cell})().setSource({json.dumps(written.replace('Hello', 'Bye'))})")
    view.get_by_role("button", name="page.js:1").click()
    shown = view.get_by_role("region", name="The source that ran").last
    expect(shown.locator(".hsfunc-marked")).to_contain_text("1 | console.log")
    expect(shown).to_contain_text("Hello")
    opened.picture("execution-ran-source")
    opened.page.evaluate(f"({cell})().setSource({json.dumps(written)})")


def test_a_console_line_leads_there_by_keyboard_too(opened: OpenNotebook) -> None:
    view = view_of(opened, CALLS[0])
    choose(view, "Console")
    view.get_by_role("tab", name="Console").focus()
    # Out of the tabs into the panel, and on to the first place.
    for _ in range(5):
        opened.press("Tab")
        if opened.page.evaluate("() => document.activeElement.textContent") == "events.js:1":
            break
    opened.press("Enter")
    leads_to(opened, 1, 1, 8)


def test_the_waterfall_of_a_cold_call_has_its_phases_in_order_and_a_warm_one_neither_starts_nor_loads(
    opened: OpenNotebook,
) -> None:
    boxes = """(table) => [...table.querySelectorAll('.hsfunc-fill')].map((bar) => {
      const [inner, outer] = [bar.getBoundingClientRect(), bar.parentElement.getBoundingClientRect()];
      return [inner.left - outer.left, inner.width];
    })"""
    cold = choose(view_of(opened, CALLS[0]), "Timing").get_by_role("table")
    names = [row.split()[0] for row in cold.get_by_role("row").all_inner_texts()]
    assert names == ["Phase", "Admit", "Queue", "Cold", "Load", "Run", "Respond", "Total"]
    bars = cold.evaluate(boxes)
    assert all(width > 0 for _, width in bars)
    assert [left for left, _ in bars] == sorted(left for left, _ in bars)
    warm = choose(view_of(opened, CROSS), "Timing").get_by_role("table")
    assert [width > 0 for _, width in warm.evaluate(boxes)] == [True, True, False, False, True, True]
    assert "none: the instance was warm" in warm.inner_text()


def test_html_has_a_preview_that_runs_nothing(opened: OpenNotebook) -> None:
    panel = choose(view_of(opened, "%hscall page"), "Body")
    panel.get_by_role("button", name="Preview").click()
    frame = panel.locator("iframe")
    assert frame.get_attribute("sandbox") == ""
    expect(frame.content_frame.locator("body")).to_have_text("Hello")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(opened: OpenNotebook, theme: Theme) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    opened.theme(theme)
    views = [view_of(opened, call) for call in (CALLS[0], CALLS[1], REDIRECTS[0], CROSS)]
    for name in TABS:
        for view in views:
            choose(view, name)
        views[0].scroll_into_view_if_needed()
        opened.picture(f"execution-{name.lower()}-{theme}")
    # All panels at once: axe looks at what can be seen, and takes a second each time.
    opened.page.evaluate(
        """() => {
          for (const panel of document.querySelectorAll('.hsfunc-panel')) panel.hidden = false;
          for (const details of document.querySelectorAll('.hsfunc-execution details')) details.open = true;
        }"""
    )
    told = axe.Axe().run(opened.page, context=".hsfunc-execution").response
    assert told["passes"]
    found = {
        violation["id"]: [f"{node['html']} {node['failureSummary']}" for node in violation["nodes"][:3]]
        for violation in told["violations"]
        if violation["impact"] in ("serious", "critical")
    }
    opened.page.evaluate(
        "() => { for (const node of document.querySelectorAll('.hsfunc-execution details')) node.open = false; }"
    )
    for view in views:
        choose(view, "Body")
    assert found == {}


def test_a_page_that_is_blocked_reads_why_and_what_would_cure_it(opened: OpenNotebook) -> None:
    view = view_of(opened, CROSS)
    verdict = view.get_by_role("region", name="What the browser makes of it")
    verdict.scroll_into_view_if_needed()
    opened.picture("execution-cors")
    verdict.get_by_role("alert").filter(has_text="has been blocked by CORS policy: No").wait_for()
    for fact in ("The function ran all the same", "Rule: ", "Access-Control-Allow-Origin: https://shop.example"):
        expect(verdict).to_contain_text(fact)
    for number, source in enumerate(
        ("not stated by HubSpot: Fetch, CORS check", "HubSpot's serverless functions reference: ")
    ):
        verdict.locator("summary", has_text="source").nth(number).click()
        verdict.get_by_text(source).first.wait_for()


def test_the_request_is_copied_as_curl(opened: OpenNotebook) -> None:
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choose(view_of(opened, CALLS[0]), "Raw").get_by_role("button", name="Copy as curl").click()
    opened.page.get_by_role("button", name="Copied").wait_for()
    copied = opened.page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("curl -X POST 'https://123456.hs-sites.com/_hcms/api/events?x=1'")


def test_a_redirect_is_followed_by_a_button(opened: OpenNotebook) -> None:
    way = view_of(opened, "%hscall moved -L").get_by_role("list", name="Redirects")
    assert "→ 301 Moved Permanently →" in (way.text_content() or "")
    view_of(opened, "%hscall moved").get_by_role("button", name="Follow").click()
    watched = opened.page.locator(".jp-CodeCell").filter(has_text="%hscall GET 'https://")
    expect(watched.locator(".hsfunc-headline")).to_contain_text("200 OK")
