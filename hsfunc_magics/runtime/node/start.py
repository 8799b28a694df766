"""Starts the Node process of an instance: its flags, its fence, nothing of our environment, one socket."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path

from ..outcome import Bounds
from .fence import Fence
from .node import Node

# As on Lambda, wherever this machine is; functions do not see the variable.
_ENVIRONMENT = {"TZ": "UTC"}

HARNESS = Path(__file__).parents[1] / "js" / "start.js"


def start_node(
    node: Node, folder: Path, bounds: Bounds, fence: Fence, socket: int, held: int
) -> tuple[subprocess.Popen[bytes], int]:
    """The process, started in `folder`; `socket` is the descriptor that it shares with us, `held` that of a memory.

    -1 stands for no memory.

    The other number is the descriptor where it asks before it starts a process; -1 where it need not.
    """
    flags = [*node.flags(bounds.memory_bytes), *fence.flags(node, folder)]
    command = [str(node.path), *flags, str(HARNESS), str(socket), json.dumps(_told(fence)), str(held)]

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(socket, held) if held >= 0 else (socket,),
            cwd=folder,
            env=_ENVIRONMENT,
            # A session of its own: a signal that the function sends to its process group stays inside.
            start_new_session=True,
        )

    process, asking = fence.spawn(node, folder, start)
    _bound_files(process.pid, bounds.tmp_bytes)
    return process, asking


def _told(fence: Fence) -> dict[str, object]:
    """What the harness says of the fence to a function that meets it."""
    return {
        "fence": fence.closed,
        "network": fence.network,
        "workers": fence.closed_workers,
        "children": fence.closed_children,
    }


def _bound_files(pid: int, most: int) -> None:
    """No file of the process grows beyond that: writing more fails with EFBIG, which Node tells the function."""
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
