"""What a worker is handed, and what it answers: plain values that can be pickled, sealed where they tell something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, TypeAlias

from ..outcome import Bounds, Outcome, Play, Program, Sent
from ..outgoing import Outside
from .sealed import Sealed

Judge = Callable[[Sent], bool]
"""Whether what a function has sent can be an answer. Can be pickled."""


class Worker(NamedTuple):
    """A process of an executor: where it is, as the executor names it, and which process, of all that were there."""

    address: str
    process: str


class Surroundings(NamedTuple):
    """What instances are started with: those of one pool have it in common."""

    bounds: Bounds
    nodes: tuple[str, ...]
    fenced: bool
    network: bool

    @property
    def kind(self) -> tuple[object, ...]:
        """Of equal kind are those that one pool can serve."""
        return self.bounds.memory_bytes, self.bounds.response_bytes, self.nodes, self.fenced, self.network


@dataclass(slots=True)
class Parcel:
    """A program, and of the context what goes with it: what travels once to each worker, for it may be secret."""

    program: dict[str, Any]
    context: Mapping[str, Any]

    @classmethod
    def of(cls, program: Program, context: Mapping[str, Any]) -> Parcel:
        """A program itself refuses to be pickled: only here it may be."""
        told = {field.name: getattr(program, field.name) for field in fields(program)}
        return cls({**told, "environment": dict(program.environment)}, context)


@dataclass(slots=True)
class Run:
    """One execution. `context` has None where the parcel has the value."""

    context: dict[str, Any]
    json_body: bytes | None
    bounds: Bounds
    whole: bool
    play: Play | None
    outside: Outside | None
    judge: Judge | None


@dataclass(frozen=True, slots=True)
class Task:
    """One execution for a worker that has the program of this `key`, or gets it along.

    Only the worker that it is `meant` for runs it: some executors hand what a lost worker had to another one by
    themselves, and its caller is to know.
    """

    key: str
    surroundings: Surroundings
    run: Sealed[Run]
    parcel: Sealed[Parcel] | None = None
    meant: Worker | None = None

    def __repr__(self) -> str:
        return f"<Task {self.key}>"


@dataclass(frozen=True, slots=True)
class Ran:
    """It was run. `since`: so many seconds after the instance was handed it the answer went back."""

    worker: Worker
    outcome: Sealed[Outcome]
    since: float


@dataclass(frozen=True, slots=True)
class NotRun:
    """It was not: the worker `lacks` the program, or is another one than it was meant for."""

    worker: Worker
    lacks: bool


@dataclass(frozen=True, slots=True)
class Unrunnable:
    """Nothing can be run there; `reason` is for a person."""

    worker: Worker
    reason: str


Reply: TypeAlias = Ran | NotRun | Unrunnable
