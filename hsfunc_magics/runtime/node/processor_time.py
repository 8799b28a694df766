"""The processor time that a process has used: what a deadline counts while somebody steps through a function."""

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
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="latin-1")
    except OSError:
        return 0.0
    # Behind the name, which may have blanks and brackets of its own.
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
