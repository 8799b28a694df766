"""A call by uid, and one of a project's endpoint, copied in each way: what can be run again is the same call."""

from __future__ import annotations

import ast
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsfunc_magics import Account
from hsfunc_magics.emulator.call.request import Request
from hsfunc_magics.notebook.copy_as import FORMATS, as_curl, as_fetch, as_hscall, as_requests, portable
from hsfunc_magics.notebook.executions import Recent
from hsfunc_magics.notebook.magics import hscall as call_magic
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft, outgoing_draft

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab'{}\"\\ $\n", max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    own = Account()
    own.projects.add("greet", "return context.parameters;", endpoint=False)
    own.projects.add("events", "return context.body;", method="POST")
    yield own
    own.close()


@settings(deadline=None, max_examples=60)
@given(parameters=JSON, properties=st.dictionaries(st.text("ab'{}", min_size=1, max_size=4), st.text(max_size=3)))
def test_hscall_makes_the_same_call(account: Account, parameters: Any, properties: dict[str, str]) -> None:
    request = account.request(uid="greet", parameters=parameters, properties=properties)
    copied = as_hscall(portable(request))
    if copied.startswith("%hscall "):
        seen: list[Request] = []
        disconnect = account.executed.connect(lambda execution: seen.append(execution.request))
        call_magic.call(account, copied.removeprefix("%hscall "), None, {}, Recent())
        disconnect()
        assert seen == [request]
    else:
        call = ast.parse(copied).body[-1]
        assert isinstance(call, ast.Expr) and isinstance(call.value, ast.Call)
        told = {one.arg: ast.literal_eval(one.value) for one in call.value.keywords if one.arg is not None}
        assert account.request(**told) == request


def test_what_has_no_url_says_so(account: Account) -> None:
    request = portable(account.request(uid="greet", parameters={"a": "</script>"}, properties={"email": "x"}))
    assert not shlex.split(as_curl(request), comments=True), "a shell does nothing with it"
    assert "No URL leads to greet" in as_curl(request)
    code = as_fetch(request).splitlines()[-1]
    assert code == (
        'const result = await hubspot.serverless("greet", { parameters: {"a": "<\\/script>"},'
        ' propertiesToSend: ["email"] });'
    )
    assert "current_account().call(uid='greet', parameters={'a': '</script>'}" in as_requests(request)


def test_secrets_are_masked_in_parameters() -> None:
    own = Account()
    own.secrets.add("KEY", "v4lue-that-nobody-sees")
    own.projects.add("greet", "return 1;", endpoint=False)
    draft = RequestDraft(path="uid:greet", body=BodyKind.JSON, text='{"key": "v4lue-that-nobody-sees"}')
    for make in FORMATS.values():
        assert "v4lue" not in make(outgoing_draft(draft, own))
    own.close()


def test_an_endpoint_of_a_project_keeps_its_whole_path(account: Account) -> None:
    request = portable(account.request("/hs/serverless/events?x=1", json={"a": 1}))
    assert as_hscall(request) == """%hscall POST '/hs/serverless/events?x=1' -d '{"a":1}'"""
    for make in (as_curl, as_fetch, as_requests):
        assert "https://123456.hs-sites.com/hs/serverless/events?x=1" in make(request)
