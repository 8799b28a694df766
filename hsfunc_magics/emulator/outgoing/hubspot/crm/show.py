"""Objects as responses show them: the properties that were asked for, and those that are always there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..asked import Asked
from ..store import Record, Store
from .types import ObjectType


def names_asked(names: Iterable[str]) -> tuple[str, ...]:
    """Names as they were given, in a list or with commas."""
    return tuple(name.strip() for given in names for name in given.split(",") if name.strip())


def shown(kind: ObjectType, record: Record, names: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object. A property that exists and has no value is null; one that does not exist is left out."""
    wanted = sorted({*names, *kind.always}) if names else kind.shown
    values = {name: record.properties.get(name) for name in wanted if name in kind.properties}
    return _object(record, values)


def written(kind: ObjectType, record: Record, values: dict[str, str]) -> dict[str, Any]:
    """An object after it was written: what was set, and what is always there."""
    names = sorted({*values, *kind.always})
    return _object(record, {name: record.properties.get(name, "") for name in names})


def _object(record: Record, values: dict[str, Any]) -> dict[str, Any]:
    made = {
        "id": record.id,
        "properties": values,
        "createdAt": record.created,
        "updatedAt": record.updated,
        "archived": bool(record.archived_at),
    }
    return {**made, "archivedAt": record.archived_at} if record.archived_at else made


def with_history(made: dict[str, Any], record: Record, names: list[str]) -> dict[str, Any]:
    """The object with the history of properties: the small HubSpot keeps the last value only."""
    if not names:
        return made
    history = {
        name: [{"value": record.properties[name], "timestamp": record.updated, "sourceType": "INTEGRATION"}]
        for name in names
        if name in record.properties
    }
    return {**made, "propertiesWithHistory": history}


def with_associations(store: Store, kind: ObjectType, made: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The object with the ids of those that it is associated with."""
    found: dict[str, Any] = {}
    for name in names:
        other = store.type_named(name)
        listed = store.associated((kind.name, made["id"]), other.name)
        if listed:
            key = other.name if not other.own else other.full_name
            found[key] = {
                "results": [{"id": other_id, "type": f"{kind.singular}_to_{other.singular}"} for other_id, _ in listed]
            }
    return {**made, "associations": found} if found else made


def page_link(asked: Asked, after: str) -> str:
    """The address of the next page."""
    from urllib.parse import urlencode

    query = [(name, value) for name, value in asked.query if name not in ("after", "hapikey")]
    return f"https://{asked.host}/{'/'.join(asked.path)}?{urlencode([*query, ('after', after)])}"
