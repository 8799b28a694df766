"""`/cms/v3/hubdb/tables`: list, read, create, change, publish, unpublish, reset, clone, delete."""

from __future__ import annotations

import copy
import re
from typing import Any

from ....text import did_you_mean
from ..asked import Asked
from ..replies import NO_CONTENT, Refused, Reply, conflict, invalid, not_found
from ..store import Store
from .table import Table, Version, read_columns

_NAME = re.compile(r"[a-z0-9_]+")
_MOST = 1000


def list_tables(store: Store, asked: Asked) -> Reply:
    found = [table.as_json(table.live) for table in store.tables.values() if table.live is not None]
    return _page(asked, found)


def list_drafts(store: Store, asked: Asked) -> Reply:
    return _page(asked, [table.as_json(table.draft) for table in store.tables.values()])


def read_table(store: Store, _: Asked, table: str) -> Reply:
    found = named(store, table)
    return Reply(body=found.as_json(published(found)))


def read_draft(store: Store, _: Asked, table: str) -> Reply:
    found = named(store, table)
    return Reply(body=found.as_json(found.draft))


def create_table(store: Store, asked: Asked) -> Reply:
    made = add_table(store, asked.object())
    return Reply(201, made.as_json(made.draft))


def change_draft(store: Store, asked: Asked, table: str) -> Reply:
    found, given = named(store, table), asked.object()
    draft = copy.deepcopy(found.draft)
    _set(draft, given)
    name = str(given.get("name", found.name))
    if name != found.name:
        _check_name(store, name)
    found.draft, found.name, found.updated = draft, name, store.now()
    return Reply(body=found.as_json(draft))


def publish(store: Store, _: Asked, table: str) -> Reply:
    found = named(store, table)
    found.publish(store.now())
    return Reply(body=found.as_json(published(found)))


def unpublish(store: Store, _: Asked, table: str) -> Reply:
    found = named(store, table)
    found.live, found.updated = None, store.now()
    return Reply(body=found.as_json(found.draft))


def reset_draft(store: Store, _: Asked, table: str) -> Reply:
    found = named(store, table)
    found.draft = copy.deepcopy(published(found))
    found.updated = store.now()
    return Reply(body=found.as_json(found.draft))


def clone_table(store: Store, asked: Asked, table: str) -> Reply:
    found, given = named(store, table), asked.object()
    name = str(given.get("newName") or f"{found.name}_clone")
    _check_name(store, name)
    draft = copy.deepcopy(found.draft)
    draft.label = str(given.get("newLabel") or f"{draft.label} (clone)")
    if given.get("copyRows") is False:
        draft.rows = {}
    else:
        for row in draft.rows.values():
            row.id, row.published = store.new_id(), None
        draft.rows = {row.id: row for row in draft.rows.values()}
    now = store.now()
    made = Table(store.new_id(), name, draft, now, now)
    store.tables[made.id] = made
    return Reply(body=made.as_json(draft))


def delete_table(store: Store, _: Asked, table: str) -> Reply:
    del store.tables[named(store, table).id]
    return NO_CONTENT


def named(store: Store, word: str) -> Table:
    """The table of this id or name. Raises `Refused`."""
    found = store.table_named(word)
    if found is None:
        names = [table.name for table in store.tables.values()]
        told = f"There is no HubDB table {word}.{did_you_mean(word, names)} Tables: {', '.join(names) or 'none'}."
        raise not_found(f"Unable to find table {word!r}", told=told)
    return found


def published(table: Table) -> Version:
    """What pages see. Raises `Refused` where it was not published."""
    if table.live is None:
        told = f"POST …/tables/{table.name}/draft/publish publishes it."
        raise not_found(f"Table {table.name!r} is not published", told=told)
    return table.live


def add_table(store: Store, given: dict[str, Any], table_id: str = "") -> Table:
    """Adds a table that is not published. Raises `Refused`."""
    name = str(given.get("name", ""))
    _check_name(store, name)
    if not given.get("label"):
        raise invalid("A table needs a label.")
    draft = Version(str(given["label"]), [])
    _set(draft, given)
    now = store.now()
    made = Table(store.take_id(table_id) if table_id else store.new_id(), name, draft, now, now)
    store.tables[made.id] = made
    return made


def _set(version: Version, given: dict[str, Any]) -> None:
    version.label = str(given.get("label", version.label))
    if "columns" in given:
        version.columns = read_columns(given["columns"], version.columns)
        names = {column.name for column in version.columns}
        for row in version.rows.values():
            row.values = {name: value for name, value in row.values.items() if name in names}
    for key, name in (
        ("allowPublicApiAccess", "public"),
        ("useForPages", "for_pages"),
        ("allowChildTables", "child_tables"),
        ("enableChildTablePages", "child_pages"),
    ):
        if key in given:
            setattr(version, name, given[key] is True)


def _check_name(store: Store, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise Refused(
            400, "VALIDATION_ERROR", f"A table's name has lower case letters, digits and underscores: {name!r}."
        )
    if store.table_named(name) is not None:
        raise conflict(f"A table named {name!r} already exists.")


def _page(asked: Asked, found: list[dict[str, Any]]) -> Reply:
    limit = asked.number("limit", _MOST, most=_MOST)
    after = asked.one("after", "0")
    start = int(after) if after.isascii() and after.isdigit() else 0
    body: dict[str, Any] = {"total": len(found), "results": found[start : start + limit]}
    if start + limit < len(found):
        body["paging"] = {"next": {"after": str(start + limit)}}
    return Reply(body=body)
