"""Calls of pages that a browser and the emulator must judge alike: on the platform, and with preflights answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

# Places of a page or of the function; `{a}`, `{b}` and `{s}` stand for the ports, `{s}` is TLS.
HERE = "http://127.0.0.1:{a}"
OTHER_DOMAIN = "http://localhost:{a}"
OTHER_PORT = "http://127.0.0.1:{b}"
OTHER_PROTOCOL = "https://127.0.0.1:{s}"
NO_ORIGIN = "null"

ORIGIN = "Access-Control-Allow-Origin"
CREDENTIALS = "Access-Control-Allow-Credentials"
METHODS = "Access-Control-Allow-Methods"
HEADERS = "Access-Control-Allow-Headers"
EXPOSE = "Access-Control-Expose-Headers"

Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Scenario:
    """A page, and what it calls. `answer` are the function's headers, where `{page}` stands for the page's origin.

    `preflight` is the status and the headers of the answer to a preflight; None: the platform's.
    """

    name: str
    to: str = OTHER_DOMAIN
    init: dict[str, Any] = field(default_factory=dict[str, Any])
    answer: Lines = ()
    status: int = 200
    page: str = HERE
    preflight: tuple[int, Lines] | None = None

    def url(self, fill: dict[str, str], number: int) -> str:
        """The whole URL; `case` tells which scenario a message is about."""
        told = [(name, value.format(**fill)) for name, value in self.answer]
        query: dict[str, str | int] = {"h": json.dumps(told), "status": self.status}
        if self.preflight is not None:
            status, lines = self.preflight
            query["preflight"] = json.dumps([status, [(name, value.format(**fill)) for name, value in lines]])
        query["case"] = f"{number:03}"
        return f"{self.to.format(**fill)}/_hcms/api/answer?{urlencode(query)}"


ALLOWED: Lines = ((ORIGIN, "{page}"),)
JSON = {"method": "POST", "headers": {"Content-Type": "application/json"}, "body": "{}"}
TO_ELSEWHERE = "/_hcms/api/plain"

PLATFORM = (
    Scenario("a simple GET to another domain"),
    Scenario("a simple GET to another port", OTHER_PORT),
    Scenario("a GET within the origin", HERE),
    Scenario("JSON within the origin", HERE, JSON),
    Scenario("a PUT within the origin", HERE, {"method": "PUT", "headers": {"X-Test": "1"}}),
    Scenario("a GET that is allowed by name", answer=ALLOWED),
    Scenario("a GET that is allowed by wildcard", answer=((ORIGIN, "*"),)),
    Scenario("another origin is allowed", answer=((ORIGIN, "https://www.example.com"),)),
    Scenario("the origin with a slash", answer=((ORIGIN, "{page}/"),)),
    Scenario("a word for an origin", answer=((ORIGIN, "everybody"),)),
    Scenario("an empty origin", answer=((ORIGIN, ""),)),
    Scenario("null for an origin", answer=((ORIGIN, "null"),)),
    Scenario("two origins", answer=((ORIGIN, "{page}, https://www.example.com"),)),
    Scenario("credentials and a wildcard", init={"credentials": "include"}, answer=((ORIGIN, "*"),)),
    Scenario("credentials that are not allowed", init={"credentials": "include"}, answer=ALLOWED),
    Scenario("credentials, TRUE", init={"credentials": "include"}, answer=(*ALLOWED, (CREDENTIALS, "TRUE"))),
    Scenario("credentials", OTHER_PORT, {"credentials": "include"}, (*ALLOWED, (CREDENTIALS, "true"))),
    Scenario("no credentials", OTHER_PORT, {"credentials": "omit"}, ALLOWED),
    Scenario("no credentials within the origin", HERE, {"credentials": "omit"}),
    Scenario("a simple POST", init={"method": "POST", "body": "text"}),
    Scenario("a simple POST that is allowed", init={"method": "POST", "body": "text"}, answer=ALLOWED),
    Scenario(
        "a form",
        init={"method": "POST", "headers": {"Content-Type": "application/x-www-form-urlencoded"}, "body": "a=1"},
        answer=ALLOWED,
    ),
    Scenario("HEAD", init={"method": "HEAD"}, answer=ALLOWED),
    Scenario("a preflight for the content type", init=JSON, answer=ALLOWED),
    Scenario("a preflight for PUT", init={"method": "PUT"}, answer=ALLOWED),
    Scenario("a preflight for PATCH", init={"method": "PATCH"}, answer=ALLOWED),
    Scenario("a preflight for a header", init={"headers": {"X-Test": "1"}}, answer=ALLOWED),
    Scenario("a preflight with credentials", init={**JSON, "credentials": "include"}, answer=ALLOWED),
    Scenario("an accept of 128 bytes", init={"headers": {"Accept": "a" * 128}}, answer=ALLOWED),
    Scenario("an accept of 129 bytes", init={"headers": {"Accept": "a" * 129}}, answer=ALLOWED),
    Scenario("an accept with a bracket", init={"headers": {"Accept": "a(b"}}, answer=ALLOWED),
    Scenario("a language", init={"headers": {"Accept-Language": "de-DE, en;q=0.5"}}, answer=ALLOWED),
    Scenario("a language with a sign", init={"headers": {"Content-Language": "de_DE"}}, answer=ALLOWED),
    Scenario("a range", init={"headers": {"Range": "bytes=0-99"}}, answer=ALLOWED),
    Scenario("the end of a range", init={"headers": {"Range": "bytes=-99"}}, answer=ALLOWED),
    Scenario(
        "a type with a parameter",
        init={"method": "POST", "headers": {"Content-Type": "Text/Plain; charset=x"}},
        answer=ALLOWED,
    ),
    Scenario("headers that are forbidden", init={"headers": {"Origin": "https://x.example"}}, answer=ALLOWED),
    Scenario("no-cors", init={"mode": "no-cors"}),
    Scenario("no-cors, POST with JSON", init={**JSON, "mode": "no-cors"}),
    Scenario("no-cors, PUT", init={"mode": "no-cors", "method": "PUT"}),
    Scenario("no-cors within the origin", HERE, {"mode": "no-cors"}),
    Scenario("mode same-origin, elsewhere", init={"mode": "same-origin"}),
    Scenario("mode same-origin, within the origin", HERE, {"mode": "same-origin"}),
    Scenario("headers for the page", answer=(*ALLOWED, (EXPOSE, "x-one"), ("X-One", "1"), ("X-Two", "2"))),
    Scenario(
        "all headers for the page", answer=(*ALLOWED, (EXPOSE, "*"), ("X-One", "1"), ("X-Two", "2"), ("Expires", "0"))
    ),
    Scenario("a redirect that is not allowed", answer=(("Location", TO_ELSEWHERE),), status=302),
    Scenario("a redirect to what is not allowed", answer=(*ALLOWED, ("Location", TO_ELSEWHERE)), status=302),
    Scenario(
        "a redirect from home to elsewhere", HERE, answer=(("Location", OTHER_DOMAIN + TO_ELSEWHERE),), status=302
    ),
    Scenario("a redirect back home", answer=(*ALLOWED, ("Location", HERE + TO_ELSEWHERE)), status=302),
    Scenario(
        "a redirect with a user",
        answer=(*ALLOWED, ("Location", "http://u:p@localhost:{a}" + TO_ELSEWHERE)),
        status=302,
    ),
    Scenario(
        "mode same-origin, redirected elsewhere",
        HERE,
        {"mode": "same-origin"},
        (("Location", OTHER_DOMAIN + TO_ELSEWHERE),),
        302,
    ),
    Scenario("an error that is allowed", answer=ALLOWED, status=500),
    Scenario("a page without an origin", page=NO_ORIGIN),
    Scenario("a page without an origin that is allowed", answer=((ORIGIN, "null"),), page=NO_ORIGIN),
    Scenario("a page without an origin, JSON", init=JSON, page=NO_ORIGIN),
)

TLS = (
    Scenario("from http to https", OTHER_PROTOCOL),
    Scenario("from http to https, allowed", OTHER_PROTOCOL, answer=ALLOWED),
    Scenario("from http to https, JSON", OTHER_PROTOCOL, JSON),
    Scenario("from https to http on this machine", HERE, page=OTHER_PROTOCOL),
    Scenario("from https to http elsewhere", "http://www.example.test", page=OTHER_PROTOCOL),
    Scenario(
        "from https to http elsewhere, no-cors", "http://www.example.test", {"mode": "no-cors"}, page=OTHER_PROTOCOL
    ),
    Scenario("JSON within an https origin", OTHER_PROTOCOL, JSON, page=OTHER_PROTOCOL),
)

PUT = {"method": "PUT"}
BEHIND_A_PREFLIGHT = (
    Scenario("PUT is allowed", init=PUT, answer=ALLOWED, preflight=(204, (*ALLOWED, (METHODS, "PUT")))),
    Scenario("PUT is allowed, 200", init=PUT, answer=ALLOWED, preflight=(200, (*ALLOWED, (METHODS, "GET, PUT")))),
    Scenario("all methods", init=PUT, answer=ALLOWED, preflight=(204, (*ALLOWED, (METHODS, "*")))),
    Scenario("no methods", init=PUT, preflight=(204, ALLOWED)),
    Scenario("another method", init=PUT, preflight=(204, (*ALLOWED, (METHODS, "PATCH")))),
    Scenario("the method in small letters", init=PUT, preflight=(204, (*ALLOWED, (METHODS, "put")))),
    Scenario("methods that cannot be read", init=PUT, preflight=(204, (*ALLOWED, (METHODS, "P UT")))),
    Scenario("headers that cannot be read", init=PUT, preflight=(204, (*ALLOWED, (METHODS, "PUT"), (HEADERS, "a b")))),
    Scenario("no ok status", init=PUT, preflight=(404, (*ALLOWED, (METHODS, "PUT")))),
    Scenario("no ok status and nothing else", init=PUT, preflight=(404, ())),
    Scenario("a preflight is redirected", init=PUT, preflight=(302, (*ALLOWED, ("Location", "/x")))),
    Scenario("another origin", init=PUT, preflight=(204, ((ORIGIN, "https://www.example.com"), (METHODS, "PUT")))),
    Scenario("the response does not allow it", init=PUT, preflight=(204, (*ALLOWED, (METHODS, "PUT")))),
    Scenario("headers are allowed", init=JSON, answer=ALLOWED, preflight=(204, (*ALLOWED, (HEADERS, "Content-Type")))),
    Scenario("all headers", init=JSON, answer=ALLOWED, preflight=(204, (*ALLOWED, (HEADERS, "*")))),
    Scenario("no headers", init=JSON, preflight=(204, ALLOWED)),
    Scenario(
        "one header is missing",
        init={"headers": {"X-B": "1", "X-A": "1"}},
        preflight=(204, (*ALLOWED, (HEADERS, "x-a"))),
    ),
    Scenario(
        "credentials: all methods",
        init={**PUT, "credentials": "include"},
        preflight=(204, (*ALLOWED, (CREDENTIALS, "true"), (METHODS, "*"))),
    ),
    Scenario(
        "credentials: all headers",
        init={**JSON, "credentials": "include"},
        preflight=(204, (*ALLOWED, (CREDENTIALS, "true"), (HEADERS, "*"))),
    ),
    Scenario("credentials: a wildcard", init={**PUT, "credentials": "include"}, preflight=(204, ((ORIGIN, "*"),))),
    Scenario("credentials that are not allowed", init={**PUT, "credentials": "include"}, preflight=(204, ALLOWED)),
    Scenario(
        "credentials are allowed",
        init={**PUT, "credentials": "include"},
        answer=(*ALLOWED, (CREDENTIALS, "true")),
        preflight=(204, (*ALLOWED, (CREDENTIALS, "true"), (METHODS, "PUT"))),
    ),
)
