"""Whether another process has work for a processor, or waits for something else."""

from __future__ import annotations

import sys
from pathlib import Path

if sys.platform == "linux":

    def is_working(pid: int) -> bool:
        """Whether it runs, or would if a processor were free. False where it has ended."""
        try:
            told = Path(f"/proc/{pid}/stat").read_bytes()
        except OSError:
            return False
        return told[told.rfind(b")") + 2 :].startswith(b"R")

else:

    def is_working(_: int) -> bool:
        """False: no system call tells it here."""
        return False
