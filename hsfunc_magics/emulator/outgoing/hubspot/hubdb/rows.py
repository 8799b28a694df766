"""`…/tables/{table}/rows`: rows of the published table and of its draft, one by one and in batches."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from ..asked import Asked
from ..crm.show import page_link
from ..replies import NO_CONTENT, Refused, Reply, invalid, not_found, standard_error
from ..store import Store, text_of
from .filters import filtered, sorted_rows
from .table import Row, Table, Version, read_values
from .tables import named, published

MOST_ROWS = 1000


def list_rows(store: Store, asked: Asked, table: str) -> Reply:
    return _listed(asked, published(named(store, table)))


def list_draft_rows(store: Store, asked: Asked, table: str) -> Reply:
    return _listed(asked, named(store, table).draft)


def read_row(store: Store, _: Asked, table: str, row: str) -> Reply:
    return Reply(body=_row(published(named(store, table)), row).as_json())


def read_draft_row(store: Store, _: Asked, table: str, row: str) -> Reply:
    return Reply(body=_row(named(store, table).draft, row).as_json())


def create_row(store: Store, asked: Asked, table: str) -> Reply:
    return Reply(201, add_row(store, named(store, table), asked.object()).as_json())


def update_row(store: Store, asked: Asked, table: str, row: str) -> Reply:
    """PATCH: what is not named stays."""
    found = named(store, table)
    return Reply(body=_written(store, found, row, asked.object(), replace=False).as_json())


def replace_row(store: Store, asked: Asked, table: str, row: str) -> Reply:
    """PUT: what is not named is empty."""
    found = named(store, table)
    return Reply(body=_written(store, found, row, asked.object(), replace=True).as_json())


def delete_row(store: Store, _: Asked, table: str, row: str) -> Reply:
    found = named(store, table)
    del found.draft.rows[_row(found.draft, row).id]
    found.updated = store.now()
    return NO_CONTENT


def clone_row(store: Store, asked: Asked, table: str, row: str) -> Reply:
    found = named(store, table)
    return Reply(body=_clone(store, found, row, asked.one("name")).as_json())


def batch_create(store: Store, asked: Asked, table: str) -> Reply:
    found = named(store, table)
    return _each(store, asked, lambda one: add_row(store, found, one).as_json(), status=201)


def batch_read_live(store: Store, asked: Asked, table: str) -> Reply:
    version = published(named(store, table))
    return _each(store, asked, lambda one: _row(version, one["id"]).as_json())


def batch_read_draft(store: Store, asked: Asked, table: str) -> Reply:
    version = named(store, table).draft
    return _each(store, asked, lambda one: _row(version, one["id"]).as_json())


def batch_update(store: Store, asked: Asked, table: str) -> Reply:
    found = named(store, table)
    return _each(store, asked, lambda one: _written(store, found, one.get("id"), one, replace=False).as_json())


def batch_replace(store: Store, asked: Asked, table: str) -> Reply:
    found = named(store, table)
    return _each(store, asked, lambda one: _written(store, found, one.get("id"), one, replace=True).as_json())


def batch_clone(store: Store, asked: Asked, table: str) -> Reply:
    found = named(store, table)
    return _each(store, asked, lambda one: _clone(store, found, one.get("id"), text_of(one.get("name"))).as_json())


def batch_purge(store: Store, asked: Asked, table: str) -> Reply:
    found = named(store, table)
    for one in asked.inputs():
        found.draft.rows.pop(text_of(one.get("id") if isinstance(one, dict) else one), None)
    found.updated = store.now()
    return NO_CONTENT


def add_row(store: Store, table: Table, given: dict[str, Any], row_id: str = "") -> Row:
    """Adds a row to the draft. Raises `Refused`."""
    values = read_values(table.draft, given.get("values", {}))
    now = store.now()
    made = Row(store.take_id(row_id) if row_id else store.new_id(), values, now, now)
    _name(made, given)
    table.draft.rows[made.id] = made
    table.updated = now
    return made


def listed(version: Version, asked: Asked, *, most: int = MOST_ROWS) -> tuple[list[Row], int, int, int]:
    """One page of the rows that a query asks for; how many there are, where it begins, how many it may have."""
    rows = filtered(version, list(version.rows.values()), asked.query)
    rows = sorted_rows(version, rows, asked.many("sort") or asked.many("orderBy"))
    limit = asked.number("limit", most, most=most)
    start = asked.one("after") or asked.one("offset") or "0"
    if not start.isascii() or not start.isdigit() or len(start) > 9:
        raise invalid(f"Invalid value for query parameter 'after': {start!r}.")
    return rows[int(start) : int(start) + limit], len(rows), int(start), limit


def _listed(asked: Asked, version: Version) -> Reply:
    page, total, start, limit = listed(version, asked)
    names = asked.many("properties") or None
    body: dict[str, Any] = {"total": total, "results": [row.as_json(names) for row in page], "type": "RANDOM_ACCESS"}
    if start + limit < total:
        following = str(start + limit)
        body["paging"] = {"next": {"after": following, "link": page_link(asked, following)}}
    return Reply(body=body)


def _row(version: Version, row: Any) -> Row:
    found = version.rows.get(text_of(row))
    if found is None:
        raise not_found(f"Unable to find row {text_of(row)!r}", told=f"The table has {len(version.rows)} rows.")
    return found


def _written(store: Store, table: Table, row: Any, given: dict[str, Any], *, replace: bool) -> Row:
    found = _row(table.draft, row)
    values = read_values(table.draft, given.get("values", {}))
    found.values = values if replace else {**found.values, **values}
    _name(found, given)
    found.updated = table.updated = store.now()
    return found


def _name(row: Row, given: dict[str, Any]) -> None:
    for key in ("path", "name"):
        if key in given:
            setattr(row, key, text_of(given[key]) or None)
    if "childTableId" in given:
        row.child = text_of(given["childTableId"])


def _clone(store: Store, table: Table, row: Any, name: str) -> Row:
    made = copy.deepcopy(_row(table.draft, row))
    made.id, made.published = store.new_id(), None
    made.created = made.updated = table.updated = store.now()
    made.name = name or made.name
    table.draft.rows[made.id] = made
    return made


def _each(store: Store, asked: Asked, write: Callable[[dict[str, Any]], dict[str, Any]], *, status: int = 200) -> Reply:
    results, errors = [], []
    for one in asked.inputs():
        try:
            results.append(write(one if isinstance(one, dict) else {"id": one}))
        except Refused as problem:
            errors.append(standard_error(problem))
    now = store.now()
    body = {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
    return Reply(207, {**body, "numErrors": len(errors), "errors": errors}) if errors else Reply(status, body)
