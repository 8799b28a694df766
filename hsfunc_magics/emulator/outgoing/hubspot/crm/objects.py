"""`/crm/v3/objects/{type}`: list, read, create, update, archive, merge."""

from __future__ import annotations

from typing import Any

from ..asked import Asked
from ..replies import NO_CONTENT, Refused, Reply, conflict, invalid
from ..store import Record, Store, text_of
from .associations import associate_new
from .properties import valid_values
from .show import names_asked, page_link, shown, with_associations, with_history, written
from .types import ObjectType

MOST_LISTED = 100
DEFAULT_LISTED = 10


def list_objects(store: Store, asked: Asked, kind: str) -> Reply:
    found = store.type_named(kind)
    limit = asked.number("limit", DEFAULT_LISTED, most=MOST_LISTED)
    after = asked.one("after")
    if after and not (after.isascii() and after.isdigit()):
        raise invalid(f"Invalid value for query parameter 'after': {after!r} is no page of this list.")
    archived = asked.flag("archived")
    listed = [
        record
        for record in sorted(store.records[found.name].values(), key=lambda record: int(record.id))
        if bool(record.archived_at) == archived and int(record.id) >= int(after or 0)
    ]
    reply: dict[str, Any] = {"results": [_asked_for(store, asked, found, record) for record in listed[:limit]]}
    if len(listed) > limit:
        following = listed[limit].id
        reply["paging"] = {"next": {"after": following, "link": page_link(asked, following)}}
    return Reply(body=reply)


def read_object(store: Store, asked: Asked, kind: str, record_id: str) -> Reply:
    found = store.type_named(kind)
    record = store.one(found, record_id, asked.one("idProperty"), archived=asked.flag("archived"))
    return Reply(body=_asked_for(store, asked, found, record))


def create_object(store: Store, asked: Asked, kind: str) -> Reply:
    found = store.type_named(kind)
    made, values = create(store, found, asked.object())
    return Reply(201, written(found, made, values))


def update_object(store: Store, asked: Asked, kind: str, record_id: str) -> Reply:
    found = store.type_named(kind)
    record = store.one(found, record_id, asked.one("idProperty"))
    values = change(store, found, record, asked.object())
    return Reply(body=written(found, record, values))


def archive_object(store: Store, asked: Asked, kind: str, record_id: str) -> Reply:
    found = store.type_named(kind)
    record = store.find(found, record_id, asked.one("idProperty"))
    # What is not there, or no more, is archived without a word.
    if record is not None and not record.archived_at:
        store.archive(found, record)
    return NO_CONTENT


def merge_objects(store: Store, asked: Asked, kind: str) -> Reply:
    found, body = store.type_named(kind), asked.object()
    primary = store.one(found, text_of(body.get("primaryObjectId")))
    merged = store.one(found, text_of(body.get("objectIdToMerge")))
    if primary.id == merged.id:
        raise invalid("An object cannot be merged with itself.")
    store.update(found, primary, {k: v for k, v in merged.properties.items() if k not in primary.properties})
    for other, specs in list(store.associations.get((found.name, merged.id), {}).items()):
        back = store.associations.get(other, {}).get((found.name, merged.id), set())
        store.associate((found.name, primary.id), other, specs, back)
    store.archive(found, merged)
    return Reply(body=shown(found, primary))


def create(store: Store, kind: ObjectType, body: dict[str, Any]) -> tuple[Record, dict[str, str]]:
    """A new object, with its associations, and the properties that were set. Raises `Refused`; nothing is made then."""
    values = valid_values(store, kind, body.get("properties", {}))
    missing = [name for name in kind.required if not values.get(name)]
    if missing:
        raise Refused(
            400,
            "VALIDATION_ERROR",
            f"Error creating {kind.singular.upper()}. Some required properties were not set.",
            {"context": {"properties": missing}, "errors": [], "links": {}},
        )
    check_unique(store, kind, values)
    links = associate_new(store, kind, body.get("associations"))
    made = store.create(kind, values)
    for link in links:
        link(made.id)
    return made, values


def change(store: Store, kind: ObjectType, record: Record, body: dict[str, Any]) -> dict[str, str]:
    """Updates an object; the properties that were set. Raises `Refused`."""
    values = valid_values(store, kind, body.get("properties"))
    check_unique(store, kind, values, record.id)
    store.update(kind, record, values)
    return values


def check_unique(store: Store, kind: ObjectType, values: dict[str, str], own_id: str = "") -> None:
    """Raises `Refused` where another object has one of the unique values."""
    other = store.duplicate(kind, values, own_id)
    if other is None:
        return
    if kind.name == "contacts":
        raise conflict(f"Contact already exists. Existing ID: {other.id}")
    names = [name for name, known in kind.properties.items() if known.unique and values.get(name)]
    raise invalid(
        f"Property values were not valid: cannot set {names[0]}={values[names[0]]}. {other.id} already has that value.",
        context={"propertyNames": names, "existingId": [other.id]},
    )


def _asked_for(store: Store, asked: Asked, kind: ObjectType, record: Record) -> dict[str, Any]:
    history = asked.many("propertiesWithHistory")
    made = shown(kind, record, names_asked([*asked.many("properties"), *history]))
    return with_associations(store, kind, with_history(made, record, history), asked.many("associations"))
