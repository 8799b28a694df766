"""Two calls compared, in JupyterLab: what has changed can be read without colours, in both themes, on narrow pages."""

from __future__ import annotations

from playwright.sync_api import expect

from .lab import Lab
from .looks import THEMES, outside, serious

CELLS = (
    "%load_ext hsfunc_magics",
    """%%hsfunction f
console.log('a');
sendResponse({ body: { n: 1, list: [1, 2], 'old name': 'x'.repeat(400) }, headers: { 'X-Old': '1' } });""",
    "%hscall f -o first",
    """%%hsfunction f
console.log('b');
sendResponse({ statusCode: 201, body: { n: 2, list: [0, 1, 2], '<b>new</b>': null }, headers: { 'X-New': '1' } });""",
    "%hscall f --diff first",
    "first.diff(first)",
)


def test_a_comparison_tells_the_changes_part_by_part_in_both_themes(lab: Lab) -> None:
    opened = lab.notebook(CELLS)
    opened.run_all()
    shown = opened.page.locator(".jp-OutputArea-output .hsfunc").filter(has_text="compared with")
    both = shown.first
    both.wait_for()
    text = both.inner_text()
    for part in ("Status", "Headers", "Body", "Console"):
        assert part in text
    for fact in ("200 OK", "201 Created", "x-old", "x-new", "$.list[0]", '$["<b>new</b>"]', "comparison.elapsed"):
        assert fact in text, fact
    # The signs stand beside the colours.
    assert both.locator("ins").count() > 2
    assert both.locator("del").count() > 2
    for sign in "+-~":
        assert both.get_by_text(sign, exact=True).first.is_visible(), sign
    assert both.locator("b", has_text="new").count() == 0, "a key is no markup"
    both.scroll_into_view_if_needed()
    for theme in THEMES:
        opened.theme(theme)
        opened.picture(f"comparison-{theme}")
        assert outside(both) == []
        assert serious(opened, ".hsfunc") == {}
    expect(shown.nth(1)).to_contain_text("no difference", ignore_case=True)
