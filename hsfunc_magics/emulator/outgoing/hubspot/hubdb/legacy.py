"""HubDB's older API, v2, as far as public functions still call it; values by the ids of columns."""

from __future__ import annotations

from typing import Any

from ..asked import Asked
from ..crm.properties import moment
from ..replies import NO_CONTENT, Reply, invalid, not_found
from ..store import Store
from .rows import add_row, listed
from .table import Row, Table, Version, read_values
from .tables import named, published


def list_tables(store: Store, _: Asked) -> Reply:
    found = [_table(table, table.live or table.draft) for table in store.tables.values()]
    return Reply(body={"objects": found, "total": len(found), "limit": 20, "offset": 0})


def read_table(store: Store, _: Asked, table: str) -> Reply:
    found = named(store, table)
    return Reply(body=_table(found, published(found)))


def list_rows(store: Store, asked: Asked, table: str) -> Reply:
    version = published(named(store, table))
    page, total, start, limit = listed(version, asked)
    objects = [_row(version, row) for row in page]
    return Reply(body={"total": total, "limit": limit, "offset": start, "message": None, "objects": objects})


def read_row(store: Store, _: Asked, table: str, row: str) -> Reply:
    version = published(named(store, table))
    return Reply(body=_row(version, _found(version, row)))


def create_row(store: Store, asked: Asked, table: str) -> Reply:
    found, given = named(store, table), asked.object()
    return Reply(body=_row(found.draft, add_row(store, found, given)))


def update_row(store: Store, asked: Asked, table: str, row: str) -> Reply:
    found, given = named(store, table), asked.object()
    entry = _found(found.draft, row)
    entry.values = {**entry.values, **read_values(found.draft, given.get("values", {}))}
    entry.path = str(given["path"]) if given.get("path") else entry.path
    entry.name = str(given["name"]) if given.get("name") else entry.name
    entry.updated = found.updated = store.now()
    return Reply(body=_row(found.draft, entry))


def delete_row(store: Store, _: Asked, table: str, row: str) -> Reply:
    found = named(store, table)
    del found.draft.rows[_found(found.draft, row).id]
    return NO_CONTENT


def publish(store: Store, _: Asked, table: str) -> Reply:
    found = named(store, table)
    found.publish(store.now())
    return Reply(body=_table(found, published(found)))


def _found(version: Version, row: str) -> Row:
    found = version.rows.get(row)
    if found is None:
        raise not_found(f"Unable to find row {row!r}")
    return found


def _row(version: Version, row: Row) -> dict[str, Any]:
    ids = {column.name: column.id for column in version.columns}
    return {
        "id": int(row.id),
        "createdAt": _ms(row.created),
        "updatedAt": _ms(row.updated),
        "publishedAt": _ms(row.published) if row.published else 0,
        "path": row.path,
        "name": row.name,
        "values": {ids[name]: value for name, value in row.values.items()},
        "childTableId": int(row.child) if row.child.isdigit() else 0,
        "isSoftEditable": False,
    }


def _table(table: Table, version: Version) -> dict[str, Any]:
    shown = table.as_json(version)
    times = {key: _ms(shown[key]) if shown[key] else 0 for key in ("createdAt", "updatedAt", "publishedAt")}
    return {**shown, **times, "id": int(table.id)}


def _ms(time: str) -> int:
    found = moment(time)
    if found is None:
        raise invalid(f"{time!r} is no time.")
    return int(found)
