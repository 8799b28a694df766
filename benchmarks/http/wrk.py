"""wrk, the load generator: runs it, and reads what it counted."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..needs import CannotMeasure

# What wrk prints by itself is rounded, and differs in its units. Times are microseconds.
_DONE = """done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"bytes":%d,"p50":%d,"p99":%d,' ..
    '"connect":%d,"read":%d,"write":%d,"timeout":%d,"status":%d}\\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.timeout, errors.status))
end
"""
_MEANWHILE_SECONDS = 0.7
# By itself wrk gives an answer 2 s, which a busy machine may need: what is late is told by the percentiles.
_ANSWER_SECONDS = 20
_ERRORS = {
    "status": "answers of 400 and more",
    "timeout": "answers that did not come in time",
    "connect": "connections refused",
    "read": "connections broken off",
    "write": "requests not sent",
}


@dataclass(frozen=True, slots=True)
class Load:
    """What one run met: requests in a second, and seconds until half and 99 % of the answers were there."""

    rate: float
    p50: float
    p99: float


def no_wrk() -> str | None:
    """What to do where wrk is missing."""
    if shutil.which("wrk") is None:
        return "It needs the load generator wrk: apt-get install wrk, or your system's package of that name."
    return None


def write_script(folder: Path) -> Path:
    """The script by which wrk tells its figures."""
    script = folder / "done.lua"
    script.write_text(_DONE, encoding="ascii")
    return script


def put_load(
    url: str, connections: int, seconds: int, *, script: Path, body: int, meanwhile: Callable[[], object]
) -> Load:
    """One run of wrk with one thread; `body`: the bytes of each answer's body. Raises `CannotMeasure`.

    `meanwhile` is called about every 0.7 s.
    """
    command = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        f"--timeout={_ANSWER_SECONDS}s",
        "-s",
        str(script),
        url,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            told, complaints = _output_of(process, meanwhile)
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise CannotMeasure(f"wrk ended with status {process.returncode}: {(complaints or told).strip()[:200]}")
    return read_told(told, body=body)


def _output_of(process: subprocess.Popen[str], meanwhile: Callable[[], object]) -> tuple[str, str]:
    """What it has printed once it has ended, and its complaints."""
    while True:
        try:
            return process.communicate(timeout=_MEANWHILE_SECONDS)
        except subprocess.TimeoutExpired:
            meanwhile()


def read_told(told: str, *, body: int) -> Load:
    """The figures of a run whose answers were all good. Raises `CannotMeasure`."""
    line = next((line for line in reversed(told.splitlines()) if line.startswith("{")), None)
    if line is None:
        raise CannotMeasure("wrk has told no figures.")
    figures = json.loads(line)
    failed = [f"{figures[name]} {meaning}" for name, meaning in _ERRORS.items() if figures[name]]
    if failed:
        raise CannotMeasure(f"Of {figures['requests']} requests wrk counted {', '.join(failed)}.")
    if not figures["requests"]:
        raise CannotMeasure("wrk got no answer at all.")
    if figures["bytes"] < figures["requests"] * body:
        raise CannotMeasure(
            f"Answers had {figures['bytes'] // figures['requests']} bytes on average, less than the function's {body}."
        )
    rate = figures["requests"] / figures["microseconds"] * 1e6
    return Load(rate, figures["p50"] / 1e6, figures["p99"] / 1e6)
