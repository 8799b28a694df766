"""A JupyterLab and a Notebook to be driven: their server, and notebooks in pages of a browser."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import nbformat

from .patience import START_SECONDS, new_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

Theme = Literal["light", "dark"]
App = Literal["lab", "notebook"]

_PACKAGE = Path(__file__).parents[2]
_NAME = "hsfunc-magics"
_OVERRIDES = {
    # No pop-ups over the notebook, nothing that asks the network.
    "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"},
    # Some releases take the cells that are out of sight from the page, and with them what a test looks for.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "defer"},
}
# The kernel is there and has said who it is: only then does a cell run at once. The idle indicator comes too early.
_READY = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  const session = panel?.sessionContext;
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
_SETTLED = "() => window.untoldOfWidgets.size === 0"
_THEMED = "(theme) => document.body.dataset.jpThemeName === theme"
# JupyterLab 4.2 tells by the prompt alone that a cell runs.
_IDLE = """() => {
  const busy = ({ model, inputArea }) => model.executionState === undefined
    ? inputArea?.promptNode?.textContent.includes("*") : model.executionState !== "idle";
  const cells = window.jupyterapp.shell.currentWidget.content.widgets;
  return !cells.some((cell) => cell.model.type === "code" && busy(cell));
}"""


def _extensions(folder: Path, *, own: bool) -> Path:
    """The extensions that are installed, and ours as it was built last, not as it was installed."""
    from jupyter_core.paths import jupyter_path

    found = folder / "labextensions"
    found.mkdir()
    if own:
        (found / _NAME).symlink_to(_PACKAGE / "labextension" / "dist", target_is_directory=True)
    for path in map(Path, jupyter_path("labextensions")):
        for extension in path.iterdir() if path.is_dir() else ():
            if extension.name != _NAME and not (found / extension.name).exists():
                (found / extension.name).symlink_to(extension, target_is_directory=True)
    return found


class LabUnavailable(Exception):
    """JupyterLab is not installed."""


class LabServer:
    """JupyterLab in `folder`, on a free port of 127.0.0.1; without `extension` it does not know ours."""

    def __init__(self, folder: Path, *, extension: bool = True) -> None:
        for module in ("jupyterlab", "ipywidgets", "anywidget"):
            if importlib.util.find_spec(module) is None:
                raise LabUnavailable(f"{module} is not installed: pip install 'hsfunc-magics[test]'")
        self.folder = folder / "notebooks"
        self.folder.mkdir()
        settings = folder / "config" / "labconfig"
        settings.mkdir(parents=True)
        (settings / "default_setting_overrides.json").write_text(json.dumps(_OVERRIDES), encoding="utf-8")
        self.token = secrets.token_hex(16)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        extensions = _extensions(folder, own=extension)
        arguments = {
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port": port,
            "ServerApp.port_retries": 0,
            "ServerApp.root_dir": self.folder,
            "LabApp.labextensions_path": extensions,
            "LabApp.expose_app_in_browser": True,
            "LabApp.workspaces_dir": folder / "workspaces",
            "LabApp.user_settings_dir": folder / "settings",
            # Notebook, where it is installed: the same server's.
            "JupyterNotebookApp.labextensions_path": extensions,
            "JupyterNotebookApp.expose_app_in_browser": True,
            "JupyterNotebookApp.user_settings_dir": folder / "settings",
        }
        command = [sys.executable, "-m", "jupyterlab", "--no-browser"]
        command += [f"--{name}={value}" for name, value in arguments.items()]
        if os.geteuid() == 0:
            command.append("--allow-root")
        self._log = (folder / "lab.log").open("w+", encoding="utf-8")
        environment = {
            **os.environ,
            "JUPYTER_TOKEN": self.token,  # not on the command line, where everybody reads it
            "JUPYTER_CONFIG_PATH": str(folder / "config"),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(_PACKAGE), os.environ.get("PYTHONPATH")))),
        }
        self._process = subprocess.Popen(command, env=environment, stdout=self._log, stderr=subprocess.STDOUT)
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.url}/api", timeout=10).close()
            except (urllib.error.URLError, OSError):
                if self._process.poll() is not None:
                    break
                time.sleep(0.2)
            else:
                return
        self.close()
        raise RuntimeError(f"JupyterLab did not start:\n{(self.folder.parent / 'lab.log').read_text(encoding='utf-8')}")

    def close(self) -> None:
        """Ends the server, and with it its kernels."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


class Lab:
    """Notebooks of one test."""

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
    ) -> OpenNotebook:
        """A notebook of these code cells, open in a page of its own, its kernel ready."""
        path = f"{self._name}-{len(self._opened)}.ipynb"
        content = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(content, self._server.folder / path)
        page = new_page(self._browser, viewport={"width": width, "height": height})
        # In JupyterLab a workspace of its own, or the last test's notebooks would open as well.
        place = f"lab/workspaces/{Path(path).stem}/tree" if app == "lab" else "notebooks"
        page.goto(f"{self._server.url}/{place}/{path}?token={self._server.token}", wait_until="domcontentloaded")
        page.wait_for_function(_READY, timeout=START_SECONDS * 1000)
        opened = OpenNotebook(page, self._pictures)
        opened.theme(theme)
        if app == "lab" and page.evaluate("() => !window.jupyterapp.shell.leftCollapsed"):
            opened.command("application:toggle-left-area")
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        """Ends the kernels and closes the pages, with a last picture of each, which shows where a test failed."""
        for index, opened in enumerate(self._opened):
            opened.picture(f"{self._name}-{index}-end")
            opened.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
            opened.page.close()


class OpenNotebook:
    """A notebook in a page."""

    def __init__(self, page: Page, pictures: Path | None) -> None:
        self.page = page
        self._pictures = pictures
        page.evaluate(_WATCH)

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        """Does one of JupyterLab's commands."""
        self.page.evaluate(
            "async ([name, args]) => { await window.jupyterapp.commands.execute(name, args); }", [name, arguments or {}]
        )

    def theme(self, theme: Theme) -> None:
        """Changes JupyterLab's theme, until it is there: the command only says that it shall be."""
        name = f"JupyterLab {theme.title()}"
        self.command("apputils:change-theme", {"theme": name})
        self.page.wait_for_function(_THEMED, arg=name)

    def settle(self) -> None:
        """Waits until the kernel has dealt with all that was done to its widgets.

        ipywidgets sends a click at once, but what is typed only when the kernel has dealt with the key before.
        """
        self.page.wait_for_function(_SETTLED)

    def run_all(self) -> None:
        """Runs every cell, until all of them are done."""
        self.command("notebook:run-all-cells")
        self.page.wait_for_function(_IDLE, timeout=START_SECONDS * 1000)

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
        self.page.wait_for_function(_IDLE, timeout=START_SECONDS * 1000)

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
