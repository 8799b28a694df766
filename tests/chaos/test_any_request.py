"""Whatever a client sends gets an answer: an execution with a status, or an error of this package."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.call.request import Request
from hsfunc_magics.emulator.errors import HsfuncError
from hsfunc_magics.emulator.http import PREFIX

# The function gives back what it can of the request, so that what came in goes out again.
_ECHO = """exports.main = async (context, sendResponse) => {
  console.log(context.params, context.headers);
  sendResponse({ statusCode: 200, body: { body: context.body, params: context.params, headers: context.headers } });
};
"""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_QUICK = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

any_text = st.text(st.characters(), max_size=40)
odd_text = st.one_of(
    any_text,
    st.sampled_from(
        ["\0", "\r\nX: y", "%", "%00", "%zz", "%ff%fe", "../..", "//", "__proto__", "\ud800", "é", "[", "a;b"]
    ),
)
paths = st.one_of(
    st.sampled_from([PREFIX + "echo", PREFIX + "echo/", PREFIX + "%65cho", PREFIX + "echo//", PREFIX, "/", ""]),
    odd_text.map(lambda text: PREFIX + text),
    odd_text,
)
methods = st.one_of(st.sampled_from([*METHODS, "HEAD", "OPTIONS", "TRACE", "get", ""]), odd_text)
content_types = st.sampled_from(
    [
        "application/json",
        "application/json; charset=utf-16",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/plain; charset=none",
        ";;;",
    ]
)
headers = st.lists(
    st.one_of(
        st.tuples(odd_text, odd_text),
        st.tuples(st.just("Content-Type"), content_types),
        st.tuples(st.sampled_from(["Cookie", "Host", "Content-Length", "X-Forwarded-For", "__proto__"]), odd_text),
    ),
    max_size=6,
)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), any_text),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(odd_text, inner, max_size=4)),
    max_leaves=20,
)
bodies = st.one_of(
    st.binary(max_size=300),
    any_text.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.integers(1, 20_000).map(lambda depth: b"[" * depth + b"]" * depth),
    st.integers(1, 20_000).map(lambda depth: b'{"a":' * depth),
    st.sampled_from(
        [b'{"__proto__":{"x":1}}', b"--x\r\n\r\n--x--", b"NaN", b"1e999", b"a=%zz&=&&b", b"\xef\xbb\xbf{}"]
    ),
)
requests = st.builds(
    Request,
    method=methods,
    scheme=st.sampled_from(["http", "https", ""]),
    host=st.one_of(st.just("123456.hs-sites.com"), odd_text),
    path=paths,
    query=odd_text,
    headers=headers.map(tuple),
    body=bodies,
)
likely_requests = st.builds(
    Request,
    method=st.sampled_from(METHODS),
    scheme=st.just("https"),
    host=odd_text,
    path=st.just(PREFIX + "echo"),
    query=odd_text,
    headers=st.tuples(content_types, headers).map(lambda pair: (("Content-Type", pair[0]), *pair[1])),
    body=bodies,
)
arguments = st.fixed_dictionaries(
    {},
    optional={
        "method": methods,
        "params": st.dictionaries(odd_text, odd_text, max_size=3),
        "headers": st.one_of(headers, st.dictionaries(odd_text, odd_text, max_size=3)),
        "cookies": st.dictionaries(odd_text, odd_text, max_size=2),
        "json": json_values,
        "content": st.one_of(bodies, odd_text),
        "data": st.dictionaries(odd_text, odd_text, max_size=3),
        "files": st.dictionaries(odd_text, st.tuples(odd_text, st.binary(max_size=50)), max_size=2),
        "follow_redirects": st.booleans(),
    },
)
targets = st.one_of(
    st.just("echo"), odd_text, odd_text.map(lambda text: f"echo?{text}"), odd_text.map("https://{}".format)
)


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """An account with an echo."""
    account = Account()
    account.functions.add("echo", _ECHO, method=METHODS)
    yield account
    account.close()


def assert_answered(execution: Execution) -> None:
    """There is an answer, and it can be looked at."""
    assert isinstance(execution, Execution)
    assert 200 <= execution.reply.status <= 599
    assert execution.reply.status != 429, execution.error
    assert isinstance(execution.reply.body, bytes)
    assert str(execution.request.method) in repr(execution)


@_QUICK
@given(requests)
def test_any_request_gets_an_answer(account: Account, request_: Request) -> None:
    assert_answered(account.handle(request_))


@_QUICK
@given(likely_requests)
def test_any_request_to_a_function_runs_it_or_is_refused_as_the_platform_does(
    account: Account, request_: Request
) -> None:
    execution = account.handle(request_)
    assert_answered(execution)
    assert execution.reply.status in (200, 400), execution.error


@_QUICK
@given(targets, arguments)
def test_any_call_gets_an_answer_or_an_error_that_says_why(
    account: Account, target: str, given_arguments: dict[str, Any]
) -> None:
    said = ""
    try:
        execution = account.call(target, **given_arguments)
    except HsfuncError as problem:
        execution = None
        said = str(problem)
    if execution is None:
        assert said != ""
        return
    assert_answered(execution)


def test_the_account_still_answers(account: Account) -> None:
    execution = account.call("echo", json={"n": 1})
    assert execution.reply.status == 200
    assert execution.response.json()["body"] == {"n": 1}
