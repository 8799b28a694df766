"""A request signed as HubSpot signs what it sends: version 3 of its signature, with a secret of the account as key.

HubSpot's developer documentation, "Validate the v3 request signature": an HMAC of SHA-256 over method, URL, body and
time, in base64. The value of the secret leaves Python only in that form.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import replace

from ...emulator.account import Account
from ...emulator.call.request import Request
from ...emulator.errors import RequestError

UNSIGNED = ""

SIGNATURE, TIMESTAMP = "X-HubSpot-Signature-v3", "X-HubSpot-Request-Timestamp"

# The documentation's table of characters that stand in the text as they are, and not percent-encoded.
_DECODED = re.compile("%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)


def signed(request: Request, account: Account, secret: str) -> Request:
    """The request with its signature and the time of the account's clock. Headers that it has already stay.

    Raises `RequestError` where there is no secret of this name.
    """
    problem = secret_problem(account, secret)
    if problem is not None:
        raise RequestError(problem)
    given = {name.lower(): value for name, value in request.headers}
    # As functions see it, which the check of the signature is one of.
    key = account.secrets.reveal([secret])[secret]
    time = given.get(TIMESTAMP.lower(), str(int(account.clock.timestamp() * 1000)))
    made = {TIMESTAMP: time, SIGNATURE: signature(key, request.method, request.url, request.body, time)}
    added = tuple((name, value) for name, value in made.items() if name.lower() not in given)
    return replace(request, headers=(*request.headers, *added))


def signature(key: str, method: str, url: str, body: bytes, time: str) -> str:
    """What stands in the header; `time` is in milliseconds since 1970."""
    told = _DECODED.sub(lambda found: chr(int(found[1], 16)), url)
    message = b"".join((method.encode(), told.encode("utf-8", "surrogateescape"), body, time.encode()))
    return base64.b64encode(hmac.digest(key.encode(), message, hashlib.sha256)).decode()


def secret_choices(account: Account, chosen: str) -> list[tuple[str, str]]:
    """Labels and names of what a request can be signed with; last the chosen one, where it is gone."""
    names = account.secrets.names()
    gone = [(f"{chosen} (deleted)", chosen)] if chosen and chosen not in names else []
    return [("nothing", UNSIGNED), *((name, name) for name in names), *gone]


def secret_problem(account: Account, secret: str) -> str | None:
    """Why a request cannot be signed with it; None where it can."""
    if secret == UNSIGNED or secret in account.secrets:
        return None
    return f"There is no secret {secret} to sign with any more: choose another one, or nothing."
