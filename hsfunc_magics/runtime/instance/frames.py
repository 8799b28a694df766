"""Frames over an instance's socket: type, envelope length, body length, envelope as JSON, body as raw bytes."""

from __future__ import annotations

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


class FrameReader:
    """Receives from one instance's socket and cuts the bytes into frames."""

    __slots__ = ("_data", "_filled", "_large", "_max_body", "_start")

    def __init__(self, max_body: int) -> None:
        self._max_body = max_body
        self._data: bytes | bytearray = b""
        self._start = 0
        self._large: bytearray | None = None  # one frame that is larger than a receive, and how much of it is there
        self._filled = 0

    def receive(self, source: socket, flags: int = 0) -> int:
        """What is there, after one `recv` that may wait: how many bytes, 0 at the end.

        Raises what the socket raises, and `ProtocolError`.
        """
        if self._large is not None:
            count = source.recv_into(memoryview(self._large)[self._filled :], 0, flags)
            self._filled += count
            return count + self._fill(source) if count else 0
        received = source.recv(_ROOM, flags)
        if self._start < len(self._data):
            self._data, self._start = self._data[self._start :] + received, 0
        else:
            self._data, self._start = received, 0
        size = self._size(self._data, 0) if len(self._data) >= _PIECE else 0
        if size <= _ROOM or size <= len(self._data) or not received:
            return len(received)
        self._large, self._filled = bytearray(size), len(self._data)
        self._large[: self._filled] = self._data
        self._data = b""
        return len(received) + self._fill(source)

    def _fill(self, source: socket) -> int:
        """Takes of the large frame what has come meanwhile."""
        assert self._large is not None
        before = self._filled
        with suppress(BlockingIOError), memoryview(self._large) as room:
            while count := source.recv_into(room[self._filled :], 0, MSG_DONTWAIT):
                self._filled += count
        return self._filled - before

    def _size(self, data: bytes | bytearray, start: int) -> int:
        """The size of the frame at `start`; 0 where its header is not complete."""
        if len(data) - start < HEADER_SIZE:
            return 0
        _, envelope_size, body_size = HEADER.unpack_from(data, start)
        if envelope_size > MAX_ENVELOPE or body_size > self._max_body:
            raise ProtocolError(_TOO_LARGE)
        size: int = HEADER_SIZE + envelope_size + body_size
        return size

    def next(self) -> Frame | None:
        """The next complete frame, or None. Raises `ProtocolError` where the bytes are no frame."""
        if self._large is not None:
            if self._filled < len(self._large):
                return None
            self._data, self._large = self._large, None
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
        try:
            frame_type = _TYPES[kind]
            envelope = _decode(data[start + HEADER_SIZE : middle])
        except (KeyError, ValueError) as problem:
            raise ProtocolError("bytes that are no frame of the harness") from problem
        if not isinstance(envelope, dict):
            raise ProtocolError("an envelope that is no object")
        return Frame(frame_type, envelope, bytes(memoryview(data)[middle:end]) if body_size else b"")


def _decode(text: bytes | bytearray) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return orjson.loads(_ESCAPE.sub(lambda escape: escape[0] if len(escape[0]) == 2 else rb"\ufffd", text))
