"""A server beside its caller's work: a thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import threading

from ..emulator.errors import ServerError
from .server import Server

_START_SECONDS = 10.0


class ServerThread:
    """A running server. `stop` ends it with executions under way finished, or cut at their limit."""

    def __init__(self, server: Server) -> None:
        """Starts it. Raises `ServerError`."""
        server.check_own()
        self.server = server
        self._problem: Exception | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hsfunc-serve", daemon=True)
        self._thread.start()
        self._ready.wait(_START_SECONDS)
        if self._problem is not None:
            raise ServerError(f"The server does not start: {self._problem}.")

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def stop(self, seconds: float | None = None) -> None:
        """Ends it; after `seconds` executions under way are cut off. Harmless when repeated."""
        self.server.stop()
        self._thread.join(seconds)
        if self._thread.is_alive():
            self.server.stop()
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=self.server.loop_factory) as runner:
                runner.run(self._serve())
        except Exception as problem:  # noqa: BLE001 - told to whoever has started it
            self._problem = problem
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        # The port is bound already: who connects from now on is answered.
        asyncio.get_running_loop().call_soon(self._ready.set)
        await self.server.run_until_stopped()
