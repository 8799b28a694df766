"""Finds and masks secret values where they must not be: console, error, response body and headers (contract §8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .bound import ProcessBound
from .leak_forms import SHORTEST, forms_of

if TYPE_CHECKING:
    from .execution import ConsoleLine, ErrorInfo
    from .response import Reply

MASK = "•••"


class Masker(ProcessBound):
    """Knows secret values, in the forms they take in JSON, URLs, base64 and text."""

    def __init__(self, values: Iterable[str]) -> None:
        self._forms = sorted({form for value in values for form in forms_of(value)}, key=len, reverse=True)
        self._bytes = [form.encode("utf-8") for form in self._forms]
        self._beginnings: dict[str, list[str]] = {}
        for form in self._forms:
            self._beginnings.setdefault(form[:SHORTEST], []).append(form)

    def __bool__(self) -> bool:
        return bool(self._forms)

    def __repr__(self) -> str:
        return "<Masker>"

    def __deepcopy__(self, _: object) -> Masker:
        return self  # it never changes

    def __copy__(self) -> Masker:
        return self

    def found_in(self, text: str | bytes) -> bool:
        """Whether a secret's value stands in it."""
        if isinstance(text, str) and len(text) < len(self._forms):
            return self._found_in_short(text)
        # A plain loop: most texts are short, and a generator would take longer than the search.
        forms: list[Any] = self._bytes if isinstance(text, bytes) else self._forms
        for form in forms:  # noqa: SIM110
            if form in text:
                return True
        return False

    def _found_in_short(self, text: str) -> bool:
        """An account has up to 50 secrets with many forms each: a line is looked through once, not once for each."""
        for start in range(len(text) - SHORTEST + 1):
            for form in self._beginnings.get(text[start : start + SHORTEST], ()):
                if text.startswith(form, start):
                    return True
        return False

    def mask(self, text: str) -> str:
        """The text without the values, also where two of them overlap."""
        if not self.found_in(text):
            return text
        masked: str = _without(text, _spans((form, text) for form in self._forms if form in text), MASK)
        return masked

    def mask_bytes(self, content: bytes) -> bytes:
        """The bytes without the values."""
        found = [(form, content) for form in self._bytes if form in content]
        return _without(content, _spans(found), MASK.encode()) if found else content

    def mask_cut(self, text: str) -> str:
        """The text without the values, and without the beginning of one at its end: for text that was cut."""
        text = self.mask(text)
        most = min(len(text), len(self._forms[0]) if self._forms else 0)
        for start in range(len(text) - most, len(text) - SHORTEST + 1):
            if any(form.startswith(text[start:]) for form in self._beginnings.get(text[start : start + SHORTEST], ())):
                return text[:start] + MASK
        return text

    def mask_deep(self, value: Any) -> Any:
        """JSON without the values, in keys and texts alike."""
        if isinstance(value, str):
            return self.mask(value)
        if isinstance(value, Mapping):
            return {self.mask(key): self.mask_deep(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.mask_deep(inner) for inner in value]
        return value


def find_leaks(
    masker: Masker, declared: Masker, console: Sequence[ConsoleLine], error: ErrorInfo | None, reply: Reply
) -> tuple[str, ...]:
    """The places where a value was seen, of console, error, body and header.

    In the response the `declared` secrets are looked for: it goes out as it is, and may be large. What the log keeps is
    masked for all of the account's, and flagged where that changes it.
    """
    told = f"{error.type}\n{error.message}\n{error.stack}\n{error.hint}" if error is not None else ""
    seen = {
        "console": bool(console) and masker.found_in("\0".join([line.text for line in console])),  # no value has a NUL
        "error": error is not None and masker.found_in(told),
        "body": declared.found_in(reply.body),
        "header": any(declared.found_in(value) or declared.found_in(name) for name, value in reply.headers),
    }
    return tuple(place for place, found in seen.items() if found)


def mask_console(masker: Masker, console: Iterable[ConsoleLine], *, truncated: bool) -> tuple[ConsoleLine, ...]:
    """The lines without the values."""
    lines = [replace(line, text=masker.mask(line.text)) for line in console]
    if truncated and lines:
        lines[-1] = replace(lines[-1], text=masker.mask_cut(lines[-1].text))
    return tuple(lines)


def mask_error(masker: Masker, error: ErrorInfo | None) -> ErrorInfo | None:
    """The error without the values."""
    if error is None:
        return None
    return replace(
        error,
        type=masker.mask(error.type),
        message=masker.mask(error.message),
        stack=masker.mask(error.stack),
        # Both are shortened where they are long.
        hint=masker.mask_cut(error.hint),
        source_line=masker.mask_cut(error.source_line),
        before=tuple(map(masker.mask_cut, error.before)),
        after=tuple(map(masker.mask_cut, error.after)),
    )


def _spans(found: Iterable[tuple[Any, Any]]) -> list[tuple[int, int]]:
    """Where the forms stand, in order, overlapping ones as one."""
    places: list[tuple[int, int]] = []
    for form, text in found:
        start = text.find(form)
        while start >= 0:
            places.append((start, start + len(form)))
            start = text.find(form, start + 1)
    spans: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _without(text: Any, spans: Iterable[tuple[int, int]], mask: Any) -> Any:
    parts, last = [], 0
    for start, end in spans:
        parts += [text[last:start], mask]
        last = end
    return text[:0].join([*parts, text[last:]])
