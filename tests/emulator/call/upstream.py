"""A server that functions send requests to: it tells what came, and answers when the test lets it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECONDS = 60


class Upstream:
    """`answer` lets every request be answered, `hang_up` closes the connections that wait for another one."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.answer = threading.Event()
        self._open: list[Any] = []
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                self.rfile.read(length)
                upstream.requests.append(f"{self.command} {self.path}")
                upstream.answer.wait(SECONDS)
                try:
                    self.send_response(200)
                    self.send_header("Content-Length", "2")
                    self.end_headers()
                    self.wfile.write(b"{}")
                except OSError:
                    self.close_connection = True

            def do_POST(self) -> None:
                self.do_GET()

            def setup(self) -> None:
                upstream._open.append(self.request)
                super().setup()

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def hang_up(self) -> None:
        """Closes every connection, as a server does with those that have been idle for long."""
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def close(self) -> None:
        self.answer.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def upstream() -> Iterator[Upstream]:
    """An upstream that answers once it is let."""
    made = Upstream()
    try:
        yield made
    finally:
        made.close()
