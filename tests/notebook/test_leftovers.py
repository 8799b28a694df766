"""With a real kernel: however it ends, nothing is left; and Ctrl-C stops a series and keeps what was measured."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from ..processes import children, left_of
from . import kernels
from .kernels import SECONDS, Kernel, patient

pytestmark = patient
BUSY = "%%hsfunction busy\nsetInterval(() => {}, 5); sendResponse({ body: 'still busy' });"


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Kernel]:
    with kernels.kernel(TMPDIR=str(tmp_path)) as running:
        yield running


def run(client: BlockingKernelClient, code: str) -> str:
    """What the cell printed. The cell must not fail."""
    printed: list[str] = []

    def keep(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])

    reply = client.execute_interactive(code, timeout=SECONDS, output_hook=keep)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(printed)


def _start(client: BlockingKernelClient) -> int:
    run(client, "%load_ext hsfunc_magics")
    run(client, BUSY)
    run(client, "%hscall busy -q")
    return int(run(client, "import os; print(os.getpid())"))


def _end_at_once(manager: KernelManager, pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def _shut_down(manager: KernelManager, pid: int) -> None:
    manager.shutdown_kernel()


def _restart(manager: KernelManager, pid: int) -> None:
    manager.restart_kernel(now=True)


@pytest.mark.parametrize("end", [_end_at_once, _shut_down, _restart])
def test_however_the_kernel_ends_no_process_and_no_folder_is_left(
    kernel: Kernel, tmp_path: Path, end: Callable[[KernelManager, int], None]
) -> None:
    manager, client = kernel
    pid = _start(client)
    started = children(pid)
    assert len(started) >= 2
    assert list(tmp_path.glob("hsfunc-*"))
    end(manager, pid)
    assert left_of(started) == []
    deadline = time.monotonic() + 20
    while list(tmp_path.glob("hsfunc-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(tmp_path.glob("hsfunc-*")) == []


def test_unloading_the_extension_ends_its_processes(kernel: Kernel, tmp_path: Path) -> None:
    _, client = kernel
    started = children(_start(client))
    run(client, "%unload_ext hsfunc_magics")
    assert left_of(started) == []
    assert list(tmp_path.glob("hsfunc-*")) == []


def test_ctrl_c_stops_a_series_and_keeps_what_was_measured(kernel: Kernel, tmp_path: Path) -> None:
    manager, client = kernel
    run(client, "%load_ext hsfunc_magics")
    run(client, "%%hsfunction slow\nawait new Promise((r) => setTimeout(r, 50)); sendResponse({ body: 'x' });")
    calls = tmp_path / "calls"
    run(
        client,
        "from hsfunc_magics import current_account\n"
        "def note(execution):\n"
        f"    with open({str(calls)!r}, 'a') as file:\n"
        "        file.write('.')\n"
        "_ = current_account().executed.connect(note)",
    )
    waiting = client.execute("%hscall slow --repeat 10000 --concurrency 4 -q -o series")
    deadline = time.monotonic() + 60
    while not calls.exists() or calls.stat().st_size < 8:
        assert time.monotonic() < deadline, "the series does not begin"
        time.sleep(0.05)
    began = time.monotonic()
    manager.interrupt_kernel()
    while client.get_shell_msg(timeout=SECONDS)["parent_header"].get("msg_id") != waiting:
        pass
    assert time.monotonic() - began < 60, "all of them take two minutes"
    told = run(client, "print(len(series) > 4, series.interrupted, set(series.statuses))")
    assert told == "True True {200}\n"
    assert run(client, "%hscall slow -q -o e\nprint(e.response.text)") == "x\n"
