"""Runs a program once in an instance of its own whose inspector is open."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..errors import PoolError
from ..instance.harness import InstanceGoneError
from ..outcome import Outcome, Program, Terms

if TYPE_CHECKING:
    from ..instance.run import OnSent
    from .pool import Pool


def run_inspected(
    pool: Pool,
    program: Program,
    context: dict[str, Any],
    json_body: bytes | None,
    on_sent: OnSent | None,
    cancel: threading.Event | None,
    terms: Terms,
) -> Outcome:
    """As `Pool.run`: waits until a debugger has attached, and for whoever steps through it; Ctrl-C ends both."""
    with closing(pool.boot_inspected(program.node_major)) as instance:
        instance.on_inspecting = terms.inspecting
        inspected = replace(program, inspects=True)
        try:
            outcome, _ = instance.run(inspected, context, json_body, pool.bounds, on_sent, cancel, None, terms)
        except InstanceGoneError:
            raise PoolError("The instance with the inspector has ended before it took the call: call again.") from None
    return outcome
