"""The GraphQL schema of an account: `CRM` with its objects, their collections and associations, `HUBDB` with tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLFloat,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
)
from graphql.utilities import value_from_ast_untyped

from ..crm.properties import moment, number
from ..crm.types import ObjectType, Property
from ..hubdb.table import Column, Row, Table
from ..store import Record, Store
from .find import CrmFilter, Page, Points, RowFilter, find_records, find_rows, one_record, one_row

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo
    from graphql.language import ValueNode

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_NO_NAME = re.compile(r"\W+")
_ROW_FIELDS = ("hs_id", "hs_path", "hs_name", "hs_created_at", "hs_updated_at")


def _any_value(name: str) -> GraphQLScalarType:
    """A filter or a value as it is written, judged where it is used: each operator of each property by itself."""

    def literal(node: ValueNode, variables: Mapping[str, Any] | None = None) -> Any:
        return value_from_ast_untyped(node, dict(variables or {}))

    return GraphQLScalarType(name, parse_value=lambda value: value, parse_literal=literal)


FILTER = _any_value("filter")


def make_schema(store: Store) -> GraphQLSchema:
    """The schema of all that an account has now."""
    fields = {"CRM": GraphQLField(_crm(store), resolve=_nothing)}
    tables = [table for table in store.tables.values() if table.live is not None and _NAME.fullmatch(table.name)]
    if tables:
        fields["HUBDB"] = GraphQLField(_hubdb(tables), resolve=_nothing)
    return GraphQLSchema(GraphQLObjectType("Query", fields))


def _nothing(*_: Any) -> dict[str, Any]:
    return {}


def word(kind: ObjectType) -> str:
    """A type's name in a query: contact, p_car."""
    return f"p_{kind.name}" if kind.own else kind.singular


def _crm(store: Store) -> GraphQLObjectType:
    collections: dict[str, GraphQLObjectType] = {}
    fields: dict[str, GraphQLField] = {}
    for kind in store.types:
        made = GraphQLObjectType(word(kind), _object_fields(store, kind, collections))
        collections[kind.name] = _collection(f"{word(kind)}_collection", made)
        unique = {
            "uniqueIdentifier": GraphQLArgument(GraphQLNonNull(GraphQLString)),
            "uniqueIdentifierValue": GraphQLArgument(GraphQLNonNull(GraphQLString)),
        }
        fields[word(kind)] = GraphQLField(made, unique, resolve=_one(store, kind))
        fields[f"{word(kind)}_collection"] = GraphQLField(
            collections[kind.name], _arguments(), resolve=_many(store, kind, None)
        )
    return GraphQLObjectType("CRM", fields)


def _collection(name: str, item: GraphQLObjectType) -> GraphQLObjectType:
    return GraphQLObjectType(
        name,
        {
            "items": GraphQLField(GraphQLNonNull(GraphQLList(item))),
            "total": GraphQLField(GraphQLNonNull(GraphQLInt)),
            "limit": GraphQLField(GraphQLInt),
            "offset": GraphQLField(GraphQLInt),
            "hasMore": GraphQLField(GraphQLBoolean),
        },
    )


def _arguments() -> dict[str, GraphQLArgument]:
    return {
        "filter": GraphQLArgument(FILTER),
        "limit": GraphQLArgument(GraphQLInt),
        "offset": GraphQLArgument(GraphQLInt),
        "orderBy": GraphQLArgument(FILTER),
    }


def _object_fields(
    store: Store, kind: ObjectType, collections: dict[str, GraphQLObjectType]
) -> dict[str, GraphQLField]:
    id_field = GraphQLField(GraphQLString, resolve=lambda record, _: record.id)
    metadata = GraphQLObjectType(f"{word(kind)}_metadata", {"id": id_field})
    fields = {"_metadata": GraphQLField(metadata, resolve=lambda record, _: record)}
    for name, known in kind.properties.items():
        if _NAME.fullmatch(name) and not name.startswith("__"):
            fields[name] = _property_field(kind, known)

    def associated() -> dict[str, GraphQLField]:
        return {
            f"{word(other)}_collection__{name}": GraphQLField(
                collections[other.name], _arguments(), resolve=_many(store, other, kind, label)
            )
            for other in store.types
            for name, label in _labels(store, kind, other).items()
        }

    associations = GraphQLObjectType(f"{word(kind)}_associations", associated)
    fields["associations"] = GraphQLField(associations, resolve=lambda record, _: record)
    return fields


def _labels(store: Store, kind: ObjectType, other: ObjectType) -> dict[str, str | None]:
    """The associations of two types by their names in a query, with the label that counts; None for all of them."""
    known = store.labels.get((kind.name, other.name), [])
    names: dict[str, str | None] = {"primary": None, f"{kind.singular}_to_{other.singular}": None}
    return names | {_NO_NAME.sub("_", spec.label.lower()): spec.label for spec in known if spec.label}


