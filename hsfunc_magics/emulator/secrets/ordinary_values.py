"""Values that stand in any text by chance: as secrets they are not looked for, and whoever adds one is told so."""

from __future__ import annotations

import re

SHORTEST = 4
"""Characters of the shortest value that is looked for."""

_NUMBER = re.compile(r"[+-]?(0|[1-9]\d{0,4})(\.\d{1,2})?")
_WORDS = frozenset(
    (
        # literals of JSON, JavaScript and of settings
        *("true", "false", "null", "none", "undefined", "nan", "infinity", "yes", "no", "on", "off"),
        *("object", "array", "string", "number", "boolean", "integer", "date", "error"),
        # methods, and words of URLs and headers
        *("get", "head", "post", "put", "patch", "delete", "options", "trace", "connect"),
        *("http", "https", "http://", "https://", "localhost", "basic", "bearer", "gzip", "close", "keep-alive"),
        # media types and their parts
        *("json", "text", "html", "plain", "css", "csv", "xml", "javascript", "image", "audio", "video", "application"),
        *("utf8", "utf-8", "utf-16", "utf16", "ascii", "latin1", "base64", "base64url", "hex"),
        *("text/plain", "text/html", "text/css", "text/csv", "text/xml", "text/javascript", "application/json"),
        *("application/xml", "application/javascript", "application/octet-stream", "image/png", "image/jpeg"),
        # names of every JSON, and of environments
        *("name", "value", "data", "type", "code", "status", "statuscode", "message", "body", "headers", "params"),
        *("test", "testing", "dev", "development", "prod", "production", "staging", "debug", "info", "warn"),
    )
)


def is_ordinary(value: str) -> bool:
    """Whether it is a word or a small number that stands in texts which tell nothing of a secret."""
    return value.strip().lower() in _WORDS or _NUMBER.fullmatch(value.strip()) is not None


def why_not_masked(value: str) -> str:
    """Why this value is not looked for in what functions say, as the end of a sentence; empty where it is."""
    if len(value) < SHORTEST:
        return f"is shorter than {SHORTEST} characters"
    return "is an ordinary word or number" if is_ordinary(value) else ""
