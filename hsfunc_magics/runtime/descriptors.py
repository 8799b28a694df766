"""How many files and sockets this process may have open at once: raised as far as may be, and shared out."""

from __future__ import annotations

import os
import sys

# What each instance takes, its start included, and what is open but for instances and connections.
_OF_INSTANCE = 8
_OTHERS = 64
_FEWEST = 8
# What a process asks for itself: more than anybody needs here, and as much as macOS gives where it says "unlimited".
_WANTED = (65_536, 10_240)


def widen() -> None:
    """Raises the limit of this process to what it may raise it to: many systems begin with 256 or 1,024."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in _WANTED:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        if soft == resource.RLIM_INFINITY or soft >= most:
            return
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        except (ValueError, OSError):
            continue
        return


def room_for_connections() -> float:
    """How many connections of clients leave enough for the instances that answer them."""
    if sys.platform == "win32":
        return float("inf")
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return float("inf")
    return max(_FEWEST, soft - left_to_instances())


def left_to_instances() -> int:
    """How many descriptors connections do not take."""
    return _OTHERS + _OF_INSTANCE * usual_cap()


def usual_cap() -> int:
    """How many instances a pool has at most where nobody says another number."""
    return max(8, 4 * (os.cpu_count() or 1))
