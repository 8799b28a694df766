"""What an open panel is told: everything once, then what has changed, seldom, in order, and no secret's value."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hsfunc_magics import Account, Visitor
from hsfunc_magics.notebook import addresses
from hsfunc_magics.notebook.addresses import Address
from hsfunc_magics.notebook.executions import Recent
from hsfunc_magics.notebook.panel import comm as module
from hsfunc_magics.notebook.panel.comm import PanelComms
from hsfunc_magics.notebook.panel.state import PARTS
from hsfunc_magics.notebook.views.execution.json import MIME_TYPE

HELLO = "console.log('one'); console.log('two'); sendResponse({ body: { n: 1 } });"


class FakeComm:
    """A comm as a kernel hands it to a target."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.closed = False

    def on_msg(self, callback: Callable[[Any], None]) -> None:
        self._on_msg = callback

    def on_close(self, callback: Callable[[Any], None]) -> None:
        self._on_close = callback

    def send(self, data: dict[str, Any]) -> None:
        assert not self.closed
        json.dumps(data, allow_nan=False).encode()
        self.sent.append(data)

    def close(self) -> None:
        self.closed = True

    def says(self, data: Any) -> None:
        self._on_msg({"content": {"data": data}})

    def leaves(self) -> None:
        self._on_close({})

    @property
    def state(self) -> dict[str, Any]:
        """What the panel shows by now."""
        return {part: value for message in self.sent for part, value in message.items()}

    def wait(self, fine: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        until = time.monotonic() + 60
        while not fine(self.state):
            assert time.monotonic() < until, self.state
            time.sleep(0.01)
        return self.state


@pytest.fixture
def account() -> Iterator[Account]:
    account = Account()
    yield account
    account.close()


def linked(account: Account) -> PanelComms:
    """As the extension does it."""
    recent = Recent()
    account.executed.connect(recent.add)
    links = PanelComms(recent)
    links.follow(account)
    return links


@pytest.fixture
def links(account: Account) -> Iterator[PanelComms]:
    links = linked(account)
    yield links
    links.close()


def opened(links: PanelComms) -> FakeComm:
    comm = FakeComm()
    links.opened(comm)
    return comm


def test_a_panel_is_told_everything_when_it_opens(account: Account, links: PanelComms) -> None:
    account.secrets.add("API_KEY", "the-value-of-it")
    account.functions.add("hello", HELLO, method=["GET", "POST"], secrets=["API_KEY", "OTHER"])
    account.call("hello", method="POST")
    (state,) = opened(links).sent[:1]
    assert set(state) == set(PARTS)
    (folder,) = state["folders"]
    assert (folder["title"], folder["runtime"], folder["follows"]) == ("app.functions", "nodejs20.x", None)
    assert [file["name"] for file in folder["files"]] == ["hello.js", "serverless.json"]
    (endpoint,) = folder["files"][0]["endpoints"]
    assert endpoint["methods"] == ["GET", "POST"]
    assert endpoint["secrets"] == [{"name": "API_KEY", "missing": False}, {"name": "OTHER", "missing": True}]
    assert folder["warnings"] == []
    assert state["secrets"] == ["API_KEY"]
    assert state["visitor"] == {"name": "anonymous", "vid": None, "loggedIn": False}
    assert state["quota"]["timeLimit"] == 600_000
    assert state["quota"]["executionsLimit"] == 60
    assert state["quota"]["timeRemaining"] < 600_000
    assert state["limits"] == []
    (row,) = state["executions"]
    assert (row["method"], row["endpoint"], row["http"], row["status"]) == ("POST", "hello", 200, "SUCCESS")
    assert (row["console"], row["kept"]) == (2, True)
    assert "the-value-of-it" not in json.dumps(state)


def test_an_oddity_of_a_folder_is_told_as_a_warning(account: Account, links: PanelComms) -> None:
    account.functions.add("hello", HELLO, environment={"API_KEY": "x"}, secrets=["API_KEY"])
    (warning,) = opened(links).state["folders"][0]["warnings"]
    assert "API_KEY" in warning


def test_changes_are_told_as_they_come(account: Account, links: PanelComms) -> None:
    comm = opened(links)
    account.functions.add("hello", HELLO)
    comm.wait(lambda state: state["folders"] and state["quota"]["endpoints"] == 1)
    account.secrets.add("API_KEY", "the-value-of-it")
    comm.wait(lambda state: state["secrets"] == ["API_KEY"])
    account.visitors.add("ann", Visitor(vid=7, is_logged_in=True))
    account.visitors.use("ann")
    comm.wait(lambda state: state["visitor"] == {"name": "ann", "vid": 7, "loggedIn": True})
    account.change_limits({"account_seconds": 20})
    state = comm.wait(lambda state: state["limits"])
    assert state["limits"] == [{"name": "account_seconds", "value": 20.0, "unit": "s", "original": 600.0}]
    assert state["quota"]["executionsLimit"] == 2
    execution = account.call("hello")
    comm.wait(lambda state: [row["id"] for row in state["executions"]] == [execution.id])
    account.functions.remove("hello")
    comm.wait(lambda state: state["quota"]["endpoints"] == 0)


def test_a_refused_call_is_listed_and_has_no_time(account: Account, links: PanelComms) -> None:
    account.call("nothing")
    (row,) = opened(links).state["executions"]
    assert (row["endpoint"], row["http"], row["status"], row["ms"]) == ("nothing", 404, None, None)


def test_a_series_does_not_flood_the_panel_and_its_end_is_told(account: Account, links: PanelComms) -> None:
    account.functions.add("hello", HELLO)
    comm = opened(links)
    began = time.monotonic()
    series = account.repeat("hello", 300, concurrency=2)
    last = series.samples[-1].execution.id
    comm.wait(lambda state: last in [row["id"] for row in state["executions"]])
    assert len(comm.sent) <= 3 + (time.monotonic() - began) / module._PAUSE
    assert len(comm.state["executions"]) == 50


def test_the_view_of_an_execution_comes_as_an_output_has_it(account: Account, links: PanelComms) -> None:
    account.secrets.add("API_KEY", "the-value-of-it")
    account.functions.add("leaky", "sendResponse({ body: context.secrets.API_KEY })", secrets=["API_KEY"])
    execution = account.call("leaky")
    comm = opened(links)
    assert comm.state["executions"][0]["leak"]
    comm.says({"view": execution.id})
    view = comm.state["view"]
    assert (view["id"], view["gone"]) == (execution.id, False)
    assert {MIME_TYPE, "text/html", "text/plain"} <= set(view["data"])
    assert view["metadata"]["hsfunc"]["id"] == execution.id
    comm.says({"view": "no such id"})
    assert comm.state["view"] == {"id": "no such id", "gone": True}
    assert "the-value-of-it" not in json.dumps(comm.sent)


def test_a_panel_restarts_the_processes_and_is_told_so(account: Account, links: PanelComms) -> None:
    account.functions.add("hello", HELLO)
    account.call("hello")
    comm = opened(links)
    comm.says({"restart": True})
    assert "starts cold" in comm.state["told"]
    assert account.call("hello").cold


@pytest.mark.parametrize("nonsense", [None, [], "view", {}, {"view": None}, {"view": {"a": 1}}, {"other": 1}])
def test_nonsense_from_a_page_harms_nothing(account: Account, links: PanelComms, nonsense: Any) -> None:
    comm = opened(links)
    comm.says(nonsense)
    account.functions.add("hello", HELLO)
    comm.wait(lambda state: state["folders"])


def test_several_panels_are_told_the_same_and_the_oldest_of_many_is_closed(account: Account, links: PanelComms) -> None:
    comms = [opened(links) for _ in range(6)]
    assert [comm.closed for comm in comms] == [True, True, False, False, False, False]
    account.functions.add("hello", HELLO)
    for comm in comms[2:]:
        comm.wait(lambda state: state["folders"])
    comms[2].leaves()
    account.functions.add("again", HELLO)
    comms[3].wait(lambda state: state["quota"]["endpoints"] == 2)
    assert comms[2].state["quota"]["endpoints"] == 1


def test_one_that_opens_later_takes_no_news_from_the_others(account: Account, links: PanelComms) -> None:
    first = opened(links)
    account.functions.add("hello", HELLO)
    second = opened(links)
    assert second.sent[0]["folders"] and first.state["folders"], "both know by now"


def test_before_there_is_an_account_a_panel_shows_none_and_then_the_new_one(account: Account) -> None:
    links = PanelComms(Recent())
    comm = opened(links)
    assert comm.sent == [{"account": None}]
    links.follow(account)
    comm.wait(lambda state: state["account"] == {"id": 123456})
    links.close()
    assert comm.closed


def test_the_quota_is_told_as_the_clock_gives_it_back(account: Account, links: PanelComms) -> None:
    account.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
    account.functions.add("hello", HELLO)
    account.call("hello", simulated_seconds=9)
    comm = opened(links)
    assert comm.state["quota"]["timeRemaining"] == 591_000
    account.clock.advance(timedelta(seconds=61))
    links.cell_ran()
    comm.wait(lambda state: state["quota"]["timeRemaining"] == 600_000)


def test_a_server_is_told_as_long_as_it_runs(account: Account, links: PanelComms) -> None:
    comm = opened(links)
    assert comm.state["server"] is None
    address = Address("http://127.0.0.1:8080", None, "http://127.0.0.1:8081/_hsfunc/")
    addresses.put(account, address)
    state = comm.wait(lambda state: state["server"])
    assert state["server"] == {"url": "http://127.0.0.1:8080", "control": "http://127.0.0.1:8081/_hsfunc/"}
    addresses.put(account, None)
    comm.wait(lambda state: state["server"] is None)
    addresses.put(account, Address("http://127.0.0.1:8080", "/user/ann/proxy/8080", "http://127.0.0.1:8081/_hsfunc/"))
    state = comm.wait(lambda state: state["server"])
    assert state["server"] == {"url": "/user/ann/proxy/8080", "control": "http://127.0.0.1:8081/_hsfunc/"}
    other = Account()
    addresses.put(other, address)
    addresses.put(other, None)
    other.close()
    addresses.put(account, Address("http://127.0.0.1:8080", None, None))
    state = comm.wait(lambda state: state["server"]["url"] == address.local)
    assert state["server"]["control"] is None
    addresses.put(account, None)


def test_without_a_panel_there_is_no_thread(account: Account, links: PanelComms) -> None:
    account.functions.add("hello", HELLO)
    account.call("hello")
    assert links._thread is None
    comm = opened(links)
    thread = links._thread
    assert thread is not None
    comm.leaves()
    thread.join(60)
    assert not thread.is_alive()
    again = opened(links)
    account.call("hello")
    again.wait(lambda state: len(state["executions"]) == 2)


def test_from_many_threads_the_panel_ends_up_with_what_there_is(account: Account, links: PanelComms) -> None:
    def work(number: int) -> None:
        comm = opened(links)
        account.secrets.add(f"SECRET_{number}", f"value-{number}-long")
        comm.says({"restart": True})
        comm.leaves()

    last = opened(links)
    with ThreadPoolExecutor(6) as executor:
        list(executor.map(work, range(12)))
    if last.closed:
        last = opened(links)
    last.wait(lambda state: len(state["secrets"]) == 12)


def test_what_was_deleted_is_told_until_it_is_back(account: Account, links: PanelComms) -> None:
    account.functions.add("hello", HELLO)
    comm = opened(links)
    assert comm.state["deleted"] == []
    comm.says({"delete": "hello"})
    state = comm.wait(lambda state: state["deleted"])
    assert state["deleted"] == [{"name": "hello", "folder": "app.functions"}]
    assert "hello was deleted" in state["told"]
    comm.says({"restore": "hello"})
    comm.wait(lambda state: not state["deleted"])
    comm.says({"delete": "helo"})
    assert "Did you mean hello" in comm.state["refused"]


def test_a_reset_is_told_whole(account: Account, links: PanelComms) -> None:
    account.functions.add("hello", HELLO)
    account.call("hello")
    account.visitors.use(Visitor(vid=5))
    comm = opened(links)
    comm.says({"reset": {"secrets": False}})
    comm.wait(lambda state: not state["folders"] and state["visitor"]["vid"] is None)
    comm.says({"undoReset": True})
    comm.wait(lambda state: state["folders"] and state["visitor"]["vid"] == 5)
