"""Values and definitions of properties: what may be written, and `/crm/v3/properties`."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import Any

from ....text import did_you_mean
from ..asked import Asked
from ..replies import NO_CONTENT, Reply, conflict, invalid, not_found
from ..store import Store, text_of
from .types import ObjectType, Property

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_KINDS = ("string", "number", "datetime", "date", "bool", "enumeration", "phone_number", "json")


def valid_values(store: Store, kind: ObjectType, given: Any) -> dict[str, str]:
    """The properties of a body as texts. Raises `Refused` for those that do not exist, or have no such value."""
    if not isinstance(given, dict):
        raise invalid("Invalid input JSON: properties is missing, or no object.")
    values: dict[str, str] = {}
    wrong: list[dict[str, Any]] = []
    told = ""
    for name, value in given.items():
        text, known = as_text(value), property_of(store, kind, name)
        problem = value_problem(known, name, text)
        if problem is None:
            values[name] = text.strip() if name == "email" else text
            continue
        wrong.append(_wrong(name, *problem, store.account_id))
        if known is None:
            told = (
                f"{name} is no property of {kind.name}.{did_you_mean(name, kind.properties)}"
                " A seed's properties adds an account's own; any_property=True (--any-property) takes every name."
            )
    if wrong:
        message = f"Property values were not valid: {json.dumps(wrong, ensure_ascii=False, separators=(',', ':'))}"
        raise invalid(message, told=told)
    return values


def as_text(value: Any) -> str:
    """A value of a body as a property keeps it."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else text_of(value)


def property_of(store: Store, kind: ObjectType, name: str) -> Property | None:
    """The property of this name, made where every name is taken."""
    known = kind.properties.get(name)
    if known is None and store.any_property and _NAME.fullmatch(name):
        known = kind.properties[name] = Property(name, name, own=True)
    return known


def value_problem(known: Property | None, name: str, text: str, *, seeding: bool = False) -> tuple[str, str] | None:
    """The error's name and message; None where the value is one of the property. A seed sets all of them."""
    if known is None:
        return "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist'
    if known.read_only and not seeding:
        return "READ_ONLY_VALUE", f'"{name}" is a read only property; its value cannot be set.'
    if not text:
        return None
    if known.name == "email" and known.unique and not _EMAIL.fullmatch(text.strip()):
        return "INVALID_EMAIL", f"Email address {text} is invalid"
    if known.kind == "number" and number(text) is None:
        return "INVALID_NUMBER", f"{text} was not a valid number."
    if known.kind in ("datetime", "date") and moment(text) is None:
        return "INVALID_DATE", f"{text} was not a valid date."
    if known.kind == "bool" and text not in ("true", "false"):
        return "INVALID_OPTION", f"{text} was not one of the allowed options: [true, false]"
    allowed = [value for value, _ in known.options]
    if known.kind == "enumeration" and allowed and not set(filter(None, text.split(";"))) <= set(allowed):
        return "INVALID_OPTION", f"{text} was not one of the allowed options: [{', '.join(allowed)}]"
    return None


def _wrong(name: str, error: str, message: str, account_id: int) -> dict[str, Any]:
    return {
        "isValid": False,
        "message": message,
        "error": error,
        "name": name,
        "localizedErrorMessage": message,
        "portalId": account_id,
    }


def number(text: str) -> float | None:
    """A text as a number."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def moment(text: str) -> float | None:
    """A time as milliseconds since 1970: of such a number, or of an ISO time."""
    found = number(text)
    if found is not None:
        return found
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (time if time.tzinfo is not None else time.replace(tzinfo=UTC)).timestamp() * 1000


def list_properties(store: Store, _: Asked, kind: str) -> Reply:
    found = store.type_named(kind)
    return Reply(body={"results": [known.as_json() for known in found.properties.values()]})


def read_property(store: Store, _: Asked, kind: str, name: str) -> Reply:
    return Reply(body=_named(store, kind, name)[1].as_json())


def create_property(store: Store, asked: Asked, kind: str) -> Reply:
    return Reply(201, add_property(store.type_named(kind), asked.object()).as_json())


def update_property(store: Store, asked: Asked, kind: str, name: str) -> Reply:
    found, known = _named(store, kind, name)
    made = read_definition({**_definition(known), **asked.object(), "name": name}, found)
    found.properties[name] = made
    return Reply(body=made.as_json())


def archive_property(store: Store, _: Asked, kind: str, name: str) -> Reply:
    found, known = _named(store, kind, name)
    if not known.own:
        raise invalid(f"Property {name} is defined by HubSpot and cannot be archived.")
    del found.properties[name]
    return NO_CONTENT


def add_property(kind: ObjectType, given: dict[str, Any]) -> Property:
    """Adds an account's own property. Raises `Refused`."""
    made = read_definition(given, kind)
    if made.name in kind.properties:
        raise conflict(f"A property named '{made.name}' already exists.")
    kind.properties[made.name] = made
    return made


def read_definition(given: dict[str, Any], kind: ObjectType) -> Property:
    """A property as its definition says. Raises `Refused`."""
    name = given.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise invalid(f"Property names must be lower case letters, digits and underscores: {name!r} is not.")
    value_type = given.get("type", "string")
    if value_type not in _KINDS:
        raise invalid(f"{value_type!r} is no type of a property: [{', '.join(_KINDS)}]")
    options = given.get("options") or []
    if not isinstance(options, list) or not all(isinstance(one, dict) and "value" in one for one in options):
        raise invalid(f"The options of {name} are a list of objects with value and label.")
    return Property(
        name,
        str(given.get("label", name)),
        value_type,
        str(given.get("fieldType", "text")),
        str(given.get("groupName", f"{kind.singular.replace('_', '')}information")),
        str(given.get("description", "")),
        tuple((str(one["value"]), str(one.get("label", one["value"]))) for one in options),
        unique=given.get("hasUniqueValue") is True,
        own=True,
    )


def _definition(known: Property) -> dict[str, Any]:
    shown = known.as_json()
    return {key: shown[key] for key in ("label", "type", "fieldType", "groupName", "description", "options")} | {
        "hasUniqueValue": known.unique
    }


def _named(store: Store, kind: str, name: str) -> tuple[ObjectType, Property]:
    found = store.type_named(kind)
    known = found.properties.get(name)
    if known is None:
        raise not_found(f"No property exists with name '{name}'", told=did_you_mean(name, found.properties).strip())
    return found, known


def batch_read_properties(store: Store, asked: Asked, kind: str) -> Reply:
    found = store.type_named(kind)
    names = [str(one.get("name")) if isinstance(one, dict) else str(one) for one in asked.inputs()]
    results = [found.properties[name].as_json() for name in names if name in found.properties]
    now = store.now()
    return Reply(body={"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now})
