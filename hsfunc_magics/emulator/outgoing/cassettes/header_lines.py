"""Which header lines a cassette keeps: what a request means, not what a client, a proxy or the hour adds to it."""

from __future__ import annotations

import re

from ....runtime.outgoing import Headers

# Of the connection, of the client's version, or another one at each request.
_REQUEST_LEFT_OUT = re.compile(
    r"host|connection|keep-alive|proxy-connection|transfer-encoding|content-length|content-encoding|accept-encoding"
    r"|accept-language|user-agent|sec-fetch-.*|date|expect|te|trailer|upgrade|traceparent|tracestate|baggage"
    r"|x-request-id|x-correlation-id|x-amzn-trace-id|priority"
)
_RESPONSE_LEFT_OUT = re.compile(
    r"connection|keep-alive|proxy-connection|transfer-encoding|content-length|content-encoding|date|age|expires|via"
    r"|alt-svc|nel|report-to|reporting-endpoints|server-timing|trailer|upgrade|traceparent|tracestate"
    r"|x-request-id|request-id|x-correlation-id|x-hubspot-correlation-id|x-trace|x-trace-id|x-amzn-.*|x-amz-.*|x-evy-.*"
    r"|x-envoy-.*|x-runtime|x-response-time|x-served-by|x-timer|x-cache(?:-.*)?|cf-.*"
)
# A counter: a function may read it, and it is no reason to write an exchange anew.
_COUNTER = re.compile(r"(?:x-)?(?:hubspot-)?ratelimit-.*|x-rate-limit-.*|retry-after")


def request_lines(headers: Headers) -> Headers:
    """Those of a request, with names in lower case and in their order."""
    return _kept(headers, _REQUEST_LEFT_OUT)


def response_lines(headers: Headers) -> Headers:
    """Those of a response."""
    return _kept(headers, _RESPONSE_LEFT_OUT)


def without_counters(headers: Headers) -> Headers:
    """Those by which two responses are told apart."""
    return tuple((name, value) for name, value in headers if not _COUNTER.fullmatch(name))


def _kept(headers: Headers, left_out: re.Pattern[str]) -> Headers:
    lower = ((name.lower(), value) for name, value in headers)
    # A stable sort: several lines of one header stay in their order.
    return tuple(sorted((line for line in lower if not left_out.fullmatch(line[0])), key=lambda line: line[0]))
