"""One account with a kind of faults and a good function: calls either, and looks whether all is as before."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from hsfunc_magics import Account, Execution

from ..processes import Process, children, descendants, left_of, with_command
from .fault import Fault
from .tally import Tally

_GOOD = """exports.main = async (context, sendResponse) => {
  const n = String(context.params.n);
  console.log('good ' + n);
  sendResponse({ body: { n } });
};
"""
_THREADS = 8
_PAUSE = 0.03  # between two good calls of a thread: they shall meet the fault, not take its processor
# What ends by itself gets HubSpot's time: only what does not is worth a short one, which good calls share meanwhile.
_CUT_OFF = {False: 0.6, True: 1.2}  # alone, and crowded
_SLOWEST_NEXT = 5.0
_GUARDIAN = 1


class Room:
    """An account of one kind of faults."""

    def __init__(self, account: Account, kind: str, faults: tuple[Fault, ...], tally: Tally) -> None:
        self.account = account
        self.kind = kind
        self.tally = tally
        self._before = set(descendants(os.getpid(), zombies=True))
        self._numbers = count(1)
        for fault in faults:
            account.functions.add(fault.name, fault.source)
        account.functions.add("good", _GOOD)
        self.names = list(account.functions)
        # Many instances start at once here: the first good calls among faults find them warm.
        with ThreadPoolExecutor(_THREADS) as threads:
            list(threads.map(account.call, ["good?n=0"] * 2 * _THREADS))

    def call(self, fault: Fault) -> Execution:
        """Calls the hostile function, and judges what its client got."""
        execution = self.account.call(fault.name)
        told = (fault.name, execution.reply.status, execution.error, execution.console[:5])
        assert execution.reply.status in fault.statuses, told
        body = execution.reply.body.decode(errors="replace")
        assert [text for text in fault.never if text in body] == [], told
        return execution

    def limit(self, fault: Fault, *, crowded: bool) -> None:
        """The time that executions may take while the hostile function is called."""
        if fault.is_cut_off:
            self.account.change_limits({"execution_seconds": _CUT_OFF[crowded]})
        else:
            self.account.reset_limits()

    def good_call(self) -> list[str]:
        """Calls the good function: what is wrong with its answer."""
        number = str(next(self._numbers))
        execution = self.account.call("good", params={"n": number})
        wrong: list[str] = []
        if execution.reply.status != 200:
            wrong.append(f"good {number} got {execution.reply.status}: {execution.error}")
        elif execution.response.json() != {"n": number}:
            wrong.append(f"good {number} got another answer: {execution.reply.body[:80]!r}")
        if [line.text for line in execution.console] != [f"good {number}"]:
            wrong.append(f"good {number} has another console: {execution.console[:3]}")
        self.tally.good(self.kind, right=not wrong)
        return wrong

    def among_good_calls(self, work: Callable[[], object]) -> None:
        """Does something while threads make good calls, each of them two at least."""
        done = threading.Event()
        started = threading.Barrier(_THREADS + 1)
        wrong: list[str] = []

        def serve() -> None:
            started.wait()
            made = 0
            while made < 2 or not done.is_set():
                try:
                    wrong.extend(self.good_call())
                except Exception as problem:  # noqa: BLE001 - told below, in the thread of the test
                    self.tally.good(self.kind, right=False)
                    wrong.append(repr(problem))
                    return
                made += 1
                done.wait(_PAUSE)

        threads = [threading.Thread(target=serve, name=f"good-{number}") for number in range(_THREADS)]
        for thread in threads:
            thread.start()
        started.wait()
        try:
            work()
        finally:
            done.set()
            for thread in threads:
                thread.join()
        assert wrong == [], wrong

    def assert_unharmed(self, fault: Fault) -> None:
        """The next good call is right, the registry as it was, and only the pool's own processes are left."""
        self.account.reset_limits()
        started = time.perf_counter()
        wrong = self.good_call()
        seconds = time.perf_counter() - started
        self.tally.next_call(self.kind, fault.name, seconds)
        assert wrong == [], wrong
        assert seconds < _SLOWEST_NEXT
        assert list(self.account.functions) == self.names
        self._assert_no_process_is_left()

    def _processes(self) -> list[Process]:
        """All below this one. A child that has ended waits in its instance for the next execution to look at it."""
        ours = children(os.getpid())
        below = descendants(os.getpid(), zombies=True, beside=self._before)
        return [process for process in below if process.alive or process in ours]

    def _assert_no_process_is_left(self) -> None:
        pool = self.account.pool
        most = pool.instances + len(pool._spares) + _GUARDIAN
        # A spare that is being started, or the other of two, is there for a moment.
        until = time.monotonic() + 20.0
        while len(left := self._processes()) > most and time.monotonic() < until:
            time.sleep(0.01)
            most = pool.instances + len(pool._spares) + _GUARDIAN
        assert len(left) <= most, f"{len(left)} processes, {most} at most: {[str(process) for process in left]}"
        # Those that have left their parents are nobody's descendants.
        assert left_of(with_command(f"hsfunc-chaos-{os.getpid()}"), 20.0) == []
