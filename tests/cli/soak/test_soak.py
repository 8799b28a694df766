"""A server under good requests and faults, with few descriptors: every good request is answered, nothing grows.

Three cycles; `HSFUNC_SOAK_SECONDS=3600` makes it an hour, and 36 is the least. `-s` shows what the server holds after
each cycle.
"""

from __future__ import annotations

import os
import random
import resource
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hsfunc_magics.runtime.descriptors import left_to_instances

from ..conftest import Serving
from .clients import Client
from .cycles import WARM_UP, Cycles, cycles
from .endless import never_ends
from .faults import COSTLY, FILES, LONG, LONGEST, QUICK, Fault, Site, answers_much, sends_too_much
from .folders import KEPT_WARM, Folders
from .gate import Gate
from .gauges import Holding, holding, rss, settled
from .losses import Losses

CYCLES = cycles(os.environ.get("HSFUNC_SOAK_SECONDS", "36"))
_LARGE = 8
_GOOD_PAUSE = 0.022  # between two requests of a client: the others shall have a processor, too
_ENDLESS = 120
_ROOM = 72  # for connections of the server: fewer than the endless ones
_PAUSES = {QUICK: 0.05, COSTLY: 0.5, LONG: 0.5, FILES: 0.1}

# What may be there at the end beyond what was there after the warm-up. A leak of every request, or of every fault of
# a kind, is far more.
_MOST_MB = 24.0
_MOST_DESCRIPTORS = 3
_MOST_THREADS = 8  # executors start threads up to their bound, when they first need them
_MOST_PROCESSES = 2
_MOST_STEADY_MB = 24.0


class Soak:
    """The server with its clients and faults, in threads that go on until they are stopped."""

    def __init__(self, serving: Serving, folders: Folders, temporary: Path) -> None:
        self.gate = Gate()
        self.losses = Losses()
        self.steady = Client(serving.port, self.gate, self.losses, "steady")
        self.clients = [self.steady, *(Client(serving.port, self.gate, self.losses) for _ in range(3))]
        self.clients.append(Client(serving.port, self.gate, self.losses, keeps=False))
        self.site = Site(
            serving.process.pid, serving.port, folders, self.gate, lambda: self.steady.pid, random.Random(6)
        )
        self.temporary = temporary
        self.begun: set[Fault] = set()
        self.made: Counter[str] = Counter()
        self.cut = 0
        self.wrong: list[str] = []

    def warm_up(self) -> None:
        """The largest requests and answers all at once, for the memory that is kept for them."""
        with ThreadPoolExecutor(_LARGE) as executor:
            list(executor.map(lambda fault: fault(self.site), [sends_too_much, answers_much] * _LARGE))

    def cycle(self, seconds: float) -> None:
        """All of them at once, for so long; returns when the last one has ended."""
        end = time.monotonic() + seconds
        threads = [threading.Thread(target=self._good, args=(client, end)) for client in self.clients]
        for faults, pause in _PAUSES.items():
            until = end if faults is not LONG else end - LONGEST
            threads += [
                threading.Thread(target=self._bad, args=(faults, pause, until))
                for _ in range(2 if faults is LONG else 1)
            ]
        threads.append(threading.Thread(target=self._endless, args=(end,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not self.losses, str(self.losses)
        assert self.wrong == []

    def rest(self, number: int) -> Holding:
        """What the server holds when nothing happens, with as many instances as it keeps, all but one of them new."""
        self.site.folders.renew(number)
        for endpoint in KEPT_WARM:
            self.site.call(endpoint)
            self.steady.request()  # not the one that was idle longest, which makes room
        return settled(self.site.pid, self.temporary)

    def close(self) -> None:
        for client in self.clients:
            client.close()

    def _good(self, client: Client, end: float) -> None:
        while time.monotonic() < end and not self.wrong:
            self._try(client.request)
            time.sleep(_GOOD_PAUSE)

    def _endless(self, end: float) -> None:
        def work() -> None:
            self.cut += never_ends(self.site.port, _ENDLESS, end)

        self._try(work)

    def _bad(self, faults: tuple[Fault, ...], pause: float, end: float) -> None:
        while time.monotonic() < end and not self.wrong:
            fault = self._one_of(faults)
            self._try(lambda fault=fault: fault(self.site))  # type: ignore[misc]
            self.made[fault.__name__] += 1
            time.sleep(pause)

    def _one_of(self, faults: tuple[Fault, ...]) -> Fault:
        """Any of them, those first that have not been tried: in a short soak there are few turns of the long ones."""
        fault = self.site.random.choice([fault for fault in faults if fault not in self.begun] or faults)
        self.begun.add(fault)
        return fault

    def _try(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:  # noqa: BLE001 - told in the thread of the test
            self.wrong.append(traceback.format_exc())


@pytest.fixture
def soak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Soak]:
    folders = Folders(tmp_path)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    serving = Serving(folders.path, "--quiet", "--log-file", tmp_path / "log.sqlite")
    few = _ROOM + left_to_instances()
    resource.prlimit(serving.process.pid, resource.RLIMIT_NOFILE, (few, few))
    found = Soak(serving, folders, temporary)
    yield found
    found.close()
    assert serving.end() == 0, serving.said
    assert list(temporary.iterdir()) == []


@pytest.fixture
def planned() -> Cycles:
    """The cycles that were asked for; before anything is started it is told that they cannot be had."""
    if isinstance(CYCLES, str):
        pytest.fail(CYCLES, pytrace=False)
    return CYCLES


@pytest.mark.timeout(120 + (0 if isinstance(CYCLES, str) else CYCLES.number * CYCLES.seconds))
def test_good_requests_are_answered_and_nothing_grows(planned: Cycles, soak: Soak) -> None:
    rests: list[Holding] = []
    steady: list[float] = []
    soak.warm_up()
    for number in range(planned.number):
        soak.cycle(planned.seconds)
        steady.append(rss(soak.steady.pid))
        print(number, f"steady {steady[-1]:.1f} MB", holding(soak.site.pid, soak.temporary))
        rests.append(soak.rest(number))
        print(number, rests[-1])
    print(sum(client.answered for client in soak.clients), "good requests;", soak.cut, "cut off;", dict(soak.made))
    first, last = rests[WARM_UP - 1], rests[-1]
    # One large answer moves it by its size for a while: the smaller of the last two counts.
    assert min(rest.rss for rest in rests[-2:]) - max(rest.rss for rest in rests[:WARM_UP]) < _MOST_MB, rests
    assert last.below - first.below < _MOST_MB, rests
    assert steady[-1] - steady[WARM_UP - 1] < _MOST_STEADY_MB, steady
    assert last.descriptors - first.descriptors <= _MOST_DESCRIPTORS, rests
    assert last.threads - first.threads <= _MOST_THREADS, rests
    assert last.processes - first.processes <= _MOST_PROCESSES, rests
    assert last.files - first.files <= _MOST_PROCESSES, rests  # each instance has a folder
    assert last.zombies == 0, rests
    assert {fault.__name__ for faults in _PAUSES for fault in faults} == set(soak.made)
