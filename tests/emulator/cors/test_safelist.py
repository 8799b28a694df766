"""Which headers a page may send to another origin without a preflight: the Fetch standard's rules, at their edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.cors.safelist import unsafe_headers

SAFE = [
    ("Accept", "text/html, */*;q=0.8"),
    ("Accept", "a" * 128),
    ("Accept", "a\tb"),
    ("Accept-Language", "de-DE, en;q=0.5, *"),
    ("Content-Language", "en"),
    ("Content-Type", "text/plain"),
    ("Content-Type", " TEXT/plain ; charset=utf-8"),
    ("content-type", "application/x-www-form-urlencoded"),
    ("Content-Type", "multipart/form-data; boundary=x"),
    ("Range", "bytes=0-99"),
    ("Range", "bytes=7-"),
]
UNSAFE = [
    ("X-Test", "1", "is not safelisted"),
    ("Authorization", "Bearer x", "is not safelisted"),
    ("Cache-Control", "no-cache", "is not safelisted"),
    ("Accept", "a" * 129, "more than 128 bytes"),
    *(("Accept", f"a{character}b", "in its value") for character in '"():<>?@[\\]{}\x7f\x01'),
    ("Accept-Language", "de_DE", "'_' in its value"),
    ("Content-Language", "en/us", "'/' in its value"),
    ("Content-Type", "application/json", "is application/json, and none of"),
    ("Content-Type", "", "and none of"),
    ("Content-Type", "text/plain, text/plain", "and none of"),
    ("Content-Type", 'multipart/form-data; boundary="x"', "in its value"),
    ("Range", "bytes=-99", "no simple range"),
    ("Range", "bytes=9-1", "no simple range"),
    ("Range", "bytes=0-1,3-4", "no simple range"),
]


@pytest.mark.parametrize("header", SAFE)
def test_it_needs_no_preflight(header: tuple[str, str]) -> None:
    assert unsafe_headers([header]) == {}


@pytest.mark.parametrize(("name", "value", "reason"), UNSAFE)
def test_it_needs_a_preflight_and_says_why(name: str, value: str, reason: str) -> None:
    found = unsafe_headers([(name, value)])
    assert [*found] == [name.lower()]
    assert reason in found[name.lower()]


def test_names_are_sorted_and_in_lower_case() -> None:
    assert [*unsafe_headers([("X-B", "1"), ("Accept", "*/*"), ("x-a", "1"), ("X-B", "2")])] == ["x-a", "x-b"]


def test_all_safelisted_headers_together_have_a_limit() -> None:
    lines = [("Accept", "a" * 128)] * 8
    assert unsafe_headers(lines) == {}
    found = unsafe_headers([*lines, ("Content-Language", "e")])
    assert [*found] == ["accept", "content-language"]
    assert "more than 1,024 bytes together" in found["accept"]


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=140)), max_size=4))
def test_any_headers_have_an_answer(headers: list[tuple[str, str]]) -> None:
    found = unsafe_headers(headers)
    assert {*found} <= {name.lower() for name, _ in headers}
