"""The tab of the requests that a function has sent, in JupyterLab: unfolded, led to the cell, usable by everybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .lab import Lab, OpenNotebook, Theme
from .looks import THEMES, outside, serious
from .patience import eventually

REPOSITORY = Path(__file__).parents[2]
FUNCTION = """%%hsfunction sync --method POST
const contacts = "https://api.hubapi.com/crm/v3/objects/contacts";
await require("axios").get(contacts);
sendResponse({ body: "done" });"""
# What the runtime would tell, without a network.
CALL = f"""import sys
sys.path.insert(0, {str(REPOSITORY)!r})
from tests.outgoing_calls import called, exchange
from hsfunc_magics import current_account
contact = b'{{"results": [{{"id": "7", "properties": {{"email": "ann@example.com"}}}}], "paging": null}}'
token = (("authorization", "Bearer a-token-of-some-length"), ("user-agent", "axios/0.19.2"))
big = b'{{"results": [' + b'{{"email": "ann@example.com"}},' * 900 + b"{{}}]}}"
sent = [
    exchange(status=200, answer=contact, by="mock", rule="GET https://api.hubapi.com/*", line=2, column=25,
             headers=token),
    exchange("POST", "https://api.hubapi.com/crm/v3/objects/contacts/search?" + "x" * 150, sent=b'{{"limit": 1}}',
             status=429, answer=big, by="hubspot", at=0.02, line=2, column=25),
    exchange("PUT", "https://forms.example.org/long/path/to/somewhere", code="ENOTFOUND",
             message="getaddrinfo ENOTFOUND forms.example.org", at=0.03, seconds=0.012),
    exchange("GET", "https://slow.example/", at=0.041, seconds=0.009),
]
called(current_account(), sent, target="sync", method="POST")"""
CURSOR = """() => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  return [notebook.activeCellIndex, notebook.activeCell.editor.getCursorPosition().line];
}"""


@pytest.fixture(scope="module")
def opened(module_lab: Lab) -> OpenNotebook:
    """One notebook with one call for all tests here."""
    opened = module_lab.notebook(["%load_ext hsfunc_magics", FUNCTION, CALL], width=1280)
    opened.run_all()
    opened.page.locator(".hsfunc-execution").get_by_role("tab", name="Outgoing").click()
    return opened


def test_a_request_unfolds_by_keyboard_and_leads_to_its_line(opened: OpenNotebook) -> None:
    view = opened.page.locator(".hsfunc-execution")
    expect(view.get_by_role("tab", name="Outgoing")).to_have_text("Outgoing4")
    panel = view.get_by_role("tabpanel")
    for fact in ("200 OK", "429", "ENOTFOUND", "no answer", "20.0 ms", "mock", "small HubSpot", "network"):
        expect(panel).to_contain_text(fact)
    # A second try finds what the first one has unfolded.
    panel.locator("details").evaluate_all("(rows) => { for (const row of rows) row.open = false; }")
    summary = panel.locator("summary").first
    summary.focus()
    opened.press("Enter")
    expect(panel.get_by_role("tree")).to_contain_text('email: "ann@example.com"')
    expect(panel).to_contain_text("Bearer •••")
    panel.locator("summary").nth(1).click()
    panel.get_by_role("button", name="Load all").click()
    expect(panel.get_by_role("tree").last).to_contain_text("results")
    panel.get_by_role("button", name="sync.js:2").first.click()
    eventually(opened.page, lambda: opened.page.evaluate(CURSOR), [1, 2].__eq__)


@pytest.mark.parametrize("theme", THEMES)
def test_it_fits_and_can_be_used_by_everybody(opened: OpenNotebook, theme: Theme) -> None:
    opened.theme(theme)
    view = opened.page.locator(".hsfunc-execution")
    opened.page.mouse.move(0, 0)
    for name in ("Timing", "Outgoing"):
        view.get_by_role("tab", name=name).click()
        for width in (1280, 560):
            opened.page.set_viewport_size({"width": width, "height": 1000})
            view.scroll_into_view_if_needed()
            opened.picture(f"{name.lower()}-sent-{theme}-{width}")
            assert outside(view) == []
        assert serious(opened, ".hsfunc-execution") == {}
    opened.page.set_viewport_size({"width": 1280, "height": 1000})
