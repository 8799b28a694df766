"""`/crm/v3/pipelines` and `/crm/v3/owners`: what functions look up, to be read only."""

from __future__ import annotations

from typing import Any

from ..asked import Asked
from ..replies import Reply, not_found
from ..store import Owner, Store

_DEALS = (
    ("appointmentscheduled", "Appointment Scheduled", "0.2"),
    ("qualifiedtobuy", "Qualified To Buy", "0.4"),
    ("presentationscheduled", "Presentation Scheduled", "0.6"),
    ("decisionmakerboughtin", "Decision Maker Bought-In", "0.8"),
    ("contractsent", "Contract Sent", "0.9"),
    ("closedwon", "Closed Won", "1.0"),
    ("closedlost", "Closed Lost", "0.0"),
)
_TICKETS = (("1", "New"), ("2", "Waiting on contact"), ("3", "Waiting on us"), ("4", "Closed"))


def list_pipelines(store: Store, _: Asked, kind: str) -> Reply:
    return Reply(body={"results": _pipelines(store, kind)})


def read_pipeline(store: Store, _: Asked, kind: str, pipeline: str) -> Reply:
    return Reply(body=_pipeline(store, kind, pipeline))


def list_stages(store: Store, _: Asked, kind: str, pipeline: str) -> Reply:
    return Reply(body={"results": _pipeline(store, kind, pipeline)["stages"]})


def _pipeline(store: Store, kind: str, pipeline: str) -> dict[str, Any]:
    found = next((one for one in _pipelines(store, kind) if one["id"] == pipeline), None)
    if found is None:
        raise not_found()
    return found


def _pipelines(store: Store, kind: str) -> list[dict[str, Any]]:
    name = store.type_named(kind).name
    if name == "deals":
        stages = [
            (value, label, {"isClosed": str(value.startswith("closed")).lower(), "probability": chance})
            for value, label, chance in _DEALS
        ]
        return [_made("default", "Sales Pipeline", stages)]
    if name == "tickets":
        told = [
            (value, label, {"isClosed": str(label == "Closed").lower(), "ticketState": _state(label)})
            for value, label in _TICKETS
        ]
        return [_made("0", "Support Pipeline", told)]
    return []


def _state(label: str) -> str:
    return "CLOSED" if label == "Closed" else "OPEN"


def _made(pipeline: str, label: str, stages: list[tuple[str, str, dict[str, str]]]) -> dict[str, Any]:
    times = {"createdAt": "1970-01-01T00:00:00.000Z", "updatedAt": "1970-01-01T00:00:00.000Z", "archived": False}
    return {
        "id": pipeline,
        "label": label,
        "displayOrder": 0,
        "stages": [
            {"id": value, "label": name, "displayOrder": order, "metadata": metadata, **times}
            for order, (value, name, metadata) in enumerate(stages)
        ],
        **times,
    }


def list_owners(store: Store, asked: Asked) -> Reply:
    email = asked.one("email").lower()
    found = [_owner(owner) for owner in store.owners if not email or owner.email.lower() == email]
    return Reply(body={"results": found})


def read_owner(store: Store, _: Asked, owner: str) -> Reply:
    found = next((one for one in store.owners if one.id == owner), None)
    if found is None:
        raise not_found()
    return Reply(body=_owner(found))


def _owner(owner: Owner) -> dict[str, Any]:
    return {
        "id": owner.id,
        "email": owner.email,
        "type": "PERSON",
        "firstName": owner.first_name,
        "lastName": owner.last_name,
        "userId": int(owner.id),
        "createdAt": "1970-01-01T00:00:00.000Z",
        "updatedAt": "1970-01-01T00:00:00.000Z",
        "archived": False,
    }
