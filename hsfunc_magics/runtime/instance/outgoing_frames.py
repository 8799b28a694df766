"""The requests that an execution sends, as the harness tells of them (`js/exchanges.js`), and what it is answered."""

from __future__ import annotations

import contextlib
import math
import re
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..outgoing import (
    Answer,
    Exchange,
    Headers,
    NetworkFailure,
    NetworkFailureKind,
    OutgoingRequest,
    OutgoingResponse,
    Outside,
)
from ..statuses import phrase
from .frames import FrameType, pack
from .harness import InstanceGoneError

# `js/outgoing_frames.js` has the same two numbers.
KEPT = 64 * 1024
MOST = 200
# A function can write frames of its own.
_MOST_HEADERS = 200
_LONGEST = 16_384
_LARGEST = 2**53
_FARTHEST = 1_000_000_000
_LAST_STATUS = 999
# The longest that a timer of Node waits.
_MOST_MS = 2**31 - 1
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BROKEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_KINDS: dict[str, NetworkFailureKind] = {
    "ETIMEDOUT": "timeout",
    "ESOCKETTIMEDOUT": "timeout",
    "UND_ERR_CONNECT_TIMEOUT": "timeout",
    "UND_ERR_HEADERS_TIMEOUT": "timeout",
    "UND_ERR_BODY_TIMEOUT": "timeout",
    "ECONNRESET": "reset",
    "EPIPE": "reset",
    "UND_ERR_SOCKET": "reset",
    "ENOTFOUND": "dns",
    "EAI_AGAIN": "dns",
    "ECONNREFUSED": "refused",
    "EPROTO": "tls",
    "DEPTH_ZERO_SELF_SIGNED_CERT": "tls",
    "SELF_SIGNED_CERT_IN_CHAIN": "tls",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE": "tls",
    "UNABLE_TO_GET_ISSUER_CERT": "tls",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY": "tls",
}

Send = Callable[[list[bytes]], None]
Elsewhere = Callable[[Callable[[], None]], object]
"""Does the work where it may take a moment."""


@dataclass(slots=True)
class _Told:
    request: OutgoingRequest
    at: float
    size: int
    line: int
    column: int
    answer: Answer | None = None
    over: Exchange | None = None

    def exchange(
        self,
        seconds: float,
        response: OutgoingResponse | None = None,
        failure: NetworkFailure | None = None,
        response_bytes: int = 0,
    ) -> Exchange:
        answer = self.answer
        return Exchange(
            request=self.request,
            response=response,
            failure=failure,
            at=self.at,
            seconds=seconds,
            by=answer.by if answer is not None else "network",
            rule=answer.rule if answer is not None else "",
            request_bytes=self.size,
            response_bytes=response_bytes,
            line=self.line,
            column=self.column,
        )


