"""The latest executions, for the side panel and for `--diff -1`: whole as long as together they are not too large."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary, ref

from ..emulator.http import media_type
from ..runtime import forking

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from ..emulator.call.execution import Execution


TARGET = "hsfunc.execution"

# Weak: what the user deleted is gone. IPython's Out holds what a cell returned.
_shown: WeakValueDictionary[str, Execution] = WeakValueDictionary()


def keep(execution: Execution) -> None:
    """Remembers an execution by its id."""
    _shown[execution.id] = execution


def register(shell: InteractiveShell) -> None:
    """Answers the extension's questions, where the shell is a kernel's."""
    kernel = getattr(shell, "kernel", None)
    if kernel is not None:
        kernel.comm_manager.register_target(TARGET, _opened)


def unregister(shell: InteractiveShell) -> None:
    """No longer answers the extension's questions."""
    kernel = getattr(shell, "kernel", None)
    if kernel is not None and TARGET in kernel.comm_manager.targets:
        kernel.comm_manager.unregister_target(TARGET, _opened)


def answer(question: Any) -> dict[str, Any]:
    """`{"id", "part"}`, part being `response`, `request` or `context`: the whole of it, or `{"gone": True}`.

    A body as `text`, or as `base64` where it is none; the context as `json`. With `"part": "source"` and `"file"`, the
    path of a position: the `text` that ran. With `"part": "sent"` or `"received"` and `"number"`: the body of that
    outgoing request, or of its response, as far as it was kept. Secrets are masked; bytes that hold one are
    `{"hidden": True}`.
    """
    from .views.execution.body import body_text, whole_base64
    from .views.execution.outgoing import whole_body
    from .views.execution.parts import shown_context, source_text

    told = question if isinstance(question, dict) else {}
    execution = _shown.get(str(told.get("id")))
    if execution is None:
        return {"gone": True}
    if told.get("part") == "context":
        return {"json": shown_context(execution)}
    if told.get("part") == "source":
        source = source_text(execution, str(told.get("file")))
        return {"text": source} if source is not None else {"gone": True}
    if told.get("part") in ("sent", "received"):
        number = told.get("number")
        found = isinstance(number, int) and whole_body(execution, number, response=told["part"] == "received")
        return found or {"hidden": True}
    if told.get("part") == "request":
        content, content_type = execution.request.body, execution.request.header("content-type")
    else:
        content, content_type = execution.reply.body, execution.reply.content_type
    text = body_text(execution, content, media_type(content_type))
    if text is not None:
        return {"text": text}
    encoded = whole_base64(execution, content)
    return {"base64": encoded} if encoded is not None else {"hidden": True}


def _opened(comm: Any, message: Any) -> None:
    """One question for each comm: it comes with the opening, and the answer closes it."""
    comm.close(data=answer(message["content"]["data"]))


MOST = 50
MOST_BYTES = 16_000_000
_LONGEST_NAME = 200


class _Entry:
    """An execution; once it is let go its row, and itself as long as somebody else holds it."""

    __slots__ = ("_held", "_row", "_weak", "size")

    def __init__(self, execution: Execution) -> None:
        self._held: Execution | None = execution
        self._weak: ref[Execution] | None = None
        self._row: dict[str, Any] | None = None
        self.size = _size(execution)

    @property
    def held(self) -> bool:
        return self._held is not None

    @property
    def execution(self) -> Execution | None:
        return self._held if self._weak is None else self._weak()

    def row(self) -> dict[str, Any]:
        if self._row is None:
            assert self._held is not None  # it is let go with its row
            self._row = _row(self._held)
        return {**self._row, "kept": self.execution is not None}

    def let_go(self) -> None:
        if self._held is not None:
            self.row()
            self._weak, self._held = ref(self._held), None


class Recent:
    """The last `most` executions, whole as long as they are `most_bytes` together. Thread-safe."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._entries: deque[_Entry] = deque()
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock, and have been about to add one."""
        # The newer part of the entries: those that are held, and how large they are.
        self._held = deque(entry for entry in self._entries if entry.held)
        self._bytes = sum(entry.size for entry in self._held)
        self._lock = threading.Lock()

    def add(self, execution: Execution) -> None:
        """One more, in the place of the oldest."""
        entry = _Entry(execution)
        with self._lock:
            self._entries.append(entry)
            self._held.append(entry)
            self._bytes += entry.size
            if len(self._entries) > self._most and self._entries.popleft() is self._held[0]:
                self._bytes -= self._held.popleft().size
            while self._bytes > self._most_bytes:
                oldest = self._held.popleft()
                self._bytes -= oldest.size
                oldest.let_go()

    def clear(self) -> None:
        """Lets all of them go."""
        with self._lock:
            self._entries.clear()
            self._held.clear()
            self._bytes = 0

    def rows(self) -> list[dict[str, Any]]:
        """What a list shows of each, the newest first; `kept` says whether `find` has it."""
        with self._lock:
            return [entry.row() for entry in reversed(self._entries)]

    def find(self, id_: str) -> Execution | None:
        """The execution of that id; None where it was let go."""
        with self._lock:
            found = [entry.execution for entry in self._entries]
        return next((execution for execution in found if execution is not None and execution.id == id_), None)

    def last(self, name: str) -> Execution | None:
        """The last one of an endpoint, or of a uid, by `Request.name`; None where there was none, or it was let go."""
        with self._lock:
            found = [entry.execution for entry in reversed(self._entries)]
        return next((execution for execution in found if execution and execution.request.name == name), None)


def _size(execution: Execution) -> int:
    """Bytes that it holds, of those that can be many."""
    size = len(execution.reply.body) + len(execution.request.body)
    if execution.json_body is not None and execution.json_body is not execution.request.body:
        size += len(execution.json_body)
    if execution.console:
        size += sum(len(line.text) for line in execution.console)
    for sent in execution.outgoing:
        size += len(sent.request.body) + (len(sent.response.body) if sent.response is not None else 0)
    return size


def _row(execution: Execution) -> dict[str, Any]:
    """Time in ms; `status` as the log names it, None where the function did not run."""
    name = execution.name
    ran = execution.status is not None
    return {
        "id": execution.id,
        "method": execution.masked(execution.request.method),
        "endpoint": execution.masked(name)[:_LONGEST_NAME],
        "http": execution.reply.status,
        "status": execution.status,
        "created": execution.created.isoformat(),
        "ms": round(execution.elapsed.total_seconds() * 1000, 3) if ran else None,
        "console": len(execution.console),
        "leak": bool(execution.leaks),
        **({"platform": execution.platform} if execution.in_project else {}),
    }
