"""Associations between objects, in the forms of v3 (`contact_to_company`) and v4 (category and type id)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..asked import Asked, objects
from ..replies import NO_CONTENT, Refused, Reply, invalid
from ..store import Spec, Store, text_of
from .show import page_link, with_associations
from .show import shown as shown_object
from .types import ObjectType

DEFINED = "HUBSPOT_DEFINED"
USER_DEFINED = "USER_DEFINED"
MOST_LISTED = 500
# HubSpot's own types, from one to the other; those without a label come first.
_TYPE_IDS: dict[tuple[str, str], tuple[tuple[int, str | None], ...]] = {
    ("contacts", "contacts"): ((449, None),),
    ("contacts", "companies"): ((279, None), (1, "Primary")),
    ("companies", "contacts"): ((280, None), (2, "Primary")),
    ("contacts", "deals"): ((4, None),),
    ("deals", "contacts"): ((3, None),),
    ("companies", "companies"): ((450, None), (14, "Parent Company"), (13, "Child Company")),
    ("companies", "deals"): ((342, None), (6, "Primary")),
    ("deals", "companies"): ((341, None), (5, "Primary")),
    ("deals", "deals"): ((451, None),),
    ("contacts", "tickets"): ((15, None),),
    ("tickets", "contacts"): ((16, None),),
    ("companies", "tickets"): ((340, None), (25, "Primary")),
    ("tickets", "companies"): ((339, None), (26, "Primary")),
    ("deals", "tickets"): ((27, None),),
    ("tickets", "deals"): ((28, None),),
    ("tickets", "tickets"): ((452, None),),
    ("deals", "line_items"): ((19, None),),
    ("line_items", "deals"): ((20, None),),
    ("quotes", "line_items"): ((67, None),),
    ("line_items", "quotes"): ((68, None),),
    ("quotes", "deals"): ((64, None),),
    ("deals", "quotes"): ((63, None),),
    ("contacts", "calls"): ((193, None),),
    ("calls", "contacts"): ((194, None),),
    ("companies", "calls"): ((181, None),),
    ("calls", "companies"): ((182, None),),
    ("deals", "calls"): ((205, None),),
    ("calls", "deals"): ((206, None),),
    ("contacts", "emails"): ((197, None),),
    ("emails", "contacts"): ((198, None),),
    ("companies", "emails"): ((185, None),),
    ("emails", "companies"): ((186, None),),
    ("deals", "emails"): ((209, None),),
    ("emails", "deals"): ((210, None),),
    ("contacts", "meetings"): ((199, None),),
    ("meetings", "contacts"): ((200, None),),
    ("companies", "meetings"): ((187, None),),
    ("meetings", "companies"): ((188, None),),
    ("deals", "meetings"): ((211, None),),
    ("meetings", "deals"): ((212, None),),
    ("contacts", "notes"): ((201, None),),
    ("notes", "contacts"): ((202, None),),
    ("companies", "notes"): ((189, None),),
    ("notes", "companies"): ((190, None),),
    ("deals", "notes"): ((213, None),),
    ("notes", "deals"): ((214, None),),
    ("tickets", "notes"): ((227, None),),
    ("notes", "tickets"): ((228, None),),
    ("contacts", "tasks"): ((203, None),),
    ("tasks", "contacts"): ((204, None),),
    ("companies", "tasks"): ((191, None),),
    ("tasks", "companies"): ((192, None),),
    ("deals", "tasks"): ((215, None),),
    ("tasks", "deals"): ((216, None),),
    ("tickets", "tasks"): ((229, None),),
    ("tasks", "tickets"): ((230, None),),
}


def labels_between(store: Store, one: ObjectType, other: ObjectType) -> list[Spec]:
    """How objects of two types may be associated; the one without a label first."""
    key = (one.name, other.name)
    if key not in store.labels:
        category = USER_DEFINED if one.own or other.own else DEFINED
        known = _TYPE_IDS.get(key) or ((store.new_type_id(), None),)
        store.labels[key] = [Spec(category, type_id, label) for type_id, label in known]
    return store.labels[key]


def plain(store: Store, one: ObjectType, other: ObjectType) -> Spec:
    """The association without a label."""
    return labels_between(store, one, other)[0]


def find_spec(store: Store, one: ObjectType, other: ObjectType, given: Any) -> Spec:
    """The type of association that a request names: an object, a number or a v3 name. Raises `Refused`."""
    known = labels_between(store, one, other)
    if isinstance(given, dict):
        wanted = given.get("associationTypeId", given.get("typeId"))
        category = given.get("associationCategory", given.get("category", DEFINED))
    else:
        wanted, category = given, None
    name = f"{one.singular}_to_{other.singular}"
    if isinstance(wanted, str) and wanted.lower() in (name, f"{one.name}_to_{other.name}", f"{name}_unlabeled"):
        return known[0]
    number = text_of(wanted)
    for spec in known:
        if number == str(spec.type_id) and category in (None, spec.category):
            return spec
    allowed = ", ".join(f"{spec.category} {spec.type_id}{f' ({spec.label})' if spec.label else ''}" for spec in known)
    raise invalid(
        f"One or more association types are not valid between {one.name} and {other.name}: {number}",
        told=f"Between {one.name} and {other.name} there is {name}: {allowed}.",
    )


PRIMARY = "Primary"


def associate(store: Store, one: tuple[ObjectType, str], other: tuple[ObjectType, str], specs: set[Spec]) -> None:
    """Associates two objects that are there; the association without a label always is among them."""
    forward = {spec.label: spec for spec in labels_between(store, one[0], other[0])}
    backward = {spec.label: spec for spec in labels_between(store, other[0], one[0])}
    there, back = {forward[None], *specs}, {backward[None]}
    # Of a company and another object it is the other that has one primary company; the first one is.
    ends = (one, other) if other[0].name == "companies" else (other, one)
    if PRIMARY in forward and not has_primary(store, *ends):
        there.add(forward[PRIMARY])
    back |= {backward[spec.label] for spec in there if spec.label in backward}
    store.associate((one[0].name, one[1]), (other[0].name, other[1]), there, back)


def has_primary(store: Store, one: tuple[ObjectType, str], other: tuple[ObjectType, str]) -> bool:
    """Whether an object has its primary company already."""
    found = store.associated((one[0].name, one[1]), other[0].name)
    return any(spec.label == PRIMARY for _, specs in found for spec in specs)


def associate_new(store: Store, kind: ObjectType, given: Any) -> list[Callable[[str], None]]:
    """What associates an object that is about to be created, once it has an id. Raises `Refused`."""
    links: list[Callable[[str], None]] = []
    if given is None:
        return links
    if not isinstance(given, list):
        raise invalid("Invalid input JSON: associations is a list.")
    for one in given:
        to = one.get("to") if isinstance(one, dict) else None
        types = one.get("types") if isinstance(one, dict) else None
        if not isinstance(to, dict) or not isinstance(types, list) or not types:
            raise invalid("Invalid input JSON: each of the associations has to and types.")
        other, specs = _by_types(store, kind, types)
        record = store.one(other, text_of(to.get("id")))

        def link(made: str, other: ObjectType = other, to_id: str = record.id, specs: set[Spec] = specs) -> None:
            associate(store, (kind, made), (other, to_id), specs)

        links.append(link)
    return links


def _by_types(store: Store, kind: ObjectType, types: list[Any]) -> tuple[ObjectType, set[Spec]]:
    """The type of objects to which these types of association lead, and they themselves."""
    for other in store.types:
        # Asking of a pair that nothing has yet would make a type of association for it.
        if (kind.name, other.name) not in _TYPE_IDS and (kind.name, other.name) not in store.labels:
            continue
        try:
            return other, {find_spec(store, kind, other, given) for given in types}
        except Refused:
            continue
    raise invalid(f"One or more association types are not valid for {kind.name}.")


def list_v4(store: Store, asked: Asked, kind: str, record_id: str, other: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    record = store.one(one, record_id)
    results = [_with_labels(other_id, specs) for other_id, specs in store.associated((one.name, record.id), two.name)]
    return _paged(asked, results)


def list_v3(store: Store, asked: Asked, kind: str, record_id: str, other: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    record = store.one(one, record_id)
    name = f"{one.singular}_to_{two.singular}"
    found = store.associated((one.name, record.id), two.name)
    return _paged(asked, [{"id": other_id, "type": name} for other_id, _ in found])


def _paged(asked: Asked, results: list[dict[str, Any]]) -> Reply:
    limit = asked.number("limit", MOST_LISTED, most=MOST_LISTED)
    after = asked.one("after", "0")
    start = int(after) if after.isascii() and after.isdigit() else 0
    body: dict[str, Any] = {"results": results[start : start + limit]}
    if start + limit < len(results):
        following = str(start + limit)
        body["paging"] = {"next": {"after": following, "link": page_link(asked, following)}}
    return Reply(body=body)


def put_v4(store: Store, asked: Asked, kind: str, record_id: str, other: str, other_id: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    given = asked.json()
    if not isinstance(given, list) or not given:
        raise invalid("Invalid input JSON: a list of association types is expected.")
    specs = {find_spec(store, one, two, spec) for spec in given}
    first, second = store.one(one, record_id), store.one(two, other_id)
    associate(store, (one, first.id), (two, second.id), specs)
    return Reply(201, _pair(one, first.id, two, second.id, specs))


def put_default(store: Store, _: Asked, kind: str, record_id: str, other: str, other_id: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    first, second = store.one(one, record_id), store.one(two, other_id)
    associate(store, (one, first.id), (two, second.id), set())
    return _complete(store, _defaults(store, one, first.id, two, second.id))


def delete_v4(store: Store, _: Asked, kind: str, record_id: str, other: str, other_id: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    _part(store, (one.name, record_id), (two.name, other_id))
    return NO_CONTENT


def put_v3(store: Store, _: Asked, kind: str, record_id: str, other: str, other_id: str, name: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    spec = find_spec(store, one, two, name)
    first, second = store.one(one, record_id), store.one(two, other_id)
    associate(store, (one, first.id), (two, second.id), {spec})
    return Reply(body=with_associations(store, one, shown_object(one, first), [two.name]))


def delete_v3(store: Store, asked: Asked, *, name: str, **ends: str) -> Reply:
    find_spec(store, store.type_named(ends["kind"]), store.type_named(ends["other"]), name)
    return delete_v4(store, asked, **ends)


def batch_create_v3(store: Store, asked: Asked, kind: str, other: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    results = []
    for given in asked.inputs(most=2000):
        first, second = _ends(store, one, two, given)
        associate(store, (one, first), (two, second), {find_spec(store, one, two, given.get("type"))})
        results.append({"from": {"id": first}, "to": {"id": second}, "type": given.get("type")})
    return _complete(store, results, status=201)


def batch_create_v4(store: Store, asked: Asked, kind: str, other: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    results = []
    for given in asked.inputs(most=2000):
        first, second = _ends(store, one, two, given)
        specs = {find_spec(store, one, two, spec) for spec in objects(given.get("types"), "types")}
        associate(store, (one, first), (two, second), specs)
        results.append(_pair(one, first, two, second, specs))
    return _complete(store, results, status=201)


def batch_default(store: Store, asked: Asked, kind: str, other: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    results: list[dict[str, Any]] = []
    for given in asked.inputs(most=2000):
        first, second = _ends(store, one, two, given)
        associate(store, (one, first), (two, second), set())
        results += _defaults(store, one, first, two, second)
    return _complete(store, results)


def batch_archive(store: Store, asked: Asked, kind: str, other: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    for given in asked.inputs(most=2000):
        start, ends = (given.get("from"), given.get("to")) if isinstance(given, dict) else (None, None)
        for end in ends if isinstance(ends, list) else [ends]:
            if not isinstance(start, dict) or not isinstance(end, dict):
                raise invalid("Invalid input JSON: each of the inputs has from and to.")
            _part(store, (one.name, text_of(start.get("id"))), (two.name, text_of(end.get("id"))))
    return NO_CONTENT


def batch_read_v3(store: Store, asked: Asked, kind: str, other: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    name = f"{one.singular}_to_{two.singular}"
    return _batch_read(store, asked, one, two, lambda other_id, _: {"id": other_id, "type": name})


def batch_read_v4(store: Store, asked: Asked, kind: str, other: str) -> Reply:
    return _batch_read(store, asked, store.type_named(kind), store.type_named(other), _with_labels)


def _batch_read(
    store: Store, asked: Asked, one: ObjectType, two: ObjectType, show: Callable[[str, list[Spec]], dict[str, Any]]
) -> Reply:
    results, missing = [], []
    for given in asked.inputs(most=1000):
        wanted = text_of(given.get("id") if isinstance(given, dict) else given)
        found = store.associated((one.name, wanted), two.name)
        if found:
            results.append({"from": {"id": wanted}, "to": [show(*entry) for entry in found]})
        else:
            missing.append(wanted)
    errors = [
        {
            "status": "error",
            "category": "OBJECT_NOT_FOUND",
            "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
            "message": f"No {two.singular} is associated with {one.singular} {wanted}.",
            "context": {"fromObjectId": [wanted]},
        }
        for wanted in missing
    ]
    return _complete(store, results, errors=errors)


def list_labels(store: Store, _: Asked, kind: str, other: str) -> Reply:
    found = labels_between(store, store.type_named(kind), store.type_named(other))
    return Reply(
        body={"results": [{"category": one.category, "typeId": one.type_id, "label": one.label} for one in found]}
    )


def list_types_v3(store: Store, _: Asked, kind: str, other: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    name = f"{one.singular}_to_{two.singular}"
    return Reply(body={"results": [{"id": str(plain(store, one, two).type_id), "name": name}]})


def create_label(store: Store, asked: Asked, kind: str, other: str) -> Reply:
    one, two = store.type_named(kind), store.type_named(other)
    label = asked.object().get("label")
    if not isinstance(label, str) or not label:
        raise invalid("A label of an association needs a label.")
    made = Spec(USER_DEFINED, store.new_type_id(), label)
    back = Spec(USER_DEFINED, store.new_type_id(), label)
    labels_between(store, one, two).append(made)
    labels_between(store, two, one).append(back)
    found = [{"category": spec.category, "typeId": spec.type_id, "label": label} for spec in (made, back)]
    return Reply(201, {"results": found})


def _with_labels(other_id: str, specs: list[Spec]) -> dict[str, Any]:
    types = [{"category": one.category, "typeId": one.type_id, "label": one.label} for one in specs]
    return {"toObjectId": other_id, "associationTypes": types}


def _pair(one: ObjectType, first: str, two: ObjectType, second: str, specs: set[Spec]) -> dict[str, Any]:
    return {
        "fromObjectTypeId": one.type_id,
        "fromObjectId": first,
        "toObjectTypeId": two.type_id,
        "toObjectId": second,
        "labels": [spec.label for spec in sorted(specs) if spec.label],
    }


def _defaults(store: Store, one: ObjectType, first: str, two: ObjectType, second: str) -> list[dict[str, Any]]:
    ways = ((one, first, two, second), (two, second, one, first))
    found = []
    for start, start_id, end, end_id in ways:
        spec = plain(store, start, end)
        told = {"associationCategory": spec.category, "associationTypeId": spec.type_id}
        found.append({"from": {"id": start_id}, "to": {"id": end_id}, "associationSpec": told})
    return found


def _ends(store: Store, one: ObjectType, two: ObjectType, given: Any) -> tuple[str, str]:
    start, end = (given.get("from"), given.get("to")) if isinstance(given, dict) else (None, None)
    if not isinstance(start, dict) or not isinstance(end, dict):
        raise invalid("Invalid input JSON: each of the inputs has from and to.")
    return store.one(one, text_of(start.get("id"))).id, store.one(two, text_of(end.get("id"))).id


def _part(store: Store, one: tuple[str, str], other: tuple[str, str]) -> None:
    store.associations.get(one, {}).pop(other, None)
    store.associations.get(other, {}).pop(one, None)


def _complete(
    store: Store, results: list[Any], *, status: int = 200, errors: list[dict[str, Any]] | None = None
) -> Reply:
    now = store.now()
    body = {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
    return Reply(207, {**body, "numErrors": len(errors), "errors": errors}) if errors else Reply(status, body)
