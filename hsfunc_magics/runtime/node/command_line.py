"""The command line of another process, as far as the system tells it."""

from __future__ import annotations

import sys

if sys.platform == "linux":
    from pathlib import Path

    def command_line(pid: int) -> list[str]:
        """Its words; none where they cannot be read."""
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")[:-1]
        except OSError:
            return []

else:
    import psutil

    def command_line(pid: int) -> list[str]:
        """Its words; none where they cannot be read."""
        try:
            return list(psutil.Process(pid).cmdline())
        except psutil.Error:
            return []
