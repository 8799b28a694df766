"""A real kernel completes and explains our cells while the extension is loaded, and as before when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient

from ..kernels import SECONDS, kernel, patient
from .conftest import at_bar

pytestmark = patient


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlockingKernelClient]:
    home: Path = tmp_path_factory.mktemp("kernel")
    # Its cache of Jedi, too (conftest.py says why).
    with kernel(TMPDIR=str(home), IPYTHONDIR=str(home), XDG_CACHE_HOME=str(home / "cache")) as (_, client):
        client.execute("%load_ext hsfunc_magics", reply=True, timeout=SECONDS)
        yield client


def complete(client: BlockingKernelClient, marked: str) -> dict[str, Any]:
    reply: dict[str, Any] = client.complete(*at_bar(marked), reply=True, timeout=SECONDS)["content"]
    return reply


def inspect(client: BlockingKernelClient, marked: str) -> dict[str, Any]:
    reply: dict[str, Any] = client.inspect(*at_bar(marked), reply=True, timeout=SECONDS)["content"]
    return reply


def run(client: BlockingKernelClient, code: str) -> dict[str, Any]:
    reply: dict[str, Any] = client.execute(code, reply=True, timeout=SECONDS)["content"]
    return reply


def test_a_cells_javascript_is_completed_and_explained(client: BlockingKernelClient) -> None:
    reply = complete(client, "%%hsfunction f\ncontext.limits.ti| + 1")
    assert reply["matches"] == ["timeRemaining"]
    assert (reply["cursor_start"], reply["cursor_end"]) == (30, 32)
    told = inspect(client, "%%hsfunction f\ncontext.limits.time|Remaining")
    assert told["found"] and "milliseconds" in told["data"]["text/plain"]


def test_characters_of_two_units_do_not_move_the_cursor(client: BlockingKernelClient) -> None:
    reply = complete(client, "%%hsfunction f\n// 🙂🙂\ncontext.acc|")
    assert reply["matches"] == ["accountId"]


def test_a_word_without_explanation_is_not_found(client: BlockingKernelClient) -> None:
    assert not inspect(client, "%%hsfunction f\nprint|")["found"]
    assert complete(client, "%%hsfunction f\nprin|")["matches"] == []


def test_python_is_completed_and_explained_as_ever(client: BlockingKernelClient) -> None:
    assert "print" in complete(client, "prin|")["matches"]
    assert "Prints the values" in inspect(client, "print|")["data"]["text/plain"]


def test_unloading_leaves_the_kernel_as_it_was(client: BlockingKernelClient) -> None:
    run(client, "%unload_ext hsfunc_magics")
    check = "ip = get_ipython(); assert not ip.Completer.custom_matchers; assert 'do_inspect' not in vars(ip.kernel)"
    assert run(client, check)["status"] == "ok"
    assert "timeRemaining" not in complete(client, "%%hsfunction f\ncontext.limits.ti|")["matches"]
    assert "Prints the values" in inspect(client, "print|")["data"]["text/plain"]
    assert run(client, "%load_ext hsfunc_magics\n%load_ext hsfunc_magics\n%reload_ext hsfunc_magics")["status"] == "ok"
    assert run(client, "assert len(get_ipython().Completer.custom_matchers) == 1")["status"] == "ok"
    assert "timeRemaining" in complete(client, "%%hsfunction f\ncontext.limits.ti|")["matches"]
