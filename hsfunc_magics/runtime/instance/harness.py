"""A Node process with the harness: started, spoken to in frames, ended."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
from collections.abc import Callable
from typing import Any

from .. import forking
from ..node.cleanup import ProcessGuardian
from ..node.descendants import Descendants
from ..node.fence import Fence
from ..node.memory import ResidentSize
from ..node.node import Node
from ..node.process_requests import PROCESS_REQUESTS
from ..node.start import start_node
from ..node.storage import Storage
from ..outcome import Bounds, Program, SyntaxProblem
from ..preloaded import PACKAGES, PRELOADED_PACKAGES
from .failure_frames import read_syntax_problem
from .frames import FrameReader, FrameType, pack
from .held_answer import HeldAnswer
from .stray_output import Written

# A receive that times out by itself spares a fast execution the timer of a `poll`, half the cost of a warm call. It
# counts in jiffies, so 8 ms at the worst.
_FIRST_WAIT = struct.pack("@ll", 0, 1)
_CHECK_SECONDS = 30.0
# What the system keeps of what was sent and not yet read, as far as it lets us: a large body then changes sides less
# often.
_SEND_ROOM = 1_000_000


class InstanceGoneError(Exception):
    """The process ended before it took the execution: nothing ran, another instance may take it."""


class Harness(forking.Unportable):
    """The process of an instance. Used by one thread at a time. `left`: it is that of the process that forked us.

    `has_spawned`: it has started workers or processes.
    """

    def __init__(self, node: Node, session: ProcessGuardian, bounds: Bounds, fence: Fence) -> None:
        with forking.delayed():
            self._start(node, session, bounds, fence)
            forking.renew(self)

    def _start(self, node: Node, session: ProcessGuardian, bounds: Bounds, fence: Fence) -> None:
        # What was begun is undone where a step fails: the system may have no descriptor or process left.
        with contextlib.ExitStack() as undo:
            parent, child = socket.socketpair()
            undo.callback(parent.close)
            with child:
                for end in (parent, child):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_ROOM)
                self.folder = session.new_folder()
                undo.callback(session.discard, self.folder)
                self._held = HeldAnswer()
                undo.callback(self._held.close)
                shared = child.fileno(), self._held.descriptor
                self._process, self._asking = start_node(node, self.folder, bounds, fence, *shared)
            undo.callback(self._close_process)
            self.node = node
            self.bounds = bounds
            self.loaded: frozenset[str] = frozenset()
            self.has_spawned = False
            # Who watches the socket in an event loop closes it there.
            self.release: Callable[[], object] | None = None
            self._session = session
            self._socket = parent
            self._reader = FrameReader(bounds.response_bytes)
            self._closed = False
            self.left = False
            self.pid = self._process.pid
            self._descendants = Descendants(self.pid)
            if self._asking >= 0:
                PROCESS_REQUESTS.answer(self._asking, self._descendants.allow)
            assert self._process.stdout is not None and self._process.stderr is not None
            self._written = Written(self._process.stdout.fileno(), self._process.stderr.fileno())
            self._rss = ResidentSize(self.pid)
            self._storage = Storage(self.folder, lambda: (self.pid, *self._descendants.pids), self._held.descriptor)
            session.watch(self.pid)
            undo.pop_all()
        parent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _FIRST_WAIT)
        # An instance that does not read, being stopped or in a loop of its own, must not hold a large body's sender.
        parent.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(bounds.seconds))
        self._waiting = select.poll()
        self._waiting.register(parent, select.POLLIN)

    def fileno(self) -> int:
        """The descriptor that becomes readable when the process has sent something."""
        return self._socket.fileno()

    @property
    def alive(self) -> bool:
        return self._process.returncode is None and self._process.poll() is None

    @property
    def has_told(self) -> bool:
        """Whether the process has sent something that was not yet received, or has ended."""
        return bool(self._waiting.poll(0))

    # ------------------------------------------------------------ before an execution

    def preload(self, packages: frozenset[str]) -> None:
        """Loads packages ahead of the function that requires them. Does not wait for it."""
        names = sorted(packages - self.loaded)
        self.send(pack(FrameType.PRELOAD, packages_envelope() | {"load": names}))
        self.loaded |= packages

    def check(self, filename: str, source: str) -> SyntaxProblem | None:
        """Compiles `source` without running it."""
        self.send(pack(FrameType.CHECK, {"filename": filename}, source_bytes(source)))
        problem = self.answer(FrameType.CHECKED, _CHECK_SECONDS).get("problem")
        return read_syntax_problem(problem) if problem is not None else None

    def send(self, buffers: list[bytes]) -> None:
        try:
            if len(buffers) == 1:
                sent, total = self._socket.send(buffers[0]), len(buffers[0])
            else:
                sent, total = self._socket.sendmsg(buffers), sum(map(len, buffers))
            if sent < total:
                for buffer in buffers:  # a large body is not copied for that
                    self._socket.sendall(memoryview(buffer)[sent:])
                    sent = max(0, sent - len(buffer))
        except OSError as problem:
            raise InstanceGoneError("the instance has ended") from problem

    def answer(self, expected: FrameType, seconds: float) -> dict[str, Any]:
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

    def spawns(self) -> None:
        """It starts workers or processes."""
        if not self.has_spawned:
            self.has_spawned = True
            self._session.watch_descendants(self.pid, self._descendants.mark)

    # ------------------------------------------------------------ the end

    def _let_go(self) -> None:
        release = self.release
        if release is not None:
            try:
                release()
            except RuntimeError:  # its event loop has ended
                pass
            else:
                return
        self.close_socket()

    def close_socket(self) -> None:
        """Closes the connection to the process."""
        with forking.delayed():
            self._socket.close()

    def after_fork(self) -> None:
        """In a child: closes its copies of the descriptors, and touches nothing else. The process is the parent's."""
        self.left = self._closed = True
        self.release = None  # the event loop is the parent's, too
        self._process.returncode = 0  # never waited for: its number may be another process's one day
        self._written.leave()
        self.close_socket()
        self._close_descriptors()

    def kill(self) -> None:
        """SIGKILL to the process and all that it has started."""
        if self._closed:
            return  # its number may be another process's by now
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if self.has_spawned:
            self._descendants.kill()

    def close(self) -> None:
        """Ends the process, and removes its folder. Harmless when repeated."""
        if self._closed:
            return
        self.kill()
        self._process.wait()
        self._closed = True
        self._session.forget(self.pid, self.folder)
        self._let_go()
        with forking.delayed():
            self._close_descriptors()

    def _close_process(self) -> None:
        """Ends a process that could not be used."""
        self._process.kill()
        self._process.wait()
        self._close_streams()

    def _close_descriptors(self) -> None:
        """All but the socket, which an event loop may watch."""
        self._rss.close()
        self._held.close()
        self._close_streams()

    def _close_streams(self) -> None:
        asking, self._asking = self._asking, -1  # once closed, the number may be another file's
        if asking >= 0:
            # A child shares the queue that its parent reads: there it is left alone.
            (os.close if self.left else PROCESS_REQUESTS.close)(asking)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()


def _timeval(seconds: float) -> bytes:
    return struct.pack("@ll", int(seconds), int(seconds % 1 * 1_000_000) or 1)


def packages_envelope() -> dict[str, Any]:
    return {"packagesRoot": str(PACKAGES), "packages": list(PRELOADED_PACKAGES)}


def load_envelope(program: Program) -> dict[str, Any]:
    """What the process needs to know of a program beside its source."""
    envelope = packages_envelope() | {"filename": program.filename, "environment": dict(program.environment)}
    if not program.preloaded:
        envelope["packages"] = None
    if program.convention != "sendResponse":
        envelope["convention"] = program.convention
    if program.bytes_as_json:
        envelope["bytesAsJson"] = True
    if program.inspects:
        envelope["inspects"] = True
    if program.covers:
        envelope["covers"] = True
    return envelope


def source_bytes(source: str) -> bytes:
    return source.encode("utf-8", "replace")
