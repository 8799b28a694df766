"""An account's calls from an event loop: no thread waits while a function runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from ..emulator.account import Account
from ..emulator.call.execution import Execution
from ..emulator.call.pending_response import OnResponse
from ..emulator.call.pipeline import CallSteps, finish, start
from ..emulator.call.rejections import Rejection
from ..emulator.call.request import Request
from ..emulator.call.response import PlatformResponse, platform_response
from ..emulator.errors import HsfuncError, RuntimeUnavailable
from ..emulator.process_bound import ProcessBound
from ..runtime.errors import PoolError
from ..runtime.node.node import NodeNotFoundError
from ..runtime.outcome import Outcome
from ..runtime.pool.async_pool import AsyncPool

# Bytes of a body that is dealt with in the loop itself: of one that came, whose fields may have to be read, and of one
# that is sent, which at most is searched for secrets.
_SMALL = 64 * 1024
_SMALL_ANSWER = 1024 * 1024

OnOver = Callable[[Execution | BaseException], None]
"""Called once a call is over: with its execution, or with why there is none."""


class AsyncCalls(ProcessBound):
    """Calls of one account, all awaited in one event loop. `close` ends what they leave."""

    def __init__(self, account: Account) -> None:
        self._pipeline = account.pipeline
        self.may_take_long = account.may_take_long
        self._awaiting = AsyncPool(account.pool)

    async def handle(
        self, request: Request, on_response: OnResponse | None = None, *, rejected: Rejection | None = None
    ) -> Execution:
        """As `Account.handle`; `on_response` is called in some thread. A task that is cancelled ends it.

        `rejected`: what is wrong with the request already, told where there is such an endpoint.
        """
        steps = self._pipeline.steps(request, on_response, rejected=rejected)
        # What takes long, such as the fields of a large form, does not keep other calls from the loop.
        large = len(request.body) > _SMALL
        job = await asyncio.to_thread(start, steps) if large or self.may_take_long() else start(steps)
        if isinstance(job, Execution):
            return job
        try:
            outcome = await self._awaiting.run(
                job.program, job.context, job.json_body, job.on_sent, job.terms, large=large
            )
        except (NodeNotFoundError, PoolError) as problem:
            raise _explained(problem) from None
        return finish(steps, outcome) if _is_small(outcome) else await asyncio.to_thread(finish, steps, outcome)

    def begin(self, request: Request, on_response: OnResponse, on_over: OnOver) -> Callable[[], None]:
        """The same without a task: `on_over` is called in the loop, maybe at once. What it returns ends the call.

        For a request with a small body, where nothing may take long.
        """
        steps = self._pipeline.steps(request, on_response)
        try:
            job = start(steps)
        except Exception as problem:  # noqa: BLE001 - told to who awaits it
            on_over(problem)
            return _nothing
        if isinstance(job, Execution):
            on_over(job)
            return _nothing

        def over(result: Outcome | BaseException) -> None:
            if not isinstance(result, Outcome):
                on_over(_explained(result))
            elif _is_small(result):
                on_over(_finished(steps, result))
            else:
                finishing = asyncio.get_running_loop().run_in_executor(None, _finished, steps, result)
                finishing.add_done_callback(lambda finished: on_over(finished.result()))

        call = self._awaiting.begin(job.program, job.context, job.json_body, job.on_sent, over, job.terms)
        return partial(self._awaiting.give_up, call)

    def close(self) -> None:
        """Ends the threads, once their executions have."""
        self._awaiting.close()


def failed_reply(problem: HsfuncError | asyncio.CancelledError) -> PlatformResponse:
    """What a client is told of a call that nothing has come of; cancelled where the server does not wait for it."""
    return platform_response(503, str(problem) if isinstance(problem, HsfuncError) else "The server has ended.")


def _finished(steps: CallSteps, outcome: Outcome) -> Execution | BaseException:
    try:
        return finish(steps, outcome)
    except Exception as problem:  # noqa: BLE001 - told to who awaits it
        return problem


def _is_small(outcome: Outcome) -> bool:
    return outcome.sent is None or len(outcome.sent.body) <= _SMALL_ANSWER


def _explained(problem: BaseException) -> BaseException:
    if isinstance(problem, NodeNotFoundError | PoolError):
        return RuntimeUnavailable(str(problem))
    return problem


def _nothing() -> None:
    """What ends a call that is over."""
