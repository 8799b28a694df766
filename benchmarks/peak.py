"""Runs one memory pattern in a process of its own: `python -m benchmarks.peak PATTERN COUNT` prints JSON.

The peak is exact and nothing samples it: it is what the system booked for the largest child that was waited for
(`RUSAGE_CHILDREN`), so it also counts what an instance took between the decision to kill it and its end.
"""

from __future__ import annotations

import json
import resource
import sys
from contextlib import closing
from dataclasses import asdict, dataclass

from hsfunc_magics.emulator.account import Account

_BODY = "exports.main = (context, sendResponse) => {{\n{code}\n  sendResponse({{ body: 'alive' }});\n}};\n"

# Each of these passes any limit.
GROWING = {
    "heap arrays": "const kept = []; for (;;) kept.push(new Array(20000).fill(Math.random()));",
    "holes": "const kept = []; for (;;) { const holes = new Array(20000); holes[19999] = 1.5; kept.push(holes); }",
    "Buffers of 1 MB": "const kept = []; for (;;) kept.push(Buffer.alloc(1 << 20, 1));",
    "Buffers of 10 MB": "const kept = []; for (;;) kept.push(Buffer.alloc(10 << 20, 1));",
    "a Buffer of 400 MB": "const kept = Buffer.alloc(400 << 20, 1); while (kept) {}",
    "strings": "const kept = []; for (let i = 0; ; i += 1) kept.push(String(i).repeat(4000) + i);",
    "objects": "const kept = []; for (let i = 0; ; i += 1) kept.push({ i, text: `number ${i}`, inner: { i } });",
}
# These make much garbage and keep little: they must live.
GARBAGE = {
    "garbage arrays": "let live; for (let i = 0; i < 60000; i += 1) live = new Array(5000).fill(i);",
    "garbage strings": "let live; for (let i = 0; i < 4e5; i += 1) live = JSON.stringify({ i, t: 'x'.repeat(500) });",
    "garbage objects": "let live = []; for (let i = 0; i < 2e7; i += 1) if (live.push({ i }) > 20000) live = [];",
    "garbage Buffers": "let live; for (let i = 0; i < 4000; i += 1) live = Buffer.alloc(1 << 20, 1);",
}
PATTERNS = GROWING | GARBAGE


@dataclass(frozen=True, slots=True)
class Peak:
    """Of several runs: the largest resident size in bytes, how many lived, what the last one reported itself."""

    peak: int
    lived: int
    runs: int
    reported: int
    error: str


def measure(pattern: str, runs: int) -> Peak:
    """Runs the pattern so often, each time in a fresh instance."""
    lived, reported, error = 0, 0, ""
    with closing(Account()) as account:
        for number in range(runs):
            account.functions.add("f", f"{_BODY.format(code=PATTERNS[pattern])}// {number}")
            execution = account.call("f")
            lived += execution.reply.body == b"alive"
            reported = execution.memory.used if execution.memory is not None else 0
            error = execution.error.type if execution.error is not None else ""
    return Peak(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024, lived, runs, reported, error)


if __name__ == "__main__":
    print(json.dumps(asdict(measure(sys.argv[1], int(sys.argv[2])))))
