"""Drives one case over HTTP: the folder on disk, opened as `hsfunc serve` does, and a server on a free port."""

from __future__ import annotations

import contextvars
import http.client
import json
import socket
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from hsfunc_magics import Account, Execution
from hsfunc_magics.cli.account import open_account
from hsfunc_magics.cli.main import command_line
from hsfunc_magics.emulator.call.response import PlatformResponse
from hsfunc_magics.web.request import Receive, Scope, Send
from hsfunc_magics.web.server import Server
from hsfunc_magics.web.thread import ServerThread

from .cases import Case
from .driving import CaseRun
from .sending import bytes_of

_SECONDS = 60.0
_client: contextvars.ContextVar[int] = contextvars.ContextVar("client's port")
http.client._MAXHEADERS = 2000  # type: ignore[attr-defined]


class HttpCaseRun(CaseRun):
    """One case under way. Which execution belongs to an answer is told by the client's port."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self._room = tempfile.TemporaryDirectory(prefix="hsfunc-case-")
        self._path = Path(self._room.name) / f"{self._folder}.functions"
        self._executions: dict[int, Execution] = {}
        self._server: ServerThread | None = None
        self.account = Account()

    def _load(self) -> str:
        described = self.case["account"]
        for name, text in {**self._files(), "serverless.json": self._manifest()}.items():
            place = self._path / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        secrets = Path(self._room.name) / "secrets.env"
        secrets.write_text("".join(f"{name}='{value}'\n" for name, value in described["secrets"].items()))
        visitor = described["visitor"]
        words = ["serve", str(self._path), "--env-file", str(secrets), "--account-id", str(described["accountId"])]
        words += ["--visitor", json.dumps(visitor)] if visitor is not None else []
        options = command_line(words).parse_args(words)
        self.account, told = open_account(options, follow=True)
        self.account.executed.connect(self._remember)
        server = Server(self.account)
        inner: Any = server.config.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            _client.set(scope["client"][1])
            await inner(scope, receive, send)

        server.config.app = app
        self._server = ServerThread(server)
        return told

    def _remember(self, execution: Execution) -> None:
        self._executions[_client.get()] = execution

    def _write(self, file: str, text: str) -> None:
        (self._path / file).write_text(text, encoding="utf-8")

    def _send(self, request: dict[str, Any]) -> Execution:
        assert self._server is not None
        method, data = bytes_of(request)
        with socket.create_connection(("127.0.0.1", self._server.server.port), timeout=_SECONDS) as connection:
            port = connection.getsockname()[1]
            connection.sendall(data)
            response = http.client.HTTPResponse(connection, method=method)
            response.begin()
            reply = PlatformResponse(response.status, tuple(response.getheaders()), response.read())
        # An answer that came before its execution has ended waits for the record.
        end = time.monotonic() + _SECONDS
        while port not in self._executions and time.monotonic() < end:
            time.sleep(0.005)
        return replace(self._executions[port], reply=reply)

    def _log(self) -> list[dict[str, Any]]:
        assert self._server is not None
        connection = http.client.HTTPConnection("127.0.0.1", self._server.server.control_port, timeout=_SECONDS)
        connection.request("GET", "/_hsfunc/log?format=json")
        records: list[dict[str, Any]] = json.loads(connection.getresponse().read())
        connection.close()
        return records

    def close(self) -> None:
        """Ends the server as a signal does; its processes end with the account."""
        if self._server is not None:
            self._server.stop()
        self.account.close()
        self._room.cleanup()
