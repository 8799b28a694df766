"""JSON in lines says what it said before."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.json_text.indent import indented

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(_JSON, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_it_is_as_python_would_write_it(value: object, ascii_only: bool, indent: int | str | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert indented(text) == json.dumps(value, ensure_ascii=ascii_only, indent=2)


def test_numbers_and_double_names_stay_as_they_were_written() -> None:
    assert indented('{"a":1.0,"a":1e999,"b":12345678901234567890}') == (
        '{\n  "a": 1.0,\n  "a": 1e999,\n  "b": 12345678901234567890\n}'
    )


def test_what_is_no_json_or_too_deep_is_not_drawn() -> None:
    assert [indented(text) for text in ("", "{", "•••", "[" * 5000 + "]" * 5000, "[" * 500 + "]" * 500)] == [None] * 5
