"""JupyterLab in a browser, and how long a cell takes there from its command until what it shows is painted."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..needs import CannotMeasure, Need

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.lab import Lab, OpenNotebook
    from tests.browser.server import LabServer

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
# The command is what Ctrl-Enter does. Done is the cell when the kernel is, its output is in the page, and the frame
# that shows it has been drawn: what a frame asks for is told after its drawing.
_PAINTED = """async ([index, selector]) => {
  const { commands, shell } = window.jupyterapp;
  const { content } = shell.currentWidget;
  const { node } = content.widgets[index];
  content.activeCellIndex = index;
  const start = performance.now();
  if (selector) for (const old of node.querySelectorAll(selector)) old.dataset.old = "";
  await commands.execute("notebook:run-cell");
  if (selector) {
    await new Promise((done) => {
      const drawn = () => node.querySelector(`${selector}:not([data-old]) > *`) && (observer.disconnect(), done());
      const observer = new MutationObserver(drawn);
      observer.observe(node, { childList: true, subtree: true });
      drawn();
    });
  }
  await new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  return performance.now() - start;
}"""
# What is in the page when a cell of that kind is done.
VIEW, TEXT, NOTHING = ".hsfunc-execution", ".jp-RenderedText", ""


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


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium. What fails in a page, or takes too long there, raises `CannotMeasure`."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_chromium(), args=list(_FLAGS))
        try:
            yield opened
        except Error as problem:
            raise CannotMeasure(f"In JupyterLab: {problem.message.splitlines()[0]}") from None
        finally:
            opened.close()


@contextmanager
def servers(*extensions: bool) -> Iterator[dict[bool, LabServer]]:
    """A JupyterLab that knows our extension, and one that does not, as it is wanted."""
    from tests.browser.server import LabServer

    running: dict[bool, LabServer] = {}
    with tempfile.TemporaryDirectory(prefix="hsfunc-", ignore_cleanup_errors=True) as folder:
        try:
            for extension in extensions:
                place = Path(folder, str(extension))
                place.mkdir()
                running[extension] = LabServer(place, extension=extension, whole=True)
            yield running
        finally:
            for server in running.values():
                server.close()


@contextmanager
def notebooks(chromium: Browser, server: LabServer, name: str) -> Iterator[Lab]:
    """Notebooks in pages of their own; their kernels end with this."""
    from tests.browser.lab import Lab

    lab = Lab(chromium, server, name, None)
    try:
        yield lab
    finally:
        lab.close()


def painted(notebook: OpenNotebook, index: int, shows: str) -> float:
    """Seconds of one cell, until what it `shows` has been painted."""
    milliseconds: float = notebook.page.evaluate(_PAINTED, [index, shows])
    return milliseconds / 1000
