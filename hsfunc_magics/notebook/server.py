"""The HTTP server of a notebook's account, and the output that shows its executions as they come."""

from __future__ import annotations

from collections import deque
from urllib.parse import quote
from weakref import WeakKeyDictionary

from IPython.display import DisplayHandle, display

from ..emulator.account import Account
from ..emulator.display import listed
from ..emulator.http import PREFIX
from ..emulator.logs.record import LogEvent
from ..emulator.logs.text import told_lines
from ..web.live_log import LiveLog
from ..web.server import Server
from ..web.thread import ServerThread
from . import addresses
from .addresses import Address
from .proxy_url import proxied_url
from .views.frame import escape, frame, pre

_LINES = 20
_SECONDS = 0.25  # between two changes of the output
_STOP_SECONDS = 12.0
# Also what is left once the server has ended: the calls differ from run to run, and %hs logs has them.
_NOTHING = "Calls appear here as they come, as long as the server runs."

_running: WeakKeyDictionary[Account, Serving] = WeakKeyDictionary()


class Serving:
    """A running server with its live output."""

    def __init__(self, account: Account, *, host: str, port: int, control: bool, control_port: int) -> None:
        self._background = ServerThread(
            Server(account, host=host, port=port, control=control, control_port=control_port)
        )
        server = self._background.server
        self.address = Address(server.url, proxied_url(server.port), server.control_url)
        self._account = account
        self._lines: deque[str] = deque(maxlen=_LINES)
        self._handle: DisplayHandle | None = None
        self._watching = LiveLog(account, self._tell, _SECONDS)
        self._disconnect = account.closed.connect(stop)

    def urls(self) -> list[str]:
        """Where the functions are, a line each."""
        address = self.address
        others = ", on every address of this machine" if self._background.server.everywhere else ""
        names = list(self._account.functions)
        # A browser opens the address: one that answers GET is something to see.
        names.sort(key=lambda name: "GET" not in self._account.functions[name].methods)
        first = quote(names[0]) if names else ""
        lines = [f"Functions: {address.local}{PREFIX}{first}{others}"]
        if len(names) > 1:
            lines.append(f"Also there: {listed(names[1:])}")
        if address.proxied is not None:
            lines.append(
                f"From the browser that shows this notebook, by jupyter-server-proxy: {address.proxied}{PREFIX}{first}"
            )
        if address.control_url is not None:
            lines.append(f"Try it, log and quota, on this machine: {address.control_url}")
        return lines

    def show(self) -> None:
        """Puts the live output into the cell."""
        data, metadata = _bundle("\n".join(self._lines) or _NOTHING)
        self._handle = display(data, raw=True, metadata=metadata, display_id=True)

    def stop(self) -> None:
        """Ends the server; executions under way may end."""
        self._disconnect()
        self._background.stop(_STOP_SECONDS)
        self._watching.close()
        if self._handle is not None:
            data, metadata = _bundle(_NOTHING)
            self._handle.update(data, raw=True, metadata=metadata)

    def _tell(self, told: list[LogEvent], missed: int) -> None:
        for execution in told:
            self._lines.extend(told_lines(execution, compact=True))
        if missed:
            self._lines.append(f"… {missed:,} more executions; %hs logs has them.")
        if self._handle is not None:
            data, metadata = _bundle("\n".join(self._lines))
            self._handle.update(data, raw=True, metadata=metadata)


def start(account: Account, *, host: str, port: int, control: bool = True, control_port: int = 0) -> Serving:
    """Starts the account's server, in the place of one that runs. Raises `ServerError`."""
    stop(account)
    serving = Serving(account, host=host, port=port, control=control, control_port=control_port)
    _running[account] = serving
    addresses.put(account, serving.address)
    return serving


def stop(account: Account) -> bool:
    """Ends the account's server; whether there was one."""
    serving = _running.pop(account, None)
    if serving is not None:
        serving.stop()
        addresses.put(account, None)
    return serving is not None


def _bundle(text: str) -> tuple[dict[str, str], dict[str, str]]:
    html = frame([pre(text) if text != _NOTHING else f"<p>{escape(text)}</p>"])
    return {"text/plain": text, "text/html": html}, {}
