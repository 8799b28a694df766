"""JupyterLab and Chromium, started once for all tests; a notebook of its own for each, in light and dark.

Where either is not installed, the tests are skipped and say so.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .lab import Lab, LabServer, LabUnavailable

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# --no-sandbox: in a container the browser may be root's. The others keep it from speaking to the network.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_INSTALLED = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium: the system's, or Playwright's own."""
    if importlib.util.find_spec("playwright") is None:
        pytest.skip("Playwright is not installed: pip install 'hsfunc-magics[test]'")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        found = str(own) if own.exists() else next(filter(None, map(shutil.which, _INSTALLED)), None)
        if found is None:
            pytest.skip("no Chromium here: install it, or run `playwright install chromium`")
        chromium = playwright.chromium.launch(executable_path=found, args=list(_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A JupyterLab on 127.0.0.1 with a token, its files and settings in a temporary folder."""
    try:
        server = LabServer(tmp_path_factory.mktemp("lab"))
    except LabUnavailable as problem:
        pytest.skip(str(problem))
    yield server
    server.close()


@pytest.fixture
def lab(browser: Browser, lab_server: LabServer, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """Opens notebooks: `lab.notebook([...])`. Screenshots go to the folder that HSFUNC_SCREENSHOTS names, if any."""
    pictures = os.environ.get("HSFUNC_SCREENSHOTS")
    opened = Lab(browser, lab_server, request.node.name, Path(pictures) if pictures else None)
    yield opened
    opened.close()
