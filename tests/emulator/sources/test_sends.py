"""How a function calls sendResponse on its paths: once and last, or where it does otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.sources.sends import Sends, find_sends

ONCE = Sends(called=True)


@pytest.mark.parametrize(
    ("body", "sends"),
    [
        ("r({});", ONCE),
        ("if (a) { r(1); return; }\nr(2);", ONCE),
        ("if (a) return r(1);\nelse throw 3;", ONCE),
        ("try { await a(); r(1); } catch (e) { r(2); }", ONCE),
        ("switch (a) { case 1: r(1); break; default: r(2); }", ONCE),
        ("for (const x of y) { if (x) { r(1); return; } }\nr(2);", ONCE),
        ("while (true) { if (x) { r(1); break; } }", ONCE),
        ("const x = a ? r(1) : r(2);", ONCE),
        ("r(1);\nreturn;", ONCE),
        ("r(1);\nfunction later() {}", ONCE),
        ("r(1);\nawait save();", Sends(called=True, after=2)),
        ("try { return r(1); } finally {\nclean(); }", Sends(called=True, after=2)),
        ("try { r(1);\nawait a(); } catch (e) {\nr(2); }", Sends(called=True, after=2, twice=3)),
        ("if (a) r(1);\nr(2);", Sends(called=True, twice=2)),
        ("for (const x of y) r(x);", Sends(called=True, twice=1, never=1)),
        ("if (a)\nr(1);", Sends(called=True, never=2)),
        ("if (a) r(1);\nelse return;", Sends(called=True, never=2)),
        ("switch (a) { case 1: r(1); break; case 2: r(2); }", Sends(called=True, never=1)),
        ("get(url, () => { r(1); });", Sends(called=True, nested=1)),
        ("await get(url).then((x) => r(x));", Sends(called=True, nested=1)),
        ("get(url, r);", Sends(called=True, nested=1)),
        ("return { statusCode: 200 };", Sends(never=1)),
    ],
)
def test_every_path(body: str, sends: Sends) -> None:
    assert find_sends(f"exports.main = async (context, r) => {{ {body} }};") == sends


def test_a_function_that_returns_has_none() -> None:
    assert find_sends("exports.main = async (context) => 1;") == Sends()
    assert find_sends("exports.main = (context, r) => r({});") == ONCE


@given(st.text())
def test_no_source_is_too_strange_to_look_at(source: str) -> None:
    find_sends(f"exports.main = async (context, r) => {{ {source} }};")
