"""One worker as the home process sees it: started, spoken to, waited for."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from itertools import count

from .messages import Gather, Start, packed, receive

_numbers = count(1)
_MODULE = f"{__package__}.worker"
# From the end of what it tells to its own.
_END_SECONDS = 10.0


class Worker:
    """A process with two sockets that nobody else has: `given` hands it connections, the other one has messages.

    Neither its command line nor its environment says anything of the account.
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        given: socket.socket,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.process = process
        self.given = given
        self.ready = False
        self.failure: str | None = None
        self._asked: dict[int, asyncio.Future[None]] = {}
        self._reader = reader
        self._writer = writer

    @classmethod
    async def begin(cls, start: Start, ledger: int) -> Worker:
        """Starts one, in a session of its own: Ctrl-C is for the home process. Raises `OSError`."""
        ours, theirs = socket.socketpair()
        given, taken = socket.socketpair()
        passed = (theirs.fileno(), taken.fileno(), ledger)
        # Without the folder that it runs in, in which somebody's json.py may lie.
        command = [sys.executable, "-P", "-m", _MODULE, *map(str, passed)]
        try:
            process = await asyncio.to_thread(
                lambda: subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=passed,
                    start_new_session=True,
                )
            )
        except BaseException:
            ours.close()
            given.close()
            raise
        finally:
            theirs.close()
            taken.close()
        reader, writer = await asyncio.open_unix_connection(sock=ours)
        worker = cls(process, given, reader, writer)
        worker.tell(start)
        return worker

    def tell(self, message: object) -> None:
        """Sends a message; to a worker that has ended it goes nowhere."""
        self._writer.write(packed(message))

    async def next(self) -> object:
        """What it tells next; None where it has ended, or is about to."""
        return await receive(self._reader)

    def gather(self) -> asyncio.Future[None]:
        """Done once it has told all that it has so far, or has ended."""
        number = next(_numbers)
        asked = self._asked[number] = asyncio.get_running_loop().create_future()
        self.tell(Gather(number))
        return asked

    def answered(self, number: int | None) -> None:
        """It has told all that it had when it was asked."""
        asked = self._asked.pop(number, None) if number is not None else None
        if asked is not None:
            asked.set_result(None)

    def kill(self) -> None:
        """Ends it at once. Harmless when repeated."""
        self.process.kill()

    def end(self) -> None:
        """Lets go of it, and ends it where it has not."""
        self._writer.close()
        for number in list(self._asked):
            self.answered(number)
        self.kill()
        self.process.wait()

    async def wait(self) -> str:
        """How it has ended, in words."""
        try:
            status = await asyncio.to_thread(self.process.wait, _END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            status = await asyncio.to_thread(self.process.wait)
        if status < 0:
            return f"was ended by {signal.Signals(-status).name}"
        return "has ended" if status == os.EX_OK else f"has ended with status {status}"
