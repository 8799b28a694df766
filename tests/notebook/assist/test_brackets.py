"""Code that is not finished is read for its brackets, strings and comments, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.notebook.assist.brackets import scan
from hsfunc_magics.notebook.assist.cursor import find
from hsfunc_magics.notebook.assist.javascript import read
from hsfunc_magics.notebook.assist.line_words import split_at, words

PIECES = st.sampled_from(
    [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "'",
        '"',
        "`",
        "${",
        "/",
        "//",
        "/*",
        "*/",
        "\\",
        "\n",
        " ",
        ",",
        ".",
        ":",
        "a",
        "=",
        "🙂",
    ]
)
CODE = st.lists(PIECES, max_size=30).map("".join)


@pytest.mark.parametrize(
    ("code", "brackets"),
    [
        ("f({ a: [", "({["),
        ("f({ a: [] })", ""),
        ("'({[' + \"({[\" + /[({]/ // ({[\n /* ({[ */", ""),
        ("`({[${f({", "`$({"),
        ("`a ${ {} } b`; (", "("),
        ("a / (b) / {", "{"),
        ("if (x) { return /}/; } [", "["),
        (") } ] (", "("),
    ],
)
def test_the_open_brackets(code: str, brackets: str) -> None:
    assert "".join(opened.bracket[0] for opened in scan(code).opened) == brackets


@pytest.mark.parametrize("code", ["// a", "/* a", "/* a *", "`a", "`${b} a", "x = /a", "/*/"])
def test_open_comments_templates_and_regexes_are_silent(code: str) -> None:
    assert scan(code).silent


@pytest.mark.parametrize("code", ["// a\n", "/* a */", "`a`", "`${b", "x = /a/", "a / b", "/**/", "'//'", "// a\nb"])
def test_code_behind_closed_ones_is_not_silent(code: str) -> None:
    assert not scan(code).silent


@pytest.mark.parametrize(
    ("code", "start"), [("f('ab", 2), ('"a\\"', 0), ("'a' + 'b", 6), ("'a'", None), ("'a\n", None)]
)
def test_where_an_open_string_begins(code: str, start: int | None) -> None:
    assert scan(code).string == start


@given(CODE, st.integers(0, 60))
def test_any_code_can_be_read_at_any_place(code: str, cursor: int) -> None:
    reading = read(code, min(cursor, len(code)))
    assert reading is None or code[: min(cursor, len(code))].endswith(reading.fragment)


@given(st.text(max_size=40), st.integers(0, 40))
def test_any_line_can_be_split_at_any_place(line: str, cursor: int) -> None:
    before, word = split_at(line, min(cursor, len(line)))
    assert all(one.end <= word.start for one in before)
    assert [one.text for one in words("a 'b c' d\\ e \"f\\\"g")] == ["a", "b c", "d e", 'f\\"g']


@given(st.text(max_size=60), st.integers(0, 60))
def test_the_place_of_the_cursor_is_in_the_line_or_in_the_body(text: str, cursor: int) -> None:
    cell = f"%%hsfunction {text}"
    spot = find(cell, min(cursor, len(cell)))
    assert spot is not None
    assert (spot.in_line is None) != (spot.in_body is None)
