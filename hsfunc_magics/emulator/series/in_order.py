"""Many calls at once, begun one by one as they are wanted, and given in their order."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

_Asked = TypeVar("_Asked")
_Given = TypeVar("_Given")

# So many for each thread may be under way, or over and not taken: one that waits must not stop the others.
_AHEAD = 4


class CallCancelled(Exception):
    """The call was given up from outside; its instance has ended."""


class InOrder(Generic[_Asked, _Given]):
    """Makes a call for each thing that is asked, `concurrency` at once, and gives what comes of them in their order.

    What is asked is read in the thread that iterates, and little faster than what comes is taken; `on_progress` is told
    there how many calls are over. Where a call raises, or what is asked, that is raised in its turn. `end` is to be
    called in any case.
    """

    def __init__(
        self,
        call: Callable[[_Asked, threading.Event], _Given],
        asked: Iterable[_Asked],
        concurrency: int,
        on_progress: Callable[[int], None] | None = None,
    ) -> None:
        self._call = call
        self._asked: Iterator[_Asked] | None = iter(asked)
        self._concurrency = concurrency
        self._on_progress = on_progress
        self._cancel = threading.Event()
        self._waiting: queue.SimpleQueue[tuple[int, _Asked] | None] = queue.SimpleQueue()
        self._over: queue.SimpleQueue[tuple[int, _Given | _Raised]] = queue.SimpleQueue()
        self._arrived: dict[int, _Given | _Raised] = {}
        self._threads: list[threading.Thread] = []
        self._begun = 0
        self._given = 0

    def __iter__(self) -> Iterator[_Given]:
        return self

    def __next__(self) -> _Given:
        self._begin()
        while self._given not in self._arrived:
            if self._given == self._begun:
                raise StopIteration
            self._take(self._over.get())
            self._begin()
        self._given += 1
        found = self._arrived.pop(self._given - 1)
        if isinstance(found, _Raised):
            raise found.problem
        return found

    def cancel(self) -> None:
        """Lets nothing more begin, and gives up what is under way, without waiting for its end."""
        self._asked = None
        self._cancel.set()
        for _ in self._threads:
            self._waiting.put(None)

    def end(self) -> list[_Given]:
        """Cancels what is under way, and gives in its order what had come and was not taken.

        Another Ctrl-C meanwhile changes nothing: every thread is on its way out.
        """
        self.cancel()
        for thread in self._threads:
            while thread.is_alive():
                try:
                    thread.join()
                except KeyboardInterrupt:
                    continue
        while not self._over.empty():
            self._take(self._over.get())
        arrived, self._arrived = self._arrived, {}
        self._given = self._begun
        return [found for _, found in sorted(arrived.items()) if not isinstance(found, _Raised)]

    def _begin(self) -> None:
        """Lets as many begin as there is room for."""
        while self._asked is not None and self._begun - self._given < self._concurrency * _AHEAD:
            try:
                one = next(self._asked)
            except Exception as problem:  # noqa: BLE001 - raised in its turn
                self._asked = None
                if not isinstance(problem, StopIteration):
                    self._arrived[self._begun] = _Raised(problem)
                    self._begun += 1
                return
            self._waiting.put((self._begun, one))
            self._begun += 1
            if len(self._threads) < min(self._concurrency, self._begun):
                name = f"hsfunc-series-{len(self._threads)}"
                self._threads.append(threading.Thread(target=self._work, name=name, daemon=True))
                self._threads[-1].start()

    def _take(self, item: tuple[int, _Given | _Raised]) -> None:
        number, found = item
        self._arrived[number] = found
        if self._on_progress is not None:
            self._on_progress(self._given + len(self._arrived))

    def _work(self) -> None:
        while (item := self._waiting.get()) is not None:
            if self._cancel.is_set():
                continue
            number, asked = item
            try:
                self._over.put((number, self._call(asked, self._cancel)))
            except CallCancelled:
                continue
            except BaseException as problem:  # noqa: BLE001 - raised again in the thread that asked
                self._over.put((number, _Raised(problem)))


class _Raised:
    """What a call has raised."""

    __slots__ = ("problem",)

    def __init__(self, problem: BaseException) -> None:
        self.problem = problem
