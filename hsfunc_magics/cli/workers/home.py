"""The home process of `hsfunc serve --workers N`: it has port, account and log, and the workers do the work."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import socket
import sys

from ...emulator.account import Account
from ...emulator.errors import ServerError
from ...emulator.limits.ledger import QuotaLedger, make_ledger
from ...emulator.logs.record import LateFailure, NotRun
from ...emulator.logs.rows import record_from
from ...web.server import Server
from ...web.shared_port.accepting import Accepting
from .messages import Cut, Failed, Leaving, Ready, Start, Told
from .process import Worker

# The home process tells these itself, or has done all there is to do with them.
_NOT_FOR_WORKERS = {"env_file": None, "keyring": False, "log_file": None, "silent": True}
_OF_THIS_PROCESS = ("run", "secrets")
# A worker that has ended sooner is followed by the next one so much later.
_SOON_SECONDS = 5.0
_PAUSE_SECONDS = 1.0
# Beyond the time of an execution, for a worker that is to end.
_GRACE_SECONDS = 5.0
# Who reads the log waits so long for what workers have not told yet.
_GATHER_SECONDS = 2.0


class Home(Server):
    """Hands the connections of its port to workers, and serves the control pages itself.

    The workers' records go into the account's log, and `account.logged` tells them.
    """

    def __init__(self, account: Account, options: argparse.Namespace) -> None:
        """Binds the ports. Raises `ServerError`, and `SecretError` where the keyring fails."""
        self._secrets = account.secrets.reveal(account.secrets.names())
        super().__init__(
            account,
            host=options.host,
            port=options.port,
            control=options.control,
            control_port=options.control_port,
        )
        told = {name: value for name, value in vars(options).items() if name not in _OF_THIS_PROCESS}
        self._options = {**told, **_NOT_FOR_WORKERS}
        self._count: int = options.workers
        self._ledger = make_ledger(1 + self._count)
        account.quota.share(QuotaLedger(self._ledger, 0))
        self._workers: dict[int, Worker] = {}
        self._announced = False

    def listeners(self) -> list[socket.socket]:
        """Only that of the control pages: the other one's connections are handed on."""
        return [self.control_socket] if self.control_socket is not None else []

    async def run_until_stopped(self) -> None:
        """Serves until `stop` is called, and all workers have ended. Raises `ServerError` where one does not start."""
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._accepting = Accepting(self.socket)
        self._account.log.gather = self._gather
        try:
            async with asyncio.TaskGroup() as group:
                for place in range(1, 1 + self._count):
                    group.create_task(self._keep(place))
                group.create_task(super().run_until_stopped())
        except* ServerError as problems:
            raise problems.exceptions[0] from None
        finally:
            self._account.log.gather = None
            self._accepting.close()
            os.close(self._ledger)

    def stop(self) -> None:
        """No new connections; executions under way may end. The second call waits for nothing."""
        super().stop()
        if self.force_exit:
            for worker in self._workers.values():
                worker.tell(Cut())
            return
        self._accepting.close()
        self._stopping.set()
        for worker in self._workers.values():
            if not worker.ready:
                worker.kill()
        patience = self._account.limits.execution_seconds + _GRACE_SECONDS
        self._loop.call_later(patience, self._kill_all)

    def _kill_all(self) -> None:
        for worker in self._workers.values():
            worker.kill()

    # ------------------------------------------------------------ the workers

    async def _keep(self, place: int) -> None:
        """Lets there be a worker at this place until the server stops. Raises `ServerError` for the first one."""
        first = True
        while True:
            began = self._loop.time()
            try:
                worker = await Worker.begin(self._start(place), self._ledger)
            except OSError as problem:
                failed, told = True, f"A worker does not start: {problem.strerror}."
            else:
                ended = await self._attend(place, worker)
                failed = not worker.ready
                told = f"Worker {worker.process.pid} {worker.failure or ended}"
            if self._stopping.is_set():
                return
            if failed and first:
                raise ServerError(told)
            first = False
            print(f"hsfunc: {told}; another one takes its place.", file=sys.stderr, flush=True)
            if self._loop.time() - began < _SOON_SECONDS:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), _PAUSE_SECONDS)

    def _start(self, place: int) -> Start:
        account = self._account
        return Start(
            options=self._options,
            secrets=self._secrets,
            limits=account.limits,
            booked=account.quota.shared(account.limits),
            place=place,
            port=self.port,
            control_port=self.control_port,
        )

    async def _attend(self, place: int, worker: Worker) -> str:
        """Does what a worker tells, until it has ended; how it did."""
        self._workers[place] = worker
        if self._stopping.is_set():
            worker.kill()
        try:
            while (message := await worker.next()) is not None:
                self._hear(worker, message)
            return await worker.wait()
        finally:
            del self._workers[place]
            self._accepting.lose(worker.given)
            worker.end()

    def _hear(self, worker: Worker, message: object) -> None:
        if isinstance(message, Told):
            self._take_in(message)
            worker.answered(message.gathered)
        elif isinstance(message, Ready):
            worker.ready = True
            self._put_to_work(worker)
        elif isinstance(message, Failed):
            worker.failure = f"cannot start: {self._account.secrets.masker.mask(message.why)}"
        elif isinstance(message, Leaving) and self._announced:
            self._accepting.leave(worker.given)
        elif isinstance(message, Leaving):
            worker.kill()  # it has nothing yet

    def _put_to_work(self, worker: Worker) -> None:
        """Lets it have connections. The first ones begin together, so that none is left with all that have waited."""
        if self._announced:
            self._accepting.add(worker.given)
            print(f"hsfunc: Worker {worker.process.pid} is at work.", file=sys.stderr, flush=True)
            return
        ready = [one for one in self._workers.values() if one.ready]
        if len(ready) < self._count:
            return
        self._announced = True
        print(f"{self._count} workers: processes {', '.join(str(one.process.pid) for one in ready)}", flush=True)
        for one in ready:
            self._accepting.add(one.given)

    # ------------------------------------------------------------ the log

    def _take_in(self, told: Told) -> None:
        """Puts a worker's records into the log, and tells them to those who watch."""
        account = self._account
        for loss in told.losses:
            account.log.lose(loss)
        for item in told.items:
            if isinstance(item, LateFailure):
                account.log.fail(item)
            elif isinstance(item, NotRun):
                account.logged.emit(item)
            else:
                record = record_from((0, *item))
                account.log.add(record)
                account.logged.emit(record)

    def _gather(self) -> None:
        """Waits until the workers have told all that they have; in a thread that reads the log."""
        with contextlib.suppress(TimeoutError, RuntimeError):
            asyncio.run_coroutine_threadsafe(self._gathered(), self._loop).result(_GATHER_SECONDS)

    async def _gathered(self) -> None:
        asked = [worker.gather() for worker in self._workers.values() if worker.ready]
        if asked:
            await asyncio.wait(asked, timeout=_GATHER_SECONDS)
