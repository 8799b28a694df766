"""Booted instances that wait for a program: one for each set of packages that was lately asked for."""

from __future__ import annotations

from collections import OrderedDict

from .instance.instance import Instance

_MOST = 4

SpareKey = tuple[int, frozenset[str]]
"""Node's major, and the packages that are loaded."""


class Spares:
    """The spares of a pool, which holds its lock around every call."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[SpareKey, Instance] = OrderedDict()

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, key: SpareKey) -> bool:
        return key in self._waiting

    def take(self, key: SpareKey) -> Instance | None:
        """The spare with just these packages, or else one without any, which can load them."""
        return self._waiting.pop(key, None) or self.take_plain(key[0])

    def take_plain(self, major: int) -> Instance | None:
        return self._waiting.pop((major, frozenset()), None)

    def take_any(self, major: int) -> Instance | None:
        """Any spare of this Node: for work that leaves no trace in it."""
        key = next((key for key in self._waiting if key[0] == major), None)
        return self._waiting.pop(key) if key is not None else None

    def take_all(self) -> list[Instance]:
        gone = list(self._waiting.values())
        self._waiting.clear()
        return gone

    def keep(self, key: SpareKey, instance: Instance) -> Instance | None:
        """Keeps a spare; returns the one that is no longer needed, which is the instance itself where there is one."""
        if key in self._waiting:
            return instance
        self._waiting[key] = instance
        return self._waiting.popitem(last=False)[1] if len(self._waiting) > _MOST else None
