"""The request console in JupyterLab, used with the keyboard alone."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest

from .console_lab import CHROMIUM, ConsoleLab, console_lab, run_cell, shut_down

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}"),
    pytest.mark.skipif(importlib.util.find_spec("playwright") is None, reason="playwright is not installed"),
]

CELLS = (
    "%load_ext hsfunc_magics",
    """%%hsfunction events/update --method POST
sendResponse({ body: { got: context.body, params: context.params, test: context.headers["x-test"] } });""",
    "%hs try",
    "%%hsfunction later\nsendResponse({ body: 'later' });",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleLab]:
    with console_lab(tmp_path_factory.mktemp("lab")) as running:
        yield running


def test_a_request_is_written_sent_and_copied_by_keyboard(lab: ConsoleLab) -> None:
    page = lab.open(CELLS)
    page.set_default_timeout(20_000)
    for index in (0, 1, 2):
        run_cell(page, index)
    console = page.locator(".hsfunc-console")
    path = console.get_by_role("combobox", name="Path")
    path.wait_for()
    assert path.input_value() == "events/update"

    # Each row that is added has the focus, so that one types on.
    console.get_by_role("button", name="Add header").focus()
    page.keyboard.press("Enter")
    console.locator("input:focus").wait_for()
    page.keyboard.type("X Test")
    console.get_by_text("HTTP forbids ' ' in the name").wait_for()
    for _ in range(5):
        page.keyboard.press("Backspace")
    page.keyboard.type("-Test")
    page.keyboard.press("Tab")
    page.keyboard.type("yes")
    console.get_by_text("HTTP forbids").wait_for(state="detached")

    body = console.get_by_role("textbox", name="Text of the body")
    body.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type('{"id": ')
    console.get_by_text("(line 1, column 8). It would be 400.").wait_for()
    page.keyboard.type("7}")
    console.get_by_text("It would be 400.").wait_for(state="detached")

    # What was typed last before Enter is sent, too.
    path.focus()
    page.keyboard.press("End")
    page.keyboard.type("?x=1&y=2")
    page.keyboard.press("Enter")
    console.get_by_text("POST /_hcms/api/events/update?x=1&y=2").wait_for()
    shown = console.locator("pre").first.inner_text()
    assert all(part in shown for part in ('"id": 7', '"y": [', '"test": "yes"'))
    sent = console.get_by_role("button", name=" → 200 OK")
    assert sent.all_inner_texts() == ["✓ 1. POST events/update?x=1&y=2 → 200 OK"]

    # The keys are the text's own: no cell is added, and the clipboard has the line.
    console.get_by_role("button", name="curl").focus()
    page.keyboard.press("Space")
    copied = console.get_by_role("textbox", name="The request as curl")
    copied.wait_for()
    while page.evaluate("() => document.activeElement.tagName") == "BUTTON":
        page.keyboard.press("Tab")
    for key in ("a", "b", "Control+A", "Control+C"):
        page.keyboard.press(key)
    line = page.evaluate("() => navigator.clipboard.readText()")
    assert line.startswith(
        "curl -X POST 'https://123456.hs-sites.com/_hcms/api/events/update?x=1&y=2' -H 'X-Test: yes'"
    )
    assert page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length") == len(CELLS)

    # What a cell registers is there at once; an earlier request comes back whole.
    run_cell(page, 3)
    page.wait_for_function("() => document.querySelector('.hsfunc-console datalist option[value=later]')")
    path.fill("later")
    console.get_by_text("does not serve POST").wait_for()
    console.get_by_role("button", name="GET", exact=True).focus()
    page.keyboard.press("Enter")
    console.get_by_role("button", name="✓ GET").wait_for()
    assert page.evaluate("() => document.activeElement.innerText") == "✓ GET"
    console.get_by_text("does not serve POST").wait_for(state="detached")
    sent.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.hsfunc-path input').value === 'events/update?x=1&y=2'")

    # Run again, the cell has one console, and the old one is gone.
    run_cell(page, 2)
    page.wait_for_function("() => document.querySelectorAll('.hsfunc-console').length === 1")
    sent.wait_for()
    assert sent.count() == 1
    assert page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length") == len(CELLS)
    shut_down(page)
