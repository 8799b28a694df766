"""A request that is being written: what stands in the form's fields, and the call that it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ...emulator.account import Account
from ...emulator.call.request import Request, first_header
from ...emulator.errors import RequestError
from ...emulator.http import UID_PREFIX
from ...emulator.json_text.read_write import read_json
from ...emulator.secrets.masking import Masker
from ..copy_as import PortableRequest, portable
from .signature import UNSIGNED, signed
from .visitors import AS_ACCOUNT

Row = tuple[str, str]
"""A name and a value."""


class BodyKind(StrEnum):
    """What the body is. FORM is urlencoded, MULTIPART is form-data."""

    NONE = "none"
    JSON = "json"
    FORM = "form"
    MULTIPART = "multipart"
    TEXT = "text"


# What the kinds are sent as where no header row says otherwise; forms get theirs with their encoding.
_CONTENT_TYPES = {BodyKind.JSON: "application/json", BodyKind.TEXT: "text/plain; charset=utf-8"}
FORMS = (BodyKind.FORM, BodyKind.MULTIPART)


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """The fields of the form. `text` is the body of JSON and TEXT, `fields` that of the forms.

    `path` is an endpoint, a path or a URL, also with a query; `visitor` names one of `visitor_choices`; `origin` is
    that of the page that calls, empty for none; `signed_with` names the secret that is the key of HubSpot's signature,
    empty for a request without one. Rows without a name are not sent. A path such as `uid:greet` calls a project's
    function by its uid: the JSON body is then its parameters, and nothing else counts.
    """

    method: str = "GET"
    path: str = ""
    query: tuple[Row, ...] = ()
    headers: tuple[Row, ...] = ()
    body: BodyKind = BodyKind.NONE
    text: str = ""
    fields: tuple[Row, ...] = ()
    visitor: str = AS_ACCOUNT
    origin: str = ""
    signed_with: str = UNSIGNED

    @property
    def content_type(self) -> str | None:
        """The one that is sent, as far as the draft says it: a form's own is made with its encoding."""
        given = first_header(tuple(named(self.headers)), "content-type")
        return given if given is not None else _CONTENT_TYPES.get(self.body)

    @property
    def uid(self) -> str | None:
        """The uid that is called; None where it is an endpoint."""
        path = self.path.strip()
        return path.removeprefix(UID_PREFIX) if path.startswith(UID_PREFIX) else None

    def page_headers(self) -> tuple[Row, ...]:
        """The header rows, and the content type where the body stands for one."""
        rows = named(self.headers)
        names = {name.lower() for name, _ in rows}
        if self.body in _CONTENT_TYPES and "content-type" not in names:
            rows.append(("Content-Type", _CONTENT_TYPES[self.body]))
        return tuple(rows)

    def sent_headers(self) -> list[Row]:
        """The headers of the page, and those that the origin stands for; a row wins over them."""
        rows = list(self.page_headers())
        names = {name.lower() for name, _ in rows}
        origin = self.origin.strip().rstrip("/")
        if origin and "origin" not in names:
            rows.append(("Origin", origin))
            # `null` is the origin of a page that has none, and then there is nothing to refer to.
            if origin != "null" and "referer" not in names:
                rows.append(("Referer", f"{origin}/"))
        return rows

    def arguments(self) -> dict[str, Any]:
        """What `account.request` and `account.call` get, without the visitor."""
        found: dict[str, Any] = {
            "target": self.path,
            "method": self.method,
            "params": named(self.query),
            "headers": self.sent_headers(),
        }
        if self.body in (BodyKind.JSON, BodyKind.TEXT):
            found["content"] = self.text
        elif self.body in FORMS:
            found["data"] = named(self.fields)
            if self.body is BodyKind.MULTIPART:
                found["files"] = {}
        return found

    def request(self, account: Account) -> Request:
        """The request as it reaches the account. Raises `RequestError` and `VisitorError`."""
        if self.uid is not None:
            return account.request(uid=self.uid, parameters=self._parameters())
        visitor = self.visitor if self.visitor != AS_ACCOUNT else None
        request = account.request(**self.arguments(), visitor=visitor)
        return request if self.signed_with == UNSIGNED else signed(request, account, self.signed_with)

    def _parameters(self) -> Any:
        if self.body is not BodyKind.JSON or not self.text.strip():
            return None
        try:
            return read_json(self.text)
        except ValueError as problem:
            raise RequestError(f"The parameters are not JSON: {problem}.") from None


def named(rows: Iterable[Row]) -> list[Row]:
    """The rows that have a name."""
    return [(name.strip(), value) for name, value in rows if name.strip()]


def outgoing_draft(draft: RequestDraft, account: Account) -> PortableRequest:
    """The draft's request, to be copied. Raises `RequestError` and `VisitorError`."""
    return portable(
        draft.request(account),
        Masker(account.secrets.delicate(account.secrets)).mask,
        visitor=draft.visitor if draft.visitor != AS_ACCOUNT else None,
        own_cookies=any(name.lower() == "cookie" for name, _ in named(draft.headers)),
    )
