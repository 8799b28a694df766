"""A request copied as curl: the shell reads it as meant, and curl sends it."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from hsfunc_magics.notebook.copy_as import PortableRequest, as_curl
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft

from .arriving import Server, assert_same
from .drafts import HARD, drafts, visited

Copied = Callable[[RequestDraft], PortableRequest]
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on PATH")


def sent_by_curl(line: str, server: Server) -> None:
    # The user's own ~/.curlrc and proxies are no part of the line.
    line = line.replace("curl ", "curl -q -s --noproxy '*' ", 1)
    subprocess.run(["/bin/sh", "-c", line], check=True, stdin=subprocess.DEVNULL, timeout=30)


def test_a_plain_get_is_a_plain_line(copied: Copied) -> None:
    assert as_curl(copied(RequestDraft("GET", "events"))) == "curl https://123456.hs-sites.com/_hcms/api/events"


def test_a_json_post_is_one_line_with_the_accounts_address(copied: Copied) -> None:
    line = as_curl(copied(RequestDraft("POST", "events", body=BodyKind.JSON, text='{"it\'s": 1}')))
    assert shlex.split(line) == [
        *("curl", "-X", "POST", "https://123456.hs-sites.com/_hcms/api/events"),
        *("-H", "Content-Type: application/json", "--data-raw", '{"it\'s": 1}'),
    ]


def test_another_address(copied: Copied) -> None:
    line = as_curl(copied(RequestDraft("GET", "events?x=1")), "http://127.0.0.1:6789/")
    assert shlex.split(line) == ["curl", "http://127.0.0.1:6789/_hcms/api/events?x=1"]


def test_bytes_travel_through_a_pipe(copied: Copied) -> None:
    found = PortableRequest("POST", "https://a", "/b", "", (("Content-Type", "image/png"),), bytes(range(256)))
    line = as_curl(found)
    assert line.startswith("printf %s AAECAwQF")
    assert line.endswith(" | base64 -d | curl -X POST https://a/b -H 'Content-Type: image/png' --data-binary @-")


@pytest.mark.parametrize("name", HARD)
@needs_curl
def test_hard_ones_arrive_as_drafted(server: Server, copied: Copied, name: str) -> None:
    found = copied(HARD[name])
    sent_by_curl(as_curl(found, server.url), server)
    assert_same(server.take(), found, HARD[name].request(visited()))


@given(drafts())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@needs_curl
def test_any_draft_arrives_as_drafted(server: Server, copied: Copied, draft: RequestDraft) -> None:
    found = copied(draft)
    sent_by_curl(as_curl(found, server.url), server)
    assert_same(server.take(), found, draft.request(visited()))


@needs_curl
def test_bytes_arrive(server: Server) -> None:
    content = bytes(range(256)) * 10
    sent_by_curl(as_curl(PortableRequest("POST", "", "/b", "", (), content), server.url), server)
    arrived = server.take()
    assert arrived.body == content
    assert arrived.header("content-type") is None


@needs_curl
def test_dots_in_a_path_arrive(server: Server) -> None:
    sent_by_curl(as_curl(PortableRequest("GET", "", "/a/../b/./c", "", ()), server.url), server)
    assert server.take().path == "/a/../b/./c"
