"""A server in a thread while its process is forked: the child neither serves nor keeps anything of it."""

from __future__ import annotations

import asyncio
import http.client
import os
import signal
from collections.abc import Iterator

import pytest

from hsfunc_magics import Account
from hsfunc_magics.web.live_log import LiveLog
from hsfunc_magics.web.server import Server, ServerError
from hsfunc_magics.web.thread import ServerThread

from ..forks import MULTI_THREADED, Child, in_child
from .conftest import SECONDS, Site

pytestmark = pytest.mark.filterwarnings(MULTI_THREADED)


@pytest.fixture
def forked_site() -> Iterator[Site]:
    """A server of an account of its own, which a test may end."""
    account = Account()
    account.functions.add("ok", "sendResponse({ body: { ok: true } });")
    site = Site(account)
    yield site
    site.background.stop()
    account.close()


def get(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/_hcms/api/ok")
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def test_the_parent_goes_on_serving_whatever_a_child_does_with_the_server(forked_site: Site) -> None:
    site = forked_site
    assert get(site.port) == 200

    def there() -> list[object]:
        running = site.background.running
        site.background.stop()
        site.background.server.socket.close()
        site.account.close()
        return [running, get(site.port)]

    assert in_child(there) == [False, 200]
    assert get(site.port) == 200


def test_its_port_and_connections_end_with_the_parents_server_while_a_child_lives(forked_site: Site) -> None:
    site = forked_site
    connection = site.connect()
    connection.sendall(b"GET /_hcms/api/ok HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    told, telling = os.pipe()

    def live() -> None:
        os.write(telling, b"!")
        signal.pause()

    child = Child(live)
    try:
        assert os.read(told, 1) == b"!"
        site.background.stop()
        while connection.recv(65536):  # the rest of the answer; then a client sees its end
            pass
        with pytest.raises(ConnectionRefusedError):
            site.connect()
    finally:
        connection.close()
        child.end()
        for descriptor in (child.told, told, telling):
            os.close(descriptor)


def test_a_server_of_the_parents_says_what_to_do_in_a_child_which_may_have_its_own(forked_site: Site) -> None:
    site = forked_site
    idle = Server(site.account)

    def there() -> list[object]:
        told: list[object] = []
        for serve in (lambda: asyncio.run(idle.run_until_stopped()), lambda: ServerThread(idle)):
            try:
                serve()
            except ServerError as problem:
                told.append(str(problem))
        own = ServerThread(Server(site.account))
        told.append(get(own.server.port))
        own.stop()
        return told

    sentence = "This server is that of the process that was forked: make a Server of your own here."
    assert in_child(there) == [sentence, sentence, 200]
    assert get(site.port) == 200
    idle.socket.close()


def test_a_watcher_of_the_parents_calls_tells_nothing_in_a_child(forked_site: Site) -> None:
    account = forked_site.account
    told: list[int] = []
    watching = LiveLog(account, lambda executions, _: told.append(len(executions)))
    assert get(forked_site.port) == 200

    def there() -> list[int]:
        before = len(told)
        account.call("ok")
        watching.close()
        return [len(told) - before, len(watching._waiting)]

    assert in_child(there) == [0, 0]
    watching.close()
    assert sum(told) == 1
