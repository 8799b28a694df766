"""The resident size of another process, read as cheaply as the system allows."""

from __future__ import annotations

import os
import sys

if sys.platform == "linux":
    _PAGE = os.sysconf("SC_PAGE_SIZE")

    class ResidentSize:
        """Reads `/proc/<pid>/statm` through one descriptor that stays open."""

        def __init__(self, pid: int) -> None:
            self._statm = os.open(f"/proc/{pid}/statm", os.O_RDONLY | os.O_CLOEXEC)

        def read(self) -> int:
            """Bytes; 0 where the process has ended."""
            try:
                return int(os.pread(self._statm, 64, 0).split(None, 2)[1]) * _PAGE
            except (OSError, IndexError):
                return 0

        def close(self) -> None:
            if self._statm >= 0:
                os.close(self._statm)
                self._statm = -1

else:
    import psutil

    class ResidentSize:
        """Asks psutil."""

        def __init__(self, pid: int) -> None:
            self._process = psutil.Process(pid)

        def read(self) -> int:
            """Bytes; 0 where the process has ended."""
            try:
                return int(self._process.memory_info().rss)
            except psutil.Error:
                return 0

        def close(self) -> None:
            """Nothing is held."""
