"""Places in stacks: the cell's columns, and a bundle's lines led back to the cell and to packages."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.sources.javascript import BODY_PREFIX, BundleOrigin, SourceFile, file_from_cell
from hsfunc_magics.emulator.sources.stack_positions import SourcePosition, map_positions
from hsfunc_magics.runtime.bundling.sourcemap import SourceMap

PATH = "app.functions/events.bundle.js"
WRAPPED = file_from_cell("boom();\nboom();")
SOURCES = ["events.js", "node_modules/a/node_modules/lodash/lodash.js", "webpack/bootstrap"]
# Lines of the bundle: 1 nothing · 2 events.js 1:1 · 3 events.js 2:1 · 4 the package 1:1 · 5 the bundler's own.
MAPPINGS = ";AAAA;AACA;ACDA;ACAA"
MAP = SourceMap(json.dumps({"version": 3, "sources": SOURCES, "names": [], "mappings": MAPPINGS}))
BUNDLE = SourceFile("", origin=BundleOrigin("events.js", {"events.js": WRAPPED}, MAP, {}))


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"    at main ({PATH}:3:1)", "    at main (app.functions/events.js:2:1)"),
        (f"    at {PATH}:3:9", "    at app.functions/events.js:2:1"),
        (f"    at _.map ({PATH}:4:7)", "    at _.map (lodash/lodash.js:1:1)"),
        (f"    at eval (eval at main ({PATH}:3:1))", "    at eval (eval at main (app.functions/events.js:2:1))"),
        ("    at main (app.functions/other.js:3:1)", "    at main (app.functions/other.js:3:1)"),
        (f"thrown at {PATH}:1:1, they say", f"thrown at {PATH}:1:1, they say"),
        (f"{PATH}:999999999999999999999:1", f"{PATH}:999999999999999999999:1"),
    ],
)
def test_a_place_in_a_bundle_is_led_back(line: str, shown: str) -> None:
    assert map_positions(line, PATH, BUNDLE) == shown


@pytest.mark.parametrize("line", [1, 5, 99])
def test_a_stack_line_of_the_bundlers_own_code_is_left_out(line: int) -> None:
    stack = f"Error: x\n    at main ({PATH}:3:1)\n    at __require ({PATH}:{line}:1)\n    at end"
    assert map_positions(stack, PATH, BUNDLE) == "Error: x\n    at main (app.functions/events.js:2:1)\n    at end"


def test_line_1_of_a_wrapped_cell_begins_with_the_cell() -> None:
    path = "app.functions/events.js"
    stack = f"at {path}:1:{len(BODY_PREFIX) + 3}"
    assert map_positions(stack, path, WRAPPED) == f"at {path}:1:3"
    assert map_positions(stack, path, SourceFile("boom();")) == stack
    first = map_positions(f"at {PATH}:2:1", PATH, BUNDLE)
    assert first == f"at {path}:1:1", "before the cell there is only what wraps it"


@pytest.mark.parametrize(
    ("line", "column", "source", "shown"),
    [
        (3, 9, ("app.functions/events.js", 2, 1), "app.functions/events.js:2:1"),
        (4, 7, ("lodash/lodash.js", 1, 1), "lodash/lodash.js:1:1"),
        (5, 1, None, ""),
        (99, 1, None, ""),
        (10**9, 10**9, None, ""),
    ],
)
def test_a_single_place_in_a_bundle_is_led_back(
    line: int, column: int, source: tuple[str, int, int] | None, shown: str
) -> None:
    place = SourcePosition(PATH, line, column, BUNDLE)
    assert place.in_source() == source
    assert str(place) == shown


def test_a_single_place_in_a_cell_has_the_cells_column() -> None:
    path = "app.functions/events.js"
    assert str(SourcePosition(path, 1, len(BODY_PREFIX) + 3, WRAPPED)) == f"{path}:1:3"
    assert str(SourcePosition(path, 2, 3, WRAPPED)) == f"{path}:2:3"
    assert str(SourcePosition(path, 1, 3, SourceFile("boom();"))) == f"{path}:1:3"


@given(text=st.text() | st.lists(st.sampled_from([PATH, ":", "3", "\n", " at ", "9" * 30])).map("".join))
def test_any_text_of_a_function_is_taken(text: str) -> None:
    assert isinstance(map_positions(text, PATH, BUNDLE), str)
