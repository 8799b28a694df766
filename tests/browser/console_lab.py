"""A JupyterLab and a page of it: notebooks are opened, and their cells run."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REPOSITORY = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
_READY = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  const session = panel?.sessionContext;
  return Boolean(session?.isReady && session.session?.kernel?.connectionStatus === "connected"
    && panel.content.widgets.length);
}"""
_PREPARE = """async (theme) => {
  await window.jupyterapp.commands.execute("apputils:change-theme", { theme });
  if (!window.jupyterapp.shell.leftCollapsed) await window.jupyterapp.commands.execute("application:toggle-left-area");
  await window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.info;
}"""
_RUN = """async (index) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = index;
  await window.jupyterapp.commands.execute("notebook:run-cell");
}"""


@dataclass(frozen=True)
class ConsoleLab:
    """JupyterLab at `url`, which shows the notebooks of `folder`."""

    browser: Browser
    url: str
    token: str
    folder: Path

    def open(self, cells: Sequence[str], *, theme: str = "Light", width: int = 1000, height: int = 1000) -> Page:
        """A page with a notebook of these code cells, its kernel ready."""
        name = f"{secrets.token_hex(4)}.ipynb"
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(notebook, self.folder / name)
        context = self.browser.new_context(viewport={"width": width, "height": height})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(f"{self.url}/lab/workspaces/{name[:8]}/tree/{name}?token={self.token}", wait_until="domcontentloaded")
        page.wait_for_function(_READY, timeout=60_000)
        page.evaluate(_PREPARE, f"JupyterLab {theme}")
        return page


def run_cell(page: Page, index: int) -> None:
    """Runs a cell, and waits until it has run."""
    page.evaluate(_RUN, index)


def shut_down(page: Page) -> None:
    """Ends the page's kernel, and the page."""
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.context.close()


@contextmanager
def console_lab(folder: Path) -> Iterator[ConsoleLab]:
    """Starts JupyterLab, on 127.0.0.1, and Chromium; both end with the block."""
    from playwright.sync_api import sync_playwright

    notebooks, config = folder / "notebooks", folder / "config" / "labconfig"
    for made in (notebooks, config):
        made.mkdir(parents=True)
    overrides = REPOSITORY / "hsfunc_magics" / "serve" / "lab" / "labconfig" / "default_setting_overrides.json"
    (config / overrides.name).write_text(overrides.read_text(encoding="utf-8"), encoding="utf-8")
    token = secrets.token_hex(16)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={notebooks}"),
        *("--LabApp.expose_app_in_browser=True", f"--LabApp.workspaces_dir={folder / 'workspaces'}"),
        f"--LabApp.user_settings_dir={folder / 'settings'}",
    ]
    environment = {
        **os.environ,
        "JUPYTER_TOKEN": token,
        "JUPYTER_CONFIG_PATH": str(config.parent),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(REPOSITORY), os.environ.get("PYTHONPATH")))),
    }
    url = f"http://127.0.0.1:{port}"
    with (folder / "lab.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(url, server, folder / "lab.log")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                yield ConsoleLab(browser, url, token, notebooks)
                browser.close()
        finally:
            server.terminate()
            server.wait(30)


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/api", timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}")
