"""The URLs that a server tells: they lead to it from this machine, whatever address it listens on."""

from __future__ import annotations

import http.client
import socket
from urllib.parse import urlsplit

import pytest

from hsfunc_magics import Account
from hsfunc_magics.emulator.errors import ServerError
from hsfunc_magics.web.loopback import is_loopback
from hsfunc_magics.web.server import Server

from .conftest import SECONDS, Site


def status(url: str) -> int:
    """Of what a browser on this machine gets there, with the Host that it sends."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request("GET", parts.path, headers={"Host": parts.netloc})
        return connection.getresponse().status
    finally:
        connection.close()


def site_on(host: str) -> Site:
    try:
        return Site(Account(), host=host)
    except ServerError:
        pytest.skip(f"this machine cannot listen on {host}")


@pytest.mark.parametrize(
    ("host", "shown", "everywhere"),
    [
        ("127.0.0.1", "127.0.0.1", False),
        ("127.0.0.5", "127.0.0.5", False),
        ("localhost", "localhost", False),
        ("0.0.0.0", "127.0.0.1", True),
        ("::1", "[::1]", False),
        ("::", "[::1]", True),
        ("0:0:0:0:0:0:0:0", "[::1]", True),
        ("::ffff:127.0.0.1", "[::ffff:127.0.0.1]", False),
    ],
)
def test_the_urls_that_are_told_work_on_this_machine(host: str, shown: str, everywhere: bool) -> None:
    site = site_on(host)
    try:
        server = site.background.server
        assert server.url == f"http://{shown}:{site.port}"
        assert server.everywhere is everywhere
        assert status(f"{server.url}/_hcms/api/none") == 404
        assert server.control_url is not None
        assert server.control_url == f"http://{shown}:{server.control_port}/_hsfunc/"
        assert server.control_port != site.port
        assert status(server.control_url) == 200
        assert server.control_socket is not None
        assert is_loopback(server.control_socket.getsockname()[0])
    finally:
        site.close()


def _own_address() -> str:
    """An address of this machine that others know it by; skips where there is none."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # sends nothing
            address: str = probe.getsockname()[0]
    except OSError:
        address = "127.0.0.1"
    if address.startswith("127.") or address == "0.0.0.0":
        pytest.skip("this machine has no address but its own")
    return address


def test_an_address_for_others_has_no_control_pages_to_show() -> None:
    address = _own_address()
    site = site_on(address)
    try:
        server = site.background.server
        assert status(f"{server.url}/_hcms/api/none") == 404
        assert status(f"{server.url}/_hsfunc/") == 404
        assert (server.control_url, server.control_socket) == (None, None)
    finally:
        site.close()


def test_there_is_no_control_url_without_control_pages() -> None:
    account = Account()
    server = Server(account, control=False)
    assert (server.control_url, server.control_socket) == (None, None)
    server.socket.close()
    account.close()


def test_the_control_pages_have_a_port_of_their_own() -> None:
    account = Account()
    with pytest.raises(ServerError, match="--control-port is another one than --port"):
        Server(account, port=8080, control_port=8080)
    with pytest.raises(ServerError, match="70000 is no port"):
        Server(account, control_port=70000)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"port {port}: address already in use. Another --control-port"):
            Server(account, control_port=port)
    account.close()
