"""The comparison with a project as a page: everybody can read it, in light and dark, and nothing in it runs."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser

from hsfunc_magics.emulator.comparison.compare import Change
from hsfunc_magics.emulator.moving.parity.asked.planned import PlannedRequest
from hsfunc_magics.emulator.moving.parity.difference import Difference
from hsfunc_magics.emulator.moving.parity.finding import Finding, Verdict, Weight
from hsfunc_magics.emulator.moving.parity.judging import RequestResult
from hsfunc_magics.emulator.moving.parity.reporting.report import EndpointReport, ParityReport
from hsfunc_magics.emulator.projects.switches import Switches
from hsfunc_magics.web.reports.parity import parity_page

from .looks import outside

HOSTILE = "<img src=x onerror=document.title=1>" + "x" * 400


def report() -> ParityReport:
    """An endpoint of each verdict, with texts that are no HTML."""
    change = Difference("body", Change("~", "$.a", HOSTILE, "2"))
    gone = Difference("headers", Change("-", HOSTILE, "1"))
    flipped = {(("params", "arrays"),): (gone,)}
    request = PlannedRequest("f", HOSTILE, query=HOSTILE)
    finding = Finding("contact", Weight.BLOCKING, HOSTILE, HOSTILE, 3, 4, Verdict.UNKNOWN, "contact")
    return ParityReport(
        HOSTILE,
        tuple(
            EndpointReport(
                f"{verdict} {HOSTILE}",
                "f",
                verdict,
                Verdict.SAME,
                (RequestResult(request, verdict, Verdict.SAME, (change, gone), ("headers",), flipped),),
                (finding, Finding("method", Weight.NOTE, HOSTILE)),
                remarks=(HOSTILE,),
            )
            for verdict in Verdict
        ),
        Switches(),
        (HOSTILE,),
        (HOSTILE,),
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_read_it_and_nothing_in_it_runs(browser: Browser, theme: Literal["light", "dark"]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    context = browser.new_context(color_scheme=theme, viewport={"width": 500, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.set_content(parity_page(report()))
    for summary in page.locator("summary").all():
        summary.click()
    assert page.locator("img").count() == 0 and page.locator("script").count() == 0
    assert page.title().startswith("Design manager and project <img")
    for verdict in Verdict:
        assert page.get_by_text(verdict.word).first.is_visible()
    assert outside(page.locator("main")) == []
    told = axe.Axe().run(page).response
    assert told["passes"] and [violation["id"] for violation in told["violations"]] == []
    context.close()
