"""The ASGI application: it answers as the platform does, and on a port of their own it shows the control pages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ..emulator.account import Account
from ..emulator.call.response import PlatformResponse, platform_response
from ..emulator.errors import HsfuncError
from ..emulator.http import PREFIX, SERVERLESS_PREFIX
from .async_calls import AsyncCalls, failed_reply
from .direct_call import DirectCall
from .request import (
    ClientGoneError,
    Message,
    Receive,
    Scope,
    Send,
    SlowClientError,
    host_problem,
    read_request,
    whole_request,
)
from .response import PendingReply, send_reply

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

    from .control import Control

CONTROL_PATH = "/_hsfunc/"
_CONTROL = CONTROL_PATH.encode()
_CALLS = (PREFIX.encode(), SERVERLESS_PREFIX.encode())
# Where people look first; no endpoint can be there.
_FRONT = frozenset({b"/", PREFIX.encode(), PREFIX.rstrip("/").encode()})
# What a client still sends of a body that was refused is thrown away for so long, so that it gets to read why.
_LINGER_SECONDS = 2.0
_LINGER_BYTES = 64 * 1024 * 1024


class App:
    """One account as an ASGI application, for one event loop.

    `control_port`: where the control pages are. A port of their own makes them an origin of their own: what functions
    answer, such as a service worker that serves all of its origin, has no part in it.
    """

    def __init__(self, account: Account, port: int, control_port: int | None = None) -> None:
        self._account = account
        self._port = port
        self._control_port = control_port
        self._control: Control | None = None
        self._calls = AsyncCalls(account)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        problem = host_problem(scope)
        if problem is not None:
            await _refuse(platform_response(400, problem), scope, receive, send)
        elif scope["server"][1] == self._control_port:
            await self._show(scope, receive, send)
        elif scope["raw_path"].startswith(_CONTROL) and (moved := self._moved(scope)) is not None:
            await send_reply(send, moved)
        elif scope["raw_path"] in _FRONT and (front := self._front(scope)) is not None:
            await send_reply(send, front, head=scope["method"] == "HEAD")
        else:
            await self._call(scope, receive, send)

    def begin(self, cycle: RequestResponseCycle, tasks: set[Any]) -> bool:
        """Begins the call of a request that is there as a whole; False where it is one for a task."""
        scope: Scope = cycle.scope  # type: ignore[assignment]
        path = scope["raw_path"]
        if not path.startswith(_CALLS) or path in _FRONT or scope["server"][1] == self._control_port:
            return False
        request = None if self._calls.may_take_long() else whole_request(scope, cycle.body, self._account.limits)
        if request is None:
            return False
        DirectCall(cycle, request, self._calls, tasks)
        return True

    def close(self) -> None:
        """Ends what the calls leave."""
        self._calls.close()

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One call. A client that goes away does not end its execution: on Lambda it does not either."""
        try:
            request, rejected = await read_request(scope, receive, self._account.limits)
        except ClientGoneError:
            return
        except SlowClientError:
            await send_reply(send, platform_response(408, "The request did not arrive in time."), close=True)
            return
        sending: list[asyncio.Task[None]] = []

        def write(reply: PlatformResponse) -> None:
            work = send_reply(send, reply, head=request.method == "HEAD")
            sending.append(asyncio.get_running_loop().create_task(work))

        pending = PendingReply(write)
        try:
            reply = (await self._calls.handle(request, pending.take, rejected=rejected)).reply
        except (HsfuncError, asyncio.CancelledError) as problem:
            reply = failed_reply(problem)
        else:
            if rejected is not None:
                await _refuse(reply, scope, receive, send)
                return
        pending.finish(reply)
        await sending[0]

    def _moved(self, scope: Scope) -> PlatformResponse | None:
        """Where the control pages are, for those who open them where the functions are and may see them."""
        if self._control_port is None:
            return None
        from .control import moved

        return moved(scope, self._port, self._control_port)

    def _front(self, scope: Scope) -> PlatformResponse | None:
        """What stands where no function is, for those who may see the control pages."""
        if self._control_port is None:
            return None
        from .control import front

        return front(scope, self._port, self._control_port, self._account)

    async def _show(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One of the control pages, which are loaded when somebody looks at them."""
        from .control import Control, barred

        assert self._control_port is not None
        reply = barred(scope, self._control_port)
        if reply is not None:
            await send_reply(send, reply, close=True)
            return
        if self._control is None:
            self._control = Control(self._account, self._calls, self._port)
        try:
            request, rejected = await read_request(scope, receive, self._account.limits)
        except (ClientGoneError, SlowClientError):
            await send_reply(send, platform_response(408), close=True)
            return
        if rejected is not None:
            await _refuse(rejected.reply, scope, receive, send)
        else:
            await send_reply(send, await self._control.answer(request), head=request.method == "HEAD")


async def _refuse(reply: PlatformResponse, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers before the body was read to its end, and lets the client finish sending what nobody keeps.

    A connection that is closed while data arrives is reset, and the client may never see the answer.
    """

    async def hold_back(message: Message) -> None:
        await send({**message, "more_body": True} if message["type"] == "http.response.body" else message)

    await send_reply(hold_back, reply, head=scope["method"] == "HEAD", close=True)
    expects = any(name == b"expect" for name, _ in scope["headers"])
    left = 0 if expects else _LINGER_BYTES  # who waits for leave to send has not sent
    try:
        async with asyncio.timeout(_LINGER_SECONDS):
            while left > 0:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        pass
    await send({"type": "http.response.body", "body": b""})
