"""Certain mends of serverless.json: what is mended, what is left alone, and every other byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.serverless_json.mends import mended

FILES = ["f.js", "lib/Deep.js", "a.js", "A.js"]
ENTRY = '{"endpoints": {"f": {"file": "f.js", %s}}}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"runtime": "nodejs12.x", "endpoints": {}}', '{"runtime": "nodejs20.x", "endpoints": {}}'),
        ('{"runtime" : "nodejs22.x","endpoints":{}}', '{"runtime" : "nodejs20.x","endpoints":{}}'),
        ('{"runtime": 20, "endpoints": {}}', '{"runtime": "nodejs20.x", "endpoints": {}}'),
        ('{"version": 1.0, "endpoints": {}}', '{"version": "1.0", "endpoints": {}}'),
        ('{"Endpoints": {"f": {"File": "f.js"}}}', '{"endpoints": {"f": {"file": "f.js"}}}'),
        (ENTRY % '"method": "get"', ENTRY % '"method": "GET"'),
        (ENTRY % '"METHOD": [ "get", "POST" ,"Put "]', ENTRY % '"method": [ "GET", "POST" ,"PUT"]'),
        ('{"endpoints": {"/f/": {"file": "f.js"}}}', '{"endpoints": {"f": {"file": "f.js"}}}'),
        ('{"endpoints": {"_hcms/api/f": {"file": "f.js"}}}', '{"endpoints": {"f": {"file": "f.js"}}}'),
        ('{"endpoints": {"f": {"file": "F.JS"}}}', '{"endpoints": {"f": {"file": "f.js"}}}'),
        ('{"endpoints": {"f": {"file": "f"}}}', '{"endpoints": {"f": {"file": "f.js"}}}'),
        ('{"endpoints": {"f": {"file": "/lib/deep.js"}}}', '{"endpoints": {"f": {"file": "lib/Deep.js"}}}'),
        ('{"endpoints": {"f": {"file": "lib\\\\Deep.js"}}}', '{"endpoints": {"f": {"file": "lib/Deep.js"}}}'),
        ('{"endpoints": {"f": {"file": "f.js",}, },}', '{"endpoints": {"f": {"file": "f.js"} }}'),
        ('\ufeff{\r\n\t"runtime":\t"nodejs8.x",\r\n\t"endpoints": {}}\r\n', None),
    ],
)
def test_what_can_be_meant_in_one_way_only_is_mended_in_place(before: str, after: str | None) -> None:
    after = after if after is not None else before.replace("nodejs8.x", "nodejs20.x")
    assert mended(before, FILES) == after
    assert mended(after, FILES) == after


@pytest.mark.parametrize(
    "text",
    [
        '{"endpoints": {"f": {"file": "f.js"}}}',
        '{"runtime": "nodejs20.x", "version": "1.0", "endpoints": {"f": {"file": "./f.js", "method": ["GET"]}}}',
        ENTRY % '"method": "PSOT"',
        ENTRY % '"method": []',
        '{"endpoints": {"f": {"file": "a.JS"}}}',  # there are two
        '{"endpoints": {"f": {"file": "gone.js"}}}',
        '{"endpoints": {"f": {"file": "f.js"}, "/f": {"file": "f.js"}}}',  # the name is taken
        '{"endpoints": {}, "Endpoints": {}}',
        '{"runtime": "nodejs12.x", "runtime": "nodejs14.x", "endpoints": {}}',
        '{"runtime": "nodejs12.x", "appFunctions": {}}',
        '{"surplus": "get", "endpoints": {}}',
        '{"runtime": "nodejs12.x", // old\n "endpoints": {}}',
        "[1,]",
        '{"a" 1}',
        "",
    ],
)
def test_what_may_be_meant_otherwise_stays(text: str) -> None:
    assert mended(text, FILES) == (text if text != "[1,]" else "[1]")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["get", "nodejs18.x", "F.js"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["runtime", "Runtime", "version", "endpoints", "file", "method", "METHOD", "/f", "f"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_VALUES, st.sampled_from([None, 1, "\t"]))
def test_a_mend_of_anything_is_json_again_and_needs_no_second_one(value: Any, indent: Any) -> None:
    text = json.dumps(value, indent=indent)
    after = mended(text, FILES)
    json.loads(after)
    assert mended(after, FILES) == after
