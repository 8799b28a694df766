"""Paths of OpenAPI files are answered before ours, and with a token only; the others as ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import Account, SeedError
from hsfunc_magics.emulator.outgoing.hubspot.replies import Reply
from hsfunc_magics.runtime.outgoing import Answer, OutgoingRequest

from .asking import Asker

FLOWS = "/automation/v4/flows"


class Flows:
    """A file that has one path."""

    closed = False

    def answer(self, request: OutgoingRequest) -> Answer | None:
        return Answer(Reply(body={"results": []}).response(), "hubspot") if request.url.endswith(FLOWS) else None

    def close(self) -> None:
        self.closed = True


def test_a_described_path_is_answered_with_a_token() -> None:
    flows = Flows()
    ask = Asker(describe=lambda files: flows, openapi=["flows.json"])
    assert ask("GET", FLOWS).body == {"results": []}
    assert ask("GET", FLOWS, token="").status == 401
    assert ask("GET", "/crm/v3/objects/contacts/101").body["id"] == "101"
    ask.hubspot.close()
    assert flows.closed
    limited = Asker(describe=lambda files: flows, openapi=["flows.json"], rate_limit=1)
    assert [limited("GET", FLOWS).status for _ in range(2)] == [200, 429]


def test_a_seed_names_the_file_too() -> None:
    asked: list[object] = []

    def describe(files: object) -> Flows:
        asked.append(files)
        return Flows()

    Asker({"settings": {"openapi": "flows.json"}}, describe=describe)
    assert asked == [["flows.json"]]


def test_a_file_that_is_not_there_leaves_everything_as_it_was(tmp_path: Path) -> None:
    account = Account()
    before = account.mock_hubspot()
    with pytest.raises(SeedError, match=r"There is no file .*nowhere\.json"):
        account.mock_hubspot(openapi=tmp_path / "nowhere.json")
    assert account.hubspot is before
    account.close()
