"""An account begins anew, and what was taken away can be put back: nothing is lost on either way."""

from __future__ import annotations

import gc
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics import Account, Limits, LogError, ProcessBoundError, Settings, Visitor

from ..forks import MULTI_THREADED, in_child
from .conftest import AccountMaker

BODY = "console.log('once'); sendResponse({ body: context.endpoint });"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def used(account: Account) -> Account:
    """An account in which everything is other than at first."""
    account.clock.freeze(NOON)
    account.secrets.add("API_KEY", "the-value-of-it")
    account.functions.add("events", BODY, secrets=["API_KEY"])
    account.functions.add("other", BODY, folder="shop")
    account.functions.delete("other")
    account.change_limits({"execution_seconds": 2})
    account.visitors.add("ann", Visitor(vid=7))
    account.visitors.use("ann")
    account.switches = account.switches.choose("params", "arrays")
    account.call("events", simulated_seconds=1)
    return account


def state(account: Account) -> dict[str, Any]:
    return {
        "functions": {name: folder.manifest.dumps() for name, folder in account.functions.folders.items()},
        "deletions": [deletion.endpoint.name for deletion in account.functions.deletions],
        "secrets": account.secrets.names(),
        "limits": account.limits,
        "switches": account.switches,
        "visitors": account.visitors.listed(),
        "clock": account.clock.now() if account.clock.frozen else None,
        "quota": account.quota_state,
        "log": [record.endpoint for record in account.log.records()],
    }


def test_an_account_is_as_at_first_and_its_secrets_stay(account: Account) -> None:
    first = state(account)
    told: list[object] = []
    account.was_reset.connect(told.append)
    reset = used(account).reset()
    assert state(account) == {**first, "secrets": ["API_KEY"]}
    assert account.call("events").reply.status == 404
    assert (reset.endpoints, reset.record_count, told) == (["events"], 1, [reset])
    account.functions.add("events", BODY)
    assert account.call("events").reply.body == b"events"


def test_what_was_taken_away_comes_back_and_what_has_come_since_is_kept_likewise(account: Account) -> None:
    before = state(used(account))
    reset = account.reset(secrets=True)
    assert account.secrets.names() == []
    account.functions.add("new", BODY)
    account.call("new")
    between = state(account)
    since = account.restore(reset)
    assert state(account) == before
    assert account.call("events").reply.body == b"events"
    assert account.secrets.holds("API_KEY", "the-value-of-it")
    account.restore(since)
    assert state(account) == between


def test_at_first_is_as_it_was_made(make_account: AccountMaker) -> None:
    account = make_account(visitor=Visitor(vid=5), limits=Limits(execution_seconds=3))
    account.change_limits({"execution_seconds": 2})
    account.visitors.use("anonymous")
    account.reset()
    assert (account.visitor, account.limits) == (Visitor(vid=5), Limits(execution_seconds=3))


def test_a_log_in_a_file_keeps_its_records(make_account: AccountMaker, tmp_path: Path) -> None:
    account = make_account(settings=Settings(log_file=str(tmp_path / "log.sqlite")))
    account.functions.add("events", BODY)
    account.call("events")
    reset = account.reset()
    assert (reset.log_file, reset.record_count) == (str(tmp_path / "log.sqlite"), 0)
    assert [record.endpoint for record in account.log.records()] == ["events"]
    account.restore(reset)
    assert [record.endpoint for record in account.log.records()] == ["events"]


def test_records_come_back_also_into_a_file_that_the_log_is_kept_in_by_now(account: Account, tmp_path: Path) -> None:
    reset = used(account).reset()
    account.clock.freeze(NOON)
    account.log.keep_in(tmp_path / "log.sqlite")
    account.restore(reset)
    assert [record.endpoint for record in account.log.records()] == ["events"]


def test_a_folder_that_follows_the_disk_does_so_no_longer(account: Account, tmp_path: Path) -> None:
    folder = tmp_path / "shop.functions"
    folder.mkdir()
    (folder / "serverless.json").write_text('{"endpoints": {"a": {"file": "a.js"}}}')
    (folder / "a.js").write_text("exports.main = (c, s) => s({});")
    account.watched_folders.open(str(folder))
    reset = account.reset()
    assert reset.unwatched == ("shop",)
    assert not account.functions.watched and not account.watched_folders
    account.restore(reset)
    assert list(account.functions) == ["a"]


@pytest.mark.filterwarnings("error")
def test_a_reset_tells_no_value_and_stays_in_its_process(account: Account) -> None:
    reset = used(account).reset(secrets=True)
    assert "the-value-of-it" not in repr(reset) + str(reset._repr_mimebundle_())
    with pytest.raises(ProcessBoundError):
        pickle.dumps(reset)
    del reset
    gc.collect()
    account.close()
    with pytest.raises(LogError):
        account.reset()
    assert account.functions.folders == {}


@pytest.mark.filterwarnings(MULTI_THREADED)
def test_a_child_puts_back_all_but_the_records_of_its_parent(account: Account) -> None:
    reset = used(account).reset()

    def work() -> object:
        account.restore(reset)
        return [list(account.functions), len(account.log.records()), account.call("events").reply.status]

    assert in_child(work) == [["events"], 0, 200]
    account.restore(reset)
    assert len(account.log.records()) == 1
