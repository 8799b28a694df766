"""An HTTP server in front of whatever answers requests, on a port of 127.0.0.1, plain or with TLS.

The browser tests of CORS come in by `door` alone, so they can be pointed at another server.
"""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from hsfunc_magics.emulator.request import Request
from hsfunc_magics.emulator.response import Reply

PAGE = "/page"
SANDBOXED = "/sandboxed"


@contextmanager
def door(answer: Callable[[Request], Reply], certificate: Path | None = None) -> Iterator[int]:
    """The port where `answer` is asked. `PAGE` is an empty page there, `SANDBOXED` one whose origin is null."""
    scheme = "http" if certificate is None else "https"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            if parts.path in (PAGE, SANDBOXED):
                policy = (("Content-Security-Policy", "sandbox allow-scripts"),) * (parts.path == SANDBOXED)
                self.reply(Reply(200, (("Content-Type", "text/html"), *policy), b"<!doctype html><title>page</title>"))
            else:
                headers = tuple(self.headers.items())
                host = self.headers["Host"]
                self.reply(answer(Request(self.command, scheme, host, parts.path, parts.query, headers, body)))

        def __getattr__(self, name: str) -> Callable[[], None]:
            """Of the methods: `do_GET` and the others."""
            if name.startswith("do_"):
                return self.handle_any
            raise AttributeError(name)

        def reply(self, reply: Reply) -> None:
            self.send_response_only(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            if reply.status != 204:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def self_signed(folder: Path) -> Path | None:
    """A certificate for 127.0.0.1 and localhost with its key, in one file; None where there is no openssl."""
    if shutil.which("openssl") is None:
        return None
    key, certificate, both = folder / "key.pem", folder / "certificate.pem", folder / "both.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both
