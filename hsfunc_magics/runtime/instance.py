"""One Node process: started, fed one execution at a time, watched while it runs, ended."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .node import Node
from .outcome import Bounds, ConsoleLine, Failure, FailureKind, Outcome, Program, Sent, SyntaxProblem
from .rss import ResidentSize
from .session import Session
from .wire import Frame, FrameReader, FrameType, ProtocolError, pack

HARNESS = Path(__file__).parent / "js" / "main.js"
PACKAGES = Path(__file__).parent / "packages"
PRELOADED_PACKAGES = ("@hubspot/api-client", "axios", "request", "requests")

# How often a running execution's memory and deadline are looked at; with 5 ms peaks pass 136 MB.
_TICK = 0.002
_TICK_MS = _TICK * 1000
# A receive that times out by itself spares a fast execution the timer of a `poll`, half the cost of a warm call. It
# counts in jiffies, so 8 ms at the worst: only for the first wait, and not where memory is already far gone.
_FIRST_WAIT = struct.pack("@ll", 0, 1)
_FAR_GONE = 0.6
_RAW_KEPT = 16_384  # of what is written to the real stdout and stderr, beside the console
_EXIT_GRACE = 2.0
# V8 reports a crash on the real stderr, with paths of this machine: none of it belongs in the console.
_CRASH_REPORT = re.compile(rb"^(?:----- |<--- |FATAL ERROR|#\n# Fatal)", re.MULTILINE)
_OUT_OF_MEMORY = (b"heap out of memory", b"Allocation failed")
_FAILURE_KINDS: dict[str, FailureKind] = {
    "error": "error",
    "noMain": "no_main",
    "silent": "silent",
    "badBody": "bad_body",
    "exit": "exit",
}

OnSent = Callable[[Sent], bool]
"""Called once, as soon as the function has sent; returns whether the answer is accepted."""


class InstanceGoneError(Exception):
    """The process ended before it took the execution: nothing ran, another instance may take it."""


@dataclass(slots=True)
class _Run:
    """What is known of the execution that runs."""

    number: int
    bounds: Bounds
    started: float
    outcome: Outcome
    on_sent: OnSent | None
    refused: bool = False
    ended: bool = False
    reusable: bool = True
    console_room: int = 0
    ticked: float = 0.0
    raw: dict[int, bytearray] = field(default_factory=dict[int, bytearray])


class Instance:
    """A Node process with the harness. Used by one thread at a time."""

    def __init__(self, node: Node, session: Session, bounds: Bounds) -> None:
        parent, child = socket.socketpair()
        self.folder = session.new_folder()
        self.node = node
        self.program: Program | None = None
        self.loaded: frozenset[str] = frozenset()
        self.last_used = 0.0
        self._session = session
        self._socket = parent
        self._reader = FrameReader(bounds.response_bytes)
        self._count = 0
        self._size = 0
        command = [str(node.path), *node.flags(bounds.memory_bytes), str(HARNESS), str(child.fileno())]
        with child:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(child.fileno(),),
                cwd=self.folder,
                env={},
                # A session of its own: a signal that the function sends to its process group stays inside.
                start_new_session=True,
            )
        self.pid = self._process.pid
        session.watch(self.pid)
        assert self._process.stdout is not None and self._process.stderr is not None
        self._raw = {self._process.stdout.fileno(): "INFO", self._process.stderr.fileno(): "ERROR"}
        for descriptor in self._raw:
            os.set_blocking(descriptor, False)
        self._rss = ResidentSize(self.pid)
        parent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _FIRST_WAIT)
        self._waiting = select.poll()
        self._waiting.register(parent, select.POLLIN)
        self._written = select.poll()
        for descriptor in self._raw:
            self._written.register(descriptor, select.POLLIN)

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
        problem = self._answer(FrameType.CHECKED).get("problem")
        return _syntax_problem(problem) if problem is not None else None

    def _send(self, buffers: list[bytes]) -> None:
        try:
            sent = self._socket.sendmsg(buffers)
            total = sum(map(len, buffers))
            if sent < total:
                self._socket.sendall(memoryview(b"".join(buffers))[sent:])
        except OSError as problem:
            raise InstanceGoneError("the instance has ended") from problem

    def _answer(self, expected: FrameType) -> dict[str, Any]:
        while True:
            frame = self._reader.next()
            if frame is not None:
                if frame.type is expected:
                    return frame.envelope
                continue
            self._waiting.poll()
            if self._reader.receive(self._socket) == 0:
                raise InstanceGoneError("the instance has ended")

    # ------------------------------------------------------------ an execution

    def run(
        self, program: Program, context: dict[str, Any], json_body: bytes | None, bounds: Bounds, on_sent: OnSent | None
    ) -> tuple[Outcome, bool]:
        """Runs `main` once: what came of it, and whether the instance may be used again.

        Raises `InstanceGoneError` where the process had ended before it took the execution.
        """
        self._count += 1
        started = time.perf_counter()
        outcome = Outcome(cold=self.program is None)
        run = _Run(self._count, bounds, started, outcome, on_sent, console_room=bounds.console_bytes, ticked=started)
        envelope = {
            "n": run.number,
            "context": context,
            "jsonBody": json_body is not None,
            "consoleBytes": bounds.console_bytes,
            "responseBytes": bounds.response_bytes,
        }
        buffers = pack(FrameType.RUN, envelope, json_body or b"")
        if self.program is None:
            load = _packages_envelope() | {"filename": program.filename, "environment": dict(program.environment)}
            buffers = pack(FrameType.LOAD, load, _source_bytes(program.source)) + buffers
            self.program = program
        try:
            self._send(buffers)
            self._wait(run)
        except BaseException:
            self.close()  # Ctrl-C ends the instance, not the kernel
            raise
        if outcome.seconds == 0.0:
            outcome.seconds = time.perf_counter() - started
        if run.refused and run.reusable:
            outcome.place = self._where()
        return outcome, run.reusable

    def _wait(self, run: _Run) -> None:
        deadline = run.started + run.bounds.seconds
        quick = self._size < run.bounds.memory_bytes * _FAR_GONE
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
            except (ProtocolError, KeyError, TypeError, ValueError, AttributeError):
                self._stop(run, Failure("protocol"))
            now = time.perf_counter()
            if now > deadline and not run.ended:
                self._stop(run, Failure("timeout"))
            elif now - run.ticked > _TICK:
                quick = False
                self._tick(run, now)
        self._drain_raw(run)
        self._raw_lines(run)

    def _tick(self, run: _Run, now: float | None = None) -> None:
        run.ticked = now or time.perf_counter()
        self._size = size = self._rss.read()
        run.outcome.memory_bytes = max(run.outcome.memory_bytes, size)
        self._drain_raw(run)
        if size > run.bounds.memory_bytes and not run.ended:
            self._stop(run, Failure("memory"))

    def _handle(self, run: _Run, frame: Frame) -> None:
        envelope = frame.envelope
        if frame.type is FrameType.LATE:
            run.reusable = False
            return
        if envelope["n"] != run.number:
            return
        if frame.type is FrameType.LINE:
            self._line(
                run,
                str(envelope["level"]),
                str(envelope["text"]),
                float(envelope["at"]) / 1000,
                envelope["cut"] is True,
            )
        elif frame.type is FrameType.SENT and run.outcome.sent is None:
            if time.perf_counter() - run.ticked > _TICK:
                self._tick(run)
            if not run.ended:
                self._sent(run, Sent(envelope, frame.body))
        elif frame.type is FrameType.ENDED:
            self._ended(run, envelope)

    def _line(self, run: _Run, level: str, text: str, at: float, cut: bool = False) -> None:
        """Keeps a console line as far as there is room, also where the harness was circumvented."""
        if run.console_room < 0:
            run.outcome.truncated = True
            return
        data = text.encode("utf-8", "replace")
        if cut or len(data) > run.console_room:
            text = data[: run.console_room].decode("utf-8", "ignore")
            run.outcome.truncated = True
            run.console_room = -1
        else:
            run.console_room -= len(data)
        run.outcome.console.append(ConsoleLine(level, text, at))

    def _sent(self, run: _Run, sent: Sent) -> None:
        run.outcome.sent = sent
        if run.on_sent is not None and not run.on_sent(sent):
            run.refused = True

    def _ended(self, run: _Run, envelope: dict[str, Any]) -> None:
        run.ended = True
        run.outcome.sends = int(envelope["sends"])
        wrote = envelope.get("wrote")
        run.outcome.wrote = str(wrote) if wrote is not None else None
        if "at" in envelope:
            run.outcome.seconds = float(envelope["at"]) / 1000
        told = envelope.get("failure")
        self._size = self._rss.read()
        run.outcome.memory_bytes = max(run.outcome.memory_bytes, self._size)
        if told is None:
            return
        failure = _failure(told)
        run.outcome.failure = failure
        run.reusable = not (failure.at_load or told.get("uncaught") is True or failure.kind in ("exit", "no_main"))
        if failure.kind == "exit":
            self._stop(run, None)

    def _stop(self, run: _Run, failure: Failure | None) -> None:
        """Ends the process; without a failure it ended, or is ending, by itself and its status tells why."""
        run.ended = True
        run.reusable = False
        if failure is not None:
            run.outcome.failure = failure
            self.kill()
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_EXIT_GRACE)
        self._drain_raw(run)
        if run.outcome.failure is None:
            run.outcome.failure = self._exit_failure(run)

    def _exit_failure(self, run: _Run) -> Failure:
        status = self._process.returncode
        written = b"".join(run.raw.values())
        if any(mark in written for mark in _OUT_OF_MEMORY):
            return Failure("memory")
        if status is None:
            return Failure("protocol")
        stack = "\n".join(f"    at {line}" for line in _crash_lines(written, self.program))
        if status < 0:
            return Failure("signal", type=_signal_name(-status), code=-status, stack=stack)
        return Failure("exit", code=status, stack=stack)

    def _read_raw(self, run: _Run, descriptor: int) -> None:
        """What was written to the real stdout or stderr, past the console (`fs.writeSync(1, …)`, a crash of V8)."""
        try:
            data = os.read(descriptor, 65536)
        except OSError:
            return
        if not data:
            with contextlib.suppress(KeyError):
                self._written.unregister(descriptor)
            return
        kept = run.raw.setdefault(descriptor, bytearray())
        kept += data[: max(0, _RAW_KEPT - len(kept))]

    def _drain_raw(self, run: _Run) -> None:
        for descriptor, _ in self._written.poll(0):
            self._read_raw(run, descriptor)

    def _raw_lines(self, run: _Run) -> None:
        at = time.perf_counter() - run.started
        for descriptor, written in run.raw.items():
            text = _CRASH_REPORT.split(bytes(written), maxsplit=1)[0].decode("utf-8", "replace")
            for line in text.splitlines():
                self._line(run, self._raw[descriptor], line, at)

    def _where(self) -> str:
        try:
            self._send(pack(FrameType.WHERE, {}))
            return str(self._answer(FrameType.PLACE).get("stack", ""))
        except (InstanceGoneError, ProtocolError, OSError):
            return ""

    # ------------------------------------------------------------ the end

    def kill(self) -> None:
        """SIGKILL to the process and what it left in its group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Ends the process, and removes its folder. Harmless when repeated."""
        self.kill()
        self._process.wait()
        self._session.forget(self.pid, self.folder)
        self._socket.close()
        self._rss.close()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _crash_lines(written: bytes, program: Program | None) -> list[str]:
    """The function's own places in V8's crash report."""
    if program is None:
        return []
    places = re.findall(r"^\d+: (.*\(.*\)|\S+:\d+:\d+)$", written.decode("utf-8", "replace"), re.MULTILINE)
    own = [place for place in places if f"{program.filename}:" in place]
    return list(dict.fromkeys(own))


def _packages_envelope() -> dict[str, Any]:
    return {"packagesRoot": str(PACKAGES), "packages": list(PRELOADED_PACKAGES)}


def _source_bytes(source: str) -> bytes:
    return source.encode("utf-8", "replace")


def _syntax_problem(told: dict[str, Any]) -> SyntaxProblem:
    return SyntaxProblem(
        type=str(told["type"]),
        message=str(told["message"]),
        line=int(told["line"]),
        column=int(told["column"]),
        text=str(told["text"]),
    )


def _failure(told: dict[str, Any]) -> Failure:
    error = told.get("error") or {}
    syntax = told.get("syntax")
    returned = told.get("returned")
    return Failure(
        kind=_FAILURE_KINDS[told["kind"]],
        type=str(error.get("type", "")),
        message=str(error.get("message", told.get("message", ""))),
        stack=str(error.get("stack", told.get("stack", ""))),
        code=int(told.get("code") or 0),
        at_load=told.get("atLoad") is True,
        module_not_found=told.get("moduleNotFound") is True,
        syntax=_syntax_problem(syntax) if isinstance(syntax, dict) else None,
        returned=str(told.get("main", returned)) if told.get("main", returned) is not None else None,
        project_style=told.get("projectStyle") is True,
        pending=told.get("pending") is True,
    )
