"""When each endpoint came and last changed, by the account's clock: the list that HubSpot's CLI prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..clock import Clock
from ..display import Displayable
from ..process_bound import ProcessBound
from ..serverless_json.manifest import Endpoint
from ..sources.javascript import SourceFile
from .folder import Folder
from .registry import Functions


@dataclass(frozen=True, slots=True)
class Times:
    """Of one endpoint. `steady`: both were taken from a clock that stood, so that a notebook repeats them."""

    created: datetime
    updated: datetime
    steady: bool


@dataclass(frozen=True)
class ListedFunction:
    """One row. `times` is None for an endpoint nobody has told of."""

    endpoint: Endpoint
    times: Times | None


@dataclass(frozen=True)
class FunctionList(Displayable):
    """The functions of an account, by endpoint. `with_times`: the times belong into the table."""

    rows: tuple[ListedFunction, ...]
    with_times: bool


class ChangeTimes(ProcessBound):
    """Listens to the changes of the functions."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[str, dict[str, tuple[Endpoint, SourceFile | None]]] = {}
        self._times: dict[tuple[str, str], Times] = {}

    def note(self, folder: Folder) -> None:
        """Takes down what has come, changed and gone in a folder."""
        before = self._seen.get(folder.name, {})
        now = {name: (endpoint, folder.files.get(endpoint.file)) for name, endpoint in folder.endpoints().items()}
        self._seen[folder.name] = now
        time, steady = self._clock.now(), self._clock.frozen
        for name, what in now.items():
            key = (folder.name, name)
            if name not in before:
                self._times[key] = Times(time, time, steady)
            elif before[name] != what:
                created = self._times[key]
                self._times[key] = Times(created.created, time, steady and created.steady)
        for name in before.keys() - now.keys():
            del self._times[folder.name, name]

    def times(self, folder: str, endpoint: str) -> Times | None:
        return self._times.get((folder, endpoint))


def list_functions(functions: Functions, times: ChangeTimes, *, with_times: bool = False) -> FunctionList:
    """The functions, in the order of their folders. Times are in the table where asked for, or where all are steady."""
    rows = tuple(
        ListedFunction(endpoint, times.times(folder.name, endpoint.name))
        for folder in functions.folders.values()
        for endpoint in folder.endpoints().values()
    )
    return FunctionList(rows, with_times or all(row.times is not None and row.times.steady for row in rows))


def as_json(functions: FunctionList) -> list[dict[str, Any]]:
    """The rows with the keys of HubSpot's CLI."""
    return [
        {
            "route": row.endpoint.name,
            "method": ", ".join(row.endpoint.methods),
            "secretNames": list(row.endpoint.secrets),
            "created": written_time(row.times.created) if row.times is not None else None,
            "updated": written_time(row.times.updated) if row.times is not None else None,
        }
        for row in functions.rows
    ]


def written_time(time: datetime) -> str:
    """ISO time in UTC, to the second."""
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")
