"""A forked child of a kernel: nothing of it is shown in the notebook, whose widgets and panel are the parent's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from hsfunc_magics import Account
from hsfunc_magics.notebook import server as serving
from hsfunc_magics.notebook.executions import Recent
from hsfunc_magics.notebook.panel.comm import PanelComms

from ..forks import MULTI_THREADED, in_child

pytestmark = pytest.mark.filterwarnings(MULTI_THREADED)
ANSWER = "sendResponse({ body: { ok: true } });"


@pytest.fixture
def account() -> Iterator[Account]:
    account = Account()
    account.functions.add("one", ANSWER)
    yield account
    account.close()


class Comm:
    """A panel's comm, which counts what is sent."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.told = threading.Event()
        self.closed = False

    def on_msg(self, _: object) -> None:
        """Nothing is asked."""

    def on_close(self, _: object) -> None:
        """It is never closed from there."""

    def send(self, data: object) -> None:
        self.sent.append(data)
        self.told.set()

    def close(self) -> None:
        self.closed = True


def test_a_panel_is_told_what_happens_in_the_kernel_alone(account: Account) -> None:
    recent = Recent()
    account.executed.connect(recent.add)
    links = PanelComms(recent)
    links.follow(account)
    comm = Comm()
    links.opened(comm)
    comm.told.clear()

    def there() -> list[Any]:
        before = len(comm.sent)
        account.functions.add("two", ANSWER)
        account.call("two")
        rows = [row["endpoint"] for row in recent.rows()]
        thread = links._thread
        links.close()
        return [rows, thread is None, len(comm.sent) - before, comm.closed]

    assert in_child(there) == [["two"], True, 0, False]
    account.call("one")
    assert comm.told.wait(60), "the parent's panel goes on"
    links.close()


@pytest.mark.parametrize("holder", ["recent", "sending"])
def test_a_lock_of_the_panel_that_a_thread_holds_does_not_stop_a_child(account: Account, holder: str) -> None:
    recent = Recent()
    account.executed.connect(recent.add)
    links = PanelComms(recent)
    links.follow(account)
    links.opened(Comm())
    with recent._lock if holder == "recent" else links._sending:
        # The thread that forks is the one that holds it: what counts is that the child's is another lock.
        assert in_child(lambda: [account.call("one").reply.status, len(recent.rows())]) == [200, 1]
    links.close()


def test_editor_and_console_show_nothing_of_a_child(account: Account) -> None:
    pytest.importorskip("anywidget", reason="hsfunc-magics[widgets] is not installed")
    from hsfunc_magics.notebook.folder_editor.widget import Editor
    from hsfunc_magics.notebook.request_form.draft import RequestDraft
    from hsfunc_magics.notebook.request_form.widget import RequestForm

    editor = Editor(account, "app", lambda: None)
    console = RequestForm(account, RequestDraft("GET", "one"))
    changes: list[str] = []
    editor._list.observe(lambda change: changes.append(change.name))
    for widget in (console.status, console.response):
        widget.observe(lambda change: changes.append(change.name))

    def there() -> list[Any]:
        account.functions.add("two", ANSWER)
        account.secrets.add("TOKEN", "not-to-be-seen")
        account.change_limits({"execution_seconds": 2})
        console.send()
        account.close()
        return changes

    assert in_child(there) == []
    account.functions.add("three", ANSWER)
    assert "items" in changes, "the parent's editor goes on"
    console.close()
    editor.close()


def test_a_server_of_the_notebook_stays_the_parents(account: Account) -> None:
    mine = serving.start(account, host="127.0.0.1", port=0, control=True)
    address = mine.address.local

    def there() -> list[Any]:
        stopped = serving.stop(account)
        own = serving.start(account, host="127.0.0.1", port=0, control=True)
        other = own.address.local != address
        account.close()
        return [stopped, other]

    assert in_child(there) == [True, True]
    assert serving.stop(account) is True
