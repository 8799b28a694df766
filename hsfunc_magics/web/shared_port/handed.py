"""A server that listens nowhere: another process accepts its connections and hands them on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket

from ...emulator.account import Account
from ..protocol import Protocol
from ..server import AccountServer


class HandedServer(AccountServer):
    """Serves the connections that come through `given`, an end of a Unix socket, until its other end is closed.

    `port` and `control_port` are where the other process listens. Executions may finish.
    """

    def __init__(self, account: Account, given: socket.socket, port: int, control_port: int | None) -> None:
        super().__init__(account, port, control_port)
        given.setblocking(False)
        self._given = given
        self._beginning: set[asyncio.Task[None]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes connections from now on."""
        await super().startup(sockets)
        asyncio.get_running_loop().add_reader(self._given.fileno(), self._take)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Serves what has been handed over before."""
        self._take_no_more()
        if self._beginning:
            await asyncio.wait(self._beginning)
        await super().shutdown(sockets)

    def _take(self) -> None:
        """Takes all that is there."""
        while True:
            try:
                told, found, _, _ = socket.recv_fds(self._given, 1, 1)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                told, found = b"", []
            if not told:
                self._take_no_more()
                if not self.should_exit:
                    self.stop()
                return
            # From here on it is ours: the other process need not keep it for somebody else.
            with contextlib.suppress(OSError):
                self._given.send(told)
            for descriptor in found:
                os.set_inheritable(descriptor, False)
                task = asyncio.get_running_loop().create_task(self._begin(socket.socket(fileno=descriptor)))
                self._beginning.add(task)
                task.add_done_callback(self._beginning.discard)

    async def _begin(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        # The client may have gone in the meantime.
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().connect_accepted_socket(self._protocol, connection)

    def _protocol(self) -> asyncio.Protocol:
        return Protocol(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)

    def _take_no_more(self) -> None:
        if self._given.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._given.fileno())
            self._given.close()
