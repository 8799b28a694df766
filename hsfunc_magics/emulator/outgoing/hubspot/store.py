"""What the small HubSpot holds: objects by type, associations, HubDB tables, submissions; ids count up from 101."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...clock import Clock, iso
from ...text import did_you_mean
from .crm.types import ObjectType, hubspot_types
from .replies import Refused, invalid, not_found

if TYPE_CHECKING:
    from .hubdb.table import Table

FIRST_ID = 101
FIRST_CUSTOM_TYPE = 1001


@dataclass(slots=True)
class Record:
    """One object of the CRM. Its properties are texts, as HubSpot has them."""

    id: str
    properties: dict[str, str]
    created: str
    updated: str
    archived_at: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a form was sent."""

    portal: str
    form: str
    values: tuple[tuple[str, str], ...]
    page: str
    at: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form that the account has, with what it asks for."""

    guid: str
    name: str
    fields: tuple[tuple[str, bool], ...]
    message: str = ""
    redirect: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """A user to whom records belong."""

    id: str
    email: str
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True, order=True)
class Spec:
    """How two objects are associated."""

    category: str
    type_id: int
    label: str | None = field(default=None, compare=False)


Place = tuple[str, str]
"""A record: the name of its type, and its id."""


class Store:
    """All of it, and the account's clock. Not thread-safe: whoever answers a request holds the lock."""

    def __init__(self, account_id: int, clock: Clock, *, any_property: bool = False) -> None:
        self.account_id = account_id
        self.any_property = any_property
        self._clock = clock
        self._next_id = FIRST_ID
        self._next_type = FIRST_CUSTOM_TYPE
        self._types: dict[str, ObjectType] = {}
        self.records: dict[str, dict[str, Record]] = {}
        self.associations: dict[Place, dict[Place, set[Spec]]] = {}
        self.labels: dict[tuple[str, str], list[Spec]] = {}
        self.tables: dict[str, Table] = {}
        self.forms: dict[str, Form] = {}
        self.submissions: list[Submission] = []
        self.owners: list[Owner] = []
        for kind in hubspot_types():
            self.add_type(kind)

    def now(self) -> str:
        """The time, as HubSpot writes it."""
        return iso(self._clock.now())

    def timestamp(self) -> float:
        """The same in seconds since 1970."""
        return self._clock.timestamp()

    def new_id(self) -> str:
        """An id that nothing has."""
        made = self._next_id
        self._next_id += 1
        return str(made)

    def take_id(self, number: str) -> str:
        """An id that is given; those that are made later are larger."""
        if int(number) >= self._next_id:
            self._next_id = int(number) + 1
        return number

    def new_type_id(self) -> int:
        """The number of a type of objects or associations that an account adds."""
        made = self._next_type
        self._next_type += 1
        return made

    @property
    def types(self) -> list[ObjectType]:
        """All types of objects."""
        return [self._types[name] for name in self.records]

    def add_type(self, kind: ObjectType) -> None:
        """Adds a type with no objects."""
        self.records[kind.name] = {}
        for word in kind.words:
            self._types[word.lower()] = kind

    def remove_type(self, kind: ObjectType) -> None:
        """Takes away an account's own type."""
        del self.records[kind.name]
        for word in kind.words:
            self._types.pop(word.lower(), None)

    def find_type(self, word: str) -> ObjectType | None:
        """The type that a path names, by any of its names."""
        return self._types.get(word.lower())

    def type_named(self, word: str) -> ObjectType:
        """The same. Raises `Refused`."""
        found = self.find_type(word)
        if found is None:
            names = [kind.name for kind in self.types]
            told = f"The small HubSpot has no {word}.{did_you_mean(word, names)} It has {', '.join(names)}."
            raise Refused(400, "VALIDATION_ERROR", f"Unable to infer object type from: {word}", told=told)
        return found

    def live(self, kind: ObjectType) -> list[Record]:
        """The objects of a type that are not archived, by their ids."""
        return [record for record in self.records[kind.name].values() if not record.archived_at]

    def find(self, kind: ObjectType, value: str, id_property: str = "") -> Record | None:
        """The object with an id, or with a value of a unique property, archived ones too."""
        if not id_property or id_property == "hs_object_id":
            return self.records[kind.name].get(value)
        unique = kind.properties.get(id_property)
        if unique is None or not unique.unique:
            raise invalid(f"Property {id_property} is not a unique property of {kind.name}.")
        wanted = value.strip().lower()
        return next((one for one in self.live(kind) if one.properties.get(id_property, "").lower() == wanted), None)

    def one(self, kind: ObjectType, value: str, id_property: str = "", *, archived: bool = False) -> Record:
        """The same, where it is there. Raises `Refused`."""
        record = self.find(kind, value, id_property)
        if record is None or bool(record.archived_at) != archived:
            told = f"There are {len(self.live(kind))} {kind.name}, none with {id_property or 'the id'} {value}."
            raise not_found(told=told)
        return record

    def duplicate(self, kind: ObjectType, values: dict[str, str], own_id: str = "") -> Record | None:
        """Another object that has one of these values of a unique property."""
        for name, value in values.items():
            known = kind.properties.get(name)
            if value and known is not None and known.unique:
                found = self.find(kind, value, name)
                if found is not None and found.id != own_id:
                    return found
        return None

    def create(self, kind: ObjectType, values: dict[str, str], record_id: str = "") -> Record:
        """A new object. Its values are valid."""
        now = self.now()
        made = self.take_id(record_id) if record_id else self.new_id()
        own = {kind.created: now, kind.updated: now, "hs_object_id": made}
        # A seed may say when it was created.
        record = Record(made, {**own, **{name: text for name, text in values.items() if text}}, now, now)
        record.created = record.properties[kind.created]
        record.updated = record.properties[kind.updated]
        self.records[kind.name][made] = record
        return record

    def update(self, kind: ObjectType, record: Record, values: dict[str, str]) -> None:
        """Sets properties; an empty text takes a value away."""
        record.updated = self.now()
        for name, value in values.items():
            if value:
                record.properties[name] = value
            else:
                record.properties.pop(name, None)
        record.properties[kind.updated] = record.updated

    def archive(self, kind: ObjectType, record: Record) -> None:
        """Moves an object to the recycling bin, without its associations."""
        record.archived_at = record.updated = self.now()
        place = (kind.name, record.id)
        for other in self.associations.pop(place, {}):
            self.associations.get(other, {}).pop(place, None)

    def associate(self, one: Place, other: Place, there: set[Spec], back: set[Spec]) -> None:
        """Associates two objects, in both directions."""
        self.associations.setdefault(one, {}).setdefault(other, set()).update(there)
        self.associations.setdefault(other, {}).setdefault(one, set()).update(back)

    def associated(self, place: Place, kind: str) -> list[tuple[str, list[Spec]]]:
        """The objects of a type that one is associated with, and how."""
        found = self.associations.get(place, {})
        return [(other_id, sorted(specs)) for (name, other_id), specs in found.items() if name == kind]

    def table_named(self, word: str) -> Table | None:
        """The HubDB table with this id or name."""
        found = self.tables.get(word)
        return found or next((table for table in self.tables.values() if table.name.lower() == word.lower()), None)


def text_of(value: Any) -> str:
    """A property's value as HubSpot keeps it: a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)
