"""What instances leave on the machine, and the guardian that takes it away when the kernel is gone, however it went."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from itertools import count
from pathlib import Path

from .. import forking

# Reads "+ pid" and "- pid" lines, "pid:mark" for an instance that has started processes. When the pipe ends, the kernel
# has gone, even by kill -9: every process group that is still listed is killed, what has left it and carries the mark
# (descendants.py) too, and the folder removed. An idle instance sees its socket close, but one that is in the middle of
# an execution does not look.
_GUARDIAN = """
pids=' '
while read -r sign pid; do
  case $sign in
    +) pids="$pids$pid " ;;
    -) rest=${pids#* $pid }; [ "$rest" = "$pids" ] || pids="${pids%% $pid *} $rest" ;;
  esac
done
marks=
for pid in $pids; do
  kill -9 -"${pid%%:*}"
  case $pid in *:*) marks="$marks|${pid#*:}" ;; esac
done
tries=20
while [ -n "$marks" ] && [ $tries -gt 0 ]; do
  found=$(grep -lE "^Max file locks +(${marks#|}) " /proc/[0-9]*/limits)
  [ -n "$found" ] || break
  for limits in $found; do limits=${limits#/proc/}; kill -9 "${limits%/limits}"; done
  tries=$((tries - 1))
done
rm -rf -- "$1"
"""


class ProcessGuardian(forking.Unportable):
    """The temporary folder of one runtime, and its guardian process."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._pids: dict[int, str] = {}
        self._left = False
        with forking.delayed(), contextlib.ExitStack() as undo:
            # As a process finds itself in it: Node's flags compare paths as texts, and know of no links.
            self.folder = Path(tempfile.mkdtemp(prefix="hsfunc-")).resolve()
            undo.callback(_remove, self.folder)
            self._guardian = subprocess.Popen(
                ["/bin/sh", "-c", _GUARDIAN, "hsfunc-guardian", str(self.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"PATH": "/usr/bin:/bin"},
                start_new_session=True,
            )
            undo.pop_all()
            forking.renew(self)

    def after_fork(self) -> None:
        """All of it is the parent's, whose end the guardian tells by the last copy of its pipe that closes."""
        self._left = True
        self._lock = threading.Lock()
        self._close_pipe()
        self._guardian.returncode = 0  # never waited for: its number may be another process's one day

    def new_folder(self) -> Path:
        """An empty folder for one instance."""
        folder = self.folder / str(next(self._numbers))
        folder.mkdir(parents=True)
        return folder

    def watch(self, pid: int) -> None:
        """An instance has started, the leader of a process group of its own."""
        self._pids[pid] = str(pid)
        self._tell(f"+ {pid}\n")

    def watch_descendants(self, pid: int, mark: int) -> None:
        """The instance starts processes, which carry a mark."""
        before, self._pids[pid] = self._pids[pid], f"{pid}:{mark}"
        self._tell(f"+ {self._pids[pid]}\n- {before}\n")

    def forget(self, pid: int, folder: Path) -> None:
        """The instance has ended."""
        if self._left:
            return
        self._tell(f"- {self._pids.pop(pid)}\n")
        _remove(folder)

    def discard(self, folder: Path) -> None:
        """The folder of an instance that could not be started."""
        _remove(folder)

    def _tell(self, line: str) -> None:
        pipe = self._guardian.stdin
        assert pipe is not None
        with self._lock, contextlib.suppress(OSError, ValueError):
            os.write(pipe.fileno(), line.encode())

    def close(self) -> None:
        """Kills what is still in the middle of an execution, lets the guardian finish and removes the folder."""
        if self._left:
            return
        for pid in list(self._pids):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        self._close_pipe()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._guardian.wait(2)
        _remove(self.folder)

    def _close_pipe(self) -> None:
        pipe = self._guardian.stdin
        assert pipe is not None
        with forking.delayed(), contextlib.suppress(OSError):
            pipe.close()


def _remove(folder: Path) -> None:
    """Removes a folder, however deep a function has made it: Python before 3.13 goes down by calling itself."""
    with contextlib.suppress(OSError):
        folder.rmdir()  # most are empty, and this needs no descriptor: there may be none
        return
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:
        subprocess.run(["/bin/rm", "-rf", "--", folder], check=False, stderr=subprocess.DEVNULL)
