"""What differs between the design manager and projects, row by row, each with advice (contract §13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...citations import Citation, chosen, production, reference


@dataclass(frozen=True, slots=True)
class Row:
    """One difference: how it is in the design manager, how in projects, who says so, and what helps.

    `blocking`: a function that depends on it must not move as it is. `open`: how it is in projects is not known.
    """

    name: str
    before: str
    after: str
    advice: str
    source: Citation
    blocking: bool = False
    open: bool = False


_UNKNOWN = "no source tells how it is"

ROWS: Mapping[str, Row] = {
    row.name: row
    for row in (
        Row(
            "folders",
            "several .functions folders",
            "one flat folder src/app/functions/",
            "Give files and endpoints that collide names of their own.",
            reference("Developer projects, functions"),
        ),
        Row(
            "endpoints",
            "a key of endpoints",
            "a file *-hsmeta.json with a uid",
            "Look up the uid that the endpoint has got, where something calls it by that.",
            reference("Developer projects, functions"),
        ),
        Row(
            "method",
            "method: a string, an array, or GET where it is absent",
            "methods: an array",
            "Name in methods each method that serverless.json names.",
            reference("Developer projects, functions"),
        ),
        Row(
            "secrets",
            "secrets of the folder and of the endpoint",
            "secretKeys of the function",
            "Name in secretKeys all secrets of folder and endpoint, and add each with hs secret add before the deploy.",
            production("a secret that the account does not have fails the deploy"),
        ),
        Row(
            "environment",
            "environment",
            "none: a file sets process.env before it loads the code",
            "Keep in the source only values that everybody may read, and give no variable the name of a secret.",
            reference("Developer projects, functions"),
        ),
        Row(
            "token",
            "PRIVATE_APP_ACCESS_TOKEN, a secret like others",
            "a reserved name, refused in secretKeys; whether it is injected is not known",
            "Keep the token in a secret of another name, and read that.",
            production("reports conflict"),
            open=True,
        ),
        Row(
            "runtime",
            "runtime nodejs20.x",
            "a platform version; which Node runs is not known",
            "Do without what a later Node has removed.",
            chosen(_UNKNOWN),
            open=True,
        ),
        Row(
            "packages",
            "preloaded packages",
            "dependencies of package.json",
            "Name each package that is required, at the version that the code was written for.",
            reference("Developer projects, functions"),
        ),
        Row(
            "sendResponse",
            "(context, sendResponse)",
            "what main returns",
            "Let every path of main end with one response, and await all work before it.",
            reference("Developer projects, functions"),
        ),
        Row(
            "params",
            "arrays of strings",
            "strings or arrays, which is not known",
            "Take both: [].concat(value)[0].",
            chosen(_UNKNOWN),
            open=True,
        ),
        Row(
            "headers",
            "every header of the client",
            "a part of them: others that the client sets are dropped, x-hubspot-* arrive",
            "Send it in the query, in the body, or as a header whose name begins with x-hubspot-.",
            production("live projects, 2026.09"),
        ),
        Row(
            "context",
            "context.endpoint and context.secrets, which the reference does not list",
            "accountId, body, headers, method and params",
            "Read secrets from process.env, and give an endpoint its name in the source.",
            production("live projects, 2026.09"),
        ),
        Row(
            "body",
            "context.body of a POST alone",
            "a JSON body of every method, parsed; the raw text is gone",
            "Look at context.method before the body.",
            production("live projects, 2026.09"),
        ),
        Row(
            "forms",
            "the fields of a form in context.params",
            "not known",
            "Send application/json, as the design manager's reference says already.",
            chosen(_UNKNOWN),
            open=True,
        ),
        Row(
            "portalid",
            "a portalid of another account is answered 400",
            "not known",
            "Call without portalid.",
            chosen(_UNKNOWN),
            open=True,
        ),
        Row(
            "contact",
            "context.contact of a visitor with a cookie that is known",
            "not seen",
            "A check of membership fails open or closed without it: decide which, and refuse. Never trust an id that"
            " the client sends.",
            production("never seen in live projects"),
            blocking=True,
        ),
        Row(
            "limits",
            "context.limits",
            "not seen",
            "Keep a budget of your own, and guard against undefined.",
            production("never seen in live projects"),
            blocking=True,
        ),
        Row(
            "Set-Cookie",
            "'Set-Cookie' beside headers",
            "headers['Set-Cookie']; whether several reach the browser is not known",
            "Set one cookie a response, in headers.",
            chosen(_UNKNOWN),
        ),
        Row(
            "multiValueHeaders",
            "multiValueHeaders",
            "not known",
            "Put one value into headers.",
            chosen(_UNKNOWN),
            open=True,
        ),
        Row(
            "redirects",
            "a status of 3xx with Location",
            "not known",
            "Send the address in the body, and let the page go there.",
            chosen(_UNKNOWN),
            open=True,
        ),
        Row(
            "binary",
            "a body of bytes",
            "not known",
            "Send bytes as base64 in JSON.",
            chosen(_UNKNOWN),
            open=True,
        ),
        Row(
            "errors",
            "500 for what throws",
            "not known",
            "Catch what is thrown, and send a status of your own.",
            chosen(_UNKNOWN),
            open=True,
        ),
        Row(
            "CORS",
            "OPTIONS is answered by the platform",
            "not known",
            "Call from pages of the same domain.",
            chosen(_UNKNOWN),
            open=True,
        ),
        Row(
            "require",
            "one file",
            "whether a file beside it can be required is not known",
            "Bundle what the entry file requires into it.",
            chosen(_UNKNOWN),
            open=True,
        ),
        Row(
            "execution",
            "10 s, and 4 KB of log",
            "15 s and 256 KB in older pages",
            "Stay below 10 s and 4 KB.",
            reference("Developer projects, older pages"),
        ),
        Row(
            "network",
            "calls of other servers",
            "the same, as far as is known",
            "Compare once more with --network and secrets of a test account: each request is then made several times"
            " over, with all that it does elsewhere.",
            chosen("the network is closed while forms are compared"),
        ),
        Row(
            "callers",
            "/_hcms/api/<endpoint>",
            "/hs/serverless/<path>",
            "Put the base of the address into one constant: hsfunc project callers lists who calls.",
            reference("Developer projects, functions"),
        ),
    )
}

ROW_OF_SWITCH: Mapping[str, str] = {
    "params": "params",
    "contact": "contact",
    "limits": "limits",
    "token": "token",
    "portalid": "portalid",
    "multi_value_headers": "multiValueHeaders",
    "header_arrays": "Set-Cookie",
    "redirects": "redirects",
    "binary": "binary",
    "throw_status": "errors",
    "cors": "CORS",
    "relative_require": "require",
    "node": "runtime",
    "seconds": "execution",
    "log_bytes": "execution",
}
"""The row that each switch belongs to."""


def row_of(switch: str) -> str:
    """The name of the row that a switch belongs to."""
    return ROW_OF_SWITCH[switch]
