"""Tables: words stay whole, text stands on the left without a style sheet, and no column is out of reach."""

from __future__ import annotations

import re

import pytest

from ..conftest import Shell

LONG = "x" * 300


@pytest.fixture
def pages(shell: Shell) -> dict[str, str]:
    """The HTML of everything that is drawn as a table."""
    shell.run(
        "%%hsfunction events --method GET,POST\n"
        "console.table([{ name: 'a', size: 1 }]);\n"
        f"console.log('{LONG}');\n"
        f"sendResponse({{ body: {{ a: 1 }}, 'Set-Cookie': 'a={LONG}; Path=/' }});"
    )
    shell.run(f"%hsmock GET https://x.org/{LONG}")
    lines = {
        "call": "%hscall events",
        "difference": "%hscall POST events --diff -1",
        "limits": "%hs limits",
        "packages": "%hs packages",
        "package": "%hs packages axios",
        "logs": "%hs logs",
        "functions": "%hs function list",
        "visitors": "%hs visitor list",
        "mocks": "%hs mocks",
        "series": "%hscall events --repeat 2",
        "account": "__import__('hsfunc_magics').current_account()",
    }
    return {name: html_of(shell, line) for name, line in lines.items()}


def html_of(shell: Shell, line: str) -> str:
    """What a cell shows, as its value or by displaying it."""
    shell.shown()  # what came before it
    value, shown = shell.run(line), shell.shown()
    formatter = shell.ip.display_formatter
    assert formatter is not None
    page: str = (shown[-1] if shown else formatter.format(value)[0])["text/html"]
    return page


def test_text_stands_on_the_left_where_no_style_sheet_is_let_through(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        cells = re.findall(r"<t[dh]\b[^>]*>", page)
        assert name in ("difference", "call") or cells, f"{name} is drawn as a table"
        assert [cell for cell in cells if "text-align:left" not in cell] == [], name


def test_no_rule_breaks_a_word_of_a_table_but_that_of_a_value_without_blanks(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        rules = re.findall(r"([^{}]*)\{([^{}]*)\}", "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL)))
        breaking = {selector.strip() for selector, rule in rules if "overflow-wrap:anywhere" in rule}
        assert breaking <= {".hsfunc.hsfunc pre", ".hsfunc-long"}, name
        # The notebook's own rule for texts of several lines breaks them anywhere.
        texts = [rule for selector, rule in rules if selector.strip() == ".hsfunc.hsfunc pre"]
        assert len(texts) == ("<pre" in page) and all("word-break:normal" in rule for rule in texts), name
        for inner in re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL):
            if LONG[:50] in inner and "<pre>" not in inner:
                assert 'class="hsfunc-long"' in inner, name


def test_an_output_brings_the_rules_of_what_stands_in_it_and_no_others(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
        rules = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
        for sign, rule in {"<pre": "pre{", "<img": "img{", "hsfunc-bad": "hsfunc-bad{", "data-label": "44em"}.items():
            assert (rule in rules) == (sign in body) or "hsfunc-log" in page, (name, sign)
    assert len(re.findall(r"<style>(.*?)</style>", pages["call"], re.DOTALL)[0]) < 1200


def test_a_table_that_is_too_wide_scrolls_or_says_each_heading_at_its_value(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        tables = re.findall(r"(.{60})<table>(.*?)</table>", page, re.DOTALL)
        for before, inner in tables:
            assert 'class="hsfunc-scroll" tabindex="0"' in before, name
            if inner.count("<th ") > 3:
                assert 'data-label="' in inner or "hsfunc-log" in page, name
    assert 'data-label="Installed"' in pages["packages"]


def test_headers_are_lines_as_http_has_them_the_responses_first(pages: dict[str, str]) -> None:
    response, request = (pages["call"].index(name) for name in ("Response headers (2)", "Request headers ("))
    assert response < request
    assert "\ncontent-type: application/json; charset=utf-8</pre>" in pages["call"]
