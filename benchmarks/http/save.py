"""`save`: a file is saved on disk; how soon its server gives the new answer, ours and HubSpot's own in turns."""

from __future__ import annotations

import http.client
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from ..needs import CannotMeasure
from ..rows import Quantity, Row
from ..sampling import Samples
from ..spares import wait_until_still
from .servers import Side, ours, rival_version, theirs

_SOURCE = "exports.main = (context, sendResponse) => sendResponse({ statusCode: 200, body: { version: %d } });\n"
_MANIFEST = {
    "runtime": "nodejs20.x",
    "version": "1.0",
    "environment": {},
    "secrets": [],
    "endpoints": {"saved": {"file": "saved.js", "method": "GET"}},
}
_PATIENCE_SECONDS = 180.0
_BETWEEN_SECONDS = 0.001


def save(*, quick: bool) -> Iterator[Row]:
    """The server runs; a function's file is written, and asked for over and over until its new version answers.

    HubSpot's runtime starts anew, and has npm install what the folder's package.json says: nothing, where there is
    one without dependencies; without one the packages that HubSpot preloads.
    """
    # In a folder without package.json the other server needs several seconds for each.
    for title, package, rounds in (("", "{}", 3 if quick else 20), (", no package.json", None, 2 if quick else 5)):
        with tempfile.TemporaryDirectory(prefix="hsfunc-", ignore_cleanup_errors=True) as place:
            work = Path(place)
            # One each: the other server does not start anew beside the one that is measured.
            our_folder, their_folder = (
                _folder(work / name, package) for name in ("ours.functions", "theirs.functions")
            )
            with ours(our_folder, work) as mine, theirs(their_folder, work, watch=True) as rival:
                yield _row(title, (mine, our_folder), (rival, their_folder), rounds)


def _row(title: str, mine: tuple[Side, Path], theirs: tuple[Side, Path], rounds: int) -> Row:
    taken: dict[str, list[list[float]]] = {side.name: [] for side, _ in (mine, theirs)}
    for turn in range(rounds + 1):
        for side, folder in (mine, theirs) if turn % 2 else (theirs, mine):
            for server, _ in (mine, theirs):
                wait_until_still(server.pid)
            seconds = saved(side, folder, turn + 1)
            if turn > 0:
                taken[side.name].append([seconds])
    our_times, their_times = (Samples(taken[side.name]) for side, _ in (mine, theirs))
    return Row(
        f"save a file, first new answer{title}",
        Quantity(our_times.median * 1e3, "ms"),
        Quantity(their_times.median * 1e3, "ms", f"HubSpot {rival_version()}"),
        our_times.ratio(their_times),
    )


def _folder(folder: Path, package: str | None) -> Path:
    folder.mkdir()
    (folder / "serverless.json").write_text(json.dumps(_MANIFEST), encoding="utf-8")
    if package is not None:
        (folder / "package.json").write_text(package, encoding="utf-8")
    _write(folder, 0)
    return folder


def _write(folder: Path, version: int) -> None:
    (folder / "saved.js").write_text(_SOURCE % version, encoding="utf-8")


def saved(side: Side, folder: Path, version: int, *, patience: float = _PATIENCE_SECONDS) -> float:
    """Seconds from the first byte on disk to the last of the answer. Raises `CannotMeasure`."""
    start = time.perf_counter()
    _write(folder, version)
    while time.perf_counter() - start < patience:
        if _answered(side) == version:
            return time.perf_counter() - start
        time.sleep(_BETWEEN_SECONDS)
    raise CannotMeasure(f"{side.name} had not answered with a saved file's version within {patience:g} s.")


def _answered(side: Side) -> int | None:
    """The version that answers, over a connection of its own; None while the server is away."""
    address = urlsplit(side.url("saved"))
    assert address.hostname is not None
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", address.path)
        answer = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    version = answer.get("version") if isinstance(answer, dict) else None
    return version if isinstance(version, int) else None
