"""Runs the selected cases side by side in lanes, so that the slow ones are waited for once and not in a row."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from ..processes import descendants, left_of
from .cases import Case, is_slow, read_cases

ROOT = Path(__file__).parents[2]
# No function may see this; every lane has it in its environment.
HOST_VARIABLE = {"HSFUNC_CASE_HOST_VARIABLE": "the-host-must-stay-invisible"}
# Slow cases wait or spin for 10 s; the others are short.
SLOW_LANES, QUICK_LANES = 3, 2

Problems = list[str]


class Lane:
    """One lane's process (lane.py), seen from here."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.conformance.lane"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **HOST_VARIABLE, **environment},
        )

    def run(self, door: str, case: Case) -> Problems:
        """Runs a case in the lane; with `"stop": "KILL"` the lane does not survive it."""
        killed = case.get("stop") == "KILL"
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{'leave' if killed else 'close'} {door} {case['id']}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            return [f"the lane ended with {self._process.wait()}"]
        problems: Problems = json.loads(answer)
        return problems + self._kill() if killed else problems

    def _kill(self) -> Problems:
        before = descendants(self._process.pid)
        self._process.kill()
        self._process.wait()
        problems = [] if before else ["the case started no process"]
        return problems + [f"a process is left: {process}" for process in left_of(before)]

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        """Lets the process end; it may have."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


class Lanes:
    """Some lanes that take cases from one queue."""

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(count)
        self._idle: queue.SimpleQueue[Lane] = queue.SimpleQueue()

    def submit(self, door: str, case: Case) -> Future[Problems]:
        return self._threads.submit(self._run, door, case)

    def _run(self, door: str, case: Case) -> Problems:
        own = case.get("host_environment", {})
        try:
            lane = Lane(own) if own else self._idle.get_nowait()
        except queue.Empty:
            lane = Lane({})
        try:
            return lane.run(door, case)
        finally:
            if lane.alive and not own:
                self._idle.put(lane)
            else:
                lane.end()

    def end(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        while not self._idle.empty():
            self._idle.get().end()


@pytest.fixture(scope="session")
def problems_of(request: pytest.FixtureRequest) -> Iterator[Callable[[str, str], Problems]]:
    """What was not as expected in a case. All selected cases are under way from the first question on."""
    cases = read_cases()
    # A process of pytest-xdist collects all cases and is given all of them, but it does not have the machine alone.
    others = "PYTEST_XDIST_WORKER" in os.environ
    slow, quick = Lanes(SLOW_LANES - others), Lanes(QUICK_LANES - others)
    running: dict[tuple[str, str], Future[Problems]] = {}

    def start(door: str, name: str) -> Future[Problems]:
        if (door, name) not in running:
            lanes = slow if is_slow(cases[name]) else quick
            running[door, name] = lanes.submit(door, cases[name])
        return running[door, name]

    for item in request.session.items:
        parameters = getattr(item, "callspec", None)
        if parameters is not None and "case" in parameters.params:
            start(parameters.params["door"], parameters.params["case"]["id"])
    yield lambda door, name: start(door, name).result()
    slow.end()
    quick.end()
