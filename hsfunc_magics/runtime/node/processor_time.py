"""What a process does with the processor: how much time it has used, and whether it waits."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def processor_seconds(pid: int) -> float:
    """Seconds of the processor, the system's for it included; 0 where the process is gone."""
    if sys.platform != "linux":
        import psutil

        try:
            times = psutil.Process(pid).cpu_times()
        except psutil.Error:
            return 0.0
        return float(times.user + times.system)
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def waits(pid: int) -> bool:
    """Whether its first thread waits for something, or is no more."""
    if sys.platform != "linux":
        import psutil

        try:
            return bool(psutil.Process(pid).status() != psutil.STATUS_RUNNING)
        except psutil.Error:
            return True
    fields = _stat(pid)
    return not fields or fields[0] != "R"


def _stat(pid: int) -> list[str]:
    """What Linux tells of it behind its name, which may have blanks and brackets of its own; empty where it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="latin-1")
    except OSError:
        return []
    return stat.rpartition(")")[2].split()
