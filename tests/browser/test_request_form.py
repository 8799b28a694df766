"""The request form in JupyterLab, used with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import expect

from .lab import Lab, Theme
from .patience import eventually

CELLS = (
    "%load_ext hsfunc_magics",
    """%%hsfunction events/update --method POST
sendResponse({ body: { got: context.body, params: context.params, test: context.headers["x-test"] } });""",
    "%hs try",
    "%%hsfunction later\nsendResponse({ body: 'later' });",
)


def test_a_request_is_written_sent_and_copied_by_keyboard(lab: Lab) -> None:
    notebook = lab.notebook(CELLS)
    page = notebook.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for index in (0, 1, 2):
        notebook.run(index)
    request_form = page.locator(".hsfunc-request-form")
    path = request_form.get_by_role("combobox", name="Path")
    path.wait_for()
    expect(path).to_have_value("events/update")

    # Each row that is added has the focus, so that one types on.
    request_form.get_by_role("button", name="Add header").focus()
    notebook.press("Enter")
    request_form.locator("input:focus").wait_for()
    page.keyboard.type("X Test")
    request_form.get_by_text("HTTP forbids ' ' in the name").wait_for()
    notebook.press(*["Backspace"] * 5)
    page.keyboard.type("-Test")
    notebook.press("Tab")
    page.keyboard.type("yes")
    request_form.get_by_text("HTTP forbids").wait_for(state="detached")

    body = request_form.get_by_role("textbox", name="Text of the body")
    body.focus()
    notebook.press("ControlOrMeta+a")
    page.keyboard.type('{"id": ')
    request_form.get_by_text("(line 1, column 8). It would be 400.").wait_for()
    page.keyboard.type("7}")
    request_form.get_by_text("It would be 400.").wait_for(state="detached")

    # What was typed last before Enter is sent, too. In a low window the answer would stand below its edge.
    page.set_viewport_size({"width": 1200, "height": 520})
    path.focus()
    notebook.press("End")
    page.keyboard.type("?x=1&y=2")
    notebook.press("Enter")
    request_form.get_by_text("123456.hs-sites.com/_hcms/api/events/update?x=1&y=2").wait_for()
    for part in ("id: 7", '"2"', 'test: "yes"'):
        expect(request_form.get_by_role("tabpanel", name="Body")).to_contain_text(part)
    expect(request_form.get_by_role("tabpanel", name="Body")).to_be_in_viewport()
    sent = request_form.get_by_role("button", name=" → 200")
    expect(sent).to_have_text(["✓ 1. POST events/update?x=1&y=2 → 200"])

    # The keys are the text's own: no cell is added, and the clipboard has the line; the button does the same.
    request_form.get_by_role("button", name="curl").focus()
    notebook.press("Space")
    copied = request_form.get_by_role("textbox", name="The request as curl")
    copied.wait_for()
    while page.evaluate("() => document.activeElement.tagName") == "BUTTON":
        notebook.press("Tab")
    notebook.press("a", "b", "ControlOrMeta+a", "ControlOrMeta+c")
    line = "curl -X POST 'https://123456.hs-sites.com/_hcms/api/events/update?x=1&y=2' -H 'X-Test: yes'"
    eventually(page, lambda: page.evaluate("() => navigator.clipboard.readText()"), lambda text: text.startswith(line))
    request_form.get_by_role("button", name="Python requests").focus()
    notebook.press("Enter")
    request_form.get_by_role("textbox", name="The request as Python requests").wait_for()
    request_form.get_by_role("button", name="Copy", exact=True).focus()
    notebook.press("Enter")
    request_form.get_by_role("button", name="Copied").wait_for()
    text = page.evaluate("() => navigator.clipboard.readText()")
    assert text.startswith("import requests")
    assert page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length") == len(CELLS)

    # What a cell registers is there at once; an earlier request comes back whole.
    notebook.run(3)
    page.wait_for_function("() => document.querySelector('.hsfunc-request-form datalist option[value=later]')")
    path.fill("later")
    request_form.get_by_text("does not serve POST").wait_for()
    request_form.get_by_role("button", name="GET", exact=True).focus()
    notebook.press("Enter")
    request_form.get_by_role("button", name="✓ GET").wait_for()
    # Letters and arrows are no shortcuts of the notebook on a button either: x would cut the cell, an arrow leave it.
    notebook.press("x", "a", "b", "K", "ArrowUp", "ControlOrMeta+z")
    expect(page.locator(":focus")).to_have_text("✓ GET")
    assert page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length") == len(CELLS)
    request_form.get_by_text("does not serve POST").wait_for(state="detached")
    sent.focus()
    notebook.press("Enter")
    expect(path).to_have_value("events/update?x=1&y=2")

    # Run again, the cell has one console, and the old one is gone.
    notebook.run(2)
    page.wait_for_function("() => document.querySelectorAll('.hsfunc-request-form').length === 1")
    expect(sent).to_have_count(1)
    assert page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length") == len(CELLS)


def test_text_typed_just_before_sending_is_sent(lab: Lab) -> None:
    slow = """from ipywidgets import Widget
import time
def slow_message(self, message, deal=Widget._handle_msg):
    time.sleep(0.3)
    deal(self, message)
Widget._handle_msg = slow_message"""
    notebook = lab.notebook((slow, *CELLS[:3]))
    notebook.run_all()
    request_form = notebook.page.locator(".hsfunc-request-form")
    path = request_form.get_by_role("combobox", name="Path")
    path.focus()
    notebook.press("End")
    notebook.page.keyboard.type("?first=1")
    notebook.press("Enter")
    request_form.get_by_role("button", name="POST events/update?first=1 → 200").wait_for()
    path.focus()
    notebook.press("End")
    notebook.page.keyboard.type("&second=2")
    notebook.button("Send").click()
    request_form.get_by_role("button", name="POST events/update?first=1&second=2 → 200").wait_for()


def test_it_reads_well_in_light_and_dark_and_in_a_narrow_window(lab: Lab) -> None:
    cells = (*CELLS[:2], "%hs visitor member --name ann --vid 7", CELLS[2])
    notebook = lab.notebook(cells)
    notebook.run_all()
    request_form = notebook.page.locator(".hsfunc-request-form")
    request_form.get_by_role("button", name="ann (member, vid 7)").click()
    request_form.get_by_role("button", name="Add header").click()
    request_form.locator("input:focus").wait_for()
    notebook.type("X Test")
    notebook.wait_for_text("HTTP forbids ' ' in the name")
    notebook.press("Backspace", "Backspace", "Backspace", "Backspace", "Backspace")
    request_form.get_by_text("HTTP forbids").wait_for(state="detached")  # and with it its line above the button
    notebook.button("Send").click()
    request_form.get_by_role("button", name=" → 200").wait_for()
    request_form.get_by_role("textbox", name="Text of the body").fill("{")
    notebook.wait_for_text("Not JSON")
    notebook.button("%hscall").click()
    request_form.get_by_role("textbox", name="The request as %hscall").wait_for()
    looks: tuple[tuple[Theme, int], ...] = (("light", 1000), ("dark", 560))
    for theme, width in looks:
        notebook.theme(theme)
        notebook.page.set_viewport_size({"width": width, "height": 1000})
        request_form.evaluate("(node) => node.scrollIntoView()")
        notebook.picture(f"console-{theme}-{width}")
        # Nothing is cut off on the right.
        assert request_form.evaluate("(node) => node.scrollWidth <= node.clientWidth + 1")
