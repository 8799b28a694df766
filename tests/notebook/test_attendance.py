"""Outputs where somebody looks on, and where nobody does: the same data, and metadata of measured values or none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient

from .conftest import Shell
from .kernels import SECONDS, kernel, patient

START = """%load_ext hsfunc_magics
from hsfunc_magics.notebook.magics import progress
progress._QUIET_SECONDS = progress._BETWEEN = 0  # as if all took long
%hs clock freeze 2026-01-01T00:00:00Z"""


@pytest.fixture(scope="module")
def client() -> Iterator[BlockingKernelClient]:
    with kernel(CI="") as (_, client):
        outputs(client, START)
        outputs(client, "%%hsfunction f\nsendResponse({ body: context.params });")
        yield client


def outputs(client: BlockingKernelClient, code: str, *, somebody: bool = False) -> list[Any]:
    """The messages of outputs that a cell sends."""
    sent: list[Any] = []
    client.execute_interactive(
        code, allow_stdin=somebody, stdin_hook=lambda _: None, output_hook=sent.append, timeout=SECONDS
    )
    kinds = ("display_data", "update_display_data", "execute_result", "error")
    return [(message["msg_type"], message["content"]) for message in sent if message["msg_type"] in kinds]


SERIES = "%hscall f --repeat 20 --simulate-time 10s"


@patient
def test_a_bar_leaves_nothing_to_compare(client: BlockingKernelClient) -> None:
    ((kind, result),) = outputs(client, SERIES)
    assert kind == "execute_result"
    outputs(client, "%hs clock advance 61s")
    first, *changes, (_, seen) = outputs(client, SERIES, somebody=True)
    assert first[0] == "display_data" and "<progress" in first[1]["data"]["text/html"]
    assert {kind for kind, _ in changes} == {"update_display_data"}
    assert changes[-1][1]["data"] == {} and changes[-1][1]["transient"] == first[1]["transient"]
    assert seen["data"] == result["data"]


@patient
def test_measured_values_are_kept_where_somebody_looks_on_or_where_that_is_set(client: BlockingKernelClient) -> None:
    cells = ("%hscall f", "%hs function list --times", "%hscall f --repeat 2", "_.executions[0].timing")

    def metadata(*, somebody: bool) -> list[Any]:
        return [outputs(client, cell, somebody=somebody)[-1][1]["metadata"] for cell in cells]

    assert metadata(somebody=False) == [{}] * len(cells)
    assert all("hsfunc" in one for one in metadata(somebody=True))
    outputs(client, "%config HsfuncMagics.steady_outputs = True")
    assert metadata(somebody=True) == [{}] * len(cells)
    outputs(client, "%config HsfuncMagics.steady_outputs = False")
    assert all("hsfunc" in one for one in metadata(somebody=False))
    outputs(client, "%config HsfuncMagics.steady_outputs = None")
    assert metadata(somebody=False) == [{}] * len(cells)


@pytest.mark.parametrize(("value", "kept"), [("true", False), ("1", False), ("", True), ("false", True)])
def test_continuous_integration_says_so(shell: Shell, monkeypatch: pytest.MonkeyPatch, value: str, kept: bool) -> None:
    monkeypatch.setenv("CI", value)
    shell.run("%%hsfunction f\nsendResponse({});")
    _, metadata = shell.call("f")._repr_mimebundle_()
    assert bool(metadata) is kept
