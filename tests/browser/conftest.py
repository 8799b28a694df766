"""JupyterLab and Chromium, started once for all tests; a notebook of its own for each, in light and dark.

A Chromium that is not there is got before the first test. Where none can be had the tests are skipped and say why.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from . import once
from .lab import Lab
from .patience import TEST_SECONDS, be_patient
from .server import LabServer, LabUnavailable

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
_CHROMIUM = pytest.StashKey[dict[str, str]]()
_FAILURES = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is in a browser has more time, and a second try; not what has used up its time, which is for both."""
    again = config.pluginmanager.hasplugin("rerunfailures")
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.timeout(TEST_SECONDS))
            if again and "browser" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.flaky(reruns=1, rerun_except=["from pytest-timeout"]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Counts what has failed: its page is no other test's."""
    report = yield
    item.session.stash[_FAILURES] = item.session.stash.get(_FAILURES, 0) + report.failed
    return report


def pytest_collection_finish(session: pytest.Session) -> None:
    """Before the first test: a download would be taken for a test that hangs."""
    wanted = any("browser" in getattr(item, "fixturenames", ()) for item in session.items)
    if wanted and not session.config.option.collectonly:
        session.config.stash[_CHROMIUM] = once.find(session.config)


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A headless Chromium: Playwright's own, or the system's."""
    found = request.config.stash[_CHROMIUM]
    if "reason" in found:
        pytest.skip(found["reason"])
    from playwright.sync_api import sync_playwright

    be_patient()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found["path"], args=list(_FLAGS))
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


def _lab(browser: Browser, server: LabServer, request: pytest.FixtureRequest) -> Iterator[Lab]:
    pictures = os.environ.get("HSFUNC_SCREENSHOTS")
    failures = request.session.stash.get(_FAILURES, 0)
    opened = Lab(browser, server, request.node.name, Path(pictures) if pictures else None)
    yield opened
    opened.close(reuse=request.session.stash.get(_FAILURES, 0) == failures)


@pytest.fixture
def lab(browser: Browser, lab_server: LabServer, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """Opens notebooks: `lab.notebook([...])`. Screenshots go to the folder that HSFUNC_SCREENSHOTS names, if any."""
    yield from _lab(browser, lab_server, request)


@pytest.fixture(scope="module")
def module_lab(browser: Browser, lab_server: LabServer, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """Opens notebooks for all tests of a file."""
    yield from _lab(browser, lab_server, request)
