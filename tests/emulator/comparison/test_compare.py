"""Executions compared: status, headers, body, console; nothing where nothing differs, and never a secret's value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.comparison.compare import CONTEXT, MOST_COMPARED, Change, diff_lines
from hsfunc_magics.emulator.comparison.json_diff import MOST_ALIGNED, differences

from ...outgoing_calls import called, exchange

SCALARS = (
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9).map(lambda number: round(number, 1)) | st.text()
)
# Arrays are aligned heuristically, and not the same way in both directions.
OBJECTS = st.recursive(SCALARS, lambda inner: st.dictionaries(st.text(max_size=3), inner, max_size=4), max_leaves=12)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)
LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=20)


@pytest.fixture
def account() -> Iterator[Account]:
    account = Account()
    yield account
    account.close()


def call(account: Account, source: str, **arguments: Any) -> Execution:
    account.functions.add("f", source, method=["GET", "POST"], secrets=sorted(account.secrets))
    return account.call("f", **arguments)


# ---------------------------------------------------------------- JSON


@given(JSON)
def test_a_value_does_not_differ_from_itself(value: Any) -> None:
    assert differences(value, json.loads(json.dumps(value))) == []


@given(JSON, JSON)
def test_values_that_are_not_the_same_json_differ(before: Any, after: Any) -> None:
    def as_javascript(value: Any) -> str:
        floats = json.loads(json.dumps(value), parse_int=float)
        return json.dumps(floats, sort_keys=True).replace("-0.0", "0.0")

    assert bool(differences(before, after)) == (as_javascript(before) != as_javascript(after))


@given(OBJECTS, OBJECTS)
def test_the_other_way_round_what_was_added_is_removed(before: Any, after: Any) -> None:
    turned = {"+": "-", "-": "+", "~": "~"}
    there, back = differences(before, after), differences(after, before)
    assert sorted((sign, path) for sign, path, *_ in there) == sorted((turned[sign], path) for sign, path, *_ in back)


@given(st.lists(SCALARS, max_size=8), st.lists(SCALARS, max_size=8))
def test_an_array_gains_as_many_items_as_it_is_longer(before: list[Any], after: list[Any]) -> None:
    signs = [sign for sign, *_ in differences(before, after)]
    assert signs.count("+") - signs.count("-") == len(after) - len(before)


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert differences([0, {"a": 1}, -0.0], [0.0, {"a": 1.0}, 0]) == []
    assert differences([1, 2, True], [0, 1.0, 2.0, True]) == [("+", "$[0]", "", "0")]


def test_each_difference_has_its_path() -> None:
    before = {"a": 1, "old name": {"b": [1, 2, 3]}, "gone": None, "same": [True]}
    after = {"a": 2, "old name": {"b": [0, 1, 2, 3]}, "new": {"x": "y"}, "same": [True]}
    assert differences(before, after) == [
        ("~", "$.a", "1", "2"),
        ("+", '$["old name"].b[0]', "", "0"),
        ("-", "$.gone", "null", ""),
        ("+", "$.new", "", '{"x": "y"}'),
    ]
    assert differences([1], {"a": 1}) == [("~", "$", "[1]", '{"a": 1}')]
    assert differences(True, 1) == [("~", "$", "true", "1")]
    assert differences({"a": 1, "b": 1.0}, {"b": 1, "a": 1.0}) == []


def test_long_arrays_are_compared_place_by_place() -> None:
    long = list(range(MOST_ALIGNED + 5))
    assert differences(long, [*long[:7], -1, *long[8:]]) == [("~", "$[7]", "7", "-1")]


# ---------------------------------------------------------------- lines


@given(LINES, LINES)
def test_the_lines_that_are_told_are_those_that_went_and_came(before: list[str], after: list[str]) -> None:
    lines, remark = diff_lines(before, after)
    assert remark == ""
    assert (lines == []) == (before == after)
    gone, come = ([line for sign, line in lines if sign == wanted] for wanted in "-+")
    assert len(before) - len(gone) == len(after) - len(come)
    assert sorted([*before, *come]) == sorted([*after, *gone])


def test_two_lines_around_a_change_are_shown_and_no_more() -> None:
    before = [str(number) for number in range(100)]
    lines, _ = diff_lines(before, [*before[:50], "new", *before[51:]])
    assert lines == [(" ", "48"), (" ", "49"), ("-", "50"), ("+", "new"), (" ", "51"), (" ", "52")]
    assert CONTEXT == 2


def test_texts_that_are_too_long_to_align_are_told_by_their_length() -> None:
    other = [f"x{number}" for number in range(MOST_COMPARED)]
    assert diff_lines(["same", "a"], ["same", *other]) == ([], "from line 2 on 1 lines became 2,000")


# ---------------------------------------------------------------- executions


def test_two_calls_that_gave_the_same_do_not_differ(account: Account) -> None:
    source = "console.log('x'); sendResponse({ body: { a: 1 }, headers: { 'X-A': '1' } })"
    comparison = call(account, source).diff(call(account, source))
    assert not comparison
    assert repr(comparison) == "<Comparison: no difference>"
    assert [seconds.total_seconds() > 0 for seconds in comparison.elapsed] == [True, True]
    assert all(memory is not None for memory in comparison.memory)


def test_every_part_tells_its_differences(account: Account) -> None:
    before = call(
        account,
        "console.log('one'); console.log('two'); sendResponse({ body: { a: 1, b: 2 },"
        " headers: { 'X-Old': '1', 'X-Same': '1' }, 'Set-Cookie': ['a=1', 'b=2'] })",
    )
    after = call(
        account,
        "console.log('one'); console.warn('two'); sendResponse({ statusCode: 503, body: { a: 1, b: 3 },"
        " headers: { 'X-New': '1', 'X-Same': '1' }, 'Set-Cookie': ['b=2', 'c=3'] })",
    )
    comparison = after.diff(before)
    assert (comparison.before, comparison.after) == (before, after)
    assert comparison.status.changes == (
        Change("~", "HTTP", "200 OK", "503 Service Unavailable"),
        Change("~", "execution", "SUCCESS", "HANDLED_ERROR"),
    )
    assert set(comparison.headers.changes) == {
        Change("-", "x-old", before="1"),
        Change("+", "x-new", after="1"),
        Change("-", "set-cookie", before="a=1"),
        Change("+", "set-cookie", after="c=3"),
    }
    assert comparison.body.changes == (Change("~", "$.b", "2", "3"),)
    assert [(change.sign, change.before or change.after) for change in comparison.console.changes] == [
        (" ", "INFO  one"),
        ("-", "INFO  two"),
        ("+", "WARN  two"),
    ]


def test_an_error_is_part_of_the_status(account: Account) -> None:
    comparison = call(account, "throw new TypeError('no')").diff(call(account, "sendResponse({})"))
    assert Change("~", "error", "none", "TypeError: no (app.functions/f.js:1)") in comparison.status.changes


def test_the_order_of_a_headers_values_counts_and_that_of_keys_does_not(account: Account) -> None:
    before = call(account, "sendResponse({ body: { a: 1, b: 2 }, 'Set-Cookie': ['a=1', 'b=2'] })")
    after = call(account, "sendResponse({ body: { b: 2, a: 1 }, 'Set-Cookie': ['b=2', 'a=1'] })")
    comparison = after.diff(before)
    assert comparison.headers.changes == (Change("~", "set-cookie", "a=1, b=2", "b=2, a=1"),)
    assert not comparison.body
    assert comparison.note == "The bodies are the same JSON, written differently."


def test_text_is_compared_by_lines_and_bytes_by_size_and_hash(account: Account) -> None:
    texts = call(account, "sendResponse({ body: 'a\\nc' })").diff(call(account, "sendResponse({ body: 'a\\nb' })"))
    assert [(change.sign, change.before or change.after) for change in texts.body.changes] == [
        (" ", "a"),
        ("-", "b"),
        ("+", "c"),
    ]
    ends = call(account, "sendResponse({ body: 'a\\r\\n' })").diff(call(account, "sendResponse({ body: 'a\\n' })"))
    assert ends.body.remark == "the texts differ in their line ends only"
    octets = call(account, "sendResponse({ body: Buffer.from([0, 255, 1]) })").diff(call(account, "sendResponse({})"))
    (change,) = octets.body.changes
    assert change.before == "empty"
    assert change.after.startswith("3 bytes, SHA-256 ")


def test_json_that_cannot_be_followed_is_compared_as_text(account: Account) -> None:
    headers = "headers: { 'Content-Type': 'application/json' }"
    comparison = call(account, f"sendResponse({{ body: '{{', {headers} }})").diff(
        call(account, f"sendResponse({{ body: '[1]', {headers} }})")
    )
    assert [(change.sign, change.before or change.after) for change in comparison.body.changes] == [
        ("-", "[1]"),
        ("+", "{"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "sendResponse({ body: { [context.secrets.KEY]: { deep: context.secrets.KEY } } })",
        "sendResponse({ body: 'text ' + context.secrets.KEY })",
        "sendResponse({ headers: { 'X-Key': context.secrets.KEY } })",
        "console.log(context.secrets.KEY); sendResponse({})",
        "throw new Error(context.secrets.KEY)",
    ],
)
def test_no_value_of_a_secret_is_told(account: Account, source: str) -> None:
    account.secrets.add("KEY", "the-old-value-of-it")
    before = call(account, source)
    account.secrets.delete("KEY")
    account.secrets.add("KEY", "the-new-value-of-it")
    comparison = call(account, source).diff(before)
    plain = call(account, "sendResponse({})").diff(before)
    for shown in (comparison, plain):
        told = str(shown._repr_mimebundle_()) + str(shown.parts)
        assert "value-of-it" not in told
        assert "•••" in told or "masked" in told or source.startswith(("console", "throw"))


def test_requests_that_were_sent_differ_by_what_they_say_and_what_came_of_them(account: Account) -> None:
    account.functions.add("f", "sendResponse({ body: 1 });", method=["GET", "POST"])
    contact = exchange("POST", sent=b'{"a": 1}', status=201)
    before = called(account, [contact, exchange(status=200, seconds=1)])
    assert not called(account, [contact, exchange(status=200, seconds=2)]).diff(before)
    comparison = called(account, [exchange("POST", sent=b'{"a": 2}', status=201), exchange(code="ENOTFOUND")]).diff(
        before
    )
    target = "https://api.hubapi.com/crm/v3/objects/contacts"
    assert [(change.sign, change.before or change.after) for change in comparison.outgoing.changes] == [
        (" ", f"POST {target} → 201 Created (network)"),
        ("-", '  {"a": 1}'),
        ("-", f"GET {target} → 200 OK (network)"),
        ("+", '  {"a": 2}'),
        ("+", f"GET {target} → ENOTFOUND (network)"),
    ]
    assert "outgoing" in repr(comparison) and len(comparison.parts) == 5
    nothing = called(account, [])
    assert nothing.diff(nothing).parts == comparison.parts[:4]
