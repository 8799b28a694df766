"""What the engine is held against: the same bytes between Python and Node with nothing else around them."""

from __future__ import annotations

import socket
import subprocess

from .machine import node
from .needs import CannotMeasure

# The memory of an execution, by which Node's flags are chosen.
_MEMORY = 128 * 1024 * 1024
_ENDED = "The bare Node process beside ours has ended."

_STDIO = "process.stdin.on('data', (lines) => process.stdout.write(lines));"

SOCKET_ECHO = """
const { readSync, writeSync } = require('node:fs');
const fd = Number(process.argv[1]);
const room = Buffer.allocUnsafeSlow(65536);
for (;;) {
  const count = readSync(fd, room, 0, 65536, null);
  if (count === 0) process.exit();
  writeSync(fd, room, 0, count);
}
"""

# Argument 2: how many bytes come and go. Argument 3: whether they are JSON to be parsed, and the answer a string that
# must be encoded, as in any function that uses its body.
_BULK = """
const { readSync, writeSync } = require('node:fs');
const fd = Number(process.argv[1]);
const size = Number(process.argv[2]);
const room = Buffer.allocUnsafeSlow(size);
const used = process.argv[3] === 'used';
for (;;) {
  for (let have = 0; have < size; ) {
    const count = readSync(fd, room, have, size - have, null);
    if (count === 0) process.exit();
    have += count;
  }
  const answer = used ? Buffer.from(JSON.parse(room.toString('utf8')).text, 'utf8') : room;
  for (let done = 0; done < answer.length; ) done += writeSync(fd, answer, done, answer.length - done);
}
"""


def _command() -> list[str]:
    """Node with the flags that functions have: they decide how often V8 collects garbage."""
    return [str(node().path), *node().flags(_MEMORY)]


class StdioEcho:
    """A newline echo over the standard streams: the floor of every figure for a warm call."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [*_command(), "-e", _STDIO], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={}
        )

    def once(self) -> None:
        """One line there and back."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(b'{"n":1}\n')
        self._process.stdin.flush()
        if not self._process.stdout.readline():
            raise CannotMeasure(_ENDED)

    def close(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.communicate()


class OverSocket:
    """A Node process with one end of a socket pair."""

    def __init__(self, script: str, *arguments: str) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            command = [*_command(), "-e", script, str(theirs.fileno()), *arguments]
            self._process = subprocess.Popen(command, pass_fds=(theirs.fileno(),), env={})

    def close(self) -> None:
        """Ends the process."""
        self._socket.close()
        self._process.kill()
        self._process.wait()


class SocketEcho(OverSocket):
    """An echo over a socket pair, read and written with calls that block: the engine's own floor."""

    def __init__(self, size: int) -> None:
        super().__init__(SOCKET_ECHO)
        self._bytes = b"x" * size

    def once(self) -> None:
        """The bytes there and back."""
        self._socket.send(self._bytes)
        if not self._socket.recv(65536):
            raise CannotMeasure(_ENDED)


class Bulk(OverSocket):
    """Many bytes to Node, and when it has them all, as many back."""

    def __init__(self, outgoing: bytes, incoming: int, *, used: bool) -> None:
        super().__init__(_BULK, str(len(outgoing)), "used" if used else "raw")
        self._outgoing = outgoing
        self._incoming = bytearray(incoming if used else len(outgoing))

    def once(self) -> None:
        """All bytes there, then all bytes back."""
        self._socket.sendall(self._outgoing)
        room = memoryview(self._incoming)
        while room:
            count = self._socket.recv_into(room)
            if count == 0:
                raise CannotMeasure(_ENDED)
            room = room[count:]
