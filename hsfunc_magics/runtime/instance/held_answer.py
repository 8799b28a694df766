"""An answer that waits in the instance for the end of its execution, in memory where it can be looked at meanwhile."""

from __future__ import annotations

import os
import struct
import sys
from typing import Any

import orjson

from .frames import HEADER, HEADER_SIZE, FrameType

# `js/wire.js` has the same number.
MOST = 16_384
_NUMBER = struct.Struct("<I")
_TRIES = 3


class HeldAnswer:
    """The memory that an instance shares with us: `descriptor`, -1 where the system has none such.

    A short answer goes out with the end of its execution, in one frame. Where a function goes on for long, or its
    process ends, it is found here.
    """

    def __init__(self) -> None:
        self.descriptor = -1
        if sys.platform == "linux":
            self.descriptor = os.memfd_create("answer", os.MFD_CLOEXEC)

    def of(self, number: int) -> tuple[dict[str, Any], bytes] | None:
        """The answer of the execution with this number as it was described, and its body; None where there is none."""
        for _ in range(_TRIES):
            content = self._read()
            if not content:
                return None
            if content == self._read():  # the process may be writing
                return _answer(content, number)
        return None

    def _read(self) -> bytes:
        return os.pread(self.descriptor, MOST + _NUMBER.size, 0) if self.descriptor >= 0 else b""

    def close(self) -> None:
        """Harmless when repeated."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def _answer(content: bytes, number: int) -> tuple[dict[str, Any], bytes] | None:
    """A frame, and behind it the number once more: without it, its end has not been written."""
    if len(content) < HEADER_SIZE:
        return None
    kind, envelope_size, body_size = HEADER.unpack_from(content)
    middle = HEADER_SIZE + envelope_size
    end = middle + body_size
    if kind != FrameType.SENT or content[end : end + _NUMBER.size] != _NUMBER.pack(number & 0xFFFFFFFF):
        return None
    try:
        described = orjson.loads(content[HEADER_SIZE:middle])
    except orjson.JSONDecodeError:
        return None
    if not isinstance(described, dict) or described.get("n") != number:
        return None
    return described, content[middle:end]
