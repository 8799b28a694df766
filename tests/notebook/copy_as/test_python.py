"""A request copied as Python: the package `requests` sends it, and the account is called the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from hsfunc_magics.notebook.copy_as import PortableRequest, as_requests
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft

from .arriving import Server, assert_same
from .drafts import HARD, drafts, visited

Copied = Callable[[RequestDraft], PortableRequest]


@pytest.fixture(autouse=True)
def without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def executed(code: str) -> int:
    names: dict[str, object] = {}
    exec(code, names)
    return int(names["response"].status_code)  # type: ignore[attr-defined]


def test_a_json_post(copied: Copied) -> None:
    assert as_requests(copied(RequestDraft("POST", "events", body=BodyKind.JSON, text='{"a": 1}'))) == (
        "import requests\n\n"
        "response = requests.request(\n"
        "    'POST',\n"
        "    'https://123456.hs-sites.com/_hcms/api/events',\n"
        "    headers={'Content-Type': 'application/json'},\n"
        "    data='{\"a\": 1}',\n"
        ")"
    )


@pytest.mark.parametrize("name", HARD)
def test_hard_ones_arrive_as_drafted(server: Server, copied: Copied, name: str) -> None:
    found = copied(HARD[name])
    assert executed(as_requests(found, server.url)) == 200
    assert_same(server.take(), found, HARD[name].request(visited()))


@given(drafts())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_draft_arrives_as_drafted(server: Server, copied: Copied, draft: RequestDraft) -> None:
    found = copied(draft)
    assert executed(as_requests(found, server.url)) == 200
    assert_same(server.take(), found, draft.request(visited()))


def test_bytes_arrive(server: Server) -> None:
    content = bytes(range(256)) * 10
    assert executed(as_requests(PortableRequest("POST", "", "/b", "", (), content), server.url)) == 200
    arrived = server.take()
    assert arrived.body == content
    assert arrived.header("content-type") is None
