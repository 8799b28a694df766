"""Hostile output neither runs nor leaves its box: in JupyterLab, trusted and untrusted, and in nbconvert's HTML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from .lab import Lab
from .patience import new_page
from .payloads import ALL, HOST, executions
from .server import LabServer
from .stored import draw_all, is_trusted, open_untrusted, stored

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

# Every tab of every view, every button that shows the body in another way, and everything that unfolds.
_LOOK_AT_ALL = """() => {
  for (const tab of document.querySelectorAll('.hsfunc-execution [role=tab]')) {
    tab.click();
    const panel = document.getElementById(tab.getAttribute('aria-controls'));
    for (const button of panel.querySelectorAll('[aria-pressed]')) button.click();
    for (const item of panel.querySelectorAll('[aria-expanded=false]')) item.click();
  }
  for (const details of document.querySelectorAll('.hsfunc-execution details, .hsfunc details')) details.open = true;
}"""
# Elements and attributes that no view of ours makes, and boxes that are left.
_WRONG = """() => {
  const views = [...document.querySelectorAll('.hsfunc-execution, .hsfunc')];
  const wrong = [];
  for (const view of views) {
    for (const element of view.querySelectorAll('*')) {
      const name = element.localName;
      const own = name === 'style' && element.textContent.startsWith('.hsfunc{');
      const framed = name === 'iframe' && element.getAttribute('sandbox') === '';
      if (['script', 'style', 'iframe', 'object', 'embed', 'link', 'meta', 'base', 'form', 'video'].includes(name)
        && !own && !framed) wrong.push(name);
      for (const attribute of element.attributes) {
        if (attribute.name.startsWith('on')) wrong.push(attribute.name);
        if (['href', 'src', 'action'].includes(attribute.name) && !/^(https:\\/\\/(developer\\.mozilla\\.org|developers\\.cloudflare\\.com)\\/|data:image\\/)/.test(attribute.value)) wrong.push(attribute.value);
      }
      if (getComputedStyle(element).position === 'fixed') wrong.push('fixed');
    }
    if (view.textContent.match(/[\\u202a-\\u202e\\u2066-\\u2069\\u200b\\x00\\x1b]/)) wrong.push('invisible');
    const box = view.getBoundingClientRect();
    if (box.width > innerWidth) wrong.push('wide');
  }
  return { views: views.length, wrong: [...new Set(wrong)] };
}"""  # noqa: E501 - JavaScript


class Watch:
    """What must not happen in a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.events: list[str] = []
        page.on("dialog", lambda dialog: (self.events.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: self.events.append(request.url) if HOST in request.url else None)
        page.on("requestfailed", self._forget_blocked)
        page.on("popup", lambda popup: self.events.append(f"popup {popup.url}"))

    def _forget_blocked(self, request: Request) -> None:
        """What the preview's own policy blocks is told as a request too, but never leaves the browser."""
        if request.failure == "csp" and request.url in self.events:
            self.events.remove(request.url)

    def check(self, least: int) -> None:
        """Looks at everything, then for what went wrong."""
        address = self.page.url
        self.page.evaluate(_LOOK_AT_ALL)
        self.page.wait_for_timeout(500)
        assert self.events == []
        assert self.page.evaluate("() => window.hacked") is None
        assert self.page.url == address
        found = self.page.evaluate(_WRONG)
        assert found["wrong"] == []
        assert found["views"] >= least


@pytest.fixture(scope="module")
def outputs() -> list[Any]:
    """An output of each mime type alone, so that each renderer has to stand."""
    made: list[Any] = []
    for execution in executions():
        data, metadata = execution._repr_mimebundle_()
        made += [nbformat.v4.new_output("display_data", {kind: data[kind]}, metadata=metadata) for kind in data]
    return made


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = new_page(browser, viewport={"width": 1200, "height": 900})
    yield page
    page.close()


def test_in_an_untrusted_notebook(page: Page, lab_server: LabServer, outputs: list[Any]) -> None:
    assert len(ALL) >= 40
    watch = Watch(page)
    open_untrusted(page, lab_server, "hostile", outputs)
    draw_all(page, len(ALL))
    watch.check(2 * len(ALL))


def test_in_a_trusted_notebook(lab: Lab) -> None:
    root = str(Path(__file__).parents[2])
    show = (
        "for execution in made[{start}::4]:\n"
        "    data, metadata = execution._repr_mimebundle_()\n"
        "    for kind in data:\n"
        "        display({{kind: data[kind]}}, metadata=metadata, raw=True)"
    )
    opened = lab.notebook(
        [
            (
                f"import sys; sys.path.insert(0, {root!r})\nfrom tests.browser.payloads import executions\n"
                "made = list(executions())"
            ),
            *(show.format(start=start) for start in range(4)),
        ],
        fresh=True,
    )
    watch = Watch(opened.page)
    opened.run_all()
    assert is_trusted(opened.page)
    draw_all(opened.page, len(ALL))
    watch.check(2 * len(ALL))


def test_a_script_that_runs_is_seen(page: Page) -> None:
    watch = Watch(page)
    page.set_content("".join(ALL[:8]))
    page.wait_for_function("() => window.hacked === 1")
    assert any(HOST in event for event in watch.events)


def test_in_nbconverts_html(page: Page, outputs: list[Any], tmp_path: Path) -> None:
    from nbconvert import HTMLExporter

    html, _ = HTMLExporter().from_notebook_node(stored(outputs))
    (tmp_path / "hostile.html").write_text(html, encoding="utf-8")
    # The exporter's own page asks for MathJax and RequireJS: nothing of it leaves the machine here.
    page.route(
        lambda url: not url.startswith("file:"),
        lambda route: route.abort() if HOST not in route.request.url else route.fulfill(),
    )
    watch = Watch(page)
    page.goto((tmp_path / "hostile.html").as_uri(), wait_until="domcontentloaded")
    watch.check(len(ALL))
