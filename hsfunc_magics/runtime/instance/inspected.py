"""An instance whose inspector is open: it runs one execution, for which a debugger is awaited."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import replace
from typing import Any

from ..errors import InspectorError
from ..node.cleanup import ProcessGuardian
from ..node.fence import Fence
from ..node.node import Node
from ..node.processor_time import processor_seconds, waits
from ..outcome import Bounds, Failure, OnInspecting, Outcome, Program, Terms
from .frames import Frame, FrameType
from .harness import InstanceGoneError
from .instance import TICK, Instance
from .run import OnSent, Run

_ASLEEP_SECONDS = 5.0
# What Node itself says on stderr when a debugger comes and goes.
_SAID_BY_NODE = re.compile(r"Debugger (?:attached|ending on .*)\.|Waiting for the debugger to disconnect\.\.\.")


class InspectedInstance(Instance):
    """Its deadline counts the time of the processor: who waits, or is paused, uses none. Memory is watched as ever."""

    def __init__(self, node: Node, session: ProcessGuardian, bounds: Bounds, fence: Fence) -> None:
        super().__init__(node, session, bounds, fence.inspected())
        self._fence = fence
        self._on_inspecting: OnInspecting | None = None
        self._used_before = 0.0

    def run_once(
        self,
        program: Program,
        context: dict[str, Any],
        json_body: bytes | None,
        bounds: Bounds,
        on_sent: OnSent | None,
        cancel: threading.Event | None,
        terms: Terms,
    ) -> Outcome:
        """Waits until a debugger has attached, and for whoever steps through it. Ctrl-C ends both."""
        self._on_inspecting = terms.inspecting
        try:
            inspected = replace(program, inspects=True)
            outcome, _ = self.run(inspected, context, json_body, bounds, on_sent, cancel, None, terms)
        except InstanceGoneError:
            raise InspectorError("The instance with the inspector has ended before it took the call.") from None
        return outcome

    def _begun(self, envelope: dict[str, Any]) -> None:
        """What the harness says of the inspector. Raises `InspectorError` where it could not be opened."""
        if envelope.get("attached") is True:
            self._used_before = processor_seconds(self.pid)
            return
        url = str(envelope["url"])
        if not url:
            closed = "" if self._fence.network else " The setting network=False closes its port, too."
            raise InspectorError(f"Node's inspector could not be opened: {envelope['problem']}.{closed}")
        # A debugger that lets it begin before it waits would be waited for again.
        given_up = time.monotonic() + _ASLEEP_SECONDS
        while not waits(self.pid) and time.monotonic() < given_up:
            time.sleep(TICK)
        self._used_before = processor_seconds(self.pid)
        if self._on_inspecting is not None:
            self._on_inspecting(url)

    def _handle(self, run: Run, frame: Frame) -> None:
        if frame.type is FrameType.INSPECTING:
            self._begun(frame.envelope)
        else:
            super()._handle(run, frame)

    def look(self, run: Run) -> bool:
        """As in others, but that the deadline counts the processor's time."""
        now = time.perf_counter()
        if not run.ended and self._used() > run.bounds.seconds:
            self._stop(run, Failure("timeout"))
        elif now - run.ticked > run.pause:
            self._find_held(run)
            self._tick(run, now)
            return True
        return False

    def finish(self, run: Run) -> tuple[Outcome, bool]:
        used = self._used()
        outcome, _ = super().finish(run)
        # How long somebody has looked at it says nothing of the function.
        outcome.seconds = min(outcome.seconds, used)
        outcome.main = max(0.0, outcome.seconds - outcome.load)
        outcome.boot = 0.0
        outcome.console = [line for line in outcome.console if not _SAID_BY_NODE.fullmatch(line.text)]
        return outcome, False

    def _used(self) -> float:
        return max(0.0, processor_seconds(self.pid) - self._used_before)
