"""Requests and responses of functions as a cassette has them."""

from __future__ import annotations

from ....runtime.outgoing import OutgoingRequest, OutgoingResponse
from ...secrets.masking import MASK
from .bodies import UnreadableBodyError, read_body, with_steady_boundary
from .exchange import Body, RecordedRequest, RecordedResponse
from .header_lines import request_lines, response_lines

# What a function gets in the place of what was hidden: it may go into a header, which takes no letter of MASK.
HIDDEN = "***"


def read_request(request: OutgoingRequest) -> RecordedRequest:
    """The request, nothing hidden. Raises `UnreadableBodyError`."""
    headers, content = with_steady_boundary(request.headers, request.body)
    return RecordedRequest(
        request.method.upper(),
        request.url.partition("#")[0],
        request_lines(headers),
        read_body(content, headers),
    )


def read_asked(request: OutgoingRequest) -> RecordedRequest:
    """The same of a request that is compared: a body that cannot be read is bytes."""
    try:
        return read_request(request)
    except UnreadableBodyError:
        return RecordedRequest(request.method.upper(), request.url.partition("#")[0], (), Body("base64", request.body))


def read_response(response: OutgoingResponse) -> RecordedResponse:
    """The response, nothing hidden. Raises `UnreadableBodyError`."""
    headers, content = with_steady_boundary(response.headers, response.body)
    return RecordedResponse(response.status, response_lines(headers), read_body(content, headers))


def played(response: RecordedResponse) -> OutgoingResponse:
    """The response for a function."""
    lines = tuple((name, _unhidden(value)) for name, value in response.headers if value != MASK)
    return OutgoingResponse(response.status, lines, response.body.content().replace(MASK.encode(), HIDDEN.encode()))


def _unhidden(text: str) -> str:
    return text.replace(MASK, HIDDEN)