class Requests:
    """The requests of one execution. `started` is when it began, `elsewhere` where answers are found; here by default.

    What the harness tells raises `KeyError` and the like where the function has written it itself.
    """

    def __init__(self, outside: Outside | None, started: float, elsewhere: Elsewhere | None) -> None:
        self._outside = outside
        self._started = started
        self._elsewhere = elsewhere
        self._kept = outside.kept_bytes if outside is not None else KEPT
        self._told: dict[int, _Told] = {}
        self._asking = False
        self.untold = 0

    def requested(self, envelope: dict[str, Any], body: bytes, own: bool, send: Send) -> None:
        """One is complete; `own`: by this execution, not by an earlier one of the instance. `send` gets the answer."""
        request = OutgoingRequest(
            method=_text(envelope["method"]),
            url=_text(envelope["url"]),
            headers=_headers(envelope["headers"]),
            body=body,
            client="fetch" if envelope["client"] == "fetch" else "http",
        )
        told = self._keep(envelope, request) if own else None
        if envelope["ask"] is not True:
            return

        if self._asking:
            raise ValueError("a question while the harness waits for an answer")
        self._asking = True

        def work() -> None:
            answer, frame = self._answer(request)
            if told is not None:
                told.answer = answer
            self._asking = False
            with contextlib.suppress(InstanceGoneError):  # then its end is seen where it is waited for
                send(frame)

        if self._elsewhere is None or self._outside is None:
            work()
        else:
            self._elsewhere(work)

    def _keep(self, envelope: dict[str, Any], request: OutgoingRequest) -> _Told | None:
        number = _whole(envelope["i"], _LARGEST)
        if number in self._told:
            raise ValueError("a request that was told of before")
        if len(self._told) >= MOST:
            self.untold += 1
            return None
        if len(request.body) > self._kept:
            request = OutgoingRequest(
                request.method, request.url, request.headers, request.body[: self._kept], request.client
            )
        told = self._told[number] = _Told(
            request=request,
            at=min(_number(envelope["at"], _FARTHEST) / 1000, self._now()),
            size=_whole(envelope["size"], _LARGEST),
            line=_whole(envelope.get("line"), _FARTHEST),
            column=_whole(envelope.get("column"), _FARTHEST),
        )
        return told

    def _answer(self, request: OutgoingRequest) -> tuple[Answer | None, list[bytes]]:
        """The answer, and its frame."""
        if self._outside is None:
            return None, _answer_frame(None)
        try:
            answer = self._outside.answer(request)
            return answer, _answer_frame(answer)
        except Exception as problem:  # noqa: BLE001 - the function gets it, for it waits for an answer
            text = str(problem) or type(problem).__name__
            failed = Answer(NetworkFailure("error", text), by="refused")
            return failed, _answer_frame(failed)

    def over(self, envelope: dict[str, Any], body: bytes) -> None:
        """One has got its response, or has failed."""
        told = self._told.get(_whole(envelope["i"], _LARGEST))
        if told is None or told.over is not None:
            return
        seconds = min(_number(envelope["ms"], _FARTHEST) / 1000, max(0.0, self._now() - told.at))
        failed = envelope.get("failure")
        response, failure = None, None
        status = _whole(envelope["status"], _LAST_STATUS)
        size = _whole(envelope["size"], _LARGEST)
        if status > 0:
            headers = _headers(envelope["headers"])
            response = OutgoingResponse(status, headers, self._body(headers, body))
        if isinstance(failed, dict):
            failure = _failure(failed)
            if told.answer is not None and isinstance(told.answer.outcome, NetworkFailure):
                given = told.answer.outcome
                failure = NetworkFailure(given.kind, given.message or failure.message, given.code or failure.code)
        told.over = exchange = told.exchange(seconds, response, failure, size)
        if self._outside is not None:
            # The call does not fail for it.
            with contextlib.suppress(Exception):
                self._outside.exchanged(exchange)

    def exchanges(self, seconds: float) -> list[Exchange]:
        """All of them, at the end of an execution that took so long."""
        return [told.over or told.exchange(max(0.0, seconds - told.at)) for told in self._told.values()]

    def _body(self, headers: Headers, body: bytes) -> bytes:
        """A body as it was decoded. The harness has decoded what Python cannot."""
        coding = next((value.lower() for name, value in headers if name.lower() == "content-encoding"), "")
        if coding in ("gzip", "x-gzip", "deflate"):
            body = _decompressed(body, self._kept)
        return body[: self._kept]

    def _now(self) -> float:
        return time.perf_counter() - self._started


def _decompressed(body: bytes, most: int) -> bytes:
    """Its beginning, as far as there is one; what is none stays as it came."""
    # Some call a deflated stream without a head "deflate".
    for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(bits).decompress(body, most)
        except zlib.error:
            continue
    return body


def _check(response: OutgoingResponse) -> None:
    """Raises `ValueError` where it cannot be sent."""
    if not 200 <= response.status <= 599:
        raise ValueError(f"The answer has the status {response.status}: a response has one from 200 to 599.")
    for name, value in response.headers:
        if not _TOKEN.fullmatch(name):
            raise ValueError(f"The answer has a header {name!r}: that is no name of a header.")
        if _BROKEN.search(value):
            raise ValueError(f"The answer's header {name} has a line break or a control character in its value.")


def _answer_frame(answer: Answer | None) -> list[bytes]:
    """What tells the harness of it. Raises `ValueError` where it cannot be sent."""
    if answer is None:
        return pack(FrameType.ANSWER, {})
    delay = answer.delay * 1000
    envelope: dict[str, Any] = {"delay": min(max(delay, 0.0), _MOST_MS) if math.isfinite(delay) else 0.0}
    outcome = answer.outcome
    if isinstance(outcome, NetworkFailure):
        envelope |= {"kind": "failure", "failure": outcome.kind, "message": outcome.message, "code": outcome.code}
        return pack(FrameType.ANSWER, envelope)
    _check(outcome)
    flat: list[str] = []
    for name, value in outcome.headers:
        flat += name, _as_latin_1(value)
    envelope |= {"kind": "response", "status": outcome.status, "statusText": phrase(outcome.status), "headers": flat}
    return pack(FrameType.ANSWER, envelope, bytes(outcome.body))


def _as_latin_1(value: str) -> str:
    """A header's value by the bytes that are sent for it."""
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode("latin-1")
    return value


def _failure(told: dict[str, Any]) -> NetworkFailure:
    code = _text(told["code"])
    kind = _KINDS.get(code) or ("tls" if code.startswith(("CERT_", "ERR_TLS", "ERR_SSL")) else "error")
    return NetworkFailure(kind, _text(told["message"]), code)


def _headers(flat: Any) -> Headers:
    texts = [_text(text) for text in flat[: 2 * _MOST_HEADERS]]
    return tuple(zip(texts[::2], texts[1::2], strict=False))


def _text(told: object) -> str:
    """Its `…` tells the masking of secrets that it was cut."""
    text = str(told)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _number(told: object, most: int) -> float:
    """Where it is none, or not between 0 and `most`: 0."""
    return told if isinstance(told, int | float) and 0 <= told <= most else 0


def _whole(told: object, most: int) -> int:
    return int(_number(told, most))
