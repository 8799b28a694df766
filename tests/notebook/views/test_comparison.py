"""`%hscall … --diff`: what it compares with, what it shows, and that the same run gives the same output."""

from __future__ import annotations

import re

import pytest

from hsfunc_magics import Execution
from hsfunc_magics.emulator.comparison.compare import Comparison
from hsfunc_magics.notebook.magics.errors import MagicError

from ..conftest import Shell

FIRST = "%%hsfunction f\nconsole.log('a'); sendResponse({ body: { n: 1, list: [1, 2] } });"
SECOND = "%%hsfunction f\nconsole.log('b'); sendResponse({ statusCode: 201, body: { n: 2, list: [0, 1, 2] } });"


def compared(shell: Shell, line: str) -> Comparison:
    value = shell.run(f"%hscall {line}")
    assert isinstance(value, Comparison)
    return value


@pytest.fixture
def called(shell: Shell) -> Shell:
    shell.run(FIRST)
    shell.run("%hscall f -o first")
    shell.run(SECOND)
    return shell


@pytest.mark.parametrize("previous", ["first", "-1"])
def test_a_call_is_compared_with_an_earlier_one(called: Shell, previous: str) -> None:
    comparison = compared(called, f"f --diff {previous} -o second")
    assert comparison.before is called.ip.user_ns["first"]
    assert comparison.after is called.ip.user_ns["second"]
    assert isinstance(comparison.after, Execution)
    data, metadata = comparison._repr_mimebundle_()
    assert data["text/plain"].splitlines() == [
        "GET /_hcms/api/f compared with the call before",
        "",
        "Status",
        "  ~ HTTP: 200 OK → 201 Created",
        "",
        "Body",
        "  ~ $.n: 1 → 2",
        "  + $.list[0]: 0",
        "",
        "Console",
        "  - INFO  a",
        "  + INFO  b",
        "",
        "The same: headers.",
        "Measured: comparison.elapsed, comparison.memory",
    ]
    assert {"before", "after"} == set(metadata["hsfunc"])
    assert "elapsed_ms" in metadata["hsfunc"]["after"]
    assert not re.search(r"\d ms", data["text/plain"] + data["text/html"])


def test_a_comparison_stands_for_its_later_call(called: Shell) -> None:
    called.ip.user_ns["comparison"] = compared(called, "f --diff first")
    assert not compared(called, "f --diff comparison")


def test_where_nothing_differs_it_says_so(shell: Shell) -> None:
    shell.run(FIRST)
    shell.call("f")
    data, _ = compared(shell, "f --diff -1")._repr_mimebundle_()
    assert "No difference in status, headers, body and console." in data["text/plain"]


def test_hostile_text_stays_text(shell: Shell) -> None:
    shell.run("%%hsfunction f\nsendResponse({ body: '<script>alert(1)</script>' });")
    shell.call("f")
    shell.run("%%hsfunction f\nsendResponse({ body: { '<img src=x>': '\\u202e' }, headers: { 'X-A': '<b>' } });")
    html = compared(shell, "f --diff -1")._repr_mimebundle_()[0]["text/html"]
    assert not any(tag in html for tag in ("<script", "<img", "<b>&", "\u202e"))
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("f --diff frist", "no Python variable frist.*Did you mean first"),
        ("f --diff text", "text is of type str"),
        ("g --diff -1", "g has not been called yet"),
        ("f --diff first --repeat 3", "--diff does not go with --repeat"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused_before_the_call(called: Shell, line: str, told: str) -> None:
    called.ip.user_ns["text"] = "x"
    called.run("%%hsfunction g\nsendResponse({});")
    with pytest.raises(MagicError, match=told):
        called.run(f"%hscall {line}")


def test_it_can_be_quiet(called: Shell) -> None:
    assert called.run("%hscall f --diff first -q -o second") is None
    assert isinstance(called.ip.user_ns["second"], Execution)
