"""Forks, threads and an event loop at once: every answer belongs to its request, in whatever process it was made."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from hsfunc_magics import Account
from hsfunc_magics.web.async_calls import AsyncCalls

from ..forks import MULTI_THREADED, Child
from ..loops import run_in_loop
from .conftest import EnterRoom
from .fault import Fault

pytestmark = pytest.mark.filterwarnings(MULTI_THREADED)

_CHILDREN = 9
_AT_ONCE = 3
_CALLS = 6  # of each child and of each turn of the parent, from threads, and as many from a loop
# How a child goes once it has made its calls; `exit` is what `Child` does by itself.
_LAST: dict[str, Callable[[Account], object]] = {
    "exit": lambda _: None,
    "close": lambda account: account.close(),
    "kill": lambda _: os.kill(os.getpid(), signal.SIGKILL),
}


def wrong_answers(account: Account, name: str) -> list[str]:
    """Calls from threads, then from a loop of its own: those whose answer is not theirs."""
    awaited = AsyncCalls(account)

    def called(number: int) -> str:
        return judged(f"{name}-{number}", account.call("good", params={"n": f"{name}-{number}"}).reply.body)

    async def all_awaited() -> list[str]:
        numbers = [f"{name}-awaited-{number}" for number in range(_CALLS)]
        calls = [awaited.handle(account.request("good", params={"n": number})) for number in numbers]
        answers = await asyncio.gather(*calls)
        return [judged(number, answer.reply.body) for number, answer in zip(numbers, answers, strict=True)]

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(called, range(_CALLS)))
    found += run_in_loop(all_awaited())
    awaited.close()
    return [wrong for wrong in found if wrong]


def judged(number: str, body: bytes) -> str:
    """What is wrong with an answer; nothing where it is the right one."""
    return "" if json.loads(body or b"null") == {"n": number} else f"{number} got {body[:80]!r}"


@pytest.mark.parametrize("last", _LAST)
def test_children_call_while_threads_and_a_loop_of_the_parent_do(enter_room: EnterRoom, last: str) -> None:
    room = enter_room("forks")
    count = room.tally.of("forks")
    count.tried += 1
    room.account.reset_limits()

    def in_child(number: int) -> list[str]:
        wrong = wrong_answers(room.account, f"child{number}")
        if not wrong:
            _LAST[last](room.account)
        return wrong

    def fork_and_call() -> None:
        for first in range(0, _CHILDREN, _AT_ONCE):
            children = [Child(lambda n=n: in_child(n)) for n in range(first, first + _AT_ONCE)]
            assert wrong_answers(room.account, f"parent{first}") == []
            for child in children:
                assert child.answer(killed=last == "kill") == (None if last == "kill" else [])

    room.among_good_calls(fork_and_call)
    room.assert_unharmed(Fault(f"children-{last}", "", frozenset({200})))
    count.survived += 1
