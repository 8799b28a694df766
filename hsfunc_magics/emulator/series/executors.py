"""An account's calls through an executor: what travels of them, and what is refused before anything has run."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Any

from ...runtime.errors import PoolError
from ...runtime.executors.runner import Runner, Travel
from ...runtime.outcome import Sent
from ...runtime.outgoing import Answer, Exchange, OutgoingRequest, Outside
from ..account_state import AccountState
from ..call.response import InvalidResponseError, read_sent
from ..display import listed
from ..errors import RequestError, RuntimeUnavailable
from ..limits.limits import Limits
from ..outgoing.outside import SHOWN_BYTES
from ..outgoing.refusing import BY_SETTING, Refusing, is_loopback
from ..outgoing.ways import OutgoingWays

# Of the context these travel with the program, once.
_SECRET = ("secrets",)
_ANSWERING = {
    "mocks": "mocks",
    "hubspot": "the small HubSpot",
    "cassette": "a cassette",
    "recording": "a recording",
}


def runner_of(state: AccountState, executor: object) -> Runner:
    """What runs an account's functions in the workers of an executor, or of a Dask client.

    Raises `RequestError` for anything else, and `RuntimeUnavailable` where it has no worker.
    """
    travel = Travel(_SECRET, partial(_acceptable, state.limits), partial(_portable, state))
    try:
        return Runner(as_executor(executor), state.pool, travel)
    except PoolError as problem:
        raise RuntimeUnavailable(str(problem)) from None


def as_executor(value: object) -> Executor:
    """The executor, or that of a Dask client. Raises `RequestError`."""
    if is_client(value) and getattr(value, "asynchronous", False):
        raise RequestError("An asynchronous Dask client cannot be waited for here: make one without asynchronous=True.")
    get_executor = getattr(value, "get_executor", None)
    executor = get_executor() if is_client(value) and get_executor is not None else value
    if isinstance(executor, Executor):
        return executor
    raise RequestError(
        f"An executor is one of concurrent.futures, such as ProcessPoolExecutor(), or a Dask client: not"
        f" {type(value).__name__}."
    )


def is_client(value: Any) -> bool:
    """Whether it is a client of Dask, known without loading that."""
    return callable(getattr(type(value), "get_executor", None))


def executor_names(variables: Mapping[str, Any]) -> list[str]:
    """Which variables hold an executor, or a Dask client."""
    return [
        name
        for name, value in variables.items()
        if not name.startswith("_") and (isinstance(value, Executor) or is_client(value))
    ]


def _acceptable(limits: Limits, sent: Sent) -> bool:
    """Whether a value can be an answer: where it cannot, the worker asks the function's instance for the position."""
    try:
        read_sent(sent.described, sent.body, limits)
    except InvalidResponseError:
        return False
    return True


def _portable(state: AccountState, _: Outside) -> Outside:
    """What stands between functions and the network, for another process. Raises `RequestError` where it stays here."""
    staying = [told for name, told in _ANSWERING.items() if getattr(state.outside, name) is not None]
    if staying or not isinstance(state.outside.last, Refusing):
        raise RequestError(
            f"Functions that run in other processes do not reach what is in this one: {listed(staying)}. Leave the"
            " executor out, or take a ThreadPoolExecutor."
        )
    return RefusingElsewhere(state.outside.last.because, state.cassettes.ways)


@dataclass(frozen=True, slots=True)
class RefusingElsewhere:
    """Refuses requests in another process as the account does here."""

    because: str
    ways: OutgoingWays
    kept_bytes: int = SHOWN_BYTES

    def answer(self, request: OutgoingRequest) -> Answer | None:
        """The refusal; None where the request may go out."""
        loopback = is_loopback if self.because != BY_SETTING else _nothing
        return Refusing(self.because, lambda: self.ways, lambda asked: loopback(asked.url)).answer(request)

    def exchanged(self, exchange: Exchange) -> None:
        """Nobody keeps it here."""


def _nothing(_: str) -> bool:
    return False
