"""Finds and masks secret values where they must not be: console, error, response body and headers (contract §8)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from .execution import ConsoleLine, ErrorInfo
    from .response import Reply

MASK = "•••"
# Shorter values stand in ordinary text by chance.
SHORTEST = 4


class Masker:
    """Knows the secret values that a function sees, in the forms they take in JSON, URLs and text."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        forms = {form for value in secrets.values() if len(value) >= SHORTEST for form in _forms(value)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if forms else None
        self._bytes = [form.encode("utf-8", "surrogatepass") for form in longest_first]

    def __bool__(self) -> bool:
        return self._pattern is not None

    def __repr__(self) -> str:
        return "<Masker>"

    def found_in(self, text: str | bytes) -> bool:
        """Whether a secret's value stands in it."""
        if isinstance(text, bytes):
            return any(form in text for form in self._bytes)
        return self._pattern is not None and self._pattern.search(text) is not None

    def mask(self, text: str) -> str:
        """The text without the values."""
        return text if self._pattern is None else self._pattern.sub(MASK, text)


def find_leaks(
    masker: Masker, console: Iterable[ConsoleLine], error: ErrorInfo | None, reply: Reply
) -> tuple[str, ...]:
    """The places where a value was seen, of console, error, body and header."""
    seen = {
        "console": any(masker.found_in(line.text) for line in console),
        "error": error is not None and masker.found_in(f"{error.message}\n{error.stack}\n{error.hint}"),
        "body": masker.found_in(reply.body),
        "header": any(masker.found_in(value) for _, value in reply.headers),
    }
    return tuple(place for place, found in seen.items() if found)


def mask_error(masker: Masker, error: ErrorInfo | None) -> ErrorInfo | None:
    """The error without the values."""
    if error is None:
        return None
    mask = masker.mask
    return replace(
        error,
        message=mask(error.message),
        stack=mask(error.stack),
        hint=mask(error.hint),
        source_line=mask(error.source_line),
        before=tuple(map(mask, error.before)),
        after=tuple(map(mask, error.after)),
    )


def _forms(value: str) -> set[str]:
    in_json = json.dumps(value, ensure_ascii=False)[1:-1]
    # encodeURI, encodeURIComponent and a form's encoding leave different characters as they are.
    in_urls = {quote(value, safe=safe, errors="replace") for safe in ("/", "!~*'()", "!~*'();/?:@&=+$,#")}
    return {value, in_json, json.dumps(value)[1:-1], quote_plus(value, errors="replace"), *in_urls}
