"""An account's calls from an event loop: no thread waits while a function runs."""

from __future__ import annotations

import asyncio

from ..emulator.account import Account
from ..emulator.call.execution import Execution
from ..emulator.call.pending_response import OnReply
from ..emulator.call.pipeline import begin, end
from ..emulator.call.rejections import Refusal
from ..emulator.call.request import Request
from ..emulator.errors import RuntimeUnavailable
from ..emulator.process_bound import ProcessBound
from ..runtime.errors import PoolError
from ..runtime.node.node import NodeNotFoundError
from ..runtime.pool.async_pool import Awaiting

# Bytes of a body that is dealt with in the loop itself: of one that came, whose fields may have to be read, and of one
# that is sent, which at most is searched for secrets.
_SMALL = 64 * 1024
_SMALL_ANSWER = 1024 * 1024


class AwaitedCalls(ProcessBound):
    """Calls of one account, all awaited in one event loop. `close` ends what they leave."""

    def __init__(self, account: Account) -> None:
        self._pipeline = account.pipeline
        self._awaiting = Awaiting(account.pool)

    async def handle(
        self, request: Request, on_reply: OnReply | None = None, *, unfit: Refusal | None = None
    ) -> Execution:
        """As `Account.handle`; `on_reply` is called in the loop's thread or another. A task that is cancelled ends it.

        `unfit`: what is wrong with the request already, told where there is such an endpoint.
        """
        steps = self._pipeline.steps(request, on_reply, unfit=unfit)
        # What takes long, such as the fields of a large form, does not keep other calls from the loop.
        large = len(request.body) > _SMALL
        job = await asyncio.to_thread(begin, steps) if large else begin(steps)
        if isinstance(job, Execution):
            return job
        try:
            outcome = await self._awaiting.run(job.program, job.context, job.json_body, job.on_sent, large=large)
        except (NodeNotFoundError, PoolError) as problem:
            raise RuntimeUnavailable(str(problem)) from None
        if outcome.sent is None or len(outcome.sent.body) <= _SMALL_ANSWER:
            return end(steps, outcome)
        return await asyncio.to_thread(end, steps, outcome)

    def close(self) -> None:
        """Ends the threads, once their executions have."""
        self._awaiting.close()
