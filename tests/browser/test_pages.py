"""Pages and forms of the notebook about them, in Chromium: clicked in its frame, and opened in a tab of their own."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from .lab import Lab, OpenNotebook
from .looks import THEMES
from .patience import new_page

_NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "03-pages-and-forms.ipynb"
_NAME = "Ann <3"


@pytest.fixture
def cells() -> list[str]:
    """The code of the notebook, up to where its server is stopped."""
    notebook = nbformat.read(_NOTEBOOK, as_version=4)
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return sources[: next(at for at, source in enumerate(sources) if "%hs serve stop" in source)]


def sign_up(page: Page | FrameLocator) -> None:
    page.get_by_label("Name").fill(_NAME)
    page.get_by_label("News").check()
    page.get_by_label("Events").check()
    page.get_by_role("button", name="Sign up").click()
    # What was typed is text, also where it looks like HTML.
    expect(page.get_by_role("heading", name=f"Thank you, {_NAME}!")).to_be_visible()


def ask(page: Page | FrameLocator, button: str, name: str, answer: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("status").get_by_text(answer)).to_be_visible()


def try_all(page: Page | FrameLocator) -> None:
    """Fetch within the origin and from another one, a form with a file, the form."""
    ask(page, "Is the name free?", "ann", "It is taken.")
    ask(page, "Is the name free?", "zoe", "It is free.")
    ask(page, "Ask another origin", "zoe", "The browser does not tell")
    page.get_by_label("Title").fill("Me")
    photo = {"name": "me.png", "mimeType": "image/png", "buffer": b"\x89PNG"}
    page.get_by_label("Photo").set_input_files(photo)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text('{"type":"multipart/form-data","params":{"title":["Me"]}}')).to_be_visible()
    page.locator("body").evaluate("() => history.back()")
    sign_up(page)


def output(opened: OpenNotebook, cells: list[str], source: str) -> str:
    return opened.text(cells.index(source))


def test_the_page_in_the_notebooks_frame(lab: Lab, cells: list[str]) -> None:
    opened = lab.notebook(cells, height=1600)
    opened.run_all()
    frame = opened.page.frame_locator("iframe[src*='/_hcms/api/sign-up']")
    try_all(frame)
    # The executions appear in the output of %hs serve as they come.
    live = opened.page.locator(".jp-OutputArea-output pre", has_text="Execution Time")
    for line in ("POST is-free", "POST upload", "POST register", "GET thanks"):
        expect(live.filter(has_text=f" - SUCCESS - {line} - ").first).to_be_visible()
    opened.page.locator("iframe[src*='/_hcms/api/sign-up']").scroll_into_view_if_needed()
    for theme in THEMES:
        opened.theme(theme)
        opened.picture(f"pages-{theme}")


def test_the_page_in_a_tab_and_a_visitor_who_is_known(browser: Browser, lab: Lab, cells: list[str]) -> None:
    opened = lab.notebook(cells)
    opened.run_all()
    served = output(opened, cells, "%hs serve -o server")
    told = re.search(r"Functions: (\S+)/_hcms/api/\S+", served)
    assert told is not None
    tab = new_page(browser)
    tab.goto(f"{told[1]}/_hcms/api/sign-up")
    try_all(tab)
    # Where the browser has gone: a reload gets the page again, and sends no form.
    expect(tab).to_have_url(re.compile(r"/_hcms/api/thanks\?name=Ann%20%3C3$"))
    for number in (1, 2, 3):
        tab.goto(f"{told[1]}/_hcms/api/visits")
        expect(tab.get_by_text(f'{{"visits":{number}}}')).to_be_visible()
    tab.goto(f"{told[1]}/_hcms/api/hello")
    expect(tab.get_by_text("Hello stranger")).to_be_visible()
    control = re.search(r"Try it, log and quota, on this machine: (\S+)", served)
    assert control is not None
    tab.goto(control[1])
    tab.get_by_label("Visitor").select_option("ann")
    tab.get_by_role("button", name="Change").click()
    tab.goto(f"{told[1]}/_hcms/api/hello")
    expect(tab.get_by_text("Hello ann@example.com, logged in")).to_be_visible()
    tab.close()
