"""What is to be said of a draft while it is written: beside each field, and what would come if it were sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ...emulator.account import Account
from ...emulator.call.forms import MULTIPART, URLENCODED, posted_by_form
from ...emulator.call.rejections import admit, not_found, other_portal
from ...emulator.call.request import Request, lower_headers
from ...emulator.errors import RequestError
from ...emulator.http import SERVERLESS_PREFIX, media_type
from ...emulator.json_text.read_write import json_problem
from ...emulator.notes import FIELDS, FORM, content_type_rule, json_body_not_passed
from ...emulator.text import did_you_mean
from ..magics.hscall import NO_FUNCTION
from .draft import FORMS, BodyKind, RequestDraft, Row, named
from .origin import origin_problem, origin_remark
from .signature import SIGNATURE, TIMESTAMP, UNSIGNED, secret_problem
from .visitors import AS_ACCOUNT, visitor_problem

Field = Literal["method", "path", "query", "headers", "body", "visitor", "origin", "signature"]

# RFC 9110: a name is a token; a value has no line breaks and travels as ISO-8859-1.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_COUNTED = ("content-length", "transfer-encoding")
_FIELD_OF_REFUSAL: dict[int, Field] = {400: "query", 413: "body"}


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence beside a field, or beside one row of it. `blocks`: no request can be made of the draft."""

    field: Field
    text: str
    row: int | None = None
    blocks: bool = False
    kind: Literal["problem", "hint"] = "problem"

    @property
    def severity(self) -> Literal["error", "warning", "hint"]:
        """An error is what blocks."""
        return "hint" if self.kind == "hint" else "error" if self.blocks else "warning"


def remarks(draft: RequestDraft, account: Account) -> list[Remark]:
    """Everything that is to be said, in the order of the fields."""
    if draft.uid is not None:
        return list(_by_uid(draft, draft.uid, account))
    found = [*_rows(draft), *_headers(draft.headers), *_visitor(draft, account), *_origin(draft)]
    found += _signature(draft, account)
    if not draft.path.strip():
        return [*found, Remark("path", "Which endpoint? Give its name, a path or a URL.", blocks=True)]
    # What is wrong with one field does not hide what is wrong with another.
    sound = _without_blocked(draft, found)
    try:
        request = sound.request(account)
    except RequestError as problem:
        return [*found, Remark(_blamed(sound, account), str(problem), blocks=True)]
    found += [*_route(request, account), *_body(sound, request, account), *_admission(request, account)]
    told = origin_remark(sound.origin, request, sound.page_headers())
    return [*found, Remark("origin", told, kind="hint")] if told is not None else found


def _by_uid(draft: RequestDraft, uid: str, account: Account) -> Iterator[Remark]:
    """Of a call by uid, which has parameters alone."""
    functions = account.projects.functions
    if uid not in functions:
        yield Remark("path", f"No project has a function {uid}.{did_you_mean(uid, functions)} It would be 404.")
    if draft.origin.strip():
        yield Remark("origin", "A page of an origin calls endpoints: take it away, or name a path.", blocks=True)
    if draft.body not in (BodyKind.NONE, BodyKind.JSON):
        yield Remark("body", "The parameters of a call by uid are JSON: another body is not sent.")
    elif draft.body is BodyKind.JSON and draft.text.strip() and (wrong := json_problem(draft.text)) is not None:
        yield Remark("body", f"The parameters are not JSON: {wrong}.", blocks=True)
    given = [name for name, rows in (("Query", draft.query), ("Headers", draft.headers)) if named(rows)]
    others = [*given, *(["Visitor"] if draft.visitor != AS_ACCOUNT else [])]
    others += ["the signature"] if draft.signed_with != UNSIGNED else []
    left = f" {' and '.join(others)} {'is' if len(others) == 1 else 'are'} not sent." if others else ""
    yield Remark("method", f"Called as a UI extension does: the JSON body is context.parameters.{left}", kind="hint")


