"""A request copied as fetch: Node runs it, and a comment says what a browser leaves out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from hsfunc_magics.notebook.copy_as import PortableRequest, as_fetch
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft

from .arriving import Server, assert_same
from .drafts import HARD, drafts, visited

Copied = Callable[[RequestDraft], PortableRequest]
Run = Callable[[str], str]


def test_a_json_post(copied: Copied) -> None:
    assert as_fetch(copied(RequestDraft("POST", "events", body=BodyKind.JSON, text='{"a": 1}'))) == (
        'const response = await fetch("https://123456.hs-sites.com/_hcms/api/events", {\n'
        '  method: "POST",\n'
        '  headers: { "Content-Type": "application/json" },\n'
        '  body: "{\\"a\\": 1}",\n'
        "});"
    )


def test_a_script_element_is_not_ended_by_a_body(copied: Copied) -> None:
    assert "</script" not in as_fetch(copied(RequestDraft("POST", "e", body=BodyKind.TEXT, text="</script>")))


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (RequestDraft("GET", "e", headers=(("Cookie", "a=1"),)), "// A browser sets Cookie by itself"),
        (RequestDraft("GET", "e", origin="https://a.b"), "// A browser sets Origin, Referer by itself"),
        (RequestDraft("GET", "e", body=BodyKind.JSON, text="{}"), "// fetch refuses a body with GET"),
    ],
)
def test_a_comment_says_what_a_browser_does_otherwise(copied: Copied, draft: RequestDraft, said: str) -> None:
    assert as_fetch(copied(draft)).startswith(said)


@pytest.mark.parametrize("name", HARD)
def test_hard_ones_arrive_as_drafted(server: Server, copied: Copied, run_in_node: Run, name: str) -> None:
    found = copied(HARD[name])
    assert run_in_node(as_fetch(found, server.url)) == "ok"
    assert_same(server.take(), found, HARD[name].request(visited()))


@given(drafts())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_draft_arrives_as_drafted(server: Server, copied: Copied, run_in_node: Run, draft: RequestDraft) -> None:
    found = copied(draft)
    assert run_in_node(as_fetch(found, server.url)) == "ok"
    assert_same(server.take(), found, draft.request(visited()))


def test_bytes_arrive(server: Server, run_in_node: Run) -> None:
    content = bytes(range(256)) * 10
    assert run_in_node(as_fetch(PortableRequest("POST", "", "/b", "", (), content), server.url)) == "ok"
    arrived = server.take()
    assert arrived.body == content
    assert arrived.header("content-type") is None


def test_a_body_that_fetch_refuses_is_left_out(server: Server, copied: Copied, run_in_node: Run) -> None:
    draft = RequestDraft("GET", "e", body=BodyKind.JSON, text="{}")
    assert run_in_node(as_fetch(copied(draft), server.url)) == "ok"
    assert_same(server.take(), copied(draft), draft.request(visited()), body=False)
