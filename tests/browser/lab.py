"""Notebooks of JupyterLab and of Notebook in pages of a browser, to be driven."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import nbformat

from .patience import POLLING, START_SECONDS, new_page
from .server import LabServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

Theme = Literal["light", "dark"]
App = Literal["lab", "notebook"]

# The kernel is there and has said who it is: only then does a cell run at once. The idle indicator comes too early.
_READY = """(path) => {
  const panel = window.jupyterapp?.shell.currentWidget;
  const session = panel?.context?.path === path ? panel.sessionContext : null;
  return Boolean(session?.isReady && session.session?.kernel?.connectionStatus === "connected"
    && panel.content.widgets.length);
}"""
# What the widgets have told the kernel, and it has not dealt with. By the time it has, they have told the next.
_WATCH = """() => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  const untold = new Set();
  window.untoldOfWidgets = untold;
  kernel.anyMessage.connect((_, { msg, direction }) => {
    if (direction === "send" && msg.header.msg_type === "comm_msg") untold.add(msg.header.msg_id);
  });
  kernel.iopubMessage.connect((_, msg) => {
    const idle = msg.header.msg_type === "status" && msg.content.execution_state === "idle";
    if (idle) setTimeout(() => untold.delete(msg.parent_header.msg_id));
  });
}"""
_OPEN = "async (path) => { await window.jupyterapp.commands.execute('docmanager:open', { path }); }"
# The notebook alone, as in a new page; only now, because an empty JupyterLab shows its launcher.
_ALONE = """async () => {
  const { commands, shell } = window.jupyterapp;
  const { id } = shell.currentWidget;
  for (const widget of [...shell.widgets("main")]) if (widget.id !== id) widget.dispose();
  for (const [side, collapsed] of [["left", shell.leftCollapsed], ["right", shell.rightCollapsed]])
    if (!collapsed) await commands.execute(`application:toggle-${side}-area`);
  shell.activateById(id);
}"""
_END_KERNELS = """async () => {
  const sessions = [...window.jupyterapp.shell.widgets("main")].map((widget) => widget.sessionContext);
  await Promise.all(sessions.map((session) => session?.shutdown()));
}"""
_IN_ORDER = """() => window.jupyterapp.shell.currentWidget?.context !== undefined
  && document.querySelector(".jp-Dialog, .jp-Tooltip") === null"""
_SETTLED = "() => window.untoldOfWidgets.size === 0"
_THEMED = "(theme) => document.body.dataset.jpThemeName === theme"
# JupyterLab 4.2 tells by the prompt alone that a cell runs.
_IDLE = """() => {
  const busy = ({ model, inputArea }) => model.executionState === undefined
    ? inputArea?.promptNode?.textContent.includes("*") : model.executionState !== "idle";
  const cells = window.jupyterapp.shell.currentWidget.content.widgets;
  return !cells.some((cell) => cell.model.type === "code" && busy(cell));
}"""


class Lab:
    """Notebooks of one test, or of all tests of a file."""

    def __init__(self, browser: Browser, server: LabServer, name: str, pictures: Path | None) -> None:
        self._browser = browser
        self._server = server
        self._name = re.sub(r"\W+", "-", name).strip("-")
        self._pictures = pictures
        self._opened: list[OpenNotebook] = []

    def notebook(
        self,
        cells: Sequence[str],
        *,
        app: App = "lab",
        theme: Theme = "light",
        width: int = 1200,
        height: int = 1000,
        fresh: bool = False,
    ) -> OpenNotebook:
        """A notebook of these code cells, alone in a page, its kernel ready.

        A page of JupyterLab may have been an earlier test's: loading one takes several seconds of a processor. A
        `fresh` one has not, and will not be another's.
        """
        path = f"{self._name}-{next(self._server.numbers)}.ipynb"
        content = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(content, self._server.folder / path)
        reused = app == "lab" and not fresh and bool(self._server.spare_pages)
        if reused:
            page = self._server.spare_pages.pop()
            page.set_viewport_size({"width": width, "height": height})
            page.mouse.move(0, 0)
            page.evaluate(_OPEN, path)
        else:
            page = new_page(self._browser, viewport={"width": width, "height": height})
            # In JupyterLab a workspace of its own, or the last test's notebooks would open as well.
            place = f"lab/workspaces/{Path(path).stem}/tree" if app == "lab" else "notebooks"
            page.goto(f"{self._server.url}/{place}/{path}?token={self._server.token}", wait_until="domcontentloaded")
        opened = OpenNotebook(page, self._pictures, reusable=app == "lab" and not fresh)
        self._opened.append(opened)
        page.wait_for_function(_READY, arg=path, timeout=START_SECONDS * 1000, polling=POLLING)
        if app == "lab":
            page.evaluate(_ALONE)
        opened.watch()
        opened.theme(theme)
        return opened

    def close(self, *, reuse: bool = False) -> None:
        """Ends the kernels, with a last picture of each page, which shows where a test failed.

        Closes the pages; those that may be and are in order are left to later tests with `reuse`.
        """
        for index, opened in enumerate(self._opened):
            opened.picture(f"{self._name}-{index}-end")
            opened.page.evaluate(_END_KERNELS)
            if reuse and opened.reusable and opened.page.evaluate(_IN_ORDER):
                self._server.spare_pages.append(opened.page)
            else:
                opened.page.close()


class OpenNotebook:
    """A notebook in a page."""

    def __init__(self, page: Page, pictures: Path | None, *, reusable: bool) -> None:
        self.page = page
        self.reusable = reusable
        self._pictures = pictures

    def watch(self) -> None:
        """From now on it is known when the kernel has dealt with its widgets."""
        self.page.evaluate(_WATCH)

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        """Does one of JupyterLab's commands."""
        self.page.evaluate(
            "async ([name, args]) => { await window.jupyterapp.commands.execute(name, args); }", [name, arguments or {}]
        )

    def theme(self, theme: Theme) -> None:
        """Changes JupyterLab's theme, until it is there: the command only says that it shall be."""
        name = f"JupyterLab {theme.title()}"
        self.command("apputils:change-theme", {"theme": name})
        self.page.wait_for_function(_THEMED, arg=name, polling=POLLING)

    def settle(self) -> None:
        """Waits until the kernel has dealt with all that was done to its widgets.

        ipywidgets sends a click at once, but what is typed only when the kernel has dealt with the key before.
        """
        self.page.wait_for_function(_SETTLED, polling=POLLING)

    def run_all(self) -> None:
        """Runs every cell, until all of them are done."""
        self.command("notebook:run-all-cells")
        self.page.wait_for_function(_IDLE, timeout=START_SECONDS * 1000, polling=POLLING)

    def run(self, index: int) -> None:
        """Runs one cell, until it is done."""
        # In one go: between choosing the cell and running it a widget may take the focus, and with it its own cell.
        self.page.evaluate(
            """async (index) => {
              window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
              await window.jupyterapp.commands.execute("notebook:run-cell");
            }""",
            index,
        )
        self.page.wait_for_function(_IDLE, timeout=START_SECONDS * 1000, polling=POLLING)

    def text(self, index: int) -> str:
        """What a cell printed."""
        outputs = self.page.evaluate(
            "(index) => window.jupyterapp.shell.currentWidget.content.widgets[index].model.outputs.toJSON()", index
        )
        return "".join("".join(output["text"]) for output in outputs if output["output_type"] == "stream")

    def press(self, *keys: str) -> None:
        """Presses keys, one after the other, as a person does: the next when the one before has done its work."""
        for key in keys:
            self.page.keyboard.press(key)
            self.settle()

    def type(self, text: str) -> None:
        """Types as a person does, who looks up before the next key that is no letter."""
        self.page.keyboard.type(text)
        self.settle()

    def button(self, text: str) -> Locator:
        """A button of a widget that is shown."""
        buttons = self.page.locator(".jp-OutputArea-output").get_by_role("button", name=text)
        return buttons.locator("visible=true").first

    def wait_for_text(self, text: str, gone: str | None = None) -> None:
        """Waits until an output shows a text, and until another one is gone."""
        self.page.locator(".jp-OutputArea-output").get_by_text(text).locator("visible=true").first.wait_for()
        if gone is not None:
            self.page.locator(".jp-OutputArea-output").get_by_text(gone).locator("visible=true").first.wait_for(
                state="hidden"
            )

    def wait_for_focus(self, selector: str) -> None:
        """Waits until the keyboard is in what the selector names."""
        self.page.locator(".jp-OutputArea-output").locator(selector).and_(self.page.locator(":focus")).wait_for()

    def picture(self, name: str) -> None:
        """A screenshot, where they are wanted."""
        if self._pictures is not None:
            self._pictures.mkdir(parents=True, exist_ok=True)
            self.page.wait_for_timeout(300)  # JupyterLab draws the cells that came into sight a little later
            self.page.screenshot(path=self._pictures / f"{name}.png")
