"""The HTTP server of one account: bound before it starts, ended with its executions finished or cut at their limit."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import uvicorn

from ..emulator.account import Account
from ..emulator.errors import ServerError
from ..emulator.process_bound import ProcessBound
from ..runtime import forking
from .app import CONTROL_PATH, App
from .loopback import here, host_from_here, is_everywhere, is_loopback
from .protocol import Protocol

_BACKLOG = 1024
_HIGHEST_PORT = 65535
_KEEP_ALIVE_SECONDS = 60
# Beyond the time of an execution, for its answer to reach the client.
_GRACE_SECONDS = 2


class AccountServer(ProcessBound, uvicorn.Server):
    """uvicorn for one account. `stop` ends it, a second time at once; signals are the caller's matter.

    `port` is where the functions are, `control_port` where the control pages are, for links.
    """

    def __init__(self, account: Account, port: int, control_port: int | None) -> None:
        self.port = port
        self.control_port = control_port
        self._account = account
        self._app = App(account, port, control_port)
        super().__init__(
            uvicorn.Config(
                self._app,
                http=Protocol,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                backlog=_BACKLOG,
            )
        )

    async def run_until_stopped(self) -> None:
        """Serves until `stop` is called, in the running event loop."""
        try:
            await self._serve(self.listeners())
        finally:
            self._app.close()

    def listeners(self) -> list[socket.socket]:
        """Where it listens itself."""
        return []

    def stop(self) -> None:
        """No new connections; executions under way may end. The second call waits for nothing."""
        self.force_exit = self.should_exit
        self.should_exit = True

    @property
    def loop_factory(self) -> Callable[[], asyncio.AbstractEventLoop]:
        """The fastest event loop there is."""
        return self.config.get_loop_factory() or asyncio.new_event_loop

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second, in which what others have booked of a shared quota is asked for.

        Once a second it looks for clients that are too slow.
        """
        if self._account.quota.is_shared:
            self._account.quota.state(self._account.limits)
        if counter % 10 == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, Protocol) and connection.overdue(now):
                    connection.transport.abort()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Waits for executions under way as long as they may take."""
        self.config.timeout_graceful_shutdown = int(self._account.limits.execution_seconds) + _GRACE_SECONDS
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()


class Server(AccountServer):
    """One that listens where the functions are.

    `url`: where programs on this machine find it. `everywhere`: whether its other addresses lead to it, too.
    `control_url`: the control pages, on a port of their own that this machine alone reaches; None where there are none,
    or where the address is for other machines only.
    """

    def __init__(
        self,
        account: Account,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        control: bool = True,
        control_port: int = 0,
    ) -> None:
        """Binds the ports (0: a free one). Raises `ServerError`."""
        if port == control_port != 0 and control:
            raise ServerError("The control pages have a port of their own: --control-port is another one than --port.")
        self.socket = _bound(host, port, "--port")
        address: str = self.socket.getsockname()[0]
        self.everywhere = is_everywhere(address)
        self._left = False
        self.control_socket: socket.socket | None = None
        self.control_url: str | None = None
        bound: int | None = None
        if control and (self.everywhere or is_loopback(address)):
            bound = self._bind_control(host, address, control_port)
        super().__init__(account, self.socket.getsockname()[1], bound)
        self.url = f"http://{host_from_here(host, address)}:{self.port}"
        forking.renew(self)

    def _bind_control(self, host: str, address: str, port: int) -> int:
        """Where the functions are, but on this machine only; the port."""
        own = here(address)
        try:
            self.control_socket = _bound(own, port, "--control-port")
        except ServerError:
            self.socket.close()
            raise
        bound: int = self.control_socket.getsockname()[1]
        self.control_url = f"http://{host_from_here(host, own)}:{bound}{CONTROL_PATH}"
        return bound

    def after_fork(self) -> None:
        """In a child: its copies of the sockets close. The parent goes on listening, and its clients see it hang up."""
        self._left = True
        connections = [getattr(connection, "transport", None) for connection in self.server_state.connections]
        found = [transport.get_extra_info("socket") for transport in connections if transport is not None]
        for own in [self.socket, self.control_socket, *found]:
            if own is not None and own.fileno() >= 0:
                forking.lead_nowhere(own.fileno())

    def check_own(self) -> None:
        """Raises `ServerError` in a forked process, which has none of the sockets."""
        if self._left:
            raise ServerError("This server is that of the process that was forked: make a Server of your own here.")

    async def run_until_stopped(self) -> None:
        """Serves until `stop` is called, in the running event loop. Raises `ServerError` in a forked process."""
        self.check_own()
        await super().run_until_stopped()

    def listeners(self) -> list[socket.socket]:
        return [self.socket] if self.control_socket is None else [self.socket, self.control_socket]


def _bound(host: str, port: int, option: str) -> socket.socket:
    if not 0 <= port <= _HIGHEST_PORT:
        raise ServerError(f"{port} is no port: they go from 0 to {_HIGHEST_PORT}.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as problem:
        raise ServerError(f"{host} is no address of this machine: {problem.strerror}.") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as problem:
        listener.close()
        raise ServerError(
            f"The server cannot listen on {host}, port {port}: {(problem.strerror or str(problem)).lower()}."
            f" Another {option}, or {option} 0 for any free one, may do."
        ) from None
    listener.setblocking(False)
    return listener
