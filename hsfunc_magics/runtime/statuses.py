"""What status codes are called: as in RFC 9110, on every Python."""

from __future__ import annotations

from http import HTTPStatus

# Before Python 3.13 the standard library has the names of older RFCs for these.
_PHRASES = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}
_MEANINGS = {413: "Content is too large", 414: "URI is too long"}


def phrase(status: int) -> str:
    """`Not Found`; empty for a status without a name."""
    try:
        return _PHRASES.get(status) or HTTPStatus(status).phrase
    except ValueError:
        return ""


def status_text(status: int) -> str:
    """`404 Not Found`; the number alone for a status without a name."""
    return f"{status} {phrase(status)}".strip()


def meaning(status: int) -> str:
    """`Nothing matches the given URI`; empty where nothing is known."""
    try:
        return _MEANINGS.get(status) or HTTPStatus(status).description
    except ValueError:
        return ""
