"""An executor whose tasks and answers are pickled as for another process, and run in this one: what is sent is seen."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class Wire(Executor):
    """Runs at once what it is handed. `sent` has the bytes of each task, `told` what a log could show of it."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.told: list[str] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.sent.append(pickle.dumps((fn, args, kwargs)))
        self.told.append(f"{fn} {args} {kwargs}")
        future: Future[Any] = Future()
        function, arguments, named = pickle.loads(self.sent[-1])
        answer = function(*arguments, **named)
        self.sent.append(pickle.dumps(answer))
        self.told.append(repr(answer))
        future.set_result(pickle.loads(self.sent[-1]))
        return future