def _property_field(kind: ObjectType, known: Property) -> GraphQLField:
    name = known.name

    def text(record: Record, _: Any) -> str | None:
        return record.properties.get(name)

    def measured(record: Record, _: Any) -> float | None:
        value = record.properties.get(name)
        return (number(value) if known.kind == "number" else moment(value)) if value else None

    def choice(record: Record, _: Any) -> dict[str, str] | None:
        value = record.properties.get(name)
        return {"value": value, "label": dict(known.options).get(value, value)} if value else None

    if known.kind == "enumeration":
        return GraphQLField(_option(f"{word(kind)}_{name}_option"), resolve=choice)
    if known.kind in ("number", "datetime", "date") and name != "hs_object_id":
        return GraphQLField(GraphQLFloat, resolve=measured)
    return GraphQLField(GraphQLString, resolve=text)


def _option(name: str) -> GraphQLObjectType:
    return GraphQLObjectType(name, {"value": GraphQLField(GraphQLString), "label": GraphQLField(GraphQLString)})


def _one(store: Store, kind: ObjectType) -> Callable[..., Record | None]:
    def resolve(_: Any, __: Any, **given: Any) -> Record | None:
        return one_record(store, kind, given["uniqueIdentifier"], given["uniqueIdentifierValue"])

    return resolve


def _many(store: Store, kind: ObjectType, start: ObjectType | None, label: str | None = None) -> Callable[..., Page]:
    def resolve(record: Any, info: GraphQLResolveInfo[Points], **given: Any) -> Page:
        place = (start.name, record.id) if start is not None else None
        return info.context.take(find_records(store, kind, place, CrmFilter(**_filter(given)), label))

    return resolve


def _filter(given: dict[str, Any]) -> dict[str, Any]:
    order = given.get("orderBy")
    return {
        "filters": given.get("filter") or {},
        "limit": given.get("limit"),
        "offset": given.get("offset"),
        "order": [order] if isinstance(order, str) else order or [],
    }


def _hubdb(tables: list[Table]) -> GraphQLObjectType:
    fields: dict[str, GraphQLField] = {}
    for table in tables:
        made = GraphQLObjectType(f"hubdb_{table.name}", _row_fields(table))
        unique = {
            "uniqueIdentifier": GraphQLArgument(GraphQLNonNull(GraphQLString)),
            "uniqueIdentifierValue": GraphQLArgument(GraphQLNonNull(FILTER)),
        }
        fields[table.name] = GraphQLField(made, unique, resolve=_one_row(table))
        fields[f"{table.name}_collection"] = GraphQLField(
            _collection(f"hubdb_{table.name}_collection", made), _arguments(), resolve=_rows(table)
        )
    return GraphQLObjectType("HUBDB", fields)


def _row_fields(table: Table) -> dict[str, GraphQLField]:
    def built_in(name: str) -> GraphQLField:
        return GraphQLField(GraphQLString, resolve=lambda row, _: _built_in(row)[name])

    fields = {name: built_in(name) for name in _ROW_FIELDS}
    for column in table.live.columns if table.live is not None else ():
        fields[column.name] = _column_field(table, column)
    return fields


def _built_in(row: Row) -> dict[str, str | None]:
    return dict(zip(_ROW_FIELDS, (row.id, row.path, row.name, row.created, row.updated), strict=True))


def _column_field(table: Table, column: Column) -> GraphQLField:
    def value(row: Row, _: Any) -> Any:
        return row.values.get(column.name)

    kinds: dict[str, GraphQLOutputType] = {
        "NUMBER": GraphQLFloat,
        "CURRENCY": GraphQLFloat,
        "DATE": GraphQLFloat,
        "DATETIME": GraphQLFloat,
        "BOOLEAN": GraphQLBoolean,
        "TEXT": GraphQLString,
        "RICHTEXT": GraphQLString,
        "URL": GraphQLString,
    }
    if column.type in ("SELECT", "MULTISELECT"):
        option = _option(f"hubdb_{table.name}_{column.name}_option")
        shown: GraphQLOutputType = GraphQLList(option) if column.type == "MULTISELECT" else option
        return GraphQLField(shown, resolve=lambda row, _: _options(row.values.get(column.name)))
    # Pictures, files, places: as they are, without fields of their own.
    return GraphQLField(kinds.get(column.type, FILTER), resolve=value)


def _options(value: Any) -> Any:
    if isinstance(value, list):
        return [_options(one) for one in value]
    return {"value": value["name"], "label": value["label"]} if isinstance(value, dict) else None


def _one_row(table: Table) -> Callable[..., Row | None]:
    def resolve(_: Any, __: Any, **given: Any) -> Row | None:
        return one_row(table, given["uniqueIdentifier"], given["uniqueIdentifierValue"])

    return resolve


def _rows(table: Table) -> Callable[..., Page]:
    def resolve(_: Any, __: Any, **given: Any) -> Page:
        return find_rows(table, RowFilter(**_filter(given)))

    return resolve
