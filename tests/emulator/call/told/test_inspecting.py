"""Stepping: a debugger attaches, stops at main's first line and at breakpoints; who waits uses up no deadline."""

from __future__ import annotations

import json
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue

import pytest

from hsfunc_magics import Account, Execution, RuntimeUnavailable, Settings
from hsfunc_magics.emulator.call.told.inspecting import Inspecting

from ....debugger import SECONDS, Debugger, step_through
from ...conftest import AccountMaker

DEADLINE = 0.4  # seconds of the processor: attaching takes some, too

CELL = """console.log("begin");
const tell = (name) => {
  try { new (require(name).Session)().connect(); return "open"; } catch (error) { return error.code; }
};
sendResponse({ body: [tell("inspector"), tell("inspector/promises")] });"""


@contextmanager
def waiting(call: Callable[..., Execution], target: str) -> Iterator[tuple[Inspecting, Future[Execution]]]:
    """A call that waits for a debugger: where, and what will come of it."""
    told: SimpleQueue[Inspecting] = SimpleQueue()
    with ThreadPoolExecutor(1) as thread:
        future = thread.submit(call, target, inspect=told.put)
        yield told.get(timeout=SECONDS), future


def test_a_debugger_stops_at_the_first_line_and_at_a_breakpoint_while_the_deadline_stands(account: Account) -> None:
    account.change_limits({"execution_seconds": DEADLINE})
    account.functions.add("f", CELL)
    with waiting(account.call, "f") as (inspecting, future):
        assert re.fullmatch(r"ws://127\.0\.0\.1:\d+/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", inspecting.url)
        with Debugger(inspecting.url) as debugger:
            debugger.begin()
            assert debugger.paused() == ("app.functions/f.js", 1)
            debugger.ask("Debugger.setBreakpointByUrl", url="app.functions/f.js", lineNumber=4)
            time.sleep(DEADLINE)  # what passes is what the test is about
            debugger.resume()
            assert debugger.paused() == ("app.functions/f.js", 5)
            debugger.resume()
            execution = future.result(SECONDS)
    assert execution.response.json() == ["ERR_ACCESS_DENIED", "ERR_ACCESS_DENIED"], "to the function it stays closed"
    assert [line.text for line in execution.console] == ["begin"]
    assert execution.elapsed.total_seconds() < DEADLINE
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(inspecting.address.rpartition(":")[2])), timeout=SECONDS)


def test_what_runs_on_and_on_is_ended_by_the_deadline(account: Account) -> None:
    account.change_limits({"execution_seconds": DEADLINE})
    account.functions.add("f", "for (;;);")
    with waiting(account.call, "f") as (inspecting, future):
        step_through(inspecting.url)
        assert future.result(SECONDS).response.status_code == account.settings.timeout_status


def test_ctrl_c_ends_what_waits(account: Account) -> None:
    account.functions.add("f", CELL)
    told: list[Inspecting] = []

    def press(inspecting: Inspecting) -> None:
        told.append(inspecting)
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        account.call("f", inspect=press)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(told[0].address.rpartition(":")[2])), timeout=SECONDS)
    assert account.call("f").response.json()[0] == "ERR_ACCESS_DENIED"


def test_without_a_network_the_setting_is_named(make_account: AccountMaker) -> None:
    account = make_account(settings=Settings(network=False))
    account.functions.add("f", CELL)
    if not any(part.name == "network" and part.active for part in account.health().fence):
        pytest.skip("nothing closes the network here")
    with pytest.raises(RuntimeUnavailable, match="network=False closes its port"):
        account.call("f", inspect=lambda _: None)


def test_chrome_and_vs_code_are_told_how_to_attach() -> None:
    inspecting = Inspecting("ws://127.0.0.1:4000/an-id")
    assert inspecting.devtools.endswith("&ws=127.0.0.1:4000/an-id")
    [attach] = json.loads(inspecting.launch_json)["configurations"]
    assert (attach["request"], attach["address"], attach["port"]) == ("attach", "127.0.0.1", 4000)
    assert "chrome://inspect, Configure…, add 127.0.0.1:4000" in str(inspecting)
