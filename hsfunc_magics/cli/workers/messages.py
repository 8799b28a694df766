"""What the home process and a worker tell each other, over a socket that only they have."""

from __future__ import annotations

import asyncio
import pickle
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...emulator.limits.limits import Limits
from ...emulator.limits.quota import Booked
from ...emulator.logs.record import LateFailure, NotRun
from ...emulator.logs.write_queue import Loss

_LENGTH = struct.Struct("!I")


@dataclass(frozen=True, slots=True)
class Start:
    """To a worker, first: what its account is to be, and its `place` in the ledger of the quota.

    `options` are those of the command, without the secrets' file and the log's.
    """

    options: Mapping[str, Any]
    secrets: Mapping[str, str] = field(repr=False)
    limits: Limits
    booked: Booked
    place: int
    port: int
    control_port: int | None


@dataclass(frozen=True, slots=True)
class Gather:
    """To a worker: what it has not told of yet is wanted now."""

    number: int


@dataclass(frozen=True, slots=True)
class Cut:
    """To a worker: it ends at once."""


@dataclass(frozen=True, slots=True)
class Ready:
    """From a worker: it takes connections."""


@dataclass(frozen=True, slots=True)
class Failed:
    """From a worker: it cannot start."""

    why: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """From a worker: it was told to end, and wants no more connections."""


Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """From a worker: its executions, in their order, records as rows of the log. `gathered` answers a `Gather`."""

    items: tuple[Row | LateFailure | NotRun, ...]
    losses: tuple[Loss, ...] = ()
    gathered: int | None = None


def packed(message: object) -> bytes:
    """A message as it goes over the socket."""
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(content)) + content


async def receive(reader: asyncio.StreamReader) -> object:
    """The next message; None where the other process has gone."""
    try:
        (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        return pickle.loads(await reader.readexactly(length))  # noqa: S301 - both ends are our own processes
    except (asyncio.IncompleteReadError, OSError):
        return None


def receive_first(connection: socket.socket) -> object:
    """The first message, before there is an event loop; None where the other process has gone."""
    head = connection.recv(_LENGTH.size, socket.MSG_WAITALL)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = connection.recv(length, socket.MSG_WAITALL)
    return pickle.loads(content) if len(content) == length else None  # noqa: S301 - as above
