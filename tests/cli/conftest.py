"""The `hsfunc` command as a process, and a folder for it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from hsfunc_magics.cli.main import main

_SECONDS = 60
SOURCES = {
    "ok.js": "exports.main = (context, sendResponse) => { console.log('called'); sendResponse({ body: { ok: 1 } }); };",
    "slow.js": "exports.main = (context, sendResponse) => setTimeout(() => sendResponse({ body: 'late' }), 1500);",
    "stuck.js": "exports.main = () => { while (true) {} };",
    "echo.js": "exports.main = (context, sendResponse) => sendResponse({ body: context });",
    "secret.js": "exports.main = (context, sendResponse) => sendResponse({ body: process.env.TOKEN });",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A `.functions` folder with an endpoint for each source."""
    path = tmp_path / "shop.functions"
    path.mkdir()
    endpoints = {
        name.removesuffix(".js"): {"file": name, "method": ["GET", "POST"], "secrets": ["TOKEN"]} for name in SOURCES
    }
    (path / "serverless.json").write_text(
        json.dumps({"runtime": "nodejs20.x", "version": "1.0", "endpoints": endpoints})
    )
    for name, source in SOURCES.items():
        (path / name).write_text(source)
    return path


def hsfunc(*arguments: str | Path, **options: str) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end, in this process: loading all of it anew takes longer than most of what it does."""
    command = list(map(str, arguments))
    output, errors = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output), redirect_stderr(errors):
        patch.setattr(sys, "stdin", StringIO())
        for name, value in options.items():
            patch.setenv(name, value)
        try:
            status = main(command)
        except SystemExit as end:  # argparse's
            status = int(end.code or 0)
    told = [stream.buffer.getvalue().decode().replace("\r\n", "\n") for stream in (output, errors)]
    return subprocess.CompletedProcess(command, status, *told)


def hsfunc_alone(*arguments: str | Path, **options: str) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end, as a process of its own."""
    command = [sys.executable, "-m", "hsfunc_magics", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=_SECONDS, check=False, env={**os.environ, **options}
    )


class Serving:
    """`hsfunc serve` under way, or what is to stand for it: a command of Python's."""

    def __init__(self, *arguments: str | Path, module: Sequence[str] = ("hsfunc_magics", "serve")) -> None:
        command = [sys.executable, "-m", *module, *map(str, arguments)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self.process.stdout is not None
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if found := re.search(r"Serving http://(?:[\d.]+|\[::1\]):(\d+)/(?:_hcms/api|hs/serverless)/", line):
                self.port = int(found[1])
                return
        self.process.communicate()
        raise AssertionError(f"it did not start: {self.said}")

    def read_until(self, pattern: str) -> re.Match[str]:
        """What it prints until a line has this: the match."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"it never said {pattern}: {self.said}")

    def get(self, path: str, port: int | None = None) -> tuple[int, bytes]:
        connection = self.ask(path, port)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, body

    def ask(self, path: str, port: int | None = None) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=_SECONDS)
        connection.request("GET", path)
        return connection

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ends it with a signal: the exit status; `said` has everything that it printed."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        assert self.process.stdout is not None
        self.said += self.process.stdout.read()
        return self.process.wait(_SECONDS)


@pytest.fixture
def serving(folder: Path) -> Iterator[Serving]:
    found = Serving(folder)
    yield found
    if found.process.poll() is None:
        found.process.kill()
        found.process.wait()
    assert found.process.stdout is not None
    found.process.stdout.close()
