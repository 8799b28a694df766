"""The beginning of a secret's value in front of a cut: `…` where we shortened a text, `...` where Node has."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .ordinary_values import SHORTEST

_MARK = re.compile(rb"\xe2\x80\xa6|\.\.\. ?\d+ ?more|\.\.\.")
# Between what was cut and the mark: 'abc... , "abc"... and abc, ... 4 more items.
_BETWEEN = b" ,'\"`\n"
_MOST_BETWEEN = 8
# Whoever writes `...` himself has mostly cut nothing.
_SHORTEST_OF_NODE = 8
# What V8 quotes of a text that is no JSON begins and ends anywhere: ..."abcdefghij"... is not valid JSON
_QUOTED = re.compile(rb'\.\.\."([^\n]{4,64}?)"(?:\.\.\.)? is not valid json')
# More than an error can have; a larger text was not cut before it came here.
LONGEST_SEARCHED = 200_000

Span = tuple[int, int]


def has_cuts(text: bytes) -> bool:
    """Whether a text was possibly cut somewhere: cheap."""
    return b"\xe2\x80\xa6" in text or b"..." in text


def cut_spans(text: bytes, beginnings: Mapping[bytes, Sequence[bytes]], *, at_end: bool) -> Iterator[Span]:
    """Where the beginning of a form stands in front of a cut. `at_end`: the end of the text is one, too.

    `beginnings` has the forms by their first `SHORTEST` bytes.
    """
    offset = max(0, len(text) - LONGEST_SEARCHED)
    text = text[offset:]
    ends, least = _ends(text, at_end=at_end)
    if not ends:
        return
    for start in range(ends[-1] - SHORTEST + 1):
        for form in beginnings.get(text[start : start + SHORTEST], ()):
            common = _common(text, start, form)
            last = bisect_right(ends, start + common) - 1
            if last >= 0 and ends[last] - start >= least[last]:
                yield offset + start, offset + ends[last]


def quoted_spans(text: bytes, forms: Iterable[bytes]) -> Iterator[Span]:
    """Where V8 quotes a piece out of the middle of a form, or its end, in a text of lower case."""
    for match in _QUOTED.finditer(text[:LONGEST_SEARCHED]):
        piece = match[1]
        for form in forms:
            if piece in form:
                yield match.span(1)
                continue
            tail = form[-SHORTEST:]
            end = piece.find(tail) + len(tail)
            if end >= len(tail) and form.endswith(piece[:end]):
                yield match.start(1), match.start(1) + end


def _ends(text: bytes, *, at_end: bool) -> tuple[list[int], list[int]]:
    """Where what was cut ends, in order, and how long it is at least."""
    ends: list[int] = []
    least: list[int] = []
    for match in _MARK.finditer(text):
        at = match.start()
        before = text[max(0, at - _MOST_BETWEEN) : at]
        shortest = SHORTEST if match[0] != b"..." else _SHORTEST_OF_NODE
        for end in sorted({at - len(before) + len(before.rstrip(_BETWEEN)), at}):
            if not ends or end > ends[-1]:
                ends.append(end)
                least.append(shortest)
    if at_end:
        ends.append(len(text))
        least.append(SHORTEST)
    return ends, least


def _common(text: bytes, start: int, form: bytes) -> int:
    """How many bytes of the form stand at `start`."""
    same, most = SHORTEST, min(len(form), len(text) - start)
    if text.startswith(form[:most], start):
        return most
    while most - same > 1:
        middle = (same + most) // 2
        same, most = (middle, most) if text.startswith(form[:middle], start) else (same, middle)
    return same
