"""What keeps a request from its function: no such endpoint, another account, too much, too often (contract §3, §7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..citations import Citation, chosen, observed, production, reference
from ..http import PREFIX, SERVERLESS_PREFIX
from ..limits.limits import Limits
from ..limits.quota import Quota
from ..notes import Note, refusal
from ..serverless_json.manifest import Endpoint
from ..text import did_you_mean
from .forms import parse_query
from .request import Request
from .response import PlatformResponse, platform_response


@dataclass(frozen=True, slots=True)
class Rejection:
    """What the platform answers instead of the function, and why."""

    reply: PlatformResponse
    note: Note


PREFLIGHT = Rejection(
    PlatformResponse(204), refusal("The platform answers OPTIONS itself.", chosen("who answers OPTIONS"))
)


def not_found(request: Request, endpoint: Endpoint | None, known: Iterable[str]) -> Rejection:
    """Nothing is there, or what is there does not serve the method."""
    name = request.endpoint
    source = observed("an unknown endpoint is 404")
    if name is None:
        text = (
            f"{request.path} is not below {PREFIX}: all endpoints are, but for those of projects ({SERVERLESS_PREFIX})."
        )
    elif endpoint is None:
        text = f"There is no endpoint {name}.{did_you_mean(name, known)}"
    else:
        allowed = ", ".join(endpoint.methods)
        text = f"The endpoint {name} does not serve {request.method}; its methods: {allowed}."
        source = production("a method that is not listed is 404")
    return Rejection(platform_response(404, "Not found"), refusal(text, source))


def bad_json(message: str) -> Rejection:
    """The body of a JSON request does not parse."""
    note = refusal(f"The JSON body does not parse: {message}.", observed("a JSON body that does not parse is 400"))
    return Rejection(platform_response(400, f"The body is not JSON: {message}"), note)


def other_portal(request: Request, account_id: int) -> Rejection | None:
    """A query that names another account is refused."""
    wrong = _other_portals(request.query, str(account_id))
    if not wrong:
        return None
    text = f"portalid is {wrong[0] or 'empty'}, but this account is {account_id}."
    return _rejected(400, text, chosen("a portalid of another account"))


def admit(request: Request, limits: Limits, quota: Quota) -> Rejection | None:
    """None where the account may execute the request."""
    if len(request.body) > limits.payload_bytes:
        return too_large(f"{len(request.body):,} bytes", limits)
    wait = quota.retry_after(limits)
    if wait:
        text = (
            f"The account has used its {limits.account_seconds:g} s of execution time per minute:"
            f" try again in {wait} s."
        )
        return _rejected(429, text, reference("Limits, execution limits"), (("Retry-After", str(wait)),))
    return None


def _other_portals(query: str, own: str) -> list[str]:
    if "portalid" not in query and "%" not in query:
        return []
    return [value for name, value in parse_query(query) if name == "portalid" and value != own]


def too_large(size: str, limits: Limits) -> Rejection:
    """The body is over the limit; `size` in words, because a server does not read all of it."""
    text = f"The request body is {size}; the limit is {limits.payload_bytes:,} bytes (6 MB)."
    return _rejected(413, text, reference("Limits, Lambda invocation payload"))


def bad_encoding(encoding: str) -> Rejection:
    """The body is not in the content encoding that its header names."""
    return _rejected(
        400, f"The request body is not {encoding}, as its header says.", chosen("a body that is not encoded as it says")
    )


def _rejected(status: int, text: str, source: Citation, headers: tuple[tuple[str, str], ...] = ()) -> Rejection:
    return Rejection(platform_response(status, text, headers), refusal(text, source))
