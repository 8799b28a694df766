"""Programs for tests: a body of main, or a whole module, as the pool takes it; and how a run is read."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from hsfunc_magics.runtime.outcome import Bounds, Outcome, Program
from hsfunc_magics.runtime.pool.pool import Pool

MEGABYTE = 1024 * 1024
BOUNDS = Bounds(
    seconds=10.0,
    memory_bytes=128 * MEGABYTE,
    console_bytes=4096,
    response_bytes=6 * MEGABYTE,
    tmp_bytes=512 * MEGABYTE,
    grace_seconds=0.1,
)
FILE = "app.functions/f.js"
# An instance's socket has the number that was free in the process of the tests, which may have many files open.
EACH_DESCRIPTOR = "const fs = require('fs'); for (let fd = 0; fd < 4096; fd++)"


def module(
    source: str, environment: Mapping[str, str] | None = None, packages: frozenset[str] = frozenset(), file: str = FILE
) -> Program:
    """A program of a whole file."""
    return Program(file, source, environment or {}, packages)


def main(body: str, file: str = FILE) -> Program:
    """A program of the body of an async main, in the first line of its file."""
    return module(f"exports.main = async (context, sendResponse) => {{ {body}\n}};\n", file=file)


OK = main("sendResponse({ body: { ok: true } });", file="app.functions/ok.js")
COUNTS = module("let n = 0; exports.main = (c, s) => s({ body: { n: ++n, pid: process.pid } });")
WAITS = main("await new Promise((r) => setTimeout(r, context.ms)); sendResponse({ body: { pid: process.pid } });")


def run(pool: Pool, program: Program, context: dict[str, Any] | None = None, body: bytes | None = None) -> Outcome:
    """One run with an empty context."""
    return pool.run(program, context if context is not None else {}, body)


def sent_json(outcome: Outcome) -> Any:
    """The JSON body that was sent."""
    assert outcome.sent is not None, outcome.failure
    return json.loads(outcome.sent.body)


def sent_text(outcome: Outcome) -> str:
    """The text body that was sent."""
    assert outcome.sent is not None, outcome.failure
    return outcome.sent.body.decode()


def failure_kind(outcome: Outcome) -> str | None:
    """Why it failed, in a word; None where it did not."""
    return outcome.failure.kind if outcome.failure is not None else None


def lines(outcome: Outcome) -> list[tuple[str, str]]:
    """The console: level and text."""
    return [(line.level, line.text) for line in outcome.console]


def works(pool: Pool) -> bool:
    """Whether the pool still runs an innocent program."""
    return sent_json(run(pool, OK)) == {"ok": True}


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Waits until it comes to pass; fails where it does not."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.005)
