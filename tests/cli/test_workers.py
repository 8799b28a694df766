"""`hsfunc serve --workers N`: several processes, one port, one account (contract §1)."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hsfunc_magics.cli.main import main

from ..processes import descendants, left_of
from .conftest import Serving

_ANSWER_SECONDS = 60


@pytest.fixture
def folder(folder: Path) -> Path:
    """The folder with a function that says which worker it belongs to."""
    manifest = json.loads((folder / "serverless.json").read_text())
    manifest["endpoints"]["worker"] = {"file": "worker.js", "method": ["GET"]}
    (folder / "serverless.json").write_text(json.dumps(manifest))
    (folder / "worker.js").write_text("exports.main = (context, send) => send({ body: String(process.ppid) });")
    return folder


class Two:
    """A server with two workers; `pids` are theirs, `control` is the port of the control pages."""

    def __init__(self, *arguments: str | Path, **altered: object) -> None:
        module = ("tests.cli.altered_serve", json.dumps(altered)) if altered else ("hsfunc_magics", "serve")
        self.serving = Serving(*arguments, "--workers", "2", module=module)
        self.control = int(self.serving.read_until(r"http://127\.0\.0\.1:(\d+)/_hsfunc/")[1])
        told = self.serving.read_until(r"2 workers: processes (\d+), (\d+)")
        self.pids = {int(told[1]), int(told[2])}

    def connect(self) -> http.client.HTTPConnection:
        """A connection, which the next worker in turn gets."""
        connection = http.client.HTTPConnection("127.0.0.1", self.serving.port, timeout=_ANSWER_SECONDS)
        connection.connect()
        return connection


@pytest.fixture
def started() -> Iterator[list[Two]]:
    """Servers that end with the test."""
    started: list[Two] = []
    yield started
    for two in started:
        process = two.serving.process
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def ask(connection: http.client.HTTPConnection, endpoint: str) -> tuple[int, str]:
    connection.request("GET", f"/_hcms/api/{endpoint}")
    response = connection.getresponse()
    return response.status, response.read().decode()


def test_two_processes_are_one_account(folder: Path, tmp_path: Path, started: list[Two]) -> None:
    secrets = tmp_path / "secrets.env"
    secrets.write_text("TOKEN='wert 79 geheim'\n")
    two = Two(folder, "--env-file", secrets, limits={"account_seconds": 2.9})
    started.append(two)
    serving = two.serving
    below = descendants(serving.process.pid)
    for pid in two.pids:
        assert b"wert" not in Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
    with closing(two.connect()) as one, closing(two.connect()) as other:
        answered = {ask(one, "worker"), ask(other, "worker")}
        assert answered == {(200, str(pid)) for pid in two.pids}
        assert ask(one, "secret") == (200, "wert 79 geheim")
        # Each takes about half of the minute's time: no worker has used it up alone.
        for connection in (one, other):
            connection.request("GET", "/_hcms/api/slow")
        assert [connection.getresponse().read() for connection in (one, other)] == [b"late", b"late"]
        assert {ask(one, "ok")[0], ask(other, "ok")[0]} == {429}
    log = json.loads(serving.get("/_hsfunc/log?format=json", two.control)[1])
    assert sorted(record["endpoint"] for record in log) == ["secret", "slow", "slow", "worker", "worker"]
    assert len({record["id"] for record in log}) == 5
    assert "0 s of 2.9 s execution time left" in serving.get("/_hsfunc/", two.control)[1].decode()
    assert f":{two.control}/_hsfunc/" in serving.get("/")[1].decode()
    assert serving.end(signal.SIGINT) == 0
    assert serving.said.count(" - SUCCESS - GET slow - Execution Time: ") == 2
    assert serving.said.count(" - 429 - GET /_hcms/api/ok\n") == 2 and "wert" not in serving.said
    assert left_of(below) == []
    with socket.create_server(("127.0.0.1", serving.port)):
        pass


def test_a_worker_that_dies_is_replaced_and_others_lose_nothing(folder: Path, started: list[Two]) -> None:
    two = Two(folder)
    started.append(two)
    serving = two.serving
    with closing(two.connect()) as one, closing(two.connect()) as other:
        killed, left = int(ask(one, "worker")[1]), int(ask(other, "worker")[1])
        other.request("GET", "/_hcms/api/slow")
        os.kill(killed, signal.SIGKILL)
        # One of these would have had its turn at the process that was killed.
        with closing(two.connect()) as third, closing(two.connect()) as fourth:
            assert ask(third, "worker") == ask(fourth, "worker") == (200, str(left))
        assert other.getresponse().read() == b"late"
        serving.read_until(f"Worker {killed} was ended by SIGKILL; another one takes its place.")
        another = int(serving.read_until(r"Worker (\d+) is at work")[1])
        (folder / "ok.js").write_text("exports.main = (context, send) => send({ body: String(process.ppid) });")
        with closing(two.connect()) as third, closing(two.connect()) as fourth:
            assert {ask(third, "ok"), ask(fourth, "ok")} == {(200, str(left)), (200, str(another))}
        # One that is told to end does so once it has answered, and no connection is given to it meanwhile.
        other.request("GET", "/_hcms/api/slow")
        os.kill(left, signal.SIGTERM)
        assert other.getresponse().read() == b"late"
    serving.read_until(f"Worker {left} has ended; another one takes its place.")
    below = descendants(serving.process.pid)
    serving.process.kill()
    assert left_of(below) == []


def test_a_worker_that_cannot_start_is_told_once(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(AssertionError) as problem:
        Two(folder, folder=[str(tmp_path / "elsewhere.functions")])
    assert str(problem.value).count("hsfunc: ") == 1
    assert "cannot start: " in str(problem.value) and "Traceback" not in str(problem.value)


@pytest.mark.parametrize("number", ["0", "-1", "x", "65"])
def test_a_number_of_workers_that_is_none_is_told(capsys: pytest.CaptureFixture[str], number: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "shop.functions", f"--workers={number}"])
    assert ended.value.code == 2
    assert f"a number of processes from 1 to 64, not '{number}'" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--mocks", "--mock-hubspot", "--record", "--replay"])
def test_what_lives_in_one_process_is_refused(capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert main(["serve", "shop.functions", "--workers", "2", option, "file.json"]) == 1
    assert f"{option} does not go with --workers 2: " in capsys.readouterr().err
