"""The panel's comm in a real kernel: state, live changes while a cell runs, the answers, loading and unloading."""

from __future__ import annotations

import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient

from hsfunc_magics.notebook.panel import TARGET

from ..kernels import SECONDS, kernel, patient

pytestmark = patient


class Panel:
    """A client that opens the comm as the panel does."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self.client = client
        self.id = uuid.uuid4().hex
        self.state: dict[str, Any] = {}
        self.closed = False
        self._send("comm_open", {"target_name": TARGET, "data": {}})

    def says(self, data: dict[str, Any]) -> None:
        self._send("comm_msg", {"data": data})

    def _send(self, kind: str, content: dict[str, Any]) -> None:
        self.client.shell_channel.send(self.client.session.msg(kind, {"comm_id": self.id, **content}))

    def wait(self, fine: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        while not fine(self.state):
            self.read()
        return self.state

    def read(self) -> None:
        message = self.client.get_iopub_msg(timeout=SECONDS)
        if message["content"].get("comm_id") == self.id:
            self.state.update(message["content"].get("data") or {})
            self.closed |= message["msg_type"] == "comm_close"


@pytest.fixture
def client() -> Iterator[BlockingKernelClient]:
    with kernel() as (_, client):
        yield client


def run(client: BlockingKernelClient, code: str) -> None:
    reply = client.execute_interactive(code, timeout=SECONDS, output_hook=lambda _: None)
    assert reply["content"]["status"] == "ok", reply["content"]


def test_the_panel_lives_as_long_as_the_extension_is_loaded(client: BlockingKernelClient, tmp_path: Path) -> None:
    run(client, "%load_ext hsfunc_magics")
    panel = Panel(client)
    panel.wait(lambda state: state.get("account", "") is None)

    client.execute("%config HsfuncMagics.account_id = 77\n")
    client.execute("get_ipython().run_cell_magic('hsfunction', 'hello', 'sendResponse({ body: 1 })')")
    state = panel.wait(lambda state: state.get("folders"))
    assert state["account"] == {"id": 77}, "the panel has not made the account before its options were set"

    # While the cell still runs: it ends when the panel has been told.
    told = tmp_path / "told"
    client.execute(
        f"import pathlib, time\n%hscall hello -q\nwhile not pathlib.Path({str(told)!r}).exists():\n    time.sleep(0.01)"
    )
    (row,) = panel.wait(lambda state: state.get("executions"))["executions"]
    told.touch()
    assert row["http"] == 200
    panel.says({"view": row["id"]})
    view = panel.wait(lambda state: "view" in state)["view"]
    assert "text/html" in view["data"]
    client.execute("%hs serve --port 0")
    server = panel.wait(lambda state: state.get("server"))["server"]
    with urllib.request.urlopen(f"{server['url']}/_hcms/api/hello", timeout=SECONDS) as response:
        assert response.read() == b"1"
    client.execute("%hs serve stop")
    panel.wait(lambda state: state["server"] is None)
    panel.says({"restart": True})
    assert "starts cold" in panel.wait(lambda state: "told" in state)["told"]

    client.execute("%unload_ext hsfunc_magics")
    while not panel.closed:
        panel.read()
    client.execute("%load_ext hsfunc_magics")
    again = Panel(client)
    again.wait(lambda state: "account" in state)


def test_where_it_is_not_loaded_the_comm_closes_at_once(client: BlockingKernelClient) -> None:
    panel = Panel(client)
    while not panel.closed:
        panel.read()
    assert panel.state == {}
