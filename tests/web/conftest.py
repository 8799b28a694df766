"""A server on a free port with a few functions, and a client that sends bytes as they are."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hsfunc_magics import Account, Visitor
from hsfunc_magics.web.server import Server
from hsfunc_magics.web.thread import ServerThread

SECONDS = 60.0
_ECHO = "exports.main = (context, sendResponse) => sendResponse({ body: context });"
_AT_GATE = """await new Promise((opened) =>
        require('net').connect(Number(context.params.gate[0]), '127.0.0.1').on('close', opened).resume());"""
_FUNCTIONS = {
    "echo": _ECHO,
    "ok": "exports.main = (context, sendResponse) => sendResponse({ body: { ok: true } });",
    "lines": """exports.main = (context, sendResponse) => sendResponse({
        statusCode: 201, body: 'text', headers: { 'X-One': '1', 'Content-Length': '999', Date: 'never' },
        'Set-Cookie': ['a=1', 'b=2'], multiValueHeaders: { 'X-Many': ['x', 'y'] } });""",
    "worker": """exports.main = (context, sendResponse) => sendResponse({
        body: '', headers: { 'Content-Type': 'text/javascript', 'Service-Worker-Allowed': '/' } });""",
    "nothing": "exports.main = (context, sendResponse) => sendResponse({ statusCode: 204, body: 'not sent' });",
    # These two wait at a gate (below).
    "early": f"exports.main = async (context, sendResponse) => {{ sendResponse({{ body: 'early' }}); {_AT_GATE} }};",
    "held": f"exports.main = async (context, sendResponse) => {{ {_AT_GATE} sendResponse({{ body: 'late' }}); }};",
    "slow": """exports.main = (context, sendResponse) =>
        setTimeout(() => sendResponse({ body: 'late' }), Number(context.params.ms[0]));""",
    "big": "exports.main = (context, sendResponse) => sendResponse({ body: Buffer.alloc(5e6, 'x') });",
}


class Gate:
    """Where executions wait until they are let through: they have nothing of the machine but its network."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(SECONDS)
        self.port = self._listening.getsockname()[1]

    def open(self) -> None:
        """Lets the first one through, once it is there."""
        self.arrival().close()

    def arrival(self) -> socket.socket:
        """The first one, once it is there: it goes through when this is closed."""
        return self._listening.accept()[0]

    def close(self) -> None:
        self._listening.close()


@dataclass
class Answer:
    """What came back: the lines of the headers in order."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def values(self, name: str) -> list[str]:
        return [value for own, value in self.headers if own == name]


class Site:
    """A running server of an account."""

    def __init__(self, account: Account, *, host: str = "127.0.0.1", control: bool = True) -> None:
        self.account = account
        self.host = host
        self.background = ServerThread(Server(account, host=host, control=control))
        self.port = self.background.server.port
        self.control_port = self.background.server.control_port

    def connect(self, port: int | None = None) -> socket.socket:
        return socket.create_connection((self.host, port or self.port), timeout=SECONDS)

    def send(self, data: bytes, *, method: str = "GET", done: bool = False, port: int | None = None) -> Answer:
        """Sends the bytes and reads one answer; `done`: shuts the sending side before."""
        with self.connect(port) as connection:
            connection.sendall(data)
            if done:
                connection.shutdown(socket.SHUT_WR)
            return read_answer(connection, method)

    def get(self, path: str, *headers: str, method: str = "GET", body: bytes = b"", port: int | None = None) -> Answer:
        size = [f"Content-Length: {len(body)}"] if body else []
        host = f"Host: localhost:{port or self.port}"
        lines = [f"{method} {path} HTTP/1.1", host, "Connection: close", *size, *headers]
        return self.send("\r\n".join([*lines, "", ""]).encode("latin-1") + body, method=method, port=port)

    def control(self, page: str, *headers: str, method: str = "GET", body: bytes = b"") -> Answer:
        """Of a control page."""
        return self.get(f"/_hsfunc/{page}", *headers, method=method, body=body, port=self.control_port)

    def close(self) -> None:
        self.background.stop()
        self.account.close()


def read_answer(connection: socket.socket, method: str = "GET") -> Answer:
    """The next answer on a connection."""
    response = http.client.HTTPResponse(connection, method=method)
    response.begin()
    headers = [(name.lower(), value) for name, value in response.getheaders()]
    return Answer(response.status, headers, response.read())


def last_answer(connection: socket.socket, data: bytes) -> int | None:
    """The status that a client gets which sends this and no more; None where the connection is closed without one."""
    try:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return read_answer(connection).status
    except (OSError, http.client.HTTPException):
        return None


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    account = Account(visitor=Visitor(7, is_logged_in=True, list_memberships=(3,)))
    for name, source in _FUNCTIONS.items():
        account.functions.add(name, source, method=["GET", "POST", "PUT"])
    found = Site(account)
    yield found
    found.close()


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.close()
