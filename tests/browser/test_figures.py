"""What was measured, in JupyterLab: limits, series and load times, drawn from the metadata of their outputs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .lab import Lab, OpenNotebook
from .looks import THEMES, outside, serious

CELLS = (
    "%load_ext hsfunc_magics",
    "%%hsfunction f\nsendResponse({ body: { one: 1 } });",
    "%hscall f",
    "%hs limits",
    "%hscall f --repeat 8 --concurrency 2",
    "%hs packages axios --measure",
    "execution = _3\nexecution.timing",
)
FACTS = (
    ("account_seconds", "600 s", "Source"),
    ("8 of 8 calls, 2 at once", "Latency: p50", "Cold starts: ", "executionsRemaining as each call saw it"),
    ("loads in", "follow-redirects"),
    ("Cold start", "Total", " ms"),
)


@pytest.fixture(scope="module")
def opened(module_lab: Lab) -> OpenNotebook:
    opened = module_lab.notebook(CELLS)
    opened.run_all()
    return opened


def test_figures_are_drawn_and_everybody_can_read_them(opened: OpenNotebook) -> None:
    views = opened.page.locator(".hsfunc-figures")
    expect(views).to_have_count(len(FACTS))
    for view, facts in zip(views.all(), FACTS, strict=True):
        for fact in facts:
            expect(view).to_contain_text(fact, ignore_case=True)
        expect(view).not_to_contain_text("from run to run")
    expect(views.nth(0).get_by_role("img", name="account_seconds: ")).to_have_count(1)
    expect(views.nth(1).locator("svg")).to_have_count(3)
    for theme in THEMES:
        opened.theme(theme)
        for index, view in enumerate(views.all()):
            view.scroll_into_view_if_needed()
            opened.picture(f"figures-{index}-{theme}")
            assert outside(view) == []
        assert serious(opened, ".hsfunc-figures") == {}


def test_a_body_of_one_screen_is_searched_when_it_is_asked_for(opened: OpenNotebook) -> None:
    body = opened.page.locator(".hsfunc-body").first
    field = body.get_by_role("searchbox")
    expect(body.get_by_role("tree")).to_contain_text("one: 1")
    expect(field).to_have_count(0)
    expect(body.get_by_role("button", name="Copy path")).to_have_count(0)
    body.get_by_role("treeitem", name="one").click()
    expect(body.locator("output")).to_have_text("$.one")
    opened.press("/")
    expect(field).to_be_focused()
    opened.type("one")
    opened.press("Enter")
    expect(body).to_contain_text("1 of 1")
