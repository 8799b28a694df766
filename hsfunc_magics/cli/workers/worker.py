"""A worker of `hsfunc serve --workers N`: an account of its own with what the home process tells it, and no port."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from ...emulator.account import Account
from ...emulator.errors import HsfuncError
from ...emulator.limits.ledger import QuotaLedger
from ..account import open_account
from ..command import CommandError
from .collector import calm_collector
from .messages import Cut, Failed, Gather, Leaving, Ready, Start, packed, receive, receive_first

if TYPE_CHECKING:
    from ...web.shared_port.handed import HandedServer


def main() -> int:
    """Its arguments are descriptors: where it talks with the home process, gets connections, and finds the ledger."""
    descriptors = [int(text) for text in sys.argv[1:]]
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)
    home, given = (socket.socket(fileno=descriptor) for descriptor in descriptors[:2])
    start = receive_first(home)
    if not isinstance(start, Start):
        return 1
    try:
        account = _open(start, descriptors[2])
    except (CommandError, HsfuncError) as problem:
        home.sendall(packed(Failed(str(problem))))
        return 1
    try:
        return _serve(account, start, home, given)
    finally:
        account.close()


def _open(start: Start, ledger: int) -> Account:
    """The account, as the home process has opened it. Raises `CommandError` and `HsfuncError`."""
    options = argparse.Namespace(**start.options)
    account, _ = open_account(options, follow=options.watch)
    account.secrets.add_all(start.secrets, remarks=[])
    account.change_limits(asdict(start.limits))
    account.quota.share(QuotaLedger(ledger, start.place, start.booked.seen), start.booked)
    os.close(ledger)
    return account


def _serve(account: Account, start: Start, home: socket.socket, given: socket.socket) -> int:
    """Serves until the home process hands nothing on any more."""
    from ...web.shared_port.handed import HandedServer

    server = HandedServer(account, given, start.port, start.control_port)
    calm_collector()
    with asyncio.Runner(loop_factory=server.loop_factory) as runner:
        runner.run(_until_stopped(account, server, home))
    return 0


async def _until_stopped(account: Account, server: HandedServer, home: socket.socket) -> None:
    from .records import Records

    reader, writer = await asyncio.open_unix_connection(sock=home)
    records = Records(writer, account.account_id)
    account.log.elsewhere = records.take
    account.pipeline.finished.connect(records.listen)

    def leave() -> None:
        """Somebody has told this process alone to end: connections are no longer handed to it, and then it does."""
        writer.write(packed(Leaving()))

    def cut() -> None:
        account.bundling.close()
        server.stop()
        server.force_exit = True

    async def listen() -> None:
        while (message := await receive(reader)) is not None:
            if isinstance(message, Gather):
                await asyncio.to_thread(account.log.flush)
                records.answer(message.number)
            elif isinstance(message, Cut):
                cut()
        cut()  # the home process has gone

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, leave)
    listening = loop.create_task(listen())
    writer.write(packed(Ready()))
    await server.run_until_stopped()
    if server.force_exit:
        account.close()
    listening.cancel()
    await asyncio.to_thread(account.log.flush)
    records.tell_refused()
    await asyncio.sleep(0)
    writer.close()
    with contextlib.suppress(OSError):  # the home process has gone
        await writer.wait_closed()


if __name__ == "__main__":
    sys.exit(main())
