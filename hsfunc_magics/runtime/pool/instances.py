"""The instances of each program: those that are idle and may take a request, and how many are busy."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from ..instance.instance import Instance
from ..outcome import Program


@dataclass(slots=True)
class _Instances:
    idle: list[Instance] = field(default_factory=list[Instance])
    busy: int = 0

    @property
    def count(self) -> int:
        return len(self.idle) + self.busy


class Warm:
    """The warm and busy instances of a pool, which holds its lock around every call. `count` is how many there are."""

    def __init__(self) -> None:
        self._programs: dict[Program, _Instances] = {}
        self.count = 0

    def take(self, program: Program) -> Instance | None:
        """An idle instance of the program, busy from now on."""
        instances = self._programs.get(program)
        if instances is None or not instances.idle:
            return None
        instances.busy += 1
        return instances.idle.pop()

    @property
    def some_idle(self) -> bool:
        """Whether an instance of any program is idle."""
        return any(instances.idle for instances in self._programs.values())

    def reserve(self, program: Program) -> None:
        """A place for an instance that is to come, busy from now on."""
        self._programs.setdefault(program, _Instances()).busy += 1
        self.count += 1

    def end(self, program: Program, kept: Instance | None) -> None:
        """A turn has ended, and leaves an instance that is kept idle, or none."""
        instances = self._programs[program]
        instances.busy -= 1
        if kept is not None:
            instances.idle.append(kept)
        else:
            self.count -= 1
            self._forget_empty(program)

    def take_oldest(self) -> Instance | None:
        """Takes out the idle instance that was used longest ago, to make room for another program's."""
        oldest = min(
            ((instances.idle[0].last_used, program) for program, instances in self._programs.items() if instances.idle),
            key=lambda pair: pair[0],
            default=None,
        )
        return self._take_out(oldest[1], 1)[0] if oldest is not None else None

    def take_idle(self, program: Program) -> list[Instance]:
        """Takes out all idle instances of a program."""
        instances = self._programs.get(program)
        return self._take_out(program, len(instances.idle)) if instances is not None else []

    def take_surplus(self, program: Program, most: int) -> list[Instance]:
        """Takes out idle instances of a program, while it has more than `most`, the busy ones counted."""
        instances = self._programs.get(program)
        return self._take_out(program, max(0, instances.count - most)) if instances is not None else []

    def take_all_idle(self) -> list[Instance]:
        """Takes out the idle instances of all programs."""
        return [instance for program in list(self._programs) for instance in self.take_idle(program)]

    def _take_out(self, program: Program, number: int) -> list[Instance]:
        instances = self._programs[program]
        gone, instances.idle = instances.idle[:number], instances.idle[number:]
        self.count -= len(gone)
        self._forget_empty(program)
        return gone

    def _forget_empty(self, program: Program) -> None:
        if self._programs[program].count == 0:
            del self._programs[program]


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
