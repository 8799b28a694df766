"""The comms of open panels: what has changed is told from a thread of its own, a few times a second at the most."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any

from ...runtime import forking
from .. import addresses
from ..executions import Recent

if TYPE_CHECKING:
    from ...emulator.account import Account

_PAUSE = 0.1  # seconds between two messages
_RECOVERING = 1.0  # seconds between two looks at a minute that is partly used: it recovers without a signal
_MOST_LINKS = 4  # a page that was reloaded does not close its comm

_PER_CALL = frozenset(("executions", "quota"))
_ALL = frozenset(
    ("account", "folders", "projects", "deleted", "secrets", "visitor", "quota", "limits", "server", "executions")
)

_LOG = logging.getLogger("hsfunc_magics")


class PanelComms:
    """Every open panel of a kernel. Thread-safe: a kernel handles comms in several threads.

    While no panel is open, nothing is done.
    """

    def __init__(self, recent: Recent) -> None:
        self.recent = recent
        self._account: Account | None = None
        self._told: dict[str, Any] = {}
        self.after_fork()
        forking.renew(self)
        self._disconnect = addresses.changed.connect(self._served)

    def after_fork(self) -> None:
        """No panel is open: at the start, and in a child, for its parent's tell of the parent."""
        self._comms: tuple[Any, ...] = ()
        self._changed: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        self._sending = threading.Lock()  # so that what is newer is told later
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    # ------------------------------------------------------------ what happens in the account

    def follow(self, account: Account) -> None:
        """Watches an account from now on."""
        self._account = account
        account.executed.connect(lambda _: self._note(_PER_CALL))
        account.functions.changed.connect(lambda _: self._note(frozenset(("folders", "deleted", "quota"))))
        account.projects.changed.connect(lambda _: self._note(frozenset(("projects", "deleted", "quota"))))
        account.secrets.changed.connect(lambda _: self._note(frozenset(("folders", "projects", "secrets", "quota"))))
        account.limits_changed.connect(lambda _: self._note(frozenset(("folders", "limits", "quota"))))
        account.was_reset.connect(lambda _: self._note(_ALL))
        account.visitors.changed.connect(lambda _: self._note(frozenset(("visitor",))))
        self._note(_ALL)

    def cell_ran(self, _: Any = None) -> None:
        """A cell may have changed what has no signal, such as the clock."""
        self._note(frozenset(("quota",)))

    def _served(self, account: Account) -> None:
        """A server of the account has started or ended."""
        if account is self._account:
            self._note(frozenset(("server",)))

    def _note(self, parts: frozenset[str]) -> None:
        if not self._comms or parts <= self._changed:
            return
        with self._lock:
            self._changed |= parts
        self._wake.set()

    # ------------------------------------------------------------ panels

    def opened(self, comm: Any, _: Any = None) -> None:
        """A panel has opened its comm: it is told everything."""
        comm.on_msg(lambda message: self._asked(comm, message["content"]["data"]))
        comm.on_close(lambda _: self._forget(comm))
        with self._sending:
            with self._lock:
                others = self._comms[-_MOST_LINKS + 1 :]
                gone = self._comms[: len(self._comms) - len(others)]
                # What changes from now on is noted, and told after this.
                self._comms = (*others, comm)
                self._changed = frozenset()
                if self._thread is None:
                    self._thread = threading.Thread(target=self._tell, name="hsfunc-panel", daemon=True)
                    self._thread.start()
            state = self._state(_ALL)
            comm.send(state)
            self._send_fresh(state, others)
        for old in gone:
            old.close()

    def close(self) -> None:
        """Closes all of them: the panels say that the extension is not loaded."""
        self._disconnect()
        with self._lock:
            comms, self._comms = self._comms, ()
            thread, self._thread = self._thread, None
        self._wake.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join(_PAUSE * 20)
        for comm in comms:
            comm.close()

    def _forget(self, comm: Any) -> None:
        with self._lock:
            self._comms = tuple(other for other in self._comms if other is not comm)
        self._wake.set()

    def _asked(self, comm: Any, question: Any) -> None:
        """A panel wants something. What it is told comes as a message."""
        from .requests import answer

        wanted = question if isinstance(question, dict) else {}
        if "view" in wanted:
            comm.send({"view": self._view(str(wanted["view"]))})
        told = answer(self._account, wanted)
        if told is not None:
            comm.send(told)

    def _view(self, id_: str) -> dict[str, Any]:
        """An execution as an output has it."""
        from ..views import draw

        execution = self.recent.find(id_)
        if execution is None:
            return {"id": id_, "gone": True}
        data, metadata = draw(execution)
        return {"id": id_, "gone": False, "data": data, "metadata": metadata}

    # ------------------------------------------------------------ the thread

    def _tell(self) -> None:
        """Tells what has changed, until no panel is open."""
        while True:
            woken = self._wake.wait(_RECOVERING if self._recovering() else None)
            # Also so that the call that changed something is not disturbed.
            time.sleep(_PAUSE)
            self._wake.clear()
            with self._lock:
                if not self._comms:
                    if self._thread is threading.current_thread():
                        self._thread = None
                    return
                changed, self._changed = self._changed, frozenset()
            try:
                self._send(changed if woken else changed | {"quota"})
            except Exception:  # noqa: BLE001 - the panel shows what it had; the next change is told again
                _LOG.exception("The side panel could not be told.")

    def _send(self, parts: frozenset[str]) -> None:
        with self._sending:
            self._send_fresh(self._state(parts), self._comms)

    def _send_fresh(self, state: dict[str, Any], comms: tuple[Any, ...]) -> None:
        """Tells what is not as it was told last. Holds the lock for sending."""
        fresh = {part: value for part, value in state.items() if self._told.get(part) != value}
        self._told.update(fresh)
        if fresh:
            for comm in comms:
                comm.send(fresh)

    def _state(self, parts: frozenset[str]) -> dict[str, Any]:
        if self._account is None:
            return {"account": None}
        from .state import state

        return state(self._account, self.recent, sorted(parts))

    def _recovering(self) -> bool:
        """Whether the minute is partly used, so that time alone gives some of it back."""
        quota = self._told.get("quota")
        if quota is None or self._account is None or self._account.clock.frozen:
            return False
        return bool(quota["timeRemaining"] < quota["timeLimit"])
