"""What an account tells those who watch it: the editor, the log's followers, a server, the side panel."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

_LOG = logging.getLogger("hsfunc_magics")


class Signal(Generic[T]):
    """Tells listeners of a change, in the thread that made it. One that fails harms neither it nor the others."""

    __slots__ = ("_listeners",)

    def __init__(self) -> None:
        self._listeners: tuple[Callable[[T], object], ...] = ()

    def __repr__(self) -> str:
        return f"<Signal with {len(self._listeners)} listeners>"

    @property
    def heard(self) -> bool:
        """Whether anybody listens."""
        return bool(self._listeners)

    def connect(self, listener: Callable[[T], object]) -> Callable[[], None]:
        """From now on `listener` is told; what is returned ends that."""
        self._listeners = (*self._listeners, listener)

        def disconnect() -> None:
            self._listeners = tuple(other for other in self._listeners if other is not listener)

        return disconnect

    def emit(self, value: T) -> None:
        """Tells everybody."""
        for listener in self._listeners:
            try:
                listener(value)
            except Exception:  # noqa: BLE001 - a listener is somebody else's code
                _LOG.exception("A listener of the account failed.")
