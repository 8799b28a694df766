"""A request copied as `%hscall`: read again by IPython and the magic, it is the same request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from IPython.core.inputtransformer2 import TransformerManager

import hsfunc_magics
from hsfunc_magics import Account
from hsfunc_magics.emulator.call.forms import MULTIPART, parse_form, parse_query
from hsfunc_magics.emulator.call.request import Request, lower_headers
from hsfunc_magics.notebook.copy_as import FORMATS, PortableRequest, as_hscall, portable
from hsfunc_magics.notebook.executions import Recent
from hsfunc_magics.notebook.magics import hscall as call_magic
from hsfunc_magics.notebook.magics.errors import MagicError
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft, outgoing_draft

from .drafts import HARD, VISITORS, drafts, visited

Copied = Callable[[RequestDraft], PortableRequest]


class Shell:
    """What a cell calls once IPython has read it."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def run_line_magic(self, name: str, line: str) -> None:
        self.run_cell_magic(name, line, None)

    def run_cell_magic(self, name: str, line: str, cell: str | None) -> None:
        assert name == "hscall"
        call_magic.call(self._account, line, cell, {}, Recent())


def requested(account: Account, cell: str) -> Request:
    """The request that a cell makes. There is no function, so that nothing runs."""
    seen: list[Any] = []
    disconnect = account.executed.connect(seen.append)
    before = hsfunc_magics.current_account
    hsfunc_magics.current_account = lambda: account
    try:
        exec(TransformerManager().transform_cell(cell), {"get_ipython": lambda: Shell(account)})
    except MagicError as problem:
        told = str(problem)
    else:
        told = "There is no endpoint"  # only the magic refuses one
    finally:
        hsfunc_magics.current_account = before
        disconnect()
    assert "There is no endpoint" in told or "is not below" in told
    (execution,) = seen
    request: Request = execution.request
    return request


def assert_same(got: Request, wanted: Request) -> None:
    assert (got.method, got.scheme, got.host) == (wanted.method, wanted.scheme, wanted.host)
    assert got.endpoint == wanted.endpoint
    assert parse_query(got.query) == parse_query(wanted.query)
    assert got.visitor == wanted.visitor
    headers, wanted_headers = lower_headers(got.headers), lower_headers(wanted.headers)
    if wanted_headers.get("content-type", "").startswith(MULTIPART):
        fields = parse_form(MULTIPART, headers.pop("content-type"), got.body)
        assert fields == parse_form(MULTIPART, wanted_headers.pop("content-type"), wanted.body)
        # Boundaries differ from one encoding to the next, not in their length.
        assert len(got.body) == len(wanted.body)
    else:
        assert got.body == wanted.body
    assert headers == wanted_headers


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plain", "%hscall events"),
        ("query", "%hscall 'events?x=1&x=2&flag&next="),
        ("delete", "%hscall DELETE events/7"),
        ("json", """%hscall POST events/update -d '{"a": [1, "it'"'"'s é €", null]}'"""),
        ("json of lines", '%%hscall POST events/update\n{\n  "a": '),
        ("bad json", "%hscall POST events/update -H 'Content-Type: application/json' -d '{a: 1}'"),
        ("text of an at", "%%hscall POST events/update -H 'Content-Type: text/plain; charset=utf-8'\n@/etc/passwd"),
        ("form", "%hscall POST events/update -H 'Content-Type: application/x-www-form-urlencoded' -d 'name=Ann+%26+"),
        ("plain multipart", "%hscall POST events/update -F name=Ann -F dash=-x=1 -F empty="),
        ("text of blanks", "from hsfunc_magics import current_account\n"),
    ],
)
def test_it_reads_as_one_would_write_it(copied: Copied, name: str, text: str) -> None:
    assert as_hscall(copied(HARD[name])).startswith(text)


@pytest.mark.parametrize("name", HARD)
def test_hard_ones_are_the_same_request(copied: Copied, name: str) -> None:
    account = visited()
    wanted = HARD[name].request(account)
    assert_same(requested(account, as_hscall(copied(HARD[name]))), wanted)


@given(drafts())
@example(RequestDraft("GET", "a", query=(("x", "\x1c\x85"),), headers=(("X-A", "?"),)))
@example(RequestDraft("POST", "a", body=BodyKind.JSON, text="\t\n0"))
@example(RequestDraft("POST", "a", body=BodyKind.TEXT, text="0\n \n1\n"))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_draft_is_the_same_request(copied: Copied, draft: RequestDraft) -> None:
    account = visited()
    assert_same(requested(account, as_hscall(copied(draft))), draft.request(account))


@given(drafts())
@example(RequestDraft("POST", "a", body=BodyKind.MULTIPART, fields=(("\\\\", "1"),)))
@settings(max_examples=50)
def test_the_request_of_an_execution_is_the_same_request(draft: RequestDraft) -> None:
    account = visited()
    draft = replace(draft, visitor="")  # a request keeps its visitor, not the name
    execution = account.handle(draft.request(account))
    assert_same(requested(account, as_hscall(portable(execution.request))), execution.request)


def test_bytes_are_said_in_python() -> None:
    account = Account()
    wanted = account.request("e", content=bytes(range(256)), headers={"Content-Type": "image/png"})
    assert_same(requested(account, as_hscall(portable(wanted))), wanted)


def test_files_are_said_in_python() -> None:
    account = Account()
    wanted = account.request("e", data={"a": "1"}, files={"photo": ("a.png", b"\x89PNG\r\n\0")})
    got = requested(account, as_hscall(portable(wanted)))
    assert got.body == wanted.body
    assert got.header("content-type") == wanted.header("content-type")


def test_a_visitor_is_named_and_its_cookie_is_for_those_who_know_no_names(copied: Copied) -> None:
    cookie = f"hubspotutk={VISITORS['ann-in'].cookie}"
    draft = HARD["visitor and cookies"]
    assert as_hscall(copied(draft)) == "%hscall e -H 'cookie: a=1' -H 'X-A: 1' --as ann-in"
    assert as_hscall(copied(HARD["anonymous"])) == "%hscall e --as anonymous"
    assert as_hscall(copied(RequestDraft("GET", "e"))) == "%hscall e"
    for name, copy in FORMATS.items():
        assert (cookie in copy(copied(draft))) == (name != "%hscall")
        assert "hubspotutk" not in copy(copied(RequestDraft("GET", "e"))), "the current one calls without being named"


def test_the_visitor_that_an_execution_named_stays_the_one_of_its_cookie() -> None:
    account = visited()
    execution = account.call("e", visitor="-é.")
    assert requested(account, as_hscall(portable(execution.request))).header("cookie") == (
        f"hubspotutk={VISITORS['-é.'].cookie}"
    )


@pytest.mark.parametrize("text", ["plain", 'with "quotes" & signs', "ünï"])
def test_no_copy_has_the_value_of_a_secret(text: str) -> None:
    account = Account()
    secret = f"s3cret {text}"
    account.secrets.add("KEY", secret)
    for kind in BodyKind:
        draft = RequestDraft(
            "POST",
            f"e/{secret}?a={secret}",
            query=(("q", secret),),
            headers=(("X-Key", f"Bearer {secret}"),),
            body=kind,
            text=f'{{"key": "{secret}"}}',
            fields=(("key", secret),),
        )
        for copy in FORMATS.values():
            told = copy(outgoing_draft(draft, account))
            assert "s3cret" not in told
            assert "•••" in told or "%E2%80%A2" in told
