"""A save is over when the new version answers: not when the old one does, and not while the server is away."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from benchmarks.http.save import saved
from benchmarks.http.servers import Side
from benchmarks.needs import CannotMeasure

# What a server that starts anew says after a save, one request after the other.
OLD, AWAY, BROKEN, NEW = "old", "away", "broken", "new"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Side, list[str], list[str]]]:
    """A server, what it shall say, and what it has said; after these it says what the file has."""
    wanted: list[str] = []
    said: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            [version] = re.findall(r"version: (\d+)", (tmp_path / "saved.js").read_text(encoding="utf-8"))
            said.append(wanted.pop(0) if wanted else NEW)
            if said[-1] == AWAY:
                return  # the connection is closed
            told = {OLD: '{"version": 0}', BROKEN: "Cannot GET"}.get(said[-1], json.dumps({"version": int(version)}))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(told.encode())

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Side("It", f"http://127.0.0.1:{server.server_port}", 0), wanted, said
        server.shutdown()
        thread.join()


def test_it_is_asked_until_the_new_version_answers(served: tuple[Side, list[str], list[str]], tmp_path: Path) -> None:
    side, wanted, said = served
    wanted += [OLD, AWAY, BROKEN]
    assert saved(side, tmp_path, 7) > 0
    assert said == [OLD, AWAY, BROKEN, NEW]


def test_a_server_that_stays_with_the_old_version_is_told(
    served: tuple[Side, list[str], list[str]], tmp_path: Path
) -> None:
    side, wanted, _ = served
    wanted += [OLD] * 100_000
    with pytest.raises(CannotMeasure, match="It had not answered with a saved file"):
        saved(side, tmp_path, 7, patience=0.05)
