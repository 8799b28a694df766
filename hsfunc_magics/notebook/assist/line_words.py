"""The words of a magic line that is not finished: its last quote may be open."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"(?:'[^']*'?|\"(?:\\.|[^\"\\])*\"?|\\.|[^\s'\"\\])+")
_PIECE = re.compile(r"'([^']*)'?|\"((?:\\.|[^\"\\])*)\"?|\\(.)|([^'\"\\]+)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word without its quotes; `quote` is the one that it leaves open, or an empty text."""

    text: str
    start: int
    end: int
    quote: str = ""


def words(line: str) -> list[Word]:
    """The words, as a POSIX shell splits them, but for what is not finished."""
    return [_word(found[0], found.start(), found.end()) for found in _WORD.finditer(line)]


def _word(raw: str, start: int, end: int) -> Word:
    text, quote = "", ""
    for piece in _PIECE.finditer(raw):
        text += next(group for group in piece.groups() if group is not None)
        mark = piece[0][:1]
        closed = mark not in ("'", '"') or (len(piece[0]) > 1 and piece[0].endswith(mark))
        quote = "" if closed else mark
    return Word(text, start, end, quote)


def split_at(line: str, cursor: int) -> tuple[list[Word], Word]:
    """The words before the one that is being written, and what is written of it; an empty word after a space."""
    before = words(line[: max(cursor, 0)])
    if before and before[-1].end == cursor:
        return before[:-1], before[-1]
    return before, Word("", cursor, cursor)


def around(line: str, cursor: int) -> int:
    """The end of the word that the cursor is in or beside; the cursor where it is in none."""
    for word in words(line):
        if word.start <= cursor <= word.end:
            return word.end
    return cursor
