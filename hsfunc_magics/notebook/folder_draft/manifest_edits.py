"""Changes of serverless.json as functions from data to data: what they do not name stays as it stands, in its order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...emulator.serverless_json.manifest import DEFAULT_METHOD, METHODS

Data = Mapping[str, Any]
# As in the reference's example: a key that is added goes where the reader looks for it.
_FOLDER_ORDER = ("runtime", "version", "environment", "secrets", "endpoints")
_ENDPOINT_ORDER = ("method", "file", "environment", "secrets")


def entries(data: Data) -> dict[str, Any]:
    """The endpoints; none where `endpoints` is no object."""
    found = data.get("endpoints")
    return found if isinstance(found, dict) else {}


def holder(data: Data, owner: str | None) -> Data:
    """The object that has the keys: an endpoint's, or for None the folder's. Empty where there is none."""
    if owner is None:
        return data
    entry = entries(data).get(owner)
    return entry if isinstance(entry, dict) else {}


def with_key(data: Data, owner: str | None, key: str, value: Any) -> dict[str, Any]:
    """With a key set, or for None taken out, in an endpoint or the folder."""
    if owner is None:
        return _set(data, key, value, _FOLDER_ORDER)
    entry = _set(holder(data, owner), key, value, _ENDPOINT_ORDER)
    return _set(data, "endpoints", {**entries(data), owner: entry}, _FOLDER_ORDER)


def with_entry(data: Data, name: str) -> dict[str, Any]:
    """With a new endpoint at the end, that says nothing yet but how it is called, as the reference's examples do."""
    return _set(data, "endpoints", {**entries(data), name: {"method": DEFAULT_METHOD}}, _FOLDER_ORDER)


def without_entry(data: Data, name: str) -> dict[str, Any]:
    """Without an endpoint."""
    rest = {other: entry for other, entry in entries(data).items() if other != name}
    return _set(data, "endpoints", rest, _FOLDER_ORDER)


def renamed(data: Data, old: str, new: str) -> dict[str, Any]:
    """With another name for an endpoint, in the same place."""
    found = {new if name == old else name: entry for name, entry in entries(data).items()}
    return _set(data, "endpoints", found, _FOLDER_ORDER)


def methods_of(entry: Any) -> tuple[str, ...]:
    """The methods that an endpoint names and that exist, in upper case; none where it names none."""
    value = entry.get("method") if isinstance(entry, dict) else None
    names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    known = [name.strip().upper() for name in names if isinstance(name, str)]
    return tuple(dict.fromkeys(name for name in known if name in METHODS))


def shown_methods(entry: Any) -> tuple[str, ...]:
    """The methods that an endpoint serves: GET where it names none."""
    if isinstance(entry, dict) and "method" in entry:
        return methods_of(entry)
    return (DEFAULT_METHOD,)


def method_value(methods: Iterable[str]) -> str | list[str] | None:
    """How serverless.json says it: one as a string, several as an array, none by leaving the key out."""
    names = list(dict.fromkeys(methods))
    return None if not names else names[0] if len(names) == 1 else names


def secrets_of(data: Data, owner: str | None) -> tuple[str, ...]:
    """The secrets that an endpoint or the folder names."""
    value = holder(data, owner).get("secrets")
    return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list) else ()


def file_of(data: Data, owner: str) -> str:
    """The file that an endpoint names, as it is written; empty where it names none."""
    value = holder(data, owner).get("file")
    return value if isinstance(value, str) else ""


def _set(data: Data, key: str, value: Any, order: tuple[str, ...]) -> dict[str, Any]:
    if value is None:
        return {other: kept for other, kept in data.items() if other != key}
    if key in data:
        return {**data, key: value}
    rank = order.index(key)
    later = next((other for other in data if other in order and order.index(other) > rank), None)
    placed: dict[str, Any] = {}
    for other, kept in data.items():
        if other == later:
            placed[key] = value
        placed[other] = kept
    placed.setdefault(key, value)
    return placed
