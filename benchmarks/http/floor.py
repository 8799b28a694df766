"""An HTTP server that does nothing but what ours cannot do without: uvicorn, and an echo in a process of Node's."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import closing
from typing import Any

import uvicorn

from ..bare import SOCKET_ECHO, OverSocket
from .functions import ECHO

Message = MutableMapping[str, Any]

_BODY = json.dumps(ECHO.answer).encode()
_HEADERS = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", b"%d" % len(_BODY))]
# What an execution of a function that does nothing is told, about.
_FRAME = b"x" * 600


class AwaitedEcho(OverSocket):
    """The echo, awaited in an event loop."""

    def __init__(self) -> None:
        super().__init__(SOCKET_ECHO)
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._received = 0

    async def once(self) -> None:
        """The bytes there and back."""
        loop = asyncio.get_running_loop()
        if self._received == 0:
            loop.add_reader(self._socket.fileno(), self._receive)
            os.set_blocking(self._socket.fileno(), True)
        done: asyncio.Future[None] = loop.create_future()
        self._waiting.append(done)
        self._socket.sendall(_FRAME)
        await done

    def _receive(self) -> None:
        before = self._received // len(_FRAME)
        self._received += len(self._socket.recv(65536))
        for _ in range(self._received // len(_FRAME) - before):
            self._waiting.popleft().set_result(None)


def main() -> None:
    """Serves until a signal ends it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    with closing(AwaitedEcho()) as echo:

        async def app(_: Message, __: object, send: Callable[[Message], Awaitable[None]]) -> None:
            await echo.once()
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await send({"type": "http.response.body", "body": _BODY})

        uvicorn.run(
            app, port=port, log_level="error", access_log=False, lifespan="off", loop="uvloop", http="httptools"
        )


if __name__ == "__main__":
    main()
