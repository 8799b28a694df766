"""What the small HubSpot holds at first, from JSON: judged whole, every problem with its place, then put in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ...errors import SeedError
from ...json_text.positions import JsonPath, Lines, read_tree, walk
from ...json_text.read_write import TooDeepError, UnfitNumberError, read_json
from ...serverless_json.problems import json_path, kind
from ...text import did_you_mean, visible
from .crm.associations import associate, find_spec, labels_between
from .crm.properties import add_property, as_text, property_of, value_problem
from .crm.schemas import add_schema
from .crm.types import ObjectType
from .hubdb.rows import add_row
from .hubdb.table import Table
from .hubdb.tables import add_table
from .replies import Refused
from .store import Form, Owner, Record, Store, text_of

MOST_BYTES = 16 * 1024 * 1024
_MOST_TOLD = 20
_OWN = ("settings", "properties", "schemas", "associations", "hubdb", "forms", "owners")
_TABLE_KEYS = (
    "id", "name", "label", "columns", "rows", "allowPublicApiAccess", "useForPages", "allowChildTables",
    "enableChildTablePages", "published",
)  # fmt: skip
_SETTINGS = ("rateLimit", "apiKeys", "anyProperty", "openapi")
_ROW_KEYS = {"hs_path": "path", "hs_name": "name", "hs_child_table_id": "childTableId"}

Seed = Mapping[str, Any]


def read_seed(file: str | Path) -> tuple[Any, str]:
    """The JSON of a seed's file, and its text. Raises `SeedError`."""
    path = Path(file).expanduser()
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SeedError(f"The seed {path} has more than {MOST_BYTES // 1024 // 1024} MB.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise SeedError(f"The seed {path} cannot be read: {(problem.strerror or 'no reason given').lower()}.") from None
    except UnicodeDecodeError:
        raise SeedError(f"The seed {path} is not UTF-8 text.") from None
    try:
        return read_json(text), text
    except (TooDeepError, UnfitNumberError) as problem:
        raise SeedError(f"The seed {path} is no JSON that can be kept: {problem}.") from None
    except ValueError as problem:
        raise SeedError(f"The seed {path} is no JSON: {visible(str(problem))}.") from None


def plant(store: Store, seed: Any, *, name: str = "the seed", text: str = "") -> None:
    """Puts a seed into an empty store. Raises `SeedError` with all of its problems; the store is of no use then."""
    planted = _Planting(store)
    planted.all(seed)
    if planted.problems:
        raise SeedError(_told(planted.problems, name, text))


def _told(problems: list[tuple[JsonPath, str]], name: str, text: str) -> str:
    places = {steps: start for steps, start, _ in walk(read_tree(text))} if text else {}
    lines = Lines(text)
    told = []
    for steps, message in problems[:_MOST_TOLD]:
        at = next((places[steps[:length]] for length in range(len(steps), -1, -1) if steps[:length] in places), None)
        line = f" (line {lines.position(at)[0]})" if at is not None else ""
        told.append(visible(f"  {json_path(*steps) or 'the whole'}{line}: {message}"))
    more = [f"  … and {len(problems) - _MOST_TOLD} more."] if len(problems) > _MOST_TOLD else []
    count = f"{len(problems)} problem{'s' * (len(problems) != 1)}"
    return "\n".join([f"{name[:1].upper()}{name[1:]} has {count}:", *told, *more])


class _Planting:
    """A seed on its way into a store, with what was wrong in it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.problems: list[tuple[JsonPath, str]] = []

    def wrong(self, steps: JsonPath, message: str) -> None:
        self.problems.append((steps, message))

    def all(self, seed: Any) -> None:
        if not isinstance(seed, Mapping):
            self.wrong((), f'it is {kind(seed)}, and must be an object such as {{"contacts": [{{"email": …}}]}}.')
            return
        self.settings(seed.get("settings", {}))
        for at, given in self.entries(seed, "schemas"):
            self.tried(at, partial(add_schema, self.store, given))
        self.properties(seed.get("properties", {}))
        known = [*_OWN, *(one.name for one in self.store.types)]
        for key in seed:
            found = self.store.find_type(key)
            if key in _OWN:
                continue
            if found is None or found.name != key:
                near = f" Did you mean {found.name}?" if found is not None else did_you_mean(key, known)
                self.wrong((key,), f"is no part of a seed.{near} It has {', '.join(known)}.")
                continue
            for at, given in self.entries(seed, key):
                self.record(at, found, given)
        for at, given in self.entries(seed, "owners"):
            self.owner(at, given)
        for at, given in self.entries(seed, "associations"):
            self.association(at, given)
        for at, given in self.entries(seed, "hubdb"):
            self.table(at, given)
        for at, given in self.entries(seed, "forms"):
            self.form(at, given)

    def settings(self, given: Any) -> None:
        if not isinstance(given, Mapping):
            self.wrong(("settings",), f"is {kind(given)}, and must be an object with {', '.join(_SETTINGS)}.")
            return
        self.keys(("settings",), dict(given), _SETTINGS)
        for name in ("apiKeys", "anyProperty"):
            if not isinstance(given.get(name, False), bool):
                self.wrong(("settings", name), f"is {kind(given[name])}, and must be true or false.")
        limit = given.get("rateLimit", False)
        if not isinstance(limit, bool | int) or (limit is not False and limit < 1):
            self.wrong(("settings", "rateLimit"), "is true, or how many calls there may be in 10 s.")
        if not isinstance(given.get("openapi", ""), str):
            self.wrong(("settings", "openapi"), "is the name of a file.")
        self.store.any_property = self.store.any_property or given.get("anyProperty") is True

    def entries(self, seed: Mapping[str, Any], key: str) -> list[tuple[JsonPath, dict[str, Any]]]:
        """The objects of a list."""
        given = seed.get(key, [])
        if not isinstance(given, list | tuple):
            self.wrong((key,), f"is {kind(given)}, and must be an array of objects.")
            return []
        found: list[tuple[JsonPath, dict[str, Any]]] = []
        for index, one in enumerate(given):
            if isinstance(one, Mapping):
                found.append(((key, index), dict(one)))
            else:
                self.wrong((key, index), f"is {kind(one)}, and must be an object.")
        return found

    def tried(self, at: JsonPath, do: Callable[[], Any]) -> Any:
        """What a step makes; None where it was refused, which is a problem of the seed."""
        try:
            return do()
        except Refused as problem:
            self.wrong(at, problem.told or problem.message)
            return None

    def properties(self, given: Any) -> None:
        if not isinstance(given, Mapping):
            self.wrong(("properties",), f"is {kind(given)}, and must be an object with a list for each type.")
            return
        for name in given:
            found = self.store.find_type(name)
            if found is None:
                near = did_you_mean(name, [one.name for one in self.store.types])
                self.wrong(("properties", name), f"is no type of objects.{near}")
                continue
            for at, one in self.entries(given, name):
                own = ("properties", *at)
                self.tried(own, partial(add_property, found, one))

    def record(self, at: JsonPath, kind_: ObjectType, given: dict[str, Any]) -> None:
        number = self.id_of(at, given)
        if number and number in self.store.records[kind_.name]:
            self.wrong((*at, "id"), f"{number} is the id of another one of the {kind_.name}.")
            return
        values: dict[str, str] = {}
        for name, value in given.items():
            text, known = as_text(value), property_of(self.store, kind_, name)
            problem = value_problem(known, name, text, seeding=True)
            if known is None:
                near = did_you_mean(name, kind_.properties)
                own = f"An account's own are told under properties.{kind_.name}."
                self.wrong((*at, name), f"is no property of {kind_.name}.{near} {own}")
            elif problem is not None:
                self.wrong((*at, name), f"{problem[1].rstrip('.')}.")
            else:
                values[name] = text
        missing = [name for name in kind_.required if not values.get(name)]
        if missing:
            self.wrong(at, f"lacks {', '.join(missing)}, which every one of the {kind_.name} has.")
        other = self.store.duplicate(kind_, values)
        if other is not None:
            self.wrong(at, f"has a value that must be unique, and that {kind_.name}/{other.id} has.")
            return
        self.store.create(kind_, values, number)

    def id_of(self, at: JsonPath, given: dict[str, Any]) -> str:
        """Takes the id out of an entry; an empty text where it has none."""
        number = text_of(given.pop("id", ""))
        if number and not (number.isascii() and number.isdigit() and len(number) < 19 and int(number) > 0):
            self.wrong((*at, "id"), f"{number!r} is no id: ids are whole numbers from 1.")
            return ""
        return str(int(number)) if number else ""

    def owner(self, at: JsonPath, given: dict[str, Any]) -> None:
        number = self.id_of(at, given) or self.store.new_id()
        self.keys(at, given, ("email", "firstName", "lastName"))
        names = (text_of(given.get(name)) for name in ("email", "firstName", "lastName"))
        self.store.owners.append(Owner(number, *names))

    def association(self, at: JsonPath, given: dict[str, Any]) -> None:
        self.keys(at, given, ("from", "to", "label"))
        ends = [self.end(at, given, key) for key in ("from", "to")]
        if ends[0] is None or ends[1] is None:
            return
        (one, first), (other, second) = ends[0], ends[1]
        specs = set()
        if given.get("label"):
            known = labels_between(self.store, one, other)
            spec = next((spec for spec in known if spec.label == given["label"]), None)
            if spec is None:
                labels = [spec.label for spec in known if spec.label]
                near = did_you_mean(text_of(given["label"]), labels)
                self.wrong((*at, "label"), f"is no label between {one.name} and {other.name}.{near}")
                return
            specs = {find_spec(self.store, one, other, spec.type_id)}
        associate(self.store, (one, first.id), (other, second.id), specs)

    def end(self, at: JsonPath, given: dict[str, Any], key: str) -> tuple[ObjectType, Record] | None:
        """One end of an association: `contacts/101`, `contacts/ann@example.com`, `companies/Example Inc`."""
        word, found, value = text_of(given.get(key)).partition("/")
        kind_ = self.store.find_type(word) if found else None
        if kind_ is None:
            near = did_you_mean(word, [one.name for one in self.store.types])
            self.wrong((*at, key), f"names an object as TYPE/ID or TYPE/NAME, such as contacts/ann@example.com.{near}")
            return None
        names = ("email", "domain", "name", "dealname", "subject", kind_.primary)
        for record in self.store.live(kind_):
            if record.id == value or any(record.properties.get(name) == value for name in names):
                return kind_, record
        live = self.store.live(kind_)
        known = [text for record in live for name in names if (text := record.properties.get(name))]
        self.wrong((*at, key), f"there is no {kind_.singular} {value!r} in this seed.{did_you_mean(value, known)}")
        return None

    def table(self, at: JsonPath, given: dict[str, Any]) -> None:
        self.keys(at, given, _TABLE_KEYS)
        number = self.id_of(at, given)
        told = {"label": given.get("name"), "columns": [], **given}
        made: Table | None = self.tried(at, partial(add_table, self.store, told, number))
        if made is None:
            return
        for place, row in self.entries({"rows": given.get("rows", [])}, "rows"):
            where = (*at, *place)
            own = {key: row.pop(name) for name, key in _ROW_KEYS.items() if name in row}
            row_id = self.id_of(where, row)
            self.tried(where, partial(add_row, self.store, made, {**own, "values": row}, row_id))
        if given.get("published", True) is not False:
            made.publish(self.store.now())

    def form(self, at: JsonPath, given: dict[str, Any]) -> None:
        self.keys(at, given, ("guid", "name", "fields", "inlineMessage", "redirectUri"))
        guid = text_of(given.get("guid")).lower()
        if not guid:
            self.wrong(at, "lacks a guid, the form's id.")
            return
        fields = []
        for place, one in self.entries({"fields": given.get("fields", [])}, "fields"):
            self.keys((*at, *place), one, ("name", "required"))
            fields.append((text_of(one.get("name")), one.get("required") is True))
        name = text_of(given.get("name")) or guid
        texts = (text_of(given.get("inlineMessage")), text_of(given.get("redirectUri")))
        self.store.forms[guid] = Form(guid, name, tuple(fields), *texts)

    def keys(self, at: JsonPath, given: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in given:
            if key not in known:
                self.wrong((*at, key), f"is no key here.{did_you_mean(key, known)} It has {', '.join(known)}.")
