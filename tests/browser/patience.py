"""How long tests in a browser wait for what they mean: other tests may have the machine, and JupyterLab is large."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Told = TypeVar("Told")

# JupyterLab's server, its page with a kernel, all cells of a notebook.
START_SECONDS = 120.0
# What an action brings about.
SECONDS = 60.0
# Milliseconds between two looks at what is awaited. Playwright looks at each frame, so that the page draws 60 a second.
POLLING = 50
# Of a whole test: whatever it waits for in vain is told by name before.
TEST_SECONDS = 400


def be_patient() -> None:
    """Playwright's `expect` waits five seconds by itself."""
    from playwright.sync_api import expect

    expect.set_options(timeout=SECONDS * 1000)


def new_page(browser: Browser, **options: Any) -> Page:
    """A page in a context of its own. It, and every page that it opens, waits as long as it takes."""
    page = browser.new_page(**options)
    page.context.set_default_timeout(SECONDS * 1000)
    return page


def eventually(page: Page, told: Callable[[], Told], wanted: Callable[[Told], bool]) -> Told:
    """Asks until the answer is the one that is wanted, and asserts that it is."""
    until = time.monotonic() + SECONDS
    while not wanted(answer := told()):
        assert time.monotonic() < until, f"still {answer!r} after {SECONDS:g} seconds"
        page.wait_for_timeout(50)
    return answer
