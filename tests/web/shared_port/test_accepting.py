"""Who gets a connection: everybody in turns, and of what one has not taken when it ends, the others."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from hsfunc_magics.web.shared_port.accepting import Accepting

from ...loops import run_in_loop

_SECONDS = 10.0

Say = Callable[[str], None]


@contextmanager
def taker() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends: that which connections are given to, and where they come."""
    given, end = socket.socketpair()
    end.setblocking(False)
    with end:
        yield given, end


async def readable(end: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    arrived = asyncio.Event()
    loop.add_reader(end.fileno(), arrived.set)
    await asyncio.wait_for(arrived.wait(), _SECONDS)
    loop.remove_reader(end.fileno())


async def take(end: socket.socket) -> str:
    """Takes a connection and answers so; what its client had sent."""
    await readable(end)
    told, found, _, _ = socket.recv_fds(end, 1, 1)
    with suppress(BrokenPipeError):  # nobody waits for the answer any more
        end.send(told)
    with socket.socket(fileno=found[0]) as connection:
        connection.setblocking(False)
        return (await asyncio.wait_for(asyncio.get_running_loop().sock_recv(connection, 100), _SECONDS)).decode()


def at_a_port(test: Callable[[Accepting, Say], Awaitable[None]]) -> None:
    """Runs it with what accepts at a port, and what connects there and says something."""

    async def run() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener, ExitStack() as clients:
            listener.setblocking(False)
            address = listener.getsockname()

            def say(text: str) -> None:
                clients.enter_context(socket.create_connection(address, timeout=_SECONDS)).sendall(text.encode())

            accepting = Accepting(listener)
            try:
                await test(accepting, say)
            finally:
                accepting.close()

    run_in_loop(run())


def test_each_has_its_turn_and_what_one_did_not_take_the_others_get() -> None:
    async def run(accepting: Accepting, say: Say) -> None:
        with taker() as (one, at_one), taker() as (other, at_other), taker() as (last, at_last):
            say("waits for somebody")
            accepting.add(one)
            assert await take(at_one) == "waits for somebody"
            accepting.add(other)
            say("in turn")
            say("to who dies")
            assert await take(at_one) == "in turn"
            await readable(at_other)
            at_other.close()
            assert await take(at_one) == "to who dies"
            accepting.add(last)
            accepting.leave(one)
            say("to who is left")
            assert await take(at_last) == "to who is left"

    at_a_port(run)


def test_what_was_handed_on_before_the_end_is_served() -> None:
    async def run(accepting: Accepting, say: Say) -> None:
        with taker() as (given, end):
            accepting.add(given)
            say("was there")
            await readable(end)
            accepting.close()
            assert await take(end) == "was there"
            assert end.recv(1) == b""

    at_a_port(run)