def _without_blocked(draft: RequestDraft, found: list[Remark]) -> RequestDraft:
    blocked = [remark for remark in found if remark.blocks]
    fields = {remark.field for remark in blocked}
    bad = {remark.row for remark in blocked if remark.field == "headers"}
    return replace(
        draft,
        headers=tuple(row for index, row in enumerate(draft.headers) if index not in bad),
        visitor=AS_ACCOUNT if "visitor" in fields else draft.visitor,
        origin="" if "origin" in fields else draft.origin,
        signed_with=UNSIGNED if "signature" in fields else draft.signed_with,
    )


def _rows(draft: RequestDraft) -> Iterator[Remark]:
    by_field: tuple[tuple[Field, tuple[Row, ...]], ...] = (
        ("query", draft.query),
        ("headers", draft.headers),
        ("body", draft.fields if draft.body in FORMS else ()),
    )
    for field, rows in by_field:
        for index, (name, value) in enumerate(rows):
            if value and not name.strip():
                yield Remark(field, "A row without a name is not sent.", index)


def _headers(rows: tuple[Row, ...]) -> Iterator[Remark]:
    for index, (name, value) in enumerate(rows):
        word = name.strip()
        if not word:
            continue
        wrong = next((character for character in word if not _TOKEN.fullmatch(character)), None)
        if wrong is not None:
            text = f"HTTP forbids {wrong!r} in the name of a header: use letters, digits and -."
            yield Remark("headers", text, index, blocks=True)
        elif _CONTROL.search(value.strip()):
            yield Remark("headers", "HTTP forbids control characters in a header.", index, blocks=True)
        elif not value.isascii():
            text = "Beyond ASCII a header's characters arrive differently from client to client: percent-encode them."
            yield Remark("headers", text, index)
        elif word.lower() in _COUNTED:
            yield Remark("headers", f"{word} is set by whatever sends the request: leave it out.", index)


def _visitor(draft: RequestDraft, account: Account) -> Iterator[Remark]:
    wrong = visitor_problem(account, draft.visitor)
    if wrong is not None:
        yield Remark("visitor", wrong, blocks=True)


def _origin(draft: RequestDraft) -> Iterator[Remark]:
    wrong = origin_problem(draft.origin)
    if wrong is not None:
        yield Remark("origin", wrong, blocks=True)


def _signature(draft: RequestDraft, account: Account) -> Iterator[Remark]:
    if draft.signed_with == UNSIGNED:
        return
    wrong = secret_problem(account, draft.signed_with)
    if wrong is None and draft.origin.strip():
        wrong = "HubSpot signs what it sends itself, and no browser's request: choose nothing, or take the origin away."
    if wrong is not None:
        yield Remark("signature", wrong, blocks=True)
        return
    given = [name for name, _ in named(draft.headers) if name.lower() == SIGNATURE.lower()]
    if given:
        yield Remark("signature", f"The header {given[0]} above is sent as it stands there.")
    else:
        text = (
            f"{SIGNATURE} and {TIMESTAMP} are sent: an HMAC of SHA-256 over method, URL, body and time, as HubSpot's"
            " developer documentation says."
        )
        yield Remark("signature", text, kind="hint")


def _blamed(draft: RequestDraft, account: Account) -> Field:
    """Which field keeps a request from being made: the path, if nothing can be made of it alone."""
    parts: tuple[tuple[Field, RequestDraft], ...] = (
        ("path", RequestDraft(path=draft.path)),
        ("query", RequestDraft(path=draft.path, query=draft.query)),
        ("headers", replace(draft, query=(), body=BodyKind.NONE)),
    )
    for field, part in parts:
        try:
            part.request(account)
        except RequestError:
            return field
    return "body"


