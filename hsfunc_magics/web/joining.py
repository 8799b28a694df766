"""A connection that sends the head of a response together with its body: one call of the system, one packet."""

from __future__ import annotations

import asyncio
from typing import Any

_HEAD = b"HTTP/1.1 "
_INTERIM = b"HTTP/1.1 1"


class Joining:
    """A transport on which a head waits for what is written next, for `flush` or for the end."""

    __slots__ = ("_head", "_transport", "is_closing", "writelines")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        # Asked for at each response.
        self.is_closing = transport.is_closing
        self.writelines = transport.writelines
        self._head: bytes | None = None

    def write(self, data: bytes) -> None:
        """Sends it, or keeps it where it is a head."""
        head = self._head
        if head is not None:
            self._head = None
            self._transport.writelines((head, data))
        elif data.startswith(_HEAD) and not data.startswith(_INTERIM):
            self._head = data
        else:
            self._transport.write(data)

    def flush(self) -> None:
        """Sends a head that has no body."""
        head = self._head
        if head is not None:
            self._head = None
            self._transport.write(head)

    def close(self) -> None:
        """Ends the connection once everything is sent."""
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
