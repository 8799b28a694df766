"""`jupyterlab`: what the extension adds to JupyterLab's start, and how soon the view of a large body is there."""

from __future__ import annotations

import importlib.util
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hsfunc_magics.emulator.limits.limits import MEGABYTE

from .needs import CannotMeasure, Need
from .rows import Goal, Quantity, Row

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.server import LabServer

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
_STARTED = """async () => {
  while (!window.jupyterapp) await new Promise((done) => setTimeout(done, 1));
  await window.jupyterapp.restored;
  return performance.now();
}"""
_BODY = f"""%%hsfunction big
sendResponse({{ body: 'word and word\\n'.repeat({6 * MEGABYTE // 14 - 1000}) }});"""
# From the press of the button over the kernel's answer to the painted rows.
_OPENED = """async () => {
  const view = document.querySelector('.hsfunc-execution');
  const button = () => [...view.querySelectorAll('button')].find((button) => button.textContent === 'Load all');
  const start = performance.now();
  button().click();
  while (button()) await new Promise((done) => setTimeout(done, 1));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}"""


def _no_browser() -> str | None:
    missing = [name for name in ("playwright", "jupyterlab", "ipywidgets") if importlib.util.find_spec(name) is None]
    if missing:
        return f"It drives JupyterLab in a browser: pip install -e '.[test]' ({', '.join(missing)} is missing)."
    return None if _chromium() is not None else "It needs Chromium: run playwright install chromium."


@cache
def _chromium() -> str | None:
    from tests.browser.chromium import installed, this_machine

    return installed(this_machine())


BROWSER = Need("Chromium", _no_browser)


def jupyterlab(*, quick: bool) -> Iterator[Row]:
    """Two servers, one of which knows the extension; a new browser profile for each start, in turns."""
    from tests.browser.lab import Lab
    from tests.browser.server import LabServer

    rounds = 5 if quick else 15
    taken: dict[bool, list[float]] = {True: [], False: []}
    with _browser() as browser, tempfile.TemporaryDirectory(prefix="hsfunc-") as folder:
        servers: dict[bool, LabServer] = {}
        try:
            for extension in (True, False):
                place = Path(folder, str(extension))
                place.mkdir()
                servers[extension] = LabServer(place, extension=extension, whole=True)
            for turn in range(rounds + 1):
                for extension in (True, False) if turn % 2 else (False, True):
                    taken[extension].append(_start(browser, servers[extension], extension=extension))
            yield _row(taken[True][1:], taken[False][1:])  # the first starts fill the system's caches
            lab = Lab(browser, servers[True], "large", None)
            opened: list[float] = []
            for _ in range(3):
                notebook = lab.notebook(["%load_ext hsfunc_magics", _BODY, "%hscall big"])
                notebook.run_all()
                notebook.page.get_by_role("button", name="Load all").wait_for()
                opened.append(notebook.page.evaluate(_OPENED))
            lab.close()
        finally:
            for server in servers.values():
                server.close()
    yield Row("view of a 6 MB body", Quantity(statistics.median(opened), "ms"), goals=(Goal(500, "ms"),))


def _row(mine: list[float], bare: list[float]) -> Row:
    # Of pairs: whatever else the machine did then, both starts of a pair saw.
    return Row(
        "JupyterLab's start",
        Quantity(statistics.median(one - other for one, other in zip(mine, bare, strict=True)), "ms", "more"),
        Quantity(statistics.median(bare), "ms", "without the extension"),
        statistics.median(one / other for one, other in zip(mine, bare, strict=True)),
        goals=(Goal(100, "ms"),),
    )


def _start(browser: Browser, server: LabServer, *, extension: bool) -> float:
    """Milliseconds until JupyterLab is restored, in a profile without cache."""
    page = browser.new_context().new_page()
    try:
        page.goto(f"{server.url}/lab?token={server.token}", wait_until="commit")
        taken: float = page.evaluate(_STARTED)
        loaded = page.evaluate("() => performance.getEntries().some((entry) => entry.name.includes('/hsfunc-magics/'))")
        if loaded is not extension:
            raise CannotMeasure("JupyterLab knows the extension by an installed hsfunc-magics, or does not find it.")
    finally:
        page.context.close()
    return taken


@contextmanager
def _browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    path = _chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()
