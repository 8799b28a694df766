"""`/crm/v3/schemas`: custom objects by schema."""

from __future__ import annotations

import re
from typing import Any

from ..asked import Asked, texts
from ..replies import NO_CONTENT, Refused, Reply, conflict, invalid, not_found
from ..store import Store
from .associations import plain
from .properties import add_property
from .types import ObjectType, Property

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def list_schemas(store: Store, _: Asked) -> Reply:
    return Reply(body={"results": [_schema(store, kind) for kind in store.types if kind.own]})


def read_schema(store: Store, _: Asked, kind: str) -> Reply:
    return Reply(body=_schema(store, store.type_named(kind)))


def create_schema(store: Store, asked: Asked) -> Reply:
    return Reply(201, _schema(store, add_schema(store, asked.object())))


def update_schema(store: Store, asked: Asked, kind: str) -> Reply:
    found, given = _own(store, kind), asked.object()
    labels = given.get("labels")
    if isinstance(labels, dict):
        found.labels = (str(labels.get("singular", found.labels[0])), str(labels.get("plural", found.labels[1])))
    for name, known in (("requiredProperties", "required"), ("searchableProperties", "searchable")):
        if name in given:
            setattr(found, known, _names(given, name, found))
    return Reply(body=_schema(store, found))


def archive_schema(store: Store, _: Asked, kind: str) -> Reply:
    found = _own(store, kind)
    if store.live(found):
        raise invalid(f"Unable to delete object type {found.full_name}: it has objects. Archive them first.")
    store.remove_type(found)
    return NO_CONTENT


def add_schema(store: Store, given: dict[str, Any]) -> ObjectType:
    """Adds a type of custom objects. Raises `Refused`; nothing is added then."""
    name, labels = given.get("name"), given.get("labels")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise invalid(f"A schema's name begins with a letter, and has letters, digits and underscores: {name!r}.")
    if store.find_type(name) is not None:
        raise conflict(f"Object type {name} already exists.")
    if not isinstance(labels, dict) or not labels:
        labels = {"singular": name.capitalize(), "plural": f"{name.capitalize()}s"}
    type_id = str(given.get("objectTypeId") or f"2-{store.new_type_id()}")
    if not re.fullmatch(r"2-[0-9]+", type_id) or store.find_type(type_id) is not None:
        raise invalid(f"objectTypeId {type_id} is taken, or is not of the form 2-1001.")
    made = ObjectType(
        name,
        name,
        type_id,
        (str(labels.get("singular", name)), str(labels.get("plural", name))),
        created="hs_createdate",
        own=True,
        full_name=f"p{store.account_id}_{name}",
        created_at=store.now(),
    )
    for own, kind in ((made.created, "datetime"), (made.updated, "datetime"), ("hs_object_id", "number")):
        made.properties[own] = Property(own, own, kind, read_only=True)
    for hubspot in ("hubspot_owner_id", "hs_pipeline", "hs_pipeline_stage"):
        made.properties[hubspot] = Property(hubspot, hubspot)
    properties = given.get("properties")
    if not isinstance(properties, list) or not properties:
        raise invalid("A schema has properties, a list of at least one.")
    for one in properties:
        if not isinstance(one, dict):
            raise invalid("Each of a schema's properties is an object with name and label.")
        add_property(made, one)
    first = str(properties[0]["name"])
    made.required = _names(given, "requiredProperties", made)
    made.searchable = _names(given, "searchableProperties", made) or (first,)
    made.primary = str(given.get("primaryDisplayProperty") or first)
    if made.primary not in made.properties:
        raise invalid(f"primaryDisplayProperty {made.primary} is none of the schema's properties.")
    made.shown = tuple(sorted({*made.always, *made.required, made.primary}))
    others = [store.type_named(word) for word in texts(given.get("associatedObjects"), "associatedObjects")]
    for other in others:
        plain(store, made, other)
        plain(store, other, made)
    store.add_type(made)
    return made


def _own(store: Store, word: str) -> ObjectType:
    found = store.find_type(word)
    if found is None or not found.own:
        raise not_found(f"Unable to infer object type from: {word}")
    return found


def _names(given: dict[str, Any], key: str, kind: ObjectType) -> tuple[str, ...]:
    names = given.get(key) or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise invalid(f"{key} is a list of names.")
    unknown = [name for name in names if name not in kind.properties]
    if unknown:
        raise Refused(400, "VALIDATION_ERROR", f"{key}: {unknown[0]} is none of the schema's properties.")
    return tuple(names)


def _schema(store: Store, kind: ObjectType) -> dict[str, Any]:
    associations = [
        {
            "id": str(spec.type_id),
            "name": f"{one}_to_{other}",
            "fromObjectTypeId": store.type_named(one).type_id,
            "toObjectTypeId": store.type_named(other).type_id,
        }
        for (one, other), specs in store.labels.items()
        if kind.name in (one, other)
        for spec in specs
    ]
    return {
        "id": kind.type_id.partition("-")[2],
        "objectTypeId": kind.type_id,
        "fullyQualifiedName": kind.full_name or kind.name,
        "name": kind.name,
        "labels": {"singular": kind.labels[0], "plural": kind.labels[1]},
        "primaryDisplayProperty": kind.primary,
        "requiredProperties": list(kind.required),
        "searchableProperties": list(kind.searchable),
        "secondaryDisplayProperties": [],
        "properties": [known.as_json() for known in kind.properties.values()],
        "associations": associations,
        "createdAt": kind.created_at,
        "updatedAt": kind.created_at,
        "archived": False,
    }
