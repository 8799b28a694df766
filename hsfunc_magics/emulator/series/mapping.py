"""`Account.map`: a call for each request, its executions in the order of the requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Any, Self

from ...runtime.executors.runner import Runner
from ...runtime.pool.pool import RunProgram
from ..call.execution import Execution
from ..call.redirects import follow
from ..call.request import Request
from ..display import listed
from ..errors import RequestError
from ..text import did_you_mean
from .in_order import InOrder

Wanted = str | Mapping[str, Any] | Request
"""What `map` calls: a target, the arguments of a call, or a request that was made before."""

_OF_A_REQUEST = (
    "target", "method", "params", "headers", "cookies", "json", "content", "data", "files", "visitor", "uid",
    "parameters", "properties",
)  # fmt: skip
_OF_HANDLE = ("simulated_seconds", "coverage")
_KNOWN = (*_OF_A_REQUEST, *_OF_HANDLE, "follow_redirects")
_ALONE = {
    "inspect": "somebody steps through one call",
    "origin": "a page's call is judged by itself",
    "mode": "a page's call is judged by itself",
    "credentials": "a page's call is judged by itself",
}


class Executions(Iterator[Execution]):
    """The executions of many calls, in the order of their requests; each is given once it and those before are over.

    Calls begin as executions are taken, and not many before: an endless generator of requests is welcome. `close`, and
    the end of a `with`, gives up what has not come; so does Ctrl-C. `workers` counts who has run how many functions.
    """

    def __init__(self, calls: InOrder[Wanted, Execution], runner: Runner | None) -> None:
        self._calls = calls
        self._runner = runner

    def __repr__(self) -> str:
        return "<Executions of Account.map>"

    @property
    def workers(self) -> dict[str, int]:
        """Who has run how many functions so far: the workers of the executor; empty without one."""
        return dict(self._runner.ran) if self._runner is not None else {}

    def __next__(self) -> Execution:
        try:
            return next(self._calls)
        except BaseException:  # at the end, too
            self.close()
            raise

    def close(self) -> None:
        """Gives up what has not come."""
        self._calls.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self._calls.cancel()  # in whatever thread: nobody waits


@dataclass(frozen=True, slots=True)
class Caller:
    """Makes requests and calls, as an account does."""

    request: Callable[..., Request]
    handle: Callable[..., Execution]
    domains: Sequence[str]

    def call(self, wanted: object, common: Mapping[str, Any], run: RunProgram | None, cancel: Event) -> Execution:
        """Makes one call. Raises `RequestError` for what is none, and as the account does."""
        arguments = {**common, **_arguments(wanted)}
        following = arguments.pop("follow_redirects", False)
        options = {name: arguments.pop(name) for name in _OF_HANDLE if name in arguments}
        if isinstance(wanted, Request):
            if arguments:
                raise RequestError(f"A Request is complete: {listed(arguments)} cannot go with it.")
            request = wanted
        else:
            request = self.request(**arguments)
        handle = partial(self.handle, cancel=cancel, run=run, **options)
        execution = handle(request)
        return follow(execution, self.domains, handle) if following else execution


def map_calls(
    requests: Iterable[Wanted], common: Mapping[str, Any], caller: Caller, concurrency: int, runner: Runner | None
) -> Executions:
    """Calls each of the requests, with the arguments that all have in `common`. Raises `RequestError`."""
    if isinstance(requests, str | bytes | Mapping | Request) or not isinstance(requests, Iterable):
        raise RequestError("map calls each of several requests: give a list of them, or use account.call for one.")
    if concurrency < 1:
        raise RequestError(f"At least one call is made at once: not {concurrency}.")
    _require_known(common)
    run = runner.run if runner is not None else None

    def one(wanted: Wanted, cancel: Event) -> Execution:
        return caller.call(wanted, common, run, cancel)

    return Executions(InOrder(one, requests, concurrency), runner)


def _arguments(wanted: object) -> Mapping[str, Any]:
    """The arguments of a call. Raises `RequestError`."""
    if isinstance(wanted, Request):
        return {}
    if isinstance(wanted, str):
        return {"target": wanted}
    if not isinstance(wanted, Mapping):
        raise RequestError(
            "map calls endpoints (texts, as account.call takes them), dicts of account.call's arguments such as"
            f' {{"target": "events", "json": {{}}}}, and Requests: not a {type(wanted).__name__}.'
        )
    _require_known(wanted)
    return wanted


def _require_known(arguments: Mapping[str, Any]) -> None:
    for name in arguments:
        if name in _ALONE:
            raise RequestError(f"{name} does not go with map: {_ALONE[name]}, by account.call.")
        if name not in _KNOWN:
            raise RequestError(f"A call has no argument {name}.{did_you_mean(str(name), _KNOWN)}")