def _route(request: Request, account: Account) -> Iterator[Remark]:
    name = request.endpoint
    if request.path.startswith(SERVERLESS_PREFIX):
        yield from _project_route(request, account)
        return
    if name is None or name not in account.functions:
        nothing = len(account.functions) == 0 and not account.projects
        if name is not None and nothing and name not in account.functions.refused:
            text = NO_FUNCTION
        else:
            text = not_found(request, None, account.functions, account.functions.refused).note.text
        yield Remark("path", f"{text} It would be 404.")
        return
    endpoint = account.functions[name]
    if request.method == "OPTIONS":
        yield Remark("method", "The platform answers OPTIONS itself, 204; the function does not run.", kind="hint")
    elif ("GET" if request.method == "HEAD" else request.method) not in endpoint.methods:
        yield Remark("method", f"{not_found(request, endpoint, ()).note.text} It would be 404.")


def _project_route(request: Request, account: Account) -> Iterator[Remark]:
    """What a project's endpoint, or the lack of one, says to the path and the method."""
    path, endpoints = request.endpoint or "", account.projects.endpoints
    function = endpoints.get(path)
    if function is None:
        near = did_you_mean(path, endpoints)
        yield Remark("path", f"No project has the endpoint {SERVERLESS_PREFIX}{path}.{near} It would be 404.")
        return
    if request.method == "OPTIONS":
        return
    if ("GET" if request.method == "HEAD" else request.method) not in function.methods:
        allowed = ", ".join(function.methods)
        yield Remark(
            "method", f"{function.called} does not serve {request.method}; its methods: {allowed}. It would be 404."
        )


def _project_body(draft: RequestDraft, request: Request) -> Iterator[Remark]:
    """What reaches a project's function of a body: JSON, whatever the method."""
    kind = media_type(request.header("content-type"))
    if not request.body:
        if draft.body not in FORMS:
            yield Remark("body", "The body is empty, so context.body is absent.")
    elif kind != "application/json":
        yield Remark("body", "A project's function gets JSON alone, so context.body is absent.")
    elif (wrong := json_problem(request.body.decode("utf-8", "replace"))) is not None:
        yield Remark("body", f"Not JSON: {wrong}. It would be 400.")
    elif request.method in ("GET", "HEAD"):
        yield Remark("body", f"A browser sends no body with {request.method}.")


def _body(draft: RequestDraft, request: Request, account: Account) -> Iterator[Remark]:
    if draft.body is BodyKind.NONE:
        return
    if request.path.startswith(SERVERLESS_PREFIX):
        yield from _project_body(draft, request)
        return
    content_type = request.header("content-type")
    kind = media_type(content_type)
    passed = request.method in account.settings.json_body_methods
    if draft.body is BodyKind.MULTIPART and kind == MULTIPART and "boundary=" not in str(content_type):
        yield Remark("headers", "This Content-Type has no boundary, so the form cannot be read: leave the row out.")
    if not request.body:
        if draft.body not in FORMS:
            yield Remark("body", "The body is empty, so context.body is absent.")
        return
    if draft.body is BodyKind.JSON or kind == "application/json":
        wrong = json_problem(request.body.decode("utf-8", "replace"))
        if wrong is not None:
            would = " It would be 400." if passed and kind == "application/json" else ""
            yield Remark("body", f"Not JSON: {wrong}.{would}")
    if request.method in ("GET", "HEAD"):
        yield Remark("body", f"A browser sends no body with {request.method}; context.body is only filled for POST.")
    elif kind in (URLENCODED, MULTIPART):
        # With an origin a page's script sends it.
        by_form = not draft.origin and posted_by_form(request.method, lower_headers(request.headers))
        yield Remark("body", (FORM if by_form else FIELDS).text, kind="hint")
    elif kind != "application/json":
        yield Remark("body", content_type_rule(kind).text)
    elif not passed:
        yield Remark("body", json_body_not_passed(request.method).text)


def _admission(request: Request, account: Account) -> Iterator[Remark]:
    of_project = request.path.startswith(SERVERLESS_PREFIX)
    if of_project or request.endpoint not in account.functions or request.method == "OPTIONS":
        return
    refused = other_portal(request, account.account_id) or admit(request, account.limits, account.quota)
    if refused is not None:
        status = refused.reply.status
        yield Remark(_FIELD_OF_REFUSAL.get(status, "path"), f"{refused.note.text} It would be {status}.")
