"""HubDB's values: a table with its draft and what was published of it, columns, rows."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import Any

from ....text import did_you_mean
from ..replies import Refused, invalid

COLUMN_TYPES = (
    "TEXT", "NUMBER", "URL", "IMAGE", "SELECT", "MULTISELECT", "BOOLEAN", "LOCATION", "DATE", "DATETIME", "CURRENCY",
    "RICHTEXT", "FOREIGN_ID", "VIDEO", "CTA", "FILE", "JSON", "CODE",
)  # fmt: skip
CHOICES = ("SELECT", "MULTISELECT")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(slots=True)
class Column:
    """A column; `options` are those of SELECT and MULTISELECT."""

    id: str
    name: str
    label: str
    type: str
    options: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def as_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {"id": self.id, "name": self.name, "label": self.label, "type": self.type}
        made |= {"archived": False, "description": ""}
        if self.type in CHOICES:
            made |= {"options": self.options, "optionCount": len(self.options)}
        if self.type == "FOREIGN_ID":
            made |= {"foreignIds": [], "foreignIdsById": {}, "foreignIdsByName": {}}
        return made


@dataclass(slots=True)
class Row:
    """A row; `values` by the names of columns."""

    id: str
    values: dict[str, Any]
    created: str
    updated: str
    path: str | None = None
    name: str | None = None
    child: str = "0"
    published: str | None = None

    def as_json(self, names: list[str] | None = None) -> dict[str, Any]:
        values = self.values if not names else {name: self.values[name] for name in names if name in self.values}
        return {
            "id": self.id,
            "createdAt": self.created,
            "updatedAt": self.updated,
            "publishedAt": self.published,
            "childTableId": self.child,
            "path": self.path,
            "name": self.name,
            "values": values,
        }


@dataclass(slots=True)
class Version:
    """A table as it is at one time: its draft, or what was published."""

    label: str
    columns: list[Column]
    rows: dict[str, Row] = field(default_factory=dict[str, Row])
    public: bool = False
    for_pages: bool = False
    child_tables: bool = False
    child_pages: bool = False

    def column(self, word: str) -> Column | None:
        """The column with this name or id."""
        return next((one for one in self.columns if word in (one.name, one.id)), None)


@dataclass(slots=True)
class Table:
    """A table: what is edited, and what pages see."""

    id: str
    name: str
    draft: Version
    created: str
    updated: str
    live: Version | None = None
    published_at: str | None = None

    def publish(self, now: str) -> None:
        """What is edited becomes what pages see."""
        for row in self.draft.rows.values():
            if row.published is None or row.updated > row.published:
                row.published = now
        self.live = copy.deepcopy(self.draft)
        self.published_at = self.updated = now

    def as_json(self, version: Version) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "label": version.label,
            "columns": [column.as_json() for column in version.columns],
            "columnCount": len(version.columns),
            "rowCount": len(version.rows),
            "published": self.live is not None,
            "publishedAt": self.published_at,
            "createdAt": self.created,
            "updatedAt": self.updated,
            "allowPublicApiAccess": version.public,
            "useForPages": version.for_pages,
            "allowChildTables": version.child_tables,
            "enableChildTablePages": version.child_pages,
            "dynamicMetaTags": {},
            "archived": False,
            "deleted": False,
        }


def read_columns(given: Any, before: list[Column]) -> list[Column]:
    """Columns as a request defines them; ids of those that were there before stay. Raises `Refused`."""
    if not isinstance(given, list):
        raise invalid("columns is a list of objects with name, label and type.")
    used = [int(one.id) for one in before]
    made: list[Column] = []
    for entry in given:
        if not isinstance(entry, dict):
            raise invalid("Each of the columns is an object with name, label and type.")
        name, kind = entry.get("name"), str(entry.get("type", "TEXT")).upper()
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name.startswith("hs_"):
            raise invalid(f"A column's name begins with a letter, and not with hs_: {name!r}.")
        if kind not in COLUMN_TYPES:
            raise invalid(f"{kind} is no type of a column: [{', '.join(COLUMN_TYPES)}]")
        if any(one.name == name for one in made):
            raise invalid(f"There are two columns {name}.")
        known = next((one for one in before if str(entry.get("id", "")) == one.id or one.name == name), None)
        number = known.id if known is not None else str(max(used, default=0) + 1)
        used.append(int(number))
        made.append(Column(number, name, str(entry.get("label", name)), kind, _options(entry, name, kind)))
    return made


def _options(entry: dict[str, Any], name: str, kind: str) -> list[dict[str, Any]]:
    given = entry.get("options") or []
    if kind not in CHOICES:
        return []
    if not isinstance(given, list):
        raise invalid(f"The options of {name} are a list.")
    made = []
    for order, option in enumerate(given):
        told = option.get("name", option.get("label")) if isinstance(option, dict) else option
        if not isinstance(told, str):
            raise invalid(f"The options of {name} are texts, or objects with a name.")
        own = option if isinstance(option, dict) else {}
        number = str(own.get("id", order + 1))
        made.append({"id": number, "name": told, "label": own.get("label", told), "type": "option", "order": order})
    return made


def read_values(version: Version, given: Any) -> dict[str, Any]:
    """A row's values as a request has them. Raises `Refused`."""
    if not isinstance(given, dict):
        raise invalid("values is missing, or no object.")
    values: dict[str, Any] = {}
    for word, value in given.items():
        column = version.column(word)
        if column is None:
            names = [one.name for one in version.columns]
            raise Refused(
                400,
                "VALIDATION_ERROR",
                f"Column {word!r} does not exist.",
                told=f"The table has no column {word}.{did_you_mean(word, names)} It has {', '.join(names)}.",
            )
        values[column.name] = _value(column, value)
    return values


def _value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.type in ("NUMBER", "CURRENCY"):
        if isinstance(value, str):
            try:
                value = float(value) if not value.strip().lstrip("-").isdigit() else int(value)
            except ValueError:
                raise _no_value(column, value) from None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _no_value(column, value)
    if column.type in ("DATE", "DATETIME") and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise _no_value(column, value)
    if column.type == "BOOLEAN":
        if value not in (0, 1, "0", "1", "true", "false", True, False):
            raise _no_value(column, value)
        return int(value in (1, "1", "true", True))
    if column.type == "SELECT":
        return _option(column, value)
    if column.type == "MULTISELECT":
        return [_option(column, one) for one in value] if isinstance(value, list) else [_option(column, value)]
    return value


def _option(column: Column, value: Any) -> dict[str, Any]:
    wanted = str(value.get("id", value.get("name"))) if isinstance(value, dict) else str(value)
    named = str(value.get("name")) if isinstance(value, dict) else wanted
    for option in column.options:
        if wanted == option["id"] or named == option["name"]:
            return option
    allowed = ", ".join(option["name"] for option in column.options)
    raise invalid(f"{named!r} is no option of column {column.name!r}: [{allowed}]")


def _no_value(column: Column, value: Any) -> Refused:
    return invalid(f"{value!r} is no value of column {column.name!r}, which is of type {column.type}.")
