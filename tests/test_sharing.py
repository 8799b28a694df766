"""How the tests are shared out names files that are there: one that has moved would begin last."""

from __future__ import annotations

from pathlib import Path

from .sharing import FIRST, IN_ONE_BROWSER, group_of, place_of

TESTS = Path(__file__).parent


def test_every_file_that_is_named_is_there() -> None:
    browser = {path.name for path in (TESTS / "browser").glob("test_*.py")}
    assert browser > IN_ONE_BROWSER
    groups = {group_of(path.relative_to(TESTS.parent).as_posix()) for path in TESTS.rglob("test_*.py")}
    assert set(FIRST) <= groups


def test_files_in_a_browser_make_two_groups_and_come_first() -> None:
    groups = {group_of(f"tests/browser/{path.name}::test_x") for path in (TESTS / "browser").glob("test_*.py")}
    assert len(groups) == 2
    assert {place_of(f"tests/browser/{name}::test_x") for name in ("test_panel.py", "test_hostile.py")} == {0, 1}
    assert place_of("tests/web/test_http.py::test_ipv6") == len(FIRST)
