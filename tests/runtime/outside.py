"""An outside world for tests, which says what it was asked; and a server of the real one."""

from __future__ import annotations

import gzip
import json
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from hsfunc_magics.runtime.outgoing import Answer, Exchange, NetworkFailure, OutgoingRequest, OutgoingResponse

HOST = "https://api.test"
JSON = (("Content-Type", "application/json"),)


class FakeOutside:
    """Answers what goes to `api.test`, by its path; everything else goes out."""

    def __init__(self, kept_bytes: int = 65_536) -> None:
        self.kept_bytes = kept_bytes
        self.asked: list[OutgoingRequest] = []
        self.over: list[Exchange] = []
        self.threads: set[str] = set()
        self.answers: dict[str, Callable[[OutgoingRequest], Answer | None]] = {
            "/echo": echo,
            "/redirect": lambda _: answer(302, b"", (("Location", "/echo?again"),)),
            "/empty": lambda _: answer(204),
            "/slow": lambda _: answer(200, b"slow", delay=0.3),
        }

    def answer(self, request: OutgoingRequest) -> Answer | None:
        self.asked.append(request)
        self.threads.add(threading.current_thread().name)
        scheme, _, rest = request.url.partition("://api.test")
        if not rest:
            return None
        assert scheme in ("http", "https")
        path = rest.partition("?")[0]
        if path.startswith("/fail/"):
            return Answer(NetworkFailure(path[6:]), "mock")  # type: ignore[arg-type]
        return self.answers[path](request)

    def exchanged(self, exchange: Exchange) -> None:
        self.over.append(exchange)


def answer(status: int, body: bytes = b"", headers: tuple[tuple[str, str], ...] = (), delay: float = 0.0) -> Answer:
    return Answer(OutgoingResponse(status, headers, body), "mock", delay, "a rule")


def echo(request: OutgoingRequest) -> Answer:
    """Tells what was sent."""
    told = {"method": request.method, "url": request.url, "headers": request.headers, "body": request.body.decode()}
    return answer(200, json.dumps(told).encode(), (*JSON, ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")))


# Python has no Brotli: `{"brotli": true}`, fifty times.
_BROTLI = bytes.fromhex("1b1f03f89d07b6e39586cc182cb8c4f5a59cd85e8b94d1f529109d4e637bab130dc6002a9b945076")


class _Real(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        told = {"method": self.command, "headers": list(self.headers.items()), "body": self.rfile.read(size).decode()}
        body = json.dumps(told).encode()
        coding = self.path.removeprefix("/").partition("?")[0]
        if coding == "gzip":
            body = gzip.compress(body)
        elif coding == "deflate":
            body = zlib.compress(body)
        elif coding == "br":
            body = _BROTLI
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        if coding in ("gzip", "deflate", "br"):
            self.send_header("Content-Encoding", coding)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def real_server() -> Iterator[str]:
    """The address of one that tells what it was sent, encoded as its path says."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Real)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
