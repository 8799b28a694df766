"""Servers of one account for pages of several origins: the real one on ports of 127.0.0.1, plain or with TLS."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from hsfunc_magics import Account
from hsfunc_magics.web.request import Receive, Scope, Send
from hsfunc_magics.web.server import Server
from hsfunc_magics.web.thread import ServerThread


@contextmanager
def served(account: Account, certificate: Path | None = None, *, answering: bool = False) -> Iterator[str]:
    """The port where the account's functions are. `answering`: something before them answers preflights."""
    server = Server(account)
    if certificate is not None:
        server.config.ssl_certfile = certificate
    if answering:
        server.config.app = _answering(server.config.app)
    background = ServerThread(server)
    try:
        yield str(server.port)
    finally:
        background.stop()


def _answering(app: Any) -> Any:
    """The application behind one that answers preflights as the query says: a status and headers."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        asked = parse_qs(scope["query_string"].decode()).get("preflight")
        if scope["method"] != "OPTIONS" or asked is None:
            await app(scope, receive, send)
            return
        status, lines = json.loads(asked[0])
        headers = [(name.encode(), value.encode()) for name, value in lines]
        await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    return answer


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
