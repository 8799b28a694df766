"""Text that UTF-8 can hold: none with half a character (a lone surrogate)."""

from __future__ import annotations


def encodable(text: str) -> bool:
    """Whether the text can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
