"""An instance: one Node process, fed one execution at a time, watched while it runs."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from typing import Any

from ..errors import ForkedError
from ..node.cleanup import ProcessGuardian
from ..node.fence import Fence
from ..node.node import Node
from ..outcome import Bounds, Failure, Outcome, Program, Sent, Terms
from .frames import Frame, FrameType, ProtocolError, pack
from .harness import Harness, InstanceGoneError, load_envelope, source_bytes
from .outgoing_frames import Elsewhere
from .run import OnSent, OnSlow, Run
from .stray_output import exit_failure

# How often a running execution's memory and deadline are looked at, as long as its memory is not nearly used up.
TICK = 0.002
# The nearer the limit of memory, the sooner the next look, so that what is taken this fast, in bytes a second, hardly
# passes it. Buffers are filled at 2 to 5 GB/s.
_FASTEST = 8e9
_SHORTEST = 0.000_25
_MILLISECOND = 0.001
# The first wait of an execution may last 8 ms: not where memory or time are nearly used up.
_SHORT = 0.02
_FAR_GONE = 0.6
_EXIT_GRACE = 2.0
# An enum looks its members up each time.
_LATE, _LINE, _LOADED = FrameType.LATE, FrameType.LINE, FrameType.LOADED
_SENT, _ENDED, _SPAWNED = FrameType.SENT, FrameType.ENDED, FrameType.SPAWNED
_REQUESTED, _EXCHANGED = FrameType.REQUESTED, FrameType.EXCHANGED
_POSITION_SECONDS = 0.2
# Executions that are too short for a look at what they write add up: every so many, all of it is counted.
_COUNTED_EVERY = 64


class CancelledRunError(Exception):
    """The execution was given up from outside."""


class Instance(Harness):
    """A Node process that serves one program once it has. Used by one thread at a time.

    `spawn`: the seconds for which a call has waited for the process to be started, 0 where it stood by.
    """

    def __init__(self, node: Node, session: ProcessGuardian, bounds: Bounds, fence: Fence) -> None:
        super().__init__(node, session, bounds, fence)
        self.program: Program | None = None
        self.last_used = 0.0
        self.spawn = 0.0
        self.generation = 0
        self._count = 0
        self._size = 0
        self._grace: float | None = None

    def run(
        self,
        program: Program,
        context: dict[str, Any],
        json_body: bytes | None,
        bounds: Bounds,
        on_sent: OnSent | None,
        cancel: threading.Event | None = None,
        on_slow: OnSlow | None = None,
        terms: Terms | None = None,
    ) -> tuple[Outcome, bool]:
        """Runs `main` once: what came of it, and whether the instance may be used again.

        `on_slow` is called where it is the instance's first execution and takes longer than a moment. Raises
        `InstanceGoneError` where the process had ended before it took the execution, and `CancelledRunError` once
        `cancel` is set.
        """
        try:
            run = self.begin(program, context, json_body, bounds, on_sent, cancel, on_slow, terms)
            self._wait(run)
            return self.finish(run)
        except BaseException:
            self.close()  # Ctrl-C ends the instance, not the kernel
            raise

    def begin(
        self,
        program: Program,
        context: dict[str, Any],
        json_body: bytes | None,
        bounds: Bounds,
        on_sent: OnSent | None,
        cancel: threading.Event | None = None,
        on_slow: OnSlow | None = None,
        terms: Terms | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> Run:
        """Hands the execution to the process; then `receive` and `look`, until the run has ended, and `finish`.

        `elsewhere`: where answers to its requests are found, if not in `receive`.
        """
        self._count += 1
        if terms is not None and terms.bounds is not None:
            bounds = terms.bounds
        started = time.perf_counter()
        cold = self.program is None
        # A process that ends before the first look at it has used what it had before.
        outcome = Outcome(cold=cold, memory_bytes=self._rss.read() if cold else self._size, run=(self.pid, self._count))
        outcome.dispatched = started
        run = Run(
            self._count,
            bounds,
            started,
            outcome,
            on_sent,
            cancel,
            console_room=bounds.console_bytes,
            ticked=started,
            pause=TICK,
        )
        envelope = {
            "n": run.number,
            "context": context,
            "jsonBody": json_body is not None,
            "consoleBytes": bounds.console_bytes,
            "responseBytes": bounds.response_bytes,
        }
        if terms is not None:
            if terms.whole:
                envelope["whole"] = True
            if terms.play is not None:
                envelope["play"] = terms.play.told()
            if terms.outside is not None:
                run.outside, run.elsewhere = terms.outside, elsewhere
                envelope["keep"] = terms.outside.kept_bytes
        if bounds.grace_seconds != self._grace:
            self._grace = bounds.grace_seconds
            envelope["graceMs"] = self._grace * 1000
        buffers = pack(FrameType.RUN, envelope, json_body or b"")
        if cold:
            run.loading, outcome.spawn = True, self.spawn
            if on_slow is not None:
                run.on_slow = lambda: on_slow(program)
            load = load_envelope(program) | {"resident": outcome.memory_bytes}
            buffers = pack(FrameType.LOAD, load, source_bytes(program.source)) + buffers
            self.program = program
        self.send(buffers)
        return run

    def _wait(self, run: Run) -> None:
        quick = self._size < run.bounds.memory_bytes * _FAR_GONE and run.bounds.seconds > _SHORT
        if not quick:
            run.pause = _pause(self._size, run.bounds.memory_bytes)
        while True:
            if quick or self._has_told_within(run.pause):
                quick = self.receive(run) and quick
            if run.ended:
                return
            if self.look(run):
                quick = False

    def _has_told_within(self, pause: float) -> bool:
        """Whether there is something to receive, which is waited for in whole milliseconds; for less it is slept."""
        if pause >= _MILLISECOND:
            return bool(self._waiting.poll(pause // _MILLISECOND))
        time.sleep(pause)
        return self.has_told

    def receive(self, run: Run, flags: int = 0) -> bool:
        """Takes what the process has sent; False where that is nothing. Raises `InstanceGoneError`.

        `flags` as `socket.recv` takes them.
        """
        try:
            if self._reader.receive(self._socket, flags) == 0:
                self._stop(run, None)
            while not run.ended and (frame := self._reader.next()) is not None:
                self._handle(run, frame)
        except BlockingIOError:
            return False
        except ConnectionResetError as problem:
            # What the end of a process resets, instead of closing it, it has not read to the end: `main` did not run.
            raise InstanceGoneError("the instance has ended") from problem
        except OSError:
            if self.left:
                raise ForkedError from None
            self._stop(run, None)
        except (ProtocolError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
            self._stop(run, Failure("protocol"))
        return True

    def look(self, run: Run) -> bool:
        """Sees to the deadline and, where the last look was a tick ago, to memory; whether it was.

        Raises `CancelledRunError`.
        """
        now = time.perf_counter()
        if now > run.started + run.bounds.seconds and not run.ended:
            self._stop(run, Failure("timeout"))
        elif now - run.ticked > run.pause:
            self._find_held(run)
            self._tick(run, now)
            return True
        return False

    def _find_held(self, run: Run) -> None:
        """Takes an answer that waits for the end of its execution, which has not come.

        Nothing stands behind bytes that are no whole frame, as nothing would that was sent after them.
        """
        if run.outcome.sent is not None or (answer := self._held.of(run.number)) is None:
            return
        # Only now it is sure that all is there which was sent before the answer.
        if self._reader.has_part or (not run.ended and self.has_told):
            return
        try:
            run.send(Sent(*answer))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            self._stop(run, Failure("protocol"))

    def finish(self, run: Run) -> tuple[Outcome, bool]:
        """What came of an execution that has ended, and whether the instance may be used again.

        Waits where `run.settled` is False: for the process to end, or for the position of a refused answer.
        """
        outcome = run.outcome
        if run.exited:
            with contextlib.suppress(subprocess.TimeoutExpired):
                left = run.started + run.bounds.seconds - time.perf_counter()
                self._process.wait(min(_EXIT_GRACE, max(left, TICK)))
        self._written.drain()
        if run.exited and outcome.failure is None:
            filename = self.program.filename if self.program is not None else ""
            outcome.failure = exit_failure(self._process.returncode, self._written, filename)
        if self._written:
            at = time.perf_counter() - run.started
            for level, line in self._written.lines():
                run.line(level, line, at)
        if (
            run.number % _COUNTED_EVERY == 0
            and outcome.failure is None
            and self._storage.exceeds_now(run.bounds.tmp_bytes)
        ):
            outcome.failure, run.reusable = Failure("storage"), False
        outcome.seconds = outcome.seconds or time.perf_counter() - run.started
        run.tell_requests()
        if run.loading:
            outcome.load = max(0.0, outcome.seconds - outcome.boot)
        outcome.main = outcome.main or max(0.0, outcome.seconds - outcome.boot - outcome.load)
        if run.refused and run.reusable:
            try:
                self.send(pack(FrameType.ASK_POSITION, {}))
                outcome.send_stack = str(self.answer(FrameType.POSITION, _POSITION_SECONDS).get("stack", ""))
            except (InstanceGoneError, ProtocolError, OSError):
                run.reusable = False
        return outcome, run.reusable

    def _tick(self, run: Run, now: float) -> None:
        if self.left:
            raise ForkedError
        self._size = size = self._rss.read()
        if run.spawned:
            self._descendants.refresh()
            size += self._descendants.memory(run.bounds.memory_bytes)
        run.tick(now, size)
        # To look at all that it has started takes longer.
        run.pause = _pause(size, run.bounds.memory_bytes) if not run.spawned else TICK
        self._written.drain()
        if run.cancel is not None and run.cancel.is_set():
            raise CancelledRunError
        if run.spawned and self._process.poll() is not None:
            self._take_last(run)
        elif run.spawned and self._descendants.crowded and not run.ended:
            self._stop(run, Failure("processes"))
        elif size > run.bounds.memory_bytes and not run.ended:
            self._stop(run, Failure("memory"))
        elif self._storage.exceeds(run.bounds.tmp_bytes, now) and not run.ended:
            self._stop(run, Failure("storage"))

    def _take_last(self, run: Run) -> None:
        """The process has ended, but its socket stays open where a child process has inherited it."""
        with contextlib.suppress(InstanceGoneError):
            while not run.ended and self.receive(run):
                pass
        if not run.ended:
            self._stop(run, None)

    def _handle(self, run: Run, frame: Frame) -> None:
        kind, envelope, body = frame
        if kind is _SPAWNED:
            run.spawned = True
            self.spawns()
            return
        if kind is _LATE:
            run.late(envelope)
            return
        if kind is _REQUESTED:
            # An earlier execution whose work goes on waits for its answer, too.
            run.requests.requested(envelope, body, envelope["n"] == run.number, self.send)
            return
        if envelope["n"] != run.number:
            return
        if kind is _LINE:
            level, text, at = str(envelope["level"]), str(envelope["text"]), envelope["at"] / 1000
            position = envelope.get("line") or 0, envelope.get("column") or 0
            run.line(level, text, at, envelope["cut"] is True, envelope.get("part"), position)
        elif kind is _SENT:
            self._take_answer(run, envelope, body)
        elif kind is _ENDED:
            if "sent" in envelope:
                self._take_answer(run, envelope["sent"], body)
                if run.ended:
                    return
            self._size = self._rss.read()
            run.end(envelope, self._size)
            if run.spawned and not run.exited and (envelope.get("left") is True or self._descendants.some_run()):
                # Nothing is left of an execution. What waits for a worker or a child that is no more starts anew, too.
                run.outcome.left, run.reusable = True, False
            if run.spawned and self._descendants.crowded:
                # What the function made of a process that it was refused says less.
                self._stop(run, Failure("processes"))
        elif kind is _EXCHANGED:
            run.requests.over(envelope, body)
        elif kind is _LOADED:
            run.loaded(envelope["took"], envelope["failed"] is True)

    def _take_answer(self, run: Run, described: dict[str, Any], body: bytes) -> None:
        if run.outcome.sent is not None:
            return
        now = time.perf_counter()
        if now - run.ticked > TICK:
            self._tick(run, now)
        if not run.ended:
            run.send(Sent(described, body))

    def _stop(self, run: Run, failure: Failure | None) -> None:
        """Ends the process; without a failure it ended, or is ending, by itself and its status tells why."""
        run.ended = True
        run.reusable = False
        if failure is None:
            self._find_held(run)
            run.exited = True
        else:
            run.outcome.failure = failure
            self.kill()


def _pause(size: int, most: int) -> float:
    """The seconds until the next look at an execution of this size."""
    return min(TICK, max(_SHORTEST, (most - size) / _FASTEST))


def close_all(instances: list[Instance]) -> None:
    """Ends them, one after the other."""
    for instance in instances:
        instance.close()
