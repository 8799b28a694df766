"""Certain mends of hsmeta files: what can be meant in one way only, and every other byte as it was."""

from __future__ import annotations

import pytest

from hsfunc_magics.emulator.projects.reading.mends import mended

FUNCTION = '{"uid": "a", "type": "app-function",\r\n\t"config" : {%s}}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"endpoint": {"path":"a", "method" : "get"}', '"endpoint": {"path":"a", "methods" : ["GET"]}'),
        ('"endpoint": {"method": ["get", "PUT"]}', '"endpoint": {"methods": ["GET", "PUT"]}'),
        ('"endpoint": {"methods": "GET",},', '"endpoint": {"methods": ["GET"]}'),
        ('"EndPoint": {"Methods": ["post"]}', '"endpoint": {"methods": ["POST"]}'),
        ('"entrypoint": "./app/functions/a.js"', '"entrypoint": "/app/functions/a.js"'),
    ],
)
def test_what_has_one_certain_mend(before: str, after: str) -> None:
    assert mended(FUNCTION % before, {"/app/functions/a.js"}) == FUNCTION % after
    assert mended(FUNCTION % after, {"/app/functions/a.js"}) == FUNCTION % after


@pytest.mark.parametrize(
    "text",
    [
        FUNCTION % '"endpoint": {"method": "GET", "methods": ["POST"]}',
        FUNCTION % '"entrypoint": "app/functions/b.js"',
        FUNCTION % '"endpoint": []',
        '{"type": "card", "config": {"endpoint": {"method": "GET"}}}',
        "[1, 2]",
        "{",
        "",
    ],
)
def test_what_can_be_meant_otherwise_stays(text: str) -> None:
    assert mended(text, {"/app/functions/a.js"}) == text
