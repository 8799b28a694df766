"""The older contacts API, v1, as far as public functions still call it: read, create, update, search, all."""

from __future__ import annotations

from typing import Any

from ..asked import Asked
from ..replies import NO_CONTENT, Refused, Reply, invalid
from ..store import Record, Store, text_of
from .objects import check_unique
from .properties import moment, valid_values
from .search import matches
from .types import ObjectType

_MOST = 100
_DEFAULT = 20


def by_email(store: Store, asked: Asked, email: str) -> Reply:
    return _profile(store, asked, _find(store, email, "email"))


def by_vid(store: Store, asked: Asked, vid: str) -> Reply:
    return _profile(store, asked, _find(store, vid))


def create_contact(store: Store, asked: Asked) -> Reply:
    kind = store.type_named("contacts")
    values = _values(store, kind, asked)
    other = store.duplicate(kind, values)
    if other is not None:
        email = [{"value": values["email"], "type": "EMAIL"}]
        told = {"error": "CONTACT_EXISTS", "identityProfile": {"vid": int(other.id), "identity": email}}
        raise Refused(409, "", "Contact already exists", told)
    return Reply(body=_shown(store, kind, store.create(kind, values), ()))


def update_by_vid(store: Store, asked: Asked, vid: str) -> Reply:
    return _update(store, asked, _find(store, vid))


def update_by_email(store: Store, asked: Asked, email: str) -> Reply:
    return _update(store, asked, _find(store, email, "email"))


def create_or_update(store: Store, asked: Asked, email: str) -> Reply:
    kind = store.type_named("contacts")
    values = {"email": email.lower(), **_values(store, kind, asked)}
    valid_values(store, kind, values)
    found = store.find(kind, email, "email")
    check_unique(store, kind, values, found.id if found is not None else "")
    if found is not None:
        store.update(kind, found, values)
        return Reply(body={"vid": int(found.id), "isNew": False})
    return Reply(body={"vid": int(store.create(kind, values).id), "isNew": True})


def delete_contact(store: Store, _: Asked, vid: str) -> Reply:
    found = _find(store, vid)
    store.archive(store.type_named("contacts"), found)
    return Reply(body={"vid": int(found.id), "deleted": True, "reason": "OK"})


def search_contacts(store: Store, asked: Asked) -> Reply:
    kind = store.type_named("contacts")
    count, offset = asked.number("count", _DEFAULT, most=_MOST), _offset(asked, "offset")
    query = asked.one("q")
    found = matches(store, kind, {"query": query})
    page = found[offset : offset + count]
    names = _names(asked)
    return Reply(
        body={
            "query": query,
            "offset": offset + len(page),
            "has-more": offset + count < len(found),
            "total": len(found),
            "contacts": [_shown(store, kind, record, names) for record in page],
        }
    )


def all_contacts(store: Store, asked: Asked) -> Reply:
    kind = store.type_named("contacts")
    count, offset = asked.number("count", _DEFAULT, most=_MOST), _offset(asked, "vidOffset")
    found = [record for record in sorted(store.live(kind), key=lambda one: int(one.id)) if int(record.id) > offset]
    page = found[:count]
    names = _names(asked) or ("firstname", "lastname", "company", "lastmodifieddate")
    return Reply(
        body={
            "contacts": [_shown(store, kind, record, names) for record in page],
            "has-more": len(found) > count,
            "vid-offset": int(page[-1].id) if page else 0,
        }
    )


def _offset(asked: Asked, name: str) -> int:
    text = asked.one(name, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _names(asked: Asked) -> tuple[str, ...]:
    return tuple(asked.many("property") or asked.many("properties"))


def _find(store: Store, value: str, id_property: str = "") -> Record:
    kind = store.type_named("contacts")
    record = store.find(kind, value, id_property)
    if record is None or record.archived_at:
        raise Refused(404, "", "contact does not exist", told=f"There are {len(store.live(kind))} contacts.")
    return record


def _profile(store: Store, asked: Asked, record: Record) -> Reply:
    return Reply(body=_shown(store, store.type_named("contacts"), record, _names(asked)))


def _update(store: Store, asked: Asked, record: Record) -> Reply:
    kind = store.type_named("contacts")
    values = _values(store, kind, asked)
    check_unique(store, kind, values, record.id)
    store.update(kind, record, values)
    return NO_CONTENT


def _values(store: Store, kind: ObjectType, asked: Asked) -> dict[str, str]:
    given = asked.object().get("properties")
    if not isinstance(given, list) or not all(isinstance(one, dict) and "property" in one for one in given):
        raise invalid("properties is a list of objects with property and value.")
    return valid_values(store, kind, {text_of(one["property"]): one.get("value") for one in given})


def _shown(store: Store, kind: ObjectType, record: Record, names: tuple[str, ...]) -> dict[str, Any]:
    vid = int(record.id)
    values = {
        name: {"value": _old(kind, name, value), "versions": []}
        for name, value in record.properties.items()
        if not names or name in names
    }
    added, email = _ms(record.created), record.properties.get("email")
    identity = [{"type": "EMAIL", "value": email, "timestamp": added, "is-primary": True}] if email else []
    return {
        "addedAt": added,
        "vid": vid,
        "canonical-vid": vid,
        "merged-vids": [],
        "portal-id": store.account_id,
        "is-contact": True,
        "properties": values,
        "form-submissions": [],
        "list-memberships": [],
        "identity-profiles": [{"vid": vid, "saved-at-timestamp": added, "identities": identity}],
        "merge-audits": [],
    }


def _old(kind: ObjectType, name: str, value: str) -> str:
    """Times are milliseconds in this API."""
    known = kind.properties.get(name)
    return str(_ms(value)) if known is not None and known.kind == "datetime" else value


def _ms(time: str) -> int:
    return int(moment(time) or 0)
