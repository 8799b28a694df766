"""When each endpoint came and last changed, by the account's clock: the list that HubSpot's CLI prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..clock import Clock
from ..display import Displayable
from ..http import DESIGN_MANAGER
from ..process_bound import ProcessBound
from ..serverless_json.manifest import Endpoint
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
    """One row. `times` is None for an endpoint nobody has told of.

    A function of a project has as its endpoint's name what it is called by: `/hs/serverless/events`, `uid:greet`.
    """

    endpoint: Endpoint
    times: Times | None
    platform: str = DESIGN_MANAGER


@dataclass(frozen=True)
class FunctionList(Displayable):
    """The functions of an account, by endpoint. `with_times`: the times belong into the table."""

    rows: tuple[ListedFunction, ...]
    with_times: bool

    @property
    def with_platforms(self) -> bool:
        """Whether some are of projects, so that each says where it is."""
        return any(row.platform != DESIGN_MANAGER for row in self.rows)


class ChangeTimes(ProcessBound):
    """Listens to the changes of the functions, those of projects by their uids."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[str, Mapping[str, Any]] = {}
        self._times: dict[tuple[str, str], Times] = {}

    def note(self, folder: Folder) -> None:
        """Takes down what has come, changed and gone in a folder."""
        endpoints = folder.endpoints()
        self.note_all(folder.title, {name: (one, folder.files.get(one.file)) for name, one in endpoints.items()})

    def note_all(self, holder: str, now: Mapping[str, Any]) -> None:
        """The same of whatever holds functions: what is compared, by their names."""
        before = self._seen.get(holder, {})
        self._seen[holder] = now
        time, steady = self._clock.now(), self._clock.frozen
        for name, what in now.items():
            key = (holder, name)
            if name not in before:
                self._times[key] = Times(time, time, steady)
            elif before[name] != what:
                created = self._times[key]
                self._times[key] = Times(created.created, time, steady and created.steady)
        for name in before.keys() - now.keys():
            del self._times[holder, name]

    def times(self, holder: str, name: str) -> Times | None:
        return self._times.get((holder, name))


def list_functions(
    functions: Functions, times: ChangeTimes, more: Iterable[ListedFunction] = (), *, with_times: bool = False
) -> FunctionList:
    """The functions, in the order of their folders, and `more` of projects.

    Times are in the table where asked for, or where all are steady.
    """
    own = (
        ListedFunction(endpoint, times.times(folder.title, endpoint.name))
        for folder in functions.folders.values()
        for endpoint in folder.endpoints().values()
    )
    rows = (*own, *more)
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
            **({} if row.platform == DESIGN_MANAGER else {"platform": row.platform}),
        }
        for row in functions.rows
    ]


def written_time(time: datetime) -> str:
    """ISO time in UTC, to the second."""
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")
