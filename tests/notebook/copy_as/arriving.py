"""A server that keeps what arrives, and how that is compared with the request that was copied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote

from hsfunc_magics.emulator.call.forms import MULTIPART, parse_form, parse_query
from hsfunc_magics.emulator.call.request import Request, lower_headers
from hsfunc_magics.notebook.copy_as import PortableRequest


@dataclass
class Server:
    """`url` is its address; `arrived` the requests, in order."""

    url: str
    arrived: list[Request]

    def take(self) -> Request:
        """The one request that came since the last time."""
        (request,) = self.arrived
        self.arrived.clear()
        return request


@contextmanager
def serving() -> Iterator[Server]:
    """A server on 127.0.0.1."""
    arrived: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            # Bytes beyond ASCII arrive as Latin-1 here, and were sent as UTF-8.
            headers = tuple((name, value.encode("latin-1").decode("utf-8")) for name, value in self.headers.items())
            path, _, query = self.path.partition("?")
            arrived.append(Request(self.command, "http", self.headers["Host"], path, query, headers, body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"):
        setattr(Handler, f"do_{method}", Handler.handle_any)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}", arrived)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def assert_same(arrived: Request, copied: PortableRequest, sent: Request, *, body: bool = True) -> None:
    """What arrived is what the account would have got; `body` is False where the client cannot send one."""
    assert arrived.method == sent.method
    assert unquote(arrived.path) == unquote(sent.path)
    assert parse_query(arrived.query) == parse_query(sent.query)
    got, wanted = lower_headers(arrived.headers), lower_headers(sent.headers)
    is_form = (wanted.get("content-type") or "").startswith(MULTIPART)
    for name in {name.lower() for name, _ in copied.headers}:
        if not (is_form and name == "content-type"):
            assert got[name] == wanted[name]
    if not body:
        assert arrived.body == b""
    elif is_form:
        fields = parse_form(MULTIPART, got["content-type"], arrived.body)
        assert fields == parse_form(MULTIPART, wanted["content-type"], sent.body)
    else:
        assert arrived.body == sent.body
        if sent.body:
            assert got.get("content-type") == wanted.get("content-type")
