"""Which control page a request means."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import orjson

from ...emulator.account import Account
from ...emulator.call.forms import URLENCODED, group, parse_form, parse_query
from ...emulator.call.request import Request
from ...emulator.call.response import JSON_TYPE, PlatformResponse
from ...emulator.errors import HsfuncError, RequestError
from ...emulator.secrets.masked_errors import hide_values
from ...emulator.visitors import ANONYMOUS, TRACKING_COOKIE, tracking_cookie
from ..async_calls import AsyncCalls
from ..request import Scope
from .forms import form_again
from .guard import barred, name_of
from .layout import PROTECTED, page_reply
from .views import front_page, index_page, log_page, message_page, result_page

ROOT = "/_hsfunc/"
# The newest records, where nobody asks for another number.
_RECORDS = 50
_JSON_RECORDS = 10_000

_Fields = dict[str, str]


class Control:
    """The control pages of one account. `port`: where its functions are, which answer nothing here."""

    def __init__(self, account: Account, calls: AsyncCalls, port: int) -> None:
        self._account = account
        self._calls = calls
        self._port = port

    async def answer(self, request: Request) -> PlatformResponse:
        """The page that a request asks for. Who may see it has been asked before."""
        name = request.path.removeprefix(ROOT)
        reading = request.method in ("GET", "HEAD")
        query = _fields(group(parse_query(request.query)))
        try:
            if name == "" and reading:
                cookie = tracking_cookie("; ".join(value for key, value in request.headers if key == "cookie"))
                return page_reply("Functions", index_page(self._account, self._functions(request), cookie))
            if request.path == "/" and reading:
                return PlatformResponse(302, (("Location", ROOT), *PROTECTED))
            if name == "log" and reading:
                return await self._log(query)
            if name == "try" and request.method == "POST":
                return await self._try(request)
            if name == "visitor" and request.method == "POST":
                return self._visit(_form(request))
        except HsfuncError as problem:
            hide_values(problem, self._account.secrets)
            return page_reply("Not possible", message_page(str(problem)), status=400)
        return page_reply("Not found", message_page(f"There is no such page below {ROOT}."), status=404)

    async def _log(self, query: _Fields) -> PlatformResponse:
        as_json = query.get("format") == "json"
        limit = _number(query.get("limit", ""), _JSON_RECORDS if as_json else _RECORDS)
        log = self._account.log
        endpoint = query.get("endpoint") or None
        # Not in the event loop: the disk may take its time, and other calls go on meanwhile.
        listing = await asyncio.to_thread(log.records, endpoint=endpoint, limit=limit)
        if not as_json:
            return page_reply("Log", log_page(listing, self._account))
        body = await asyncio.to_thread(
            lambda: orjson.dumps([record.as_json() for record in reversed(listing)], default=str)
        )
        return PlatformResponse(200, (("Content-Type", JSON_TYPE), *PROTECTED), body)

    async def _try(self, request: Request) -> PlatformResponse:
        fields = _form(request)
        form = form_again(self._account, self._functions(request), fields)
        try:
            execution = await self._calls.handle(asked(self._account, request, fields))
        except HsfuncError as problem:
            hide_values(problem, self._account.secrets)
            return page_reply("Not possible", message_page(str(problem)) + form, status=400)
        title = execution.masked(f"{execution.request.method} {fields.get('endpoint', '')}")
        return page_reply(title, result_page(execution, form))

    def _functions(self, request: Request) -> str:
        """Where the functions are, by the name that the browser has for this machine."""
        return f"{request.scheme}://{name_of(request.host)}:{self._port}"

    def _visit(self, fields: _Fields) -> PlatformResponse:
        """The browser gets the tracking cookie of a visitor, and so is that visitor for every function."""
        name = fields.get("visitor", ANONYMOUS)
        visitors = self._account.visitors
        visitor = visitors.current if name == "" else visitors.find(name)
        cookie = f"{TRACKING_COOKIE}={visitor.cookie if visitor else ''}; Path=/; SameSite=Lax"
        gone = "" if visitor is not None else "; Max-Age=0"
        return PlatformResponse(303, (("Location", ROOT), ("Set-Cookie", cookie + gone), *PROTECTED))


def _form(request: Request) -> _Fields:
    return _fields(group(parse_form(URLENCODED, URLENCODED, request.body)))


def _fields(values: dict[str, list[str]]) -> _Fields:
    return {name: texts[-1] for name, texts in values.items()}


def _number(text: str, default: int) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else default


def asked(account: Account, form: Request, fields: Mapping[str, str]) -> Request:
    """The request of a sent form, with the cookies of the browser that sent it. Raises `RequestError`."""
    method = fields.get("method", "GET")
    headers = [("Cookie", value) for name, value in form.headers if name == "cookie"]
    for line in fields.get("headers", "").splitlines():
        name, found, value = line.partition(":")
        if line.strip() and not found:
            raise RequestError(f"{line.strip()!r} is no header: write Name: value, a line each.")
        if found:
            headers.append((name.strip(), value.strip()))
    body = fields.get("body", "")
    if body and fields.get("type") and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", fields["type"]))
    query = fields.get("query", "").strip().removeprefix("?")
    return account.request(
        f"{fields.get('endpoint', '')}{f'?{query}' if query else ''}",
        method=method,
        headers=headers,
        content=body.replace("\r\n", "\n").encode("utf-8", "surrogateescape") if body else None,
    )


def moved(scope: Scope, port: int, control_port: int) -> PlatformResponse | None:
    """None for whoever must not see them: to them there is nothing here, as at any address that functions lack."""
    if not _may_see(scope, port):
        return None
    path = scope["raw_path"].decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    url = f"{_control_url(scope, control_port)}{path}{f'?{query}' if query else ''}"
    return PlatformResponse(302, (("Location", url), *PROTECTED))


def front(scope: Scope, port: int, control_port: int, account: Account) -> PlatformResponse | None:
    """The page at an address that people open where functions are served; None for whoever must not see it."""
    if not _may_see(scope, port):
        return None
    return page_reply("Functions", front_page(account, f"{_control_url(scope, control_port)}{ROOT}"), status=404)


def _may_see(scope: Scope, port: int) -> bool:
    return scope["method"] in ("GET", "HEAD") and barred(scope, port) is None


def _control_url(scope: Scope, control_port: int) -> str:
    host = next(value.decode("latin-1") for name, value in scope["headers"] if name == b"host")
    return f"{scope['scheme']}://{name_of(host)}:{control_port}"
