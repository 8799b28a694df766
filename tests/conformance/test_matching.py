"""The matchers tell what is not as expected: each holds where it should, and does not where it should not."""

from __future__ import annotations

from typing import Any

import pytest

from .cases import expanded, numbered
from .matching import ABSENT, body_differences, differences

SAME = [
    ({"a": [1, "x", None]}, {"a": [1, "x", None]}),
    (1, 1.0),
    ({"$any": True}, None),
    ({"$absent": True}, ABSENT),
    ({"$match": "^a.b$"}, "a\nb"),
    ({"$type": "number"}, 1.5),
    ({"$type": "null"}, None),
    ({"$range": [1, 2]}, 2),
    ({"$oneof": [1, "1"]}, "1"),
    ({"$bag": [1, {"a": 1}]}, [{"a": 1}, 1]),
    ({"$includes": {"a": 1, "c": {"$absent": True}}}, {"a": 1, "b": 2}),
    ({"$includes": [2]}, [1, 2]),
    ({"$length": 2}, "ab"),
]
DIFFERENT = [
    (True, 1),
    (1, True),
    (None, ABSENT),
    ("1", 1),
    ({"a": 1}, {"a": 1, "b": 2}),
    ({"a": 1, "b": 2}, {"a": 1}),
    ([1, 2], [2, 1]),
    ([1], [1, 1]),
    ({"$any": True}, ABSENT),
    ({"$absent": True}, None),
    ({"$match": "^a"}, "ba"),
    ({"$match": "1"}, 1),
    ({"$type": "number"}, True),
    ({"$range": [1, 2]}, 2.1),
    ({"$oneof": [1, 2]}, 3),
    ({"$bag": [1, 1]}, [1, 2]),
    ({"$bag": [1]}, [1, 1]),
    ({"$includes": {"a": 1}}, {"a": 2}),
    ({"$includes": [3]}, [1, 2]),
    ({"$length": 2}, "abc"),
]


@pytest.mark.parametrize(("expected", "got"), SAME)
def test_a_value_that_is_as_expected_gives_no_line(expected: Any, got: Any) -> None:
    assert differences(expected, got, "here") == []


@pytest.mark.parametrize(("expected", "got"), DIFFERENT)
def test_a_value_that_is_not_as_expected_gives_a_line_that_names_the_place(expected: Any, got: Any) -> None:
    lines = differences(expected, got, "here")
    assert lines
    assert all(line.startswith("here") for line in lines)


def test_an_unknown_matcher_is_no_silent_success() -> None:
    with pytest.raises(ValueError, match="unknown matcher"):
        differences({"$maybe": 1}, 1, "here")


@pytest.mark.parametrize(
    ("expected", "body", "holds"),
    [
        ("text", b"text", True),
        ("text", b"text ", False),
        ({"$empty": True}, b"", True),
        ({"$empty": True}, b" ", False),
        ({"$length": 2}, "é".encode(), True),
        ({"$base64": "AP8="}, b"\x00\xff", True),
        ({"$base64": "AP8="}, b"\x00\xfe", False),
        ({"a": 1}, b'{"a": 1}', True),
        ({"a": 1}, b"{}", False),
        ({}, b"no JSON", False),
        ({"$json": "text"}, b'"text"', True),
        ({"$json": "text"}, b"text", False),
        ({"$match": "^te"}, b"text", True),
    ],
)
def test_a_body_is_compared_as_text_bytes_or_json(expected: Any, body: bytes, holds: bool) -> None:
    assert (body_differences(expected, body) == []) is holds


def test_abbreviations_are_written_out_and_calls_numbered() -> None:
    text = {"$concat": [{"$repeat": ["ab", 2]}, {"$nest": ["[", "x", "]", 2]}]}
    assert expanded([{"path": text}]) == [{"path": "abab[[x]]"}]
    assert numbered({"f?id={i}": ["{i}", 1]}, 7) == {"f?id=7": ["7", 1]}
