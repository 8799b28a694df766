"""What registering an endpoint writes into serverless.json, and tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..display import Viewable
from ..packages.bundle import Bundle
from ..serverless_json.manifest import DEFAULT_METHOD, Endpoint, read_methods
from ..serverless_json.problems import Problem, json_path, lies_in
from .folder import Folder


@dataclass(frozen=True)
class Registration(Viewable):
    """What `add` did. `warnings` are the folder's that concern this endpoint; `replaced` whether it was there."""

    endpoint: Endpoint
    folder: Folder
    url: str
    warnings: tuple[str, ...]
    replaced: bool
    wrapped: bool
    bundle: Bundle | None = None


def endpoint_entry(
    file: str, method: str | Iterable[str] | None, environment: Mapping[str, Any] | None, secrets: Iterable[str]
) -> dict[str, Any]:
    """The endpoint as it stands in serverless.json, in the order of the reference's examples."""
    entry: dict[str, Any] = {}
    # Written out also where it is GET: HubSpot's own local runtime stops at an endpoint that names none.
    methods = list(read_methods(DEFAULT_METHOD if method is None else method))
    entry["method"] = methods[0] if len(methods) == 1 else methods
    entry["file"] = file
    if environment:
        entry["environment"] = dict(environment)
    names = list(dict.fromkeys(secrets))
    if names:
        entry["secrets"] = names
    return entry


def concerns(problem: Problem, endpoint: str) -> bool:
    """Whether a problem is the endpoint's or the whole folder's."""
    return not problem.path.startswith(("endpoints.", "endpoints[")) or lies_in(
        problem, json_path("endpoints", endpoint)
    )
