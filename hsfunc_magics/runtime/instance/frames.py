"""Frames over an instance's socket: type, envelope length, body length, envelope as JSON, body as raw bytes."""

from __future__ import annotations

import io
import json
import re
import struct
from contextlib import suppress
from enum import IntEnum
from socket import MSG_DONTWAIT, socket
from typing import Any, NamedTuple

import orjson

HEADER = struct.Struct("<BII")
HEADER_SIZE = HEADER.size

# What an instance sends is bounded by what it was told: console bytes and response bytes. More is not ours.
MAX_ENVELOPE = 16 * 1024 * 1024


class FrameType(IntEnum):
    """Capitals go to the instance, small letters come from it. `js/wire.js` has the same table."""

    LOAD = ord("L")
    RUN = ord("R")
    PRELOAD = ord("P")
    CHECK = ord("C")
    ASK_POSITION = ord("W")
    ANSWER = ord("A")
    CHECKED = ord("c")
    LOADED = ord("o")
    LINE = ord("l")
    SENT = ord("s")
    ENDED = ord("e")
    SPAWNED = ord("p")
    LATE = ord("f")
    POSITION = ord("w")
    INSPECTING = ord("i")
    REQUESTED = ord("q")
    EXCHANGED = ord("x")


# JSON of Node escapes only what is no text: halves of a surrogate pair. The other escapes are there to be stepped over.
_ESCAPE = re.compile(rb"\\(?:u[dD][89a-fA-F][0-9a-fA-F]{2}|.)")
_TYPES = {int(frame_type): frame_type for frame_type in FrameType}
_TOO_LARGE = "a frame larger than any that the harness sends"
_ROOM = 65_536
# What is shorter is hardly ever the beginning of a frame that takes more room: it is not looked into for that.
_PIECE = 16_384


class ProtocolError(Exception):
    """What came over the socket is no frame of the harness: the function wrote there itself."""


class Frame(NamedTuple):
    """One message: `envelope` is decoded JSON, `body` raw bytes."""

    type: FrameType
    envelope: dict[str, Any]
    body: bytes = b""


def pack(type_: FrameType, envelope: dict[str, Any], body: bytes = b"") -> list[bytes]:
    """The buffers of one frame, for `sendmsg`: a large body is not copied."""
    try:
        text = orjson.dumps(envelope)
    except orjson.JSONEncodeError:
        # Lone surrogates, as in a header of a broken encoding, cannot be UTF-8: they become question marks.
        text = json.dumps(envelope, ensure_ascii=False).encode("utf-8", "replace")
    head = HEADER.pack(type_, len(text), len(body)) + text
    return [head, body] if body else [head]


class _Large:
    """A frame that is larger than one receive, whose beginning has come.

    Envelope and body arrive in the very bytes that are handed on: a body of 6 MB in memory taken anew costs more than
    its way through the socket, so it is taken once.
    """

    __slots__ = ("_parts", "_rooms", "kind")

    def __init__(self, beginning: bytes) -> None:
        self.kind, *sizes = HEADER.unpack_from(beginning)
        # Of bytes that nobody else has, `BytesIO` makes no copy, neither here nor when its value is taken.
        self._parts = [io.BytesIO(bytes(size)) for size in sizes]
        self._rooms = [part.getbuffer() for part, size in zip(self._parts, sizes, strict=True) if size]
        come = memoryview(beginning)[HEADER_SIZE:]
        while come:
            room = self._rooms[0]
            count = min(len(room), len(come))
            room[:count] = come[:count]
            self._filled(count)
            come = come[count:]

    def _filled(self, count: int) -> None:
        self._rooms[0] = self._rooms[0][count:]
        if not self._rooms[0]:
            del self._rooms[0]

    def receive(self, source: socket, flags: int) -> int:
        """What comes next, which may be waited for, and what has come meanwhile: how many bytes, 0 at the end."""
        count = source.recv_into(self._rooms[0], 0, flags)
        if count:
            self._filled(count)
            count += self.take(source)
        return count

    def take(self, source: socket) -> int:
        """What has come meanwhile: how many bytes."""
        total = 0
        with suppress(BlockingIOError):
            while self._rooms and (count := source.recv_into(self._rooms[0], 0, MSG_DONTWAIT)):
                self._filled(count)
                total += count
        return total

    @property
    def complete(self) -> bool:
        return not self._rooms

    def parts(self) -> tuple[int, bytes, bytes]:
        """Type, envelope and body."""
        envelope, body = (part.getvalue() for part in self._parts)
        return self.kind, envelope, body


class FrameReader:
    """Receives from one instance's socket and cuts the bytes into frames."""

    __slots__ = ("_data", "_large", "_max_body", "_start")

    def __init__(self, max_body: int) -> None:
        self._max_body = max_body
        self._data = b""
        self._start = 0
        self._large: _Large | None = None

    def receive(self, source: socket, flags: int = 0) -> int:
        """What is there, after one `recv` that may wait: how many bytes, 0 at the end.

        Raises what the socket raises, and `ProtocolError`.
        """
        if self._large is not None:
            return self._large.receive(source, flags)
        received = source.recv(_ROOM, flags)
        if self._start < len(self._data):
            self._data, self._start = self._data[self._start :] + received, 0
        else:
            self._data, self._start = received, 0
        size = self._size(self._data, 0) if len(self._data) >= _PIECE else 0
        if size > _ROOM and size > len(self._data) and received:
            self._large, self._data = _Large(self._data), b""
            return len(received) + self._large.take(source)
        return len(received)

    def _size(self, data: bytes, start: int) -> int:
        """The size of the frame at `start`; 0 where its header is not complete."""
        if len(data) - start < HEADER_SIZE:
            return 0
        _, envelope_size, body_size = HEADER.unpack_from(data, start)
        if envelope_size > MAX_ENVELOPE or body_size > self._max_body:
            raise ProtocolError(_TOO_LARGE)
        size: int = HEADER_SIZE + envelope_size + body_size
        return size

    @property
    def has_part(self) -> bool:
        """Whether there is the beginning of something, and not the rest of it."""
        return self._large is not None or self._start < len(self._data)

    def next(self) -> Frame | None:
        """The next complete frame, or None. Raises `ProtocolError` where the bytes are no frame."""
        if self._large is not None:
            if not self._large.complete:
                return None
            parts, self._large = self._large.parts(), None
            return _frame(*parts)
        data, start = self._data, self._start
        if len(data) - start < HEADER_SIZE:
            return None
        kind, envelope_size, body_size = HEADER.unpack_from(data, start)
        middle = start + HEADER_SIZE + envelope_size
        end = middle + body_size
        if envelope_size > MAX_ENVELOPE or body_size > self._max_body:
            raise ProtocolError(_TOO_LARGE)
        if end > len(data):
            return None
        self._start = end
        return _frame(kind, data[start + HEADER_SIZE : middle], data[middle:end] if body_size else b"")


def _frame(kind: int, text: bytes, body: bytes) -> Frame:
    try:
        frame_type = _TYPES[kind]
        envelope = _decode(text)
    except (KeyError, ValueError) as problem:
        raise ProtocolError("bytes that are no frame of the harness") from problem
    if not isinstance(envelope, dict):
        raise ProtocolError("an envelope that is no object")
    return Frame(frame_type, envelope, body)


def _decode(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return orjson.loads(_ESCAPE.sub(lambda escape: escape[0] if len(escape[0]) == 2 else rb"\ufffd", text))
