"""What was measured, in the kit's page and values: text in, text out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import estimate

_GUARANTEE = re.compile(r"(?<=\bguarantee: )\d+M\b")


def page_with(page: str, runs: Sequence[estimate.Measured], many: Sequence[int]) -> str:
    """`docs/workshop.md` with both tables, and the two sentences that repeat numbers of them."""
    fitted = estimate.line(runs)
    reckoned = (
        "- *Promised* is what one student took with nobody to share with, rounded up to the next 64 MB:"
        f" {estimate.guarantee(runs)} MB each. A cluster\n  places students by that.\n"
        f"- *Used* is a line through the runs, by least squares: {fitted.shared / estimate.MEGABYTE:.0f} MB that all on"
        f" a machine share, and {fitted.each / estimate.MEGABYTE:.0f} MB for each student."
    )
    parts = {
        "measured": estimate.measured_table(runs),
        "estimate": estimate.estimate_table(runs, many),
        "reckoned": reckoned,
    }
    for name, text in parts.items():
        page = _between(page, name, text)
    return page


def values_with(values: str, runs: Sequence[estimate.Measured]) -> str:
    """`values.yaml`, which promises a student what the page says."""
    written, found = _GUARANTEE.subn(f"{estimate.guarantee(runs)}M", values)
    if found != 1:
        raise ValueError("values.yaml has no one `guarantee: …M`")
    return written


def _between(page: str, name: str, text: str) -> str:
    before, begins, rest = page.partition(f"<!-- {name} -->\n")
    _, ends, after = rest.partition(f"<!-- /{name} -->")
    if not begins or not ends:
        raise ValueError(f"the page has no <!-- {name} --> … <!-- /{name} -->")
    return f"{before}{begins}\n{text}\n\n{ends}{after}"
