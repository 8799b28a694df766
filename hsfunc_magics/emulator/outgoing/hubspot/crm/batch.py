"""`/crm/v3/objects/{type}/batch/…`: create, read, update, upsert, archive; 207 where some of them failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..asked import Asked, texts
from ..replies import NO_CONTENT, Refused, Reply, invalid, standard_error
from ..store import Store, text_of
from .objects import change, check_unique, create
from .properties import valid_values
from .show import names_asked, shown, written

MULTI_STATUS = 207


def batch_create(store: Store, asked: Asked, kind: str) -> Reply:
    found = store.type_named(kind)
    inputs = _objects(asked)
    # A value that cannot be, or is there already, refuses all of them.
    seen: dict[tuple[str, str], None] = {}
    for one in inputs:
        values = valid_values(store, found, one.get("properties", {}))
        check_unique(store, found, values)
        for name, value in values.items():
            known = found.properties[name]
            if known.unique and value and (name, value.lower()) in seen:
                raise invalid(f"Duplicate values for unique property {name} in the batch: {value}")
            seen[name, value.lower()] = None
    results = []
    for one in inputs:
        made, values = create(store, found, one)
        results.append(written(found, made, values))
    return complete(store, results, [], status=201)


def batch_read(store: Store, asked: Asked, kind: str) -> Reply:
    found, body = store.type_named(kind), asked.object()
    id_property = text_of(body.get("idProperty"))
    names = names_asked(texts(body.get("properties"), "properties"))
    archived = asked.flag("archived")
    results, missing = [], []
    for one in asked.inputs():
        wanted = text_of(one.get("id") if isinstance(one, dict) else one)
        record = store.find(found, wanted, id_property)
        if record is None or bool(record.archived_at) != archived:
            missing.append(wanted)
        else:
            results.append(shown(found, record, names))
    errors = [_missing(missing)] if missing else []
    return complete(store, results, errors)


def batch_update(store: Store, asked: Asked, kind: str) -> Reply:
    found = store.type_named(kind)
    inputs = _objects(asked)
    for one in inputs:
        valid_values(store, found, one.get("properties"))

    def update(one: dict[str, Any]) -> dict[str, Any]:
        record = store.one(found, text_of(one.get("id")), text_of(one.get("idProperty")))
        return written(found, record, change(store, found, record, one))

    return _each(store, inputs, update)


def batch_upsert(store: Store, asked: Asked, kind: str) -> Reply:
    found = store.type_named(kind)
    inputs = _objects(asked)
    for one in inputs:
        valid_values(store, found, one.get("properties"))

    def upsert(one: dict[str, Any]) -> dict[str, Any]:
        wanted, id_property = text_of(one.get("id")), text_of(one.get("idProperty"))
        record = store.find(found, wanted, id_property)
        new = record is None or bool(record.archived_at)
        if record is None or new:
            own = {id_property: wanted} if id_property and id_property != "hs_object_id" else {}
            record, values = create(store, found, {**one, "properties": {**own, **one.get("properties", {})}})
        else:
            values = change(store, found, record, one)
        return {**written(found, record, values), "new": new}

    return _each(store, inputs, upsert)


def batch_archive(store: Store, asked: Asked, kind: str) -> Reply:
    found = store.type_named(kind)
    for one in asked.inputs():
        record = store.find(found, text_of(one.get("id") if isinstance(one, dict) else one))
        if record is not None and not record.archived_at:
            store.archive(found, record)
    return NO_CONTENT


def complete(store: Store, results: list[Any], errors: list[dict[str, Any]], *, status: int = 200) -> Reply:
    """The reply of a batch."""
    now = store.now()
    body: dict[str, Any] = {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
    if not errors:
        return Reply(status, body)
    return Reply(MULTI_STATUS, {**body, "numErrors": len(errors), "errors": errors})


def _each(store: Store, inputs: list[dict[str, Any]], write: Callable[[dict[str, Any]], dict[str, Any]]) -> Reply:
    results, errors, missing = [], [], []
    for one in inputs:
        try:
            results.append(write(one))
        except Refused as problem:
            if problem.category == "OBJECT_NOT_FOUND":
                missing.append(text_of(one.get("id")))
            else:
                errors.append(standard_error(problem))
    return complete(store, results, [*errors, *([_missing(missing)] if missing else [])])


def _missing(ids: list[str]) -> dict[str, Any]:
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "message": "Could not get some objects, they may be deleted or not exist. Check that ids are valid.",
        "context": {"ids": ids},
        "errors": [],
        "links": {},
    }


def _objects(asked: Asked) -> list[dict[str, Any]]:
    found = asked.inputs()
    if not all(isinstance(one, dict) for one in found):
        raise invalid("Invalid input JSON: each of the inputs is an object.")
    return found
