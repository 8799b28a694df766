"""A call whose request has come whole: begun and answered in the callbacks of its connection, without a task."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from ..emulator.call.execution import Execution
from ..emulator.call.request import Request
from ..emulator.call.response import PlatformResponse
from ..emulator.errors import HsfuncError
from .async_calls import AsyncCalls, failed_reply
from .request import Receive, Scope, Send
from .response import PendingReply, plain_head, send_reply

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle


class DirectCall:
    """One call, from its request to the answer on its connection.

    It is among the server's tasks while its execution runs, for the server waits for them, and cancels them in the end.
    What does not go through at once, such as an answer to a client that is slow, goes on in a task.
    """

    __slots__ = ("_cycle", "_give_up", "_is_head", "_pending", "_tasks")

    def __init__(self, cycle: RequestResponseCycle, request: Request, calls: AsyncCalls, tasks: set[Any]) -> None:
        """Begins it."""
        self._cycle = cycle
        self._is_head = request.method == "HEAD"
        self._tasks = tasks
        self._pending = PendingReply(self._write)
        tasks.add(self)
        self._give_up = calls.begin(request, self._pending.take, self._over)

    def cancel(self, **_: object) -> None:
        """The server ends, and waits for it no longer."""
        asyncio.get_running_loop().call_soon(self._cut_off)

    def _cut_off(self) -> None:
        self._give_up()
        self._over(asyncio.CancelledError())

    def _over(self, result: Execution | BaseException) -> None:
        """Its execution has ended, or could not be."""
        self._tasks.discard(self)
        if isinstance(result, Execution):
            self._pending.finish(result.reply)
        elif isinstance(result, HsfuncError | asyncio.CancelledError):
            self._pending.finish(failed_reply(result))
        else:
            self._in_task(lambda _: _fail(result))

    def _write(self, reply: PlatformResponse) -> None:
        """Sends the answer, unless the client has gone."""
        cycle = self._cycle
        if cycle.disconnected:
            return
        head = None if cycle.flow.write_paused else plain_head(reply, close=not cycle.keep_alive)
        if head is None:
            self._in_task(lambda send: send_reply(send, reply, head=self._is_head))
            return
        body = reply.body
        cycle.transport.writelines((head,) if self._is_head or not body else (head, body))
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            cycle.transport.close()
        cycle.on_response()

    def _in_task(self, work: Callable[[Send], Awaitable[None]]) -> None:
        """The rest as an ASGI application does it, with all that uvicorn makes of one that fails."""

        async def application(_: Scope, __: Receive, send: Send) -> None:
            await work(send)

        task = asyncio.get_running_loop().create_task(self._cycle.run_asgi(application))  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _fail(problem: BaseException) -> None:
    raise problem
