"""The requests of a log, as far as its records hold them: endpoint and method."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from ....display import counted
from ....logs.record import LogRecord
from ....projects.project import SERVERLESS_PREFIX
from .planned import PlannedRequest


def logged_requests(records: Iterable[LogRecord], endpoints: Collection[str]) -> tuple[list[PlannedRequest], list[str]]:
    """A request for each endpoint and method of the records, and what is to be told of that."""
    met: Counter[tuple[str, str]] = Counter()
    strange: Counter[str] = Counter()
    for record in records:
        endpoint = record.endpoint.removeprefix(SERVERLESS_PREFIX)
        if endpoint in endpoints:
            met[endpoint, record.method] += 1
        else:
            strange[record.endpoint] += 1
    requests = [
        PlannedRequest(endpoint, f"of the log, met {'once' if count == 1 else f'{count} times'}", method, origin="log")
        for (endpoint, method), count in met.items()
    ]
    told = []
    if met:
        told.append(
            f"The log has {counted(met.total(), 'execution')} of these endpoints. It keeps endpoint and method of a"
            " request, and neither query, headers nor body: --requests FILE gives whole ones."
        )
    else:
        told.append("The log has no execution of these endpoints.")
    if strange:
        told.append(f"Endpoints of the log that are not compared: {', '.join(sorted(strange))}.")
    return requests, told
