"""What a fork must not share: live parts register here, and start anew in the process that was forked.

`os.fork`, `multiprocessing` and its like copy a process with its descriptors, but only one of its threads. A child that
used an inherited socket would read its parent's answers; a lock that another thread held stays locked in it for ever.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import NoReturn, Protocol, SupportsIndex, TypeVar
from weakref import WeakSet

_LOG = logging.getLogger("hsfunc_magics")

_Part = TypeVar("_Part")

_PATIENCE = 10.0  # seconds that a fork waits at most for others


class Renewed(Protocol):
    """Has parts that a forked process must not use."""

    def after_fork(self) -> None:
        """In the child: lets go of what is the parent's, and makes its locks anew. No other thread is there."""


class Quieted(Renewed, Protocol):
    """Must not be in the middle of something when the process is forked."""

    def before_fork(self) -> None:
        """In the parent, in the thread that forks: brings it to rest."""

    def after_fork_here(self) -> None:
        """In the parent: goes on."""


class Unportable:
    """Lives in one process, and cannot be pickled or copied."""

    def __reduce_ex__(self, _: SupportsIndex) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be pickled or copied, for it lives in one process.")


class _Forking:
    """Everything that is alive, and how many are at something that a fork must not divide. Thread-safe."""

    def __init__(self) -> None:
        self.forked = False
        self._changed = threading.Condition()
        self._renewed: WeakSet[Renewed] = WeakSet()
        self._quieted: WeakSet[Quieted] = WeakSet()
        self._resting: list[Quieted] = []
        self._properties: list[type] = []
        self._delaying = 0
        self._awaited = False  # a fork waits: nobody delays it once more

    def renew(self, part: Renewed) -> None:
        with self._changed:
            self._renewed.add(part)

    def quiet(self, part: Quieted) -> None:
        with self._changed:
            self._renewed.add(part)
            self._quieted.add(part)

    def renew_properties(self, owner: type) -> None:
        with self._changed:
            self._properties.append(owner)

    @contextmanager
    def delayed(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._awaited, _PATIENCE)
            self._delaying += 1
        try:
            yield
        finally:
            with self._changed:
                self._delaying = max(0, self._delaying - 1)
                self._changed.notify_all()

    def before(self) -> None:
        self._changed.acquire()
        self._awaited = True
        self._changed.wait_for(lambda: self._delaying == 0, _PATIENCE)
        self._awaited = False
        self._resting = list(self._quieted)
        _each(self._resting, lambda part: part.before_fork())

    def after_in_parent(self) -> None:
        resting, self._resting = self._resting, []
        _each(resting, lambda part: part.after_fork_here())
        self._changed.notify_all()
        self._changed.release()

    def after_in_child(self) -> None:
        self.forked = True
        self._changed, self._delaying, self._resting = threading.Condition(), 0, []
        for owner in self._properties:
            for found in vars(owner).values():
                if isinstance(found, cached_property) and hasattr(found, "lock"):
                    found.lock = threading.RLock()
        _each(list(self._renewed), lambda part: part.after_fork())


_forking = _Forking()
os.register_at_fork(
    before=_forking.before, after_in_parent=_forking.after_in_parent, after_in_child=_forking.after_in_child
)


def renew(part: Renewed) -> None:
    """From now on `part.after_fork` is called in every child. It is not kept alive for that."""
    _forking.renew(part)


def quiet(part: Quieted) -> None:
    """As `renew`; also every fork waits until `part.before_fork` has brought it to rest."""
    _forking.quiet(part)


def renew_properties(owner: type) -> None:
    """Until Python 3.12 a `cached_property` has a lock; those of the class get another one in every child."""
    _forking.renew_properties(owner)


@contextmanager
def delayed() -> Iterator[None]:
    """A fork waits for the end of the `with`: within are descriptors that nobody could close in the child."""
    with _forking.delayed():
        yield


def at_exit(end: Callable[[], object]) -> None:
    """Calls `end` when this process ends, also where `multiprocessing` has forked it and passes `atexit` by."""
    atexit.register(end)
    util = sys.modules.get("multiprocessing.util")
    if _forking.forked and util is not None:
        util.Finalize(None, end, exitpriority=0)


def lead_nowhere(descriptor: int) -> None:
    """In the child: closes its copy, but keeps the number taken, for others who know it may close it later."""
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    try:
        os.dup2(null, descriptor, inheritable=False)
    finally:
        os.close(null)


def _each(parts: list[_Part], do: Callable[[_Part], None]) -> None:
    for part in parts:
        try:
            do(part)
        except Exception:  # noqa: BLE001 - the others must have their turn
            _LOG.exception("A part of hsfunc_magics could not be made ready for a fork.")
