"""Patterns with wildcards, matched in a time that grows with both lengths only: they come from functions."""

from __future__ import annotations


def fits(pattern: str, text: str, *, many: str, one: str = "") -> bool:
    """Whether the whole text is of the pattern, in which `many` stands for any characters, `one` for a single one."""
    at = place = 0
    # Where the last `many` stood, and where in the text what it stands for ends by now.
    star, ends = -1, 0
    while place < len(text):
        sign = pattern[at] if at < len(pattern) else ""
        if sign and sign == many:
            star, ends = at, place
            at += 1
        elif sign and sign in (one, text[place]):
            at, place = at + 1, place + 1
        elif star >= 0:
            ends += 1
            at, place = star + 1, ends
        else:
            return False
    return all(sign == many for sign in pattern[at:])
