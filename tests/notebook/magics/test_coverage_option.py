"""`%hscall --coverage`: the source with a mark before each line, as text and as HTML, also of a series."""

from __future__ import annotations

from ..conftest import Shell

CELL = """%%hsfunction f
if (context.params.a) {
  console.log("<a>");
}
sendResponse({ body: 1 });"""
TEXT = """app.functions/f.js: {lines}, {arms} of 2 branches

{marks[0]} 1 | if (context.params.a) {{
{marks[1]} 2 |   console.log("<a>");
  3 | }}
> 4 | sendResponse({{ body: 1 }});

> has run, ! has not, ~ in part: a branch was not taken, or a function in it not called"""


def test_the_execution_and_its_marked_source_are_shown(shell: Shell) -> None:
    shell.run(CELL)
    shell.shown()
    shell.run("%hscall f --coverage")
    execution, coverage = shell.shown()
    assert execution["text/plain"].startswith("GET /_hcms/api/f → 200 OK")
    assert coverage["text/plain"] == TEXT.format(lines="2 of 3 lines", arms=1, marks="~!")
    html = coverage["text/html"]
    assert '<span class="hsfunc-missed">! 2 | ' in html
    assert "<a>" not in html
    assert "&lt;a&gt;" in html


def test_a_series_adds_up_quiet_shows_nothing_and_what_was_not_counted_is_said(shell: Shell) -> None:
    shell.run(CELL)
    shell.shown()
    shell.run("%hscall f?a=1 --repeat 2 --coverage")
    assert shell.shown()[-1]["text/plain"] == TEXT.format(lines="3 of 3 lines", arms=1, marks="~>")
    shell.run("quiet = %hscall f --coverage -q")
    assert shell.ip.user_ns["quiet"].coverage
    assert shell.shown() == []
    shell.run("%hs limits set execution_seconds=0.2")
    shell.run("%%hsfunction f\nfor (;;);")
    shell.shown()
    shell.run("%hscall f --coverage")
    assert shell.shown()[-1]["text/plain"].startswith("Nothing was counted: ")
