"""Text for people: what cannot be seen is written out, and what was mistyped finds its nearest."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Controls, and the characters that turn or hide text: a response must not look like another one.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def visible(text: str) -> str:
    """The text with invisible and turning characters written out."""
    return _INVISIBLE.sub(
        lambda match: f"\\u{ord(match[0]):04x}" if ord(match[0]) > 0xFF else f"\\x{ord(match[0]):02x}", text
    )


def closest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> list[str]:
    """Up to three known words that look like a mistyped one, best first."""
    import difflib

    by_lower: dict[str, str] = {}
    for name in known:
        by_lower.setdefault(name.lower(), name)
    return [by_lower[match] for match in difflib.get_close_matches(word.lower(), by_lower, n=3, cutoff=cutoff)]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """' Did you mean a or b?', or an empty text."""
    matches = closest(word, known)
    return f" Did you mean {' or '.join(matches)}?" if matches else ""
