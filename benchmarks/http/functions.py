"""The functions under load: their folder, what each answers, and the server that one of them asks."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..needs import CannotMeasure

_ECHO = """exports.main = (context, sendResponse) =>
  sendResponse({ statusCode: 200, body: { hello: 'world', method: context.method || 'GET' } });
"""
_JSON = """const rows = Array.from({ length: 1000 }, (_, i) => (
  { id: i, name: `row number ${i}`, on: i % 2 === 0, text: 'x'.repeat(50) }));
exports.main = (context, sendResponse) => sendResponse({ statusCode: 200, body: { rows } });
"""
_AXIOS = """const axios = require('axios');
exports.main = async (context, sendResponse) => {
  const answer = await axios.get(process.env.UPSTREAM);
  sendResponse({ statusCode: 200, body: answer.data });
};
"""
_UPSTREAM = """const server = require('node:http').createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{"ok":true,"n":1}');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
"""


@dataclass(frozen=True, slots=True)
class Function:
    """A function and the JSON that it answers."""

    name: str
    source: str
    answer: Any


ECHO = Function("echo", _ECHO, {"hello": "world", "method": "GET"})
FUNCTIONS = (
    ECHO,
    Function(
        "json",
        _JSON,
        {"rows": [{"id": i, "name": f"row number {i}", "on": i % 2 == 0, "text": "x" * 50} for i in range(1000)]},
    ),
    Function("axios", _AXIOS, {"ok": True, "n": 1}),
)


def write_folder(folder: Path, upstream: str) -> None:
    """Makes the `.functions` folder that both servers serve."""
    folder.mkdir()
    for function in FUNCTIONS:
        (folder / f"{function.name}.js").write_text(function.source, encoding="utf-8")
    manifest = {
        "runtime": "nodejs20.x",
        "version": "1.0",
        "environment": {"UPSTREAM": upstream},
        "secrets": [],
        "endpoints": {name: {"file": f"{name}.js", "method": "GET"} for name in (each.name for each in FUNCTIONS)},
    }
    (folder / "serverless.json").write_text(json.dumps(manifest), encoding="utf-8")


@contextmanager
def upstream(node: Path) -> Iterator[str]:
    """The URL of a small server on this machine, which the function with axios asks."""
    with subprocess.Popen([str(node), "-e", _UPSTREAM], stdout=subprocess.PIPE, env={}, text=True) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            if not port:
                raise CannotMeasure("The server that the function with axios asks did not start.")
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.kill()
