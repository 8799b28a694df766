"""`jupyterlab`: what the extension adds to JupyterLab's start, and how soon views are painted there."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hsfunc_magics.emulator.limits.limits import MEGABYTE

from ..needs import CannotMeasure
from ..rows import Quantity, Row
from ..sampling import Samples
from .lab import NOTHING, TEXT, VIEW, browser, notebooks, painted, servers
from .shell import quickstart

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.server import LabServer

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


def jupyterlab(*, quick: bool) -> Iterator[Row]:
    """Starts with the extension and without it, cells that show a view, a text, nothing, and a view of a large body."""
    with browser() as chromium, servers(True, False) as running:
        yield _started(chromium, running, rounds=5 if quick else 15)
        yield _cell(chromium, running[True], rounds=4 if quick else 20)
        yield _large(chromium, running[True])


# ------------------------------------------------------------ the start


def _started(chromium: Browser, running: dict[bool, LabServer], *, rounds: int) -> Row:
    """A new browser profile for each start, in turns."""
    taken: dict[bool, list[list[float]]] = {True: [], False: []}
    for turn in range(rounds + 1):
        for extension in (True, False) if turn % 2 else (False, True):
            taken[extension].append([_start(chromium, running[extension], extension=extension)])
    # The first starts fill the system's caches.
    mine, bare = Samples(taken[True][1:]), Samples(taken[False][1:])
    return Row(
        "JupyterLab's start",
        Quantity(mine.more(bare), "ms", "more"),
        Quantity(bare.median, "ms", "without the extension"),
        mine.ratio(bare),
    )


def _start(chromium: Browser, server: LabServer, *, extension: bool) -> float:
    """Milliseconds until JupyterLab is restored, in a profile without cache."""
    page = chromium.new_context().new_page()
    try:
        page.goto(f"{server.url}/lab?token={server.token}", wait_until="commit")
        taken: float = page.evaluate(_STARTED)
        loaded = page.evaluate("() => performance.getEntries().some((entry) => entry.name.includes('/hsfunc-magics/'))")
        if loaded is not extension:
            raise CannotMeasure("JupyterLab knows the extension by an installed hsfunc-magics, or does not find it.")
    finally:
        page.context.close()
    return taken


# ------------------------------------------------------------ views


def _cell(chromium: Browser, server: LabServer, *, rounds: int) -> Row:
    """The quickstart's first call beside `pass` and beside a text, in one notebook, in turns."""
    function, call = quickstart()
    cells = {call: VIEW, "pass": NOTHING, "'word ' * 20": TEXT}
    taken: dict[str, list[list[float]]] = {shows: [] for shows in cells.values()}
    with notebooks(chromium, server, "cell") as lab:
        notebook = lab.notebook(["%load_ext hsfunc_magics", function, *cells])
        notebook.run_all()
        for turn in range(rounds + 1):
            for index, shows in enumerate(cells.values(), start=2):
                batch = [painted(notebook, index, shows) for _ in range(5)]
                if turn > 0:
                    taken[shows].append(batch)
    view, nothing, text = (Samples(taken[shows]) for shows in (VIEW, NOTHING, TEXT))
    return Row(
        "%hscall cell, painted in JupyterLab",
        Quantity(view.more(nothing) * 1e3, "ms", "more"),
        Quantity(nothing.median * 1e3, "ms", "pass cell"),
        view.ratio(nothing),
        remark=f"a cell that shows a text {text.more(nothing) * 1e3:.1f} ms more",
    )


def _large(chromium: Browser, server: LabServer) -> Row:
    opened: list[float] = []
    with notebooks(chromium, server, "large") as lab:
        for _ in range(3):
            notebook = lab.notebook(["%load_ext hsfunc_magics", _BODY, "%hscall big"])
            notebook.run_all()
            notebook.page.get_by_role("button", name="Load all").wait_for()
            opened.append(notebook.page.evaluate(_OPENED))
    return Row("view of a 6 MB body", Quantity(statistics.median(opened), "ms"))
