"""The preview of a page that a function sent leads nowhere and tells nobody, whatever is pressed in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from hsfunc_magics import Account

from .lab import Lab
from .listening import Listener
from .patience import eventually, new_page
from .server import LabServer
from .stored import draw_all, in_cells, is_trusted, open_untrusted
from .ways_out import ALL, TO_PRESS, ways_out

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ElementHandle, Page


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as listener:
        yield listener


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = new_page(browser, viewport={"width": 1200, "height": 900})
    yield page
    page.close()


def outputs(address: str) -> list[Any]:
    """An execution for each way out."""
    account = Account()
    pages = list(ways_out(address).values())
    account.functions.add("f", f"sendResponse({{ body: {json.dumps(pages)}[context.params.n[0]] }});")
    try:
        made: list[Any] = []
        for number in range(len(pages)):
            data, metadata = account.call(f"f?n={number}")._repr_mimebundle_()
            (kind,) = (kind for kind in data if "json" in kind)
            made.append(nbformat.v4.new_output("display_data", {kind: data[kind]}, metadata=metadata))
        return made
    finally:
        account.close()


def middle(frame: ElementHandle) -> tuple[float, float]:
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def press(page: Page, frame: ElementHandle) -> None:
    """What a hand and a keyboard do with a link: a frame takes the same of them wherever it is."""
    x, y = middle(frame)
    page.mouse.click(x, y)
    page.mouse.click(x, y, button="middle")
    page.keyboard.down("Control")
    page.mouse.click(x, y)
    page.keyboard.up("Control")
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")


class Left:
    """What has left a page: pages that it opened, and frames that show something else."""

    def __init__(self, page: Page) -> None:
        self.events: list[str] = []
        page.context.on("page", lambda other: self.events.append(f"window {other.url}"))
        page.on("download", lambda download: self.events.append(f"download {download.url}"))
        page.on("dialog", lambda dialog: (self.events.append("dialog"), dialog.dismiss()))
        page.on("framenavigated", lambda frame: self.events.append(frame.url) if "/x" in frame.url else None)


def previews(page: Page) -> list[ElementHandle]:
    """Opens all previews."""
    page.evaluate(
        """() => {
      for (const button of document.querySelectorAll('.hsfunc-execution button'))
        if (button.textContent === 'Preview') button.click();
      // One after the other comes in sight, but all are looked at.
      for (const frame of document.querySelectorAll('.hsfunc-preview')) frame.loading = 'eager';
    }"""
    )
    frames = page.query_selector_all(".hsfunc-preview")
    assert len(frames) == len(ALL)
    return frames


def check(page: Page, listener: Listener) -> None:
    """Looks at all previews, then presses everything in those that have something to press."""
    draw_all(page, len(ALL))
    address, left = page.url, Left(page)
    frames = previews(page)
    eventually(page, lambda: [frame.content_frame() is not None for frame in frames], all)
    for frame in frames:
        shown = frame.content_frame()
        assert shown is not None
        shown.wait_for_load_state()
    page.wait_for_timeout(500)
    assert listener.connections == 0, "a preview alone has told somebody"
    for name, frame in zip(ALL, frames, strict=True):
        if name in TO_PRESS:
            press(page, frame)
            shown = frame.content_frame()
            assert shown is not None
            assert (name, shown.url) == (name, "about:srcdoc")
            assert (name, listener.connections, left.events) == (name, 0, [])
    page.wait_for_timeout(500)
    assert (listener.connections, left.events, page.url) == (0, [], address)


def test_in_an_untrusted_notebook(page: Page, lab_server: LabServer, listener: Listener) -> None:
    open_untrusted(page, lab_server, "ways-out", outputs(listener.address))
    check(page, listener)


def test_in_a_trusted_notebook(lab: Lab, listener: Listener) -> None:
    made = [(output["data"], output["metadata"]) for output in outputs(listener.address)]
    cells = [
        f"import json\nfor data, metadata in json.loads({json.dumps(part)!r}):\n"
        "    display(data, metadata=metadata, raw=True)"
        for part in in_cells(made)
    ]
    opened = lab.notebook(cells, fresh=True)
    opened.run_all()
    assert is_trusted(opened.page)
    check(opened.page, listener)


def test_a_long_page_scrolls_and_its_text_and_links_are_there(lab: Lab) -> None:
    html = "<h1>Top</h1><p style='height:3000px'>tall</p><p id=end><a href='https://example.com'>a link</a></p>"
    opened = lab.notebook(
        ["%load_ext hsfunc_magics", f"%%hsfunction f\nsendResponse({{ body: {json.dumps(html)} }});", "%hscall f"]
    )
    opened.run_all()
    page = opened.page
    page.get_by_role("button", name="Preview").click()
    frame = page.locator(".hsfunc-preview")
    content = frame.content_frame
    content.get_by_role("heading", name="Top").wait_for()
    link = content.get_by_role("link", name="a link")
    assert link.get_attribute("href") is None

    def scrolled() -> float:
        # Again and again, as one does: what is below the mouse may have been drawn a moment ago, and not take it yet.
        frame.hover()
        page.mouse.wheel(0, 9000)
        top: float = content.locator("html").evaluate("(root) => root.scrollTop")
        return top

    eventually(page, scrolled, lambda top: top > 1000)


@pytest.mark.parametrize("name", ["link to _self", "area", "link of an SVG", "old link of an SVG", "form"])
def test_a_way_out_of_another_frame_is_seen(page: Page, listener: Listener, name: str) -> None:
    html = ways_out(listener.address)[name]
    page.set_content("<iframe sandbox='allow-forms' style='width:300px;height:200px'></iframe>")
    page.eval_on_selector("iframe", "(frame, html) => { frame.srcdoc = html; }", html)
    frame = page.query_selector("iframe")
    assert frame is not None
    shown = frame.content_frame()
    assert shown is not None
    shown.wait_for_selector("a, area, button", state="attached")
    # Once: where another click meets the frame while it becomes another page's, Chromium may never say that it came.
    page.mouse.click(*middle(frame))
    eventually(page, lambda: listener.connections, lambda connections: connections > 0)
