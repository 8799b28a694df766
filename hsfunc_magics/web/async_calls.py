"""An account's calls from an event loop: no thread waits while a function runs."""

from __future__ import annotations

import asyncio

from ..emulator.account import Account
from ..emulator.call.execution import Execution
from ..emulator.call.pending_response import OnResponse
from ..emulator.call.pipeline import finish, start
from ..emulator.call.rejections import Rejection
from ..emulator.call.request import Request
from ..emulator.errors import RuntimeUnavailable
from ..emulator.process_bound import ProcessBound
from ..runtime.errors import PoolError
from ..runtime.node.node import NodeNotFoundError
from ..runtime.pool.async_pool import AsyncPool

# Bytes of a body that is dealt with in the loop itself: of one that came, whose fields may have to be read, and of one
# that is sent, which at most is searched for secrets.
_SMALL = 64 * 1024
_SMALL_ANSWER = 1024 * 1024


class AsyncCalls(ProcessBound):
    """Calls of one account, all awaited in one event loop. `close` ends what they leave."""

    def __init__(self, account: Account) -> None:
        self._pipeline = account.pipeline
        self._may_take_long = account.may_take_long
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
        job = await asyncio.to_thread(start, steps) if large or self._may_take_long() else start(steps)
        if isinstance(job, Execution):
            return job
        try:
            outcome = await self._awaiting.run(
                job.program, job.context, job.json_body, job.on_sent, job.terms, large=large
            )
        except (NodeNotFoundError, PoolError) as problem:
            raise RuntimeUnavailable(str(problem)) from None
        if outcome.sent is None or len(outcome.sent.body) <= _SMALL_ANSWER:
            return finish(steps, outcome)
        return await asyncio.to_thread(finish, steps, outcome)

    def close(self) -> None:
        """Ends the threads, once their executions have."""
        self._awaiting.close()
