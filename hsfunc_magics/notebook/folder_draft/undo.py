"""Undo and redo: typing in one field without a pause is one step."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_S = TypeVar("_S")

_PAUSE = 1.5
_MOST_STEPS = 500


class UndoHistory(Generic[_S]):
    """The states before and after the present one. `now` gives seconds; a pause in typing begins a new step."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._past: list[_S] = []
        self._future: list[_S] = []
        self._last: tuple[Hashable, float] | None = None

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def record(self, before: _S, where: Hashable | None) -> None:
        """A change is about to be made in a field; without one it is a step of its own."""
        moment = self._now()
        goes_on = self._last is not None and self._last[0] == where and moment - self._last[1] < _PAUSE
        if not goes_on:
            self._past = [*self._past[-_MOST_STEPS + 1 :], before]
        self._future = []
        self._last = (where, moment) if where is not None else None

    def undo(self, present: _S) -> _S:
        """The state before. Needs `can_undo`."""
        self._future.append(present)
        self._last = None
        return self._past.pop()

    def redo(self, present: _S) -> _S:
        """The state that was undone. Needs `can_redo`."""
        self._past.append(present)
        self._last = None
        return self._future.pop()

    def each(self, change: Callable[[_S], _S]) -> None:
        """Changes every state that is kept."""
        self._past = [change(state) for state in self._past]
        self._future = [change(state) for state in self._future]
        self._last = None
