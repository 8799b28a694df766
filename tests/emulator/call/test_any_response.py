"""Whatever is given to `sendResponse` ends in a response or in a failure that says why (contract §6)."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hsfunc_magics import Limits, Status
from hsfunc_magics.emulator.call.response import InvalidResponseError, read_sent

from ..conftest import AccountMaker

# What the harness makes of JavaScript values: scalars, anything else by its type and text, and lists in headers.
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10)
others = st.fixed_dictionaries({"$type": st.sampled_from(["object", "undefined", "function"]), "$text": st.text()})
values = scalars | others | st.lists(scalars | others, max_size=3)
headers = scalars.filter(lambda value: not isinstance(value, list)) | others
headers |= st.lists(st.tuples(st.text(max_size=10), values).map(list), max_size=3)


@given(status=scalars | others, single=headers, multi=headers, cookie=values)
def test_any_described_value_is_a_reply_or_refused_with_a_sentence(
    status: Any, single: Any, multi: Any, cookie: Any
) -> None:
    described = {"statusCode": status, "headers": single, "multiValueHeaders": multi, "setCookie": cookie}
    try:
        reply, _ = read_sent({**described, "kind": "text", "n": 1}, b"x", Limits())
    except InvalidResponseError as problem:
        told = str(problem)
    else:
        told = f"a reply with status {reply.status}"
        assert 200 <= reply.status <= 599
        assert not [text for pair in reply.headers for text in pair if set("\r\n\0") & set(text)]
    assert told


javascript = st.recursive(
    st.sampled_from(["null", "undefined", "true", "0", "200", "'x'", "NaN", "5n", "Symbol()", "() => {}", "new Map()"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(
            st.sampled_from(["statusCode", "body", "headers", "multiValueHeaders", "'Set-Cookie'", "'X-A'", "a"]),
            inner,
            max_size=4,
        ).map(lambda items: "({ " + ", ".join(f"{key}: {value}" for key, value in items.items()) + " })"),
    ),
    max_leaves=8,
)


def test_any_javascript_value_ends_in_a_response_or_a_failure_that_says_why(make_account: AccountMaker) -> None:
    account = make_account()
    account.functions.add("f", "sendResponse(eval(context.body));", method="POST")

    @given(value=javascript)
    @settings(max_examples=200)
    def check(value: str) -> None:
        execution = account.call("f", json=value)
        if execution.status is Status.UNHANDLED_ERROR:
            assert (execution.reply.status, execution.reply.body) == (500, b"{}")
            assert execution.error is not None and execution.error.message
            assert execution.error.type != "ProtocolError"
        else:
            assert execution.status is not None and execution.error is None
        assert execution.response.status_code == execution.reply.status

    check()
