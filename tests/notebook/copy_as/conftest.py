"""The server that tells what arrived, and a Node that runs copied code."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator

import pytest

from hsfunc_magics.notebook.copy_as import PortableRequest
from hsfunc_magics.notebook.request_form.draft import RequestDraft, outgoing_draft
from hsfunc_magics.runtime.node.node import find_node

from .arriving import Server, serving
from .drafts import visited

_RUN_LINES = """
const AsyncFunction = (async () => {}).constructor;
const lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  try { await new AsyncFunction(JSON.parse(line))(); console.log('"ok"'); }
  catch (error) { console.log(JSON.stringify(String(error.cause ?? error))); }
});
"""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def copied() -> Iterator[Callable[[RequestDraft], PortableRequest]]:
    account = visited()
    yield lambda draft: outgoing_draft(draft, account)
    account.close()


@pytest.fixture(scope="session")
def run_in_node() -> Iterator[Callable[[str], str]]:
    """Runs the text of an async function; gives "ok", or what it threw."""
    node = subprocess.Popen(
        [find_node(20).path, "-e", _RUN_LINES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def run(code: str) -> str:
        assert node.stdin is not None
        assert node.stdout is not None
        node.stdin.write(json.dumps(code) + "\n")
        node.stdin.flush()
        return str(json.loads(node.stdout.readline()))

    yield run
    node.communicate()
