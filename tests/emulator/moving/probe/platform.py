"""A platform made by hand, in plain Node, and what curl would have saved of its answers."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hsfunc_magics.emulator.moving.probe.requests import REQUESTS
from hsfunc_magics.emulator.projects.switches import Switches
from hsfunc_magics.runtime.node.node import find_node

GATEWAY = Path(__file__).with_name("gateway.js")
FUNCTION = Path("src", "app", "functions", "hsfunc-probe.js")
DATE = "Wed, 30 Sep 2026 10:00:00 GMT"


def ask(project: Path, switches: Switches) -> Mapping[str, Any]:
    """The answers to every request of the probe, and the log of the last execution."""
    given = {
        "file": str(project / FUNCTION),
        "switches": {name: switches[name] for name in switches},
        "requests": [asdict(request) for request in REQUESTS],
    }
    node = find_node(20)
    ended = subprocess.run(
        [str(node.path), str(GATEWAY)], input=json.dumps(given).encode(), capture_output=True, timeout=60, check=True
    )
    found: Mapping[str, Any] = json.loads(ended.stdout)
    return found


def saved(found: Mapping[str, Any], *, http: str = "2", newline: str = "\r\n", cookie: bool = True) -> bytes:
    """The file of answers, heads with the version and line ends of a server."""
    parts = [part(answer, http=http, newline=newline, cookie=cookie) for answer in found["answers"]]
    return b"".join([*parts, found["log"].encode()])


def part(answer: Mapping[str, Any], *, http: str = "2", newline: str = "\r\n", cookie: bool = True) -> bytes:
    """What one line of curl adds."""
    data = base64.b64decode(answer["data"])
    lines = [f"HTTP/{http} {answer['status']} ", f"date: {DATE}", *(f"{n.lower()}: {v}" for n, v in answer["headers"])]
    told = f"status={answer['status']} size={len(data)} time={answer['seconds']:.6f}"
    if answer["name"] == "contact":
        told += f" cookie={'yes' if cookie else ''}"
    head = newline.join([*lines, "", ""]).encode()
    return head + data + f"\n### hsfunc-probe {answer['name']} {told}\n".encode()
