"""What HTTP itself says: header lists, media types, the phrases of status codes."""

from __future__ import annotations

PREFIX = "/_hcms/api/"
"""What the path of an endpoint begins with."""

SERVERLESS_PREFIX = "/hs/serverless/"
"""The same of an endpoint of a developer project."""

UID_PREFIX = "uid:"
"""What stands before the name of a function that is called by its uid."""

DESIGN_MANAGER = "design manager"
"""The platform of `.functions` folders, as executions name it."""

PROJECTS = "developer projects"
"""The platform of projects, where no project is meant."""

HeaderList = tuple[tuple[str, str], ...]
"""Names and values in order, repeats kept."""


def media_type(content_type: str | None) -> str:
    """`application/json` of `Application/JSON; charset=utf-8`."""
    return (content_type or "").partition(";")[0].strip().lower()
