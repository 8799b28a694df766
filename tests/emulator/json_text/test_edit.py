"""JSON is changed in its own text: what stays keeps its bytes, what is new takes the style around it (contract §2)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hsfunc_magics.emulator.functions.folder import Folder
from hsfunc_magics.emulator.json_text.edit import rewritten
from hsfunc_magics.emulator.json_text.positions import Lines, read_tree, walk
from hsfunc_magics.emulator.json_text.read_write import same_json
from hsfunc_magics.emulator.serverless_json.validate import parse_manifest
from hsfunc_magics.emulator.sources.javascript import SourceFile

TABS = '{\r\n\t"version" : 1.0,\r\n\t"big": 1E+2,\r\n\t"endpoints" : {\r\n\t\t"a" : {"file":"a.js"}\r\n\t}\r\n}'

texts = st.text(max_size=6) | st.sampled_from(["é", "\U0001f600", "\ud800", "a//b", "/*", '"', "\\", "__proto__"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(texts, values, max_size=4)
layouts = st.builds(
    lambda indent, colon, ascii_only: {
        "indent": indent,
        "separators": ("," if indent is not None or colon == ":" else ", ", colon),
        "ensure_ascii": ascii_only,
    },
    st.sampled_from([None, 0, 1, 2, 4, "\t"]),
    st.sampled_from([":", ": ", " : "]),
    st.booleans(),
)
line_ends = st.sampled_from(["\n", "\r\n", "\r"])


def written(data: Any, layout: dict[str, Any], line_end: str, end: str, mark: str) -> str:
    return mark + json.dumps(data, **layout).replace("\n", line_end) + end


files = st.tuples(layouts, line_ends, st.sampled_from(["", "\n", "\r\n", " \n\n"]), st.sampled_from(["", "\ufeff"]))


def endpoints_of(text: str, change: dict[str, Any]) -> str:
    """The text after its `endpoints` were changed; None removes one."""
    data = json.loads(text.removeprefix("\ufeff"))
    entries = {**data["endpoints"], **change}
    return rewritten(text, {**data, "endpoints": {name: e for name, e in entries.items() if e is not None}})


@given(data=objects, file=files)
def test_any_text_that_is_not_changed_is_exported_byte_for_byte(data: dict[str, Any], file: Any) -> None:
    text = written(data, *file)
    manifest, found = parse_manifest(text)
    assert manifest is not None and found == []
    assert manifest.dumps() == text
    assert manifest.with_data(dict(manifest.data)).dumps() == text


@given(before=objects, after=objects, both=objects, file=files)
def test_any_change_says_the_new_data_and_nothing_else(before: Any, after: Any, both: Any, file: Any) -> None:
    before, after = {**both, "kept": before}, {**both, "kept": after, "new": both}
    text = rewritten(written(before, *file), after)
    assert same_json(json.loads(text.removeprefix("\ufeff")), after)
    assert rewritten(text, after) == text


@given(data=objects, layout=layouts, line_end=line_ends, name=texts, entry=objects)
def test_an_added_entry_is_written_as_the_rest(data: Any, layout: Any, line_end: str, name: str, entry: Any) -> None:
    layout = {**layout, "ensure_ascii": True}
    data = {"first": 1, "endpoints": {"known": {"file": "f.js"}, **data}}
    after = {**data, "endpoints": {**data["endpoints"], name: entry}}
    plain = written(data, layout, line_end, "\n", "")
    text = rewritten(plain, after)
    if "\\u" in plain or text.isascii():
        assert text == written(after, layout, line_end, "\n", "")


@given(data=objects, file=files)
def test_every_value_and_key_is_found_where_it_stands(data: dict[str, Any], file: Any) -> None:
    text = written(data, *file)
    for steps, start, node in walk(read_tree(text)):
        value: Any = data
        for step in steps:
            value = value[step]
        assert same_json(json.loads(text[node.start : node.end]), value)
        if steps and isinstance(steps[-1], str):
            assert json.JSONDecoder().raw_decode(text, start)[0] == steps[-1]
        else:
            assert start == node.start


@pytest.mark.parametrize(
    ("change", "endpoints"),
    [
        ({"a": {"file": "b.js"}}, '{\r\n\t\t"a" : {"file":"b.js"}\r\n\t}'),
        ({"a": {"file": "a.js", "x": [1]}}, '{\r\n\t\t"a" : {"file":"a.js", "x" : [1]}\r\n\t}'),
        (
            {"b": {"file": "b.js"}},
            '{\r\n\t\t"a" : {"file":"a.js"},\r\n\t\t"b" : {\r\n\t\t\t"file" : "b.js"\r\n\t\t}\r\n\t}',
        ),
        ({"a": None}, "{}"),
        ({"a": None, "b": []}, '{\r\n\t\t"b" : []\r\n\t}'),
    ],
)
def test_a_change_leaves_the_bytes_around_it(change: dict[str, Any], endpoints: str) -> None:
    kept = TABS[: TABS.index('{\r\n\t\t"a"')]
    assert endpoints_of(TABS, change) == f"{kept}{endpoints}\r\n}}"


def test_one_line_stays_one_line_and_an_array_grows_in_its_style() -> None:
    text = '{"endpoints":{"a":{"file":"a.js","secrets":["A"]}}}'
    entry = {"file": "a.js", "secrets": ["A", "B"]}
    assert endpoints_of(text, {"a": entry, "b": {"file": "é.js"}}) == (
        '{"endpoints":{"a":{"file":"a.js","secrets":["A","B"]},"b":{"file":"é.js"}}}'
    )
    text = '{\n  "endpoints": {\n    "a": {\n      "secrets": [\n        "A"\n      ]\n    }\n  }\n}\n'
    assert endpoints_of(text, {"a": {"secrets": ["A", "B"]}}) == text.replace('"A"\n', '"A",\n        "B"\n')


def test_of_a_doubled_key_the_last_one_is_changed_and_both_go_together() -> None:
    text = '{"endpoints": {"a": 1, "b": 2, "a": 3}}'
    assert endpoints_of(text, {"a": 4}) == '{"endpoints": {"a": 1, "b": 2, "a": 4}}'
    assert endpoints_of(text, {"a": None}) == '{"endpoints": {"b": 2}}'


def test_a_renamed_key_stays_where_it_stands_and_so_does_all_around_it() -> None:
    text = '{"endpoints" : {\n  "a": {"file":"a.js"},\n\n  "b"  :  {"file" : 1E+2},\n "c": []}}\n'
    data = {"A": {"file": "a.js"}, "b": {"file": 1e2}, "c": []}
    assert rewritten(text, {"endpoints": data}) == text.replace('"a":', '"A":')
    data = {"a": {"file": "a.js"}, 'd"é': {"file": 1e2}, "c": []}
    assert rewritten(text, {"endpoints": data}) == text.replace('"b"', '"d\\"é"')
    twice = '{"a": 1, "b": 2, "a": 3}'
    assert rewritten(twice, {"x": 3, "b": 2}) == '{"x": 1, "b": 2, "x": 3}'


def test_a_key_that_comes_between_others_moves_none_of_them() -> None:
    text = '{\n  "a": [ 1 ],\n  "c": [ 3 ]\n}\n'
    assert rewritten(text, {"a": [1], "b": 2, "c": [3]}) == '{\n  "a": [ 1 ],\n  "b": 2,\n  "c": [ 3 ]\n}\n'
    assert rewritten(text, {"b": 2, "a": [1], "c": [3]}) == '{\n  "b": 2,\n  "a": [ 1 ],\n  "c": [ 3 ]\n}\n'


@given(data=st.dictionaries(texts, values, min_size=1, max_size=5), file=files, drawn=st.data())
def test_a_renamed_key_and_back_is_the_same_text(data: dict[str, Any], file: Any, drawn: st.DataObject) -> None:
    old = drawn.draw(st.sampled_from(list(data)))
    name = f"{old}-renamed"
    assume(name not in data and old.isascii() and old.isprintable())  # other letters may be written in several ways
    text = written(data, *file)
    renamed = rewritten(text, {name if key == old else key: value for key, value in data.items()})
    assert len(renamed) == len(text) + len("-renamed")
    assert rewritten(renamed, data) == text


def test_a_folder_that_gains_and_loses_an_endpoint_is_the_same_file_again() -> None:
    manifest, _ = parse_manifest(TABS)
    assert manifest is not None
    folder = Folder("app", manifest, {"a.js": SourceFile("")})
    more = folder.with_endpoint("b", {"file": "b.js"}, SourceFile(""))
    assert '"b" : {' in more.manifest.dumps() and "1E+2" in more.manifest.dumps()
    assert more.without_endpoint("b").manifest.dumps() == TABS
    again = folder.with_endpoint("b", {"file": "b.js"}, SourceFile("")).without_endpoint("a")
    assert list(json.loads(again.with_endpoint("a", {"file": "b.js"}, None).manifest.dumps())["endpoints"]) == [
        "b",
        "a",
    ]


def test_lines_end_as_editors_count_them_and_a_mark_takes_no_column() -> None:
    lines = Lines("\ufeffa\r\nb\rc\nd")
    assert [lines.position(offset) for offset in (0, 1, 4, 6, 8)] == [(1, 0), (1, 1), (2, 1), (3, 1), (4, 1)]
