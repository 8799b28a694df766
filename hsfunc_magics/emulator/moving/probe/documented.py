"""What the answers of a probe say against what is documented or was seen of the platform of projects (contract §12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...citations import Authority
from .answers import Answers
from .requests import MARK

_KEYS = ("accountId", "headers", "method", "params")
_MOST_KEYS = 12

Contradiction = tuple[Authority, str]
"""How a fact is known, and what of it did not hold."""


def contradictions(answers: Answers) -> Iterator[Contradiction]:
    """Each fact that did not hold, with what was seen instead."""
    asked = answers.get("report")
    report = asked.report if asked is not None else None
    if asked is not None and report is not None:
        if not asked.values("x-hsfunc-probe"):
            yield Authority.REFERENCE, "headers that a function returns are sent: X-Hsfunc-Probe did not come"
        if asked.status != 200:
            yield Authority.REFERENCE, f"the statusCode that a function returns is sent: 200 came as {asked.status}"
        yield from _of_the_call(report)
    posted = answers.get("body")
    told = posted.report if posted is not None else None
    if told is not None and told.get("body") != "object":
        yield Authority.PRODUCTION, "context.body has the parsed JSON of a POST: it was no object"
    bare = answers.get("bare")
    if bare is not None and bare.body.strip().strip('"') != f"{MARK} bare":
        yield (
            Authority.PRODUCTION,
            f"a bare text that is returned is the body: it was answered {bare.status} without it",
        )


def _of_the_call(report: Mapping[str, Any]) -> Iterator[Contradiction]:
    if report.get("second") == "function":
        yield Authority.REFERENCE, "there is no sendResponse: main had a second argument, a function"
    keys = report.get("keys")
    if isinstance(keys, list):
        absent = [key for key in _KEYS if key not in keys]
        if absent:
            yield Authority.PRODUCTION, f"context has {', '.join(_KEYS)}: there was no {' and no '.join(absent)}"
    if report.get("customHeader") is True:
        yield Authority.PRODUCTION, "headers of the client's own are dropped: X-Hsfunc-Custom arrived"
    if report.get("hubspotHeader") is False:
        yield Authority.PRODUCTION, "headers that begin with X-HubSpot- arrive: X-HubSpot-Probe did not"


def further_keys(answers: Answers) -> list[str]:
    """Names in the context that nobody has told of."""
    asked = answers.get("report")
    keys = (asked.report or {}).get("keys") if asked is not None else None
    known = {*_KEYS, "body", "contact", "limits"}
    found = [key for key in keys if isinstance(key, str) and key.isidentifier()] if isinstance(keys, list) else []
    return [key[:40] for key in dict.fromkeys(found) if key not in known][:_MOST_KEYS]
