"""Prism as a Node process: it reads OpenAPI files, and answers one request after the other over its pipes."""

from __future__ import annotations

import contextlib
import json
import selectors
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import forking
from ..bundling.cache import PackageCache
from ..node.node import Node

PRISM = {"@stoplight/prism-http": "5.12.0"}
_SCRIPT = Path(__file__).parent / "js" / "prism.js"
_START_SECONDS = 60.0
_ANSWER_SECONDS = 20.0


class MockServerError(Exception):
    """Prism cannot be had, or does not read the files; the message says why."""


@dataclass(frozen=True, slots=True)
class Described:
    """What Prism answers: `body` is JSON, or None."""

    status: int
    headers: Mapping[str, str]
    body: Any


class MockServer(forking.Unportable):
    """Prism for some files. Thread-safe; starts when it is first asked, and again after `close`."""

    def __init__(
        self,
        files: Sequence[Path],
        cache: PackageCache,
        node: Callable[[], Node],
        *,
        on_progress: Callable[[str], None] | None = None,
    ) -> None:
        self._files = [str(file) for file in files]
        self._cache = cache
        self._node = node
        self._on_progress = on_progress
        self._process: subprocess.Popen[str] | None = None
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """The process is the parent's, and another thread of it may hold the lock."""
        if self._process is not None:
            self._process.returncode = 0  # never waited for: its number may be another process's one day
        self._process = None
        self._lock = threading.Lock()

    def start(self) -> int:
        """Starts it where it does not run; how many operations the files have. Raises `MockServerError`.

        And `BundlingError` where Prism cannot be installed, and `NodeNotFoundError`.
        """
        with self._lock:
            return self._start()

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: Any) -> Described | None:
        """What the files say of a request; None where they have no such path. Raises as `start` does."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            told = self._exchange({"method": method.lower(), "path": path, "headers": dict(headers), "body": body})
        if told.get("none"):
            return None
        if "problem" in told:
            raise MockServerError(f"Prism cannot answer {method} {path}: {told['problem']}")
        return Described(int(told["status"]), told.get("headers") or {}, told.get("body"))

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._end()

    def _start(self) -> int:
        self._end()
        node = self._node()
        folder = self._cache.get(PRISM, node, on_progress=self._on_progress).folder
        command = [str(node.path), str(_SCRIPT), str(folder), *self._files]
        with forking.delayed():
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env={"TZ": "UTC"},
                encoding="utf-8",
                start_new_session=True,
            )
        told = self._read(_START_SECONDS)
        if "operations" not in told:
            self._end()
            raise MockServerError(f"Prism does not read it: {told.get('problem', 'it gave no reason')}")
        return int(told["operations"])

    def _exchange(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process is not None and self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
        except OSError:
            self._end()
            raise MockServerError("Prism has ended; the next request starts it again.") from None
        return self._read(_ANSWER_SECONDS)

    def _read(self, seconds: float) -> dict[str, Any]:
        assert self._process is not None and self._process.stdout is not None
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._process.stdout, selectors.EVENT_READ)
            answers = waiting.select(seconds)
        if not answers:
            self._end()
            raise MockServerError(f"Prism does not answer within {seconds:.0f} s.")
        line = self._process.stdout.readline()
        if not line:
            self._end()
            raise MockServerError("Prism has ended without an answer.")
        told = json.loads(line)
        assert isinstance(told, dict)
        return told

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        process.kill()
        process.wait()
