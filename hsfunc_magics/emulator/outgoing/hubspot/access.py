"""Who may ask the small HubSpot, and how often: tokens with their scopes, and the limit of calls in ten seconds."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from .asked import Asked
from .replies import Refused

# HubSpot's "API usage guidelines": of a private app, in 10 s.
CALLS = 190
PUBLIC_APP_CALLS = 110
SECONDS = 10.0
_DAILY = 250_000
_NOT_FOUND_TEXT = (
    "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at"
    " https://developers.hubspot.com/docs/methods/auth/oauth-overview"
)
_NO_SCOPE = (
    "This app hasn't been granted all required scopes to make this call. Read more about required scopes here:"
    " https://developers.hubspot.com/scopes."
)

Tokens = Mapping[str, tuple[str, ...] | None]
"""The tokens that count, with their scopes; None for all scopes."""


def check_token(asked: Asked, tokens: Tokens | None, *, api_keys: bool, scope: str) -> None:
    """Raises `Refused` for a request without a token that counts. Without `tokens` every one does."""
    kind, _, token = asked.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if kind.lower() == "bearer" and token:
        if tokens is None:
            return
        if token not in tokens:
            raise _unauthorized("The token is none of those that the small HubSpot was given.")
        scopes = tokens[token]
        if scopes is not None and scope and scope not in scopes:
            raise _forbidden(scope)
        return
    if asked.one("hapikey"):
        if api_keys:
            return
        raise _unauthorized(
            "HubSpot takes no API key (hapikey) any more since 2022-11-30: send a private app's token, Authorization:"
            " Bearer …. For older functions api_keys=True (--api-keys) takes them."
        )
    raise _unauthorized("The request has no token: it needs the header Authorization: Bearer ….")


def _unauthorized(told: str) -> Refused:
    return Refused(401, "INVALID_AUTHENTICATION", _NOT_FOUND_TEXT, told=told)


def _forbidden(scope: str) -> Refused:
    errors = [
        {
            "message": "One or more of the following scopes are required.",
            "context": {"requiredScopes": [scope]},
        }
    ]
    links = {"scopes": "https://developers.hubspot.com/scopes"}
    return Refused(403, "MISSING_SCOPES", _NO_SCOPE, {"errors": errors, "links": links})


class CallLimit:
    """At most so many calls in ten seconds of the account's clock."""

    def __init__(self, calls: int) -> None:
        self.calls = calls
        self._made: deque[float] = deque()
        self._today = 0

    def count(self, now: float) -> bool:
        """Counts a call; whether it is allowed. One that is refused does not count."""
        while self._made and (now - self._made[0] >= SECONDS or now < self._made[0]):
            self._made.popleft()
        if len(self._made) >= self.calls:
            return False
        self._made.append(now)
        self._today += 1
        return True

    def headers(self) -> tuple[tuple[str, str], ...]:
        """What HubSpot says of the limit in a response's headers."""
        return (
            ("x-hubspot-ratelimit-daily", str(_DAILY)),
            ("x-hubspot-ratelimit-daily-remaining", str(max(0, _DAILY - self._today))),
            ("x-hubspot-ratelimit-interval-milliseconds", str(int(SECONDS * 1000))),
            ("x-hubspot-ratelimit-max", str(self.calls)),
            ("x-hubspot-ratelimit-remaining", str(self.calls - len(self._made))),
        )

    def refusal(self, request_id: str) -> Refused:
        """429."""
        more = {
            "errorType": "RATE_LIMIT",
            "policyName": "TEN_SECONDLY_ROLLING",
            "groupName": "publicapi:private-apps:10secondly",
            "requestId": request_id,
        }
        told = f"More than {self.calls} calls in 10 s of the account's clock. Wait, or move a frozen clock."
        message = "You have reached your ten_secondly_rolling limit."
        return Refused(429, "RATE_LIMITS", message, more, told)
