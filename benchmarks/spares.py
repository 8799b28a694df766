"""When is a spare instance ready? Seen from outside: a process that sleeps and takes no processor time any more."""

from __future__ import annotations

import time
from pathlib import Path

from .machine import below, node_children

# A booting Node computes all along; a booted one blocks in a read of its socket, its timers stopped. What is still
# after this long has booted.
_STILL_SECONDS = 0.06
_PATIENCE_SECONDS = 60.0


def _processor_time(pid: int) -> int:
    """Nanoseconds on a processor of all threads; -1 where one of them runs now, or waits for its turn."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            if (task / "stat").read_text().rpartition(")")[2].split()[0] not in "SI":
                return -1
            total += int((task / "schedstat").read_text().split()[0])
        except OSError:
            return -1
    return total


def _times(root: int | None) -> dict[int, int]:
    times: dict[int, int] = {}
    for pid in node_children() if root is None else (root, *below(root)):
        try:
            times[pid] = _processor_time(pid)
        except OSError:
            continue
    return times


def wait_until_still(root: int | None = None) -> None:
    """Returns when no Node child of ours, or nothing of a server, has used any processor time for a while."""
    end = time.monotonic() + _PATIENCE_SECONDS
    before, since = _times(root), time.monotonic()
    while time.monotonic() < end:
        time.sleep(0.005)
        now = _times(root)
        if now != before or -1 in now.values():
            before, since = now, time.monotonic()
        elif time.monotonic() - since > _STILL_SECONDS:
            return
    raise TimeoutError("A process keeps computing: no spare comes to rest.")
