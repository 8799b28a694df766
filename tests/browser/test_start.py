"""What JupyterLab's start has to load of the extension: little; the rest comes where it is used first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from .lab import Lab, OpenNotebook
from .patience import new_page
from .server import LabServer
from .test_cells import colour

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

KILOBYTE = 1024
_STARTED = """async () => {
  while (!window.jupyterapp) await new Promise((done) => setTimeout(done, 10));
  await window.jupyterapp.restored;
}"""
_OURS = """() => performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/hsfunc-magics/'))
  .map((entry) => [entry.name, entry.decodedBodySize])"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = new_page(browser)  # without what another test has in the cache
    yield page
    page.close()


def test_jupyterlab_starts_with_three_small_files(page: Page, lab_server: LabServer) -> None:
    page.goto(f"{lab_server.url}/lab?reset&token={lab_server.token}", wait_until="commit")
    page.evaluate(_STARTED)
    page.wait_for_timeout(500)
    loaded = dict(page.evaluate(_OURS))
    assert any("remoteEntry" in name for name in loaded)
    assert len(loaded) <= 3, sorted(loaded)
    assert sum(loaded.values()) < 40 * KILOBYTE, loaded
    styles = page.evaluate("() => [...document.styleSheets].map((sheet) => sheet.ownerNode.textContent).join()")
    assert "hsfunc" not in styles


def files(opened: OpenNotebook) -> int:
    count: int = opened.page.evaluate(f"() => ({_OURS})().length")
    return count


def test_cells_the_view_and_the_panel_bring_what_they_need(lab: Lab) -> None:
    opened = lab.notebook(
        ["%load_ext hsfunc_magics", "%%hsfunction f\nsendResponse({ body: 'x' });", "%hscall f"], fresh=True
    )
    colour(opened, 1, "'x'")
    before = files(opened)
    opened.run_all()
    opened.page.locator(".hsfunc-card").wait_for()
    with_view = files(opened)
    assert with_view > before
    opened.command("hsfunc:show-panel")
    opened.page.locator(".hsfunc-side").get_by_role("tree").wait_for()
    assert files(opened) > with_view
