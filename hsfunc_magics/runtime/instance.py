"""One Node process: started, fed one execution at a time, watched while it runs, ended."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from .fence import Fence
from .node import Node
from .outcome import Bounds, Failure, Outcome, Program, Sent, SyntaxProblem
from .process import start_node
from .rss import ResidentSize
from .run import OnSent, OnSlow, Run
from .session import Session
from .told import read_syntax_problem
from .wire import Frame, FrameReader, FrameType, ProtocolError, pack
from .written import Written, exit_failure

PACKAGES = Path(__file__).parent / "packages"
PRELOADED_PACKAGES = ("@hubspot/api-client", "axios", "request", "requests")

# How often a running execution's memory and deadline are looked at; with 5 ms peaks pass 136 MB.
_TICK = 0.002
_TICK_MS = _TICK * 1000
# A receive that times out by itself spares a fast execution the timer of a `poll`, half the cost of a warm call. It
# counts in jiffies, so 8 ms at the worst: only for the first wait, and not where memory or time are nearly used up.
_FIRST_WAIT = struct.pack("@ll", 0, 1)
_SHORT = 0.02
_FAR_GONE = 0.6
_EXIT_GRACE = 2.0
_CHECK_SECONDS = 30.0
_PLACE_SECONDS = 0.2


class InstanceGoneError(Exception):
    """The process ended before it took the execution: nothing ran, another instance may take it."""


class CancelledRunError(Exception):
    """The execution was given up from outside."""


class Instance:
    """A Node process with the harness. Used by one thread at a time."""

    def __init__(self, node: Node, session: Session, bounds: Bounds, fence: Fence) -> None:
        parent, child = socket.socketpair()
        self.folder = session.new_folder()
        self.node = node
        self.bounds = bounds
        self.program: Program | None = None
        self.loaded: frozenset[str] = frozenset()
        self.last_used = 0.0
        self._session = session
        self._socket = parent
        self._reader = FrameReader(bounds.response_bytes)
        self._count = 0
        self._size = 0
        self._closed = False
        with child:
            self._process = start_node(node, self.folder, bounds, fence, child.fileno())
        self.pid = self._process.pid
        session.watch(self.pid)
        assert self._process.stdout is not None and self._process.stderr is not None
        self._written = Written(self._process.stdout.fileno(), self._process.stderr.fileno())
        self._rss = ResidentSize(self.pid)
        parent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _FIRST_WAIT)
        # An instance that does not read, being stopped or in a loop of its own, must not hold a large body's sender.
        parent.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(bounds.seconds))
        self._waiting = select.poll()
        self._waiting.register(parent, select.POLLIN)

    @property
    def alive(self) -> bool:
        return self._process.returncode is None and self._process.poll() is None

    # ------------------------------------------------------------ before an execution

    def preload(self, packages: frozenset[str]) -> None:
        """Loads packages ahead of the function that requires them. Does not wait for it."""
        names = sorted(packages - self.loaded)
        self._send(pack(FrameType.PRELOAD, _packages_envelope() | {"load": names}))
        self.loaded |= packages

    def check(self, filename: str, source: str) -> SyntaxProblem | None:
        """Compiles `source` without running it."""
        self._send(pack(FrameType.CHECK, {"filename": filename}, _source_bytes(source)))
        problem = self._answer(FrameType.CHECKED, _CHECK_SECONDS).get("problem")
        return read_syntax_problem(problem) if problem is not None else None

    def _send(self, buffers: list[bytes]) -> None:
        try:
            sent = self._socket.sendmsg(buffers)
            total = sum(map(len, buffers))
            if sent < total:
                self._socket.sendall(memoryview(b"".join(buffers))[sent:])
        except OSError as problem:
            raise InstanceGoneError("the instance has ended") from problem

    def _answer(self, expected: FrameType, seconds: float) -> dict[str, Any]:
        while True:
            frame = self._reader.next()
            if frame is not None:
                if frame.type is expected:
                    return frame.envelope
                continue
            try:
                received = self._waiting.poll(seconds * 1000) and self._reader.receive(self._socket)
            except OSError:
                received = 0
            if not received:
                raise InstanceGoneError("the instance has ended, or does not answer")

    # ------------------------------------------------------------ an execution

    def run(
        self,
        program: Program,
        context: dict[str, Any],
        json_body: bytes | None,
        bounds: Bounds,
        on_sent: OnSent | None,
        cancel: threading.Event | None = None,
        on_slow: OnSlow | None = None,
    ) -> tuple[Outcome, bool]:
        """Runs `main` once: what came of it, and whether the instance may be used again.

        `on_slow` is called where it is the instance's first execution and takes longer than a moment. Raises
        `InstanceGoneError` where the process had ended before it took the execution, and `CancelledRunError` once
        `cancel` is set.
        """
        self._count += 1
        started = time.perf_counter()
        cold = self.program is None
        # A process that ends before the first look at it has used what it had before.
        outcome = Outcome(cold=cold, memory_bytes=self._rss.read() if cold else self._size)
        run = Run(
            self._count, bounds, started, outcome, on_sent, cancel, console_room=bounds.console_bytes, ticked=started
        )
        envelope = {
            "n": run.number,
            "context": context,
            "jsonBody": json_body is not None,
            "consoleBytes": bounds.console_bytes,
            "responseBytes": bounds.response_bytes,
        }
        buffers = pack(FrameType.RUN, envelope, json_body or b"")
        if cold:
            if on_slow is not None:
                run.on_slow = lambda: on_slow(program)
            load = _packages_envelope() | {"filename": program.filename, "environment": dict(program.environment)}
            buffers = pack(FrameType.LOAD, load, _source_bytes(program.source)) + buffers
            self.program = program
        try:
            self._send(buffers)
            self._wait(run)
        except BaseException:
            self.close()  # Ctrl-C ends the instance, not the kernel
            raise
        outcome.seconds = outcome.seconds or time.perf_counter() - started
        if run.refused and run.reusable:
            try:
                self._send(pack(FrameType.WHERE, {}))
                outcome.place = str(self._answer(FrameType.PLACE, _PLACE_SECONDS).get("stack", ""))
            except (InstanceGoneError, ProtocolError, OSError):
                run.reusable = False
        return outcome, run.reusable

    def _wait(self, run: Run) -> None:
        deadline = run.started + run.bounds.seconds
        quick = self._size < run.bounds.memory_bytes * _FAR_GONE and run.bounds.seconds > _SHORT
        while not run.ended:
            try:
                if not quick and not self._waiting.poll(_TICK_MS):
                    self._tick(run)
                elif self._reader.receive(self._socket) == 0:
                    self._stop(run, None)
                while not run.ended and (frame := self._reader.next()) is not None:
                    self._handle(run, frame)
            except BlockingIOError:
                quick = False
            except OSError:
                self._stop(run, None)
            except (ProtocolError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
                self._stop(run, Failure("protocol"))
            now = time.perf_counter()
            if now > deadline and not run.ended:
                self._stop(run, Failure("timeout"))
            elif now - run.ticked > _TICK:
                quick = False
                self._tick(run, now)
        self._written.drain()
        if self._written:
            at = time.perf_counter() - run.started
            for level, line in self._written.lines():
                run.line(level, line, at)

    def _tick(self, run: Run, now: float | None = None) -> None:
        self._size = size = self._rss.read()
        run.tick(now or time.perf_counter(), size)
        self._written.drain()
        if run.cancel is not None and run.cancel.is_set():
            raise CancelledRunError
        if size > run.bounds.memory_bytes and not run.ended:
            self._stop(run, Failure("memory"))

    def _handle(self, run: Run, frame: Frame) -> None:
        envelope = frame.envelope
        if frame.type is FrameType.LATE:
            run.reusable = False
            return
        if envelope["n"] != run.number:
            return
        if frame.type is FrameType.LINE:
            run.line(str(envelope["level"]), str(envelope["text"]), envelope["at"] / 1000, envelope["cut"] is True)
        elif frame.type is FrameType.SENT and run.outcome.sent is None:
            if time.perf_counter() - run.ticked > _TICK:
                self._tick(run)
            if not run.ended:
                self._sent(run, Sent(envelope, frame.body))
        elif frame.type is FrameType.ENDED:
            self._ended(run, envelope)

    def _sent(self, run: Run, sent: Sent) -> None:
        run.outcome.sent = sent
        if run.on_sent is not None and not run.on_sent(sent):
            run.refused = True

    def _ended(self, run: Run, envelope: dict[str, Any]) -> None:
        self._size = self._rss.read()
        run.outcome.memory_bytes = max(run.outcome.memory_bytes, self._size)
        run.end(envelope)
        if run.outcome.failure is not None and run.outcome.failure.kind == "exit":
            self._stop(run, None)

    def _stop(self, run: Run, failure: Failure | None) -> None:
        """Ends the process; without a failure it ended, or is ending, by itself and its status tells why."""
        run.ended = True
        run.reusable = False
        if failure is not None:
            run.outcome.failure = failure
            self.kill()
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            left = run.started + run.bounds.seconds - time.perf_counter()
            self._process.wait(min(_EXIT_GRACE, max(left, _TICK)))
        self._written.drain()
        if run.outcome.failure is None:
            filename = self.program.filename if self.program is not None else ""
            run.outcome.failure = exit_failure(self._process.returncode, self._written, filename)

    # ------------------------------------------------------------ the end

    def kill(self) -> None:
        """SIGKILL to the process and what it left in its group."""
        if self._closed:
            return  # its number may be another process's by now
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Ends the process, and removes its folder. Harmless when repeated."""
        if self._closed:
            return
        self.kill()
        self._process.wait()
        self._closed = True
        self._session.forget(self.pid, self.folder)
        self._socket.close()
        self._rss.close()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()


def _timeval(seconds: float) -> bytes:
    return struct.pack("@ll", int(seconds), int(seconds % 1 * 1_000_000) or 1)


def _packages_envelope() -> dict[str, Any]:
    return {"packagesRoot": str(PACKAGES), "packages": list(PRELOADED_PACKAGES)}


def _source_bytes(source: str) -> bytes:
    return source.encode("utf-8", "replace")
