"""Knows secret values, and hides them in texts, bytes and JSON (contract §8)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..json_text.read_write import with_texts
from ..process_bound import ProcessBound
from .cuts import LONGEST_SEARCHED, Span, cut_spans, has_cuts, quoted_spans
from .encodings import packed_of, texts_of
from .ordinary_values import SHORTEST

MASK = "•••"

_SPACE = b" \t\r\n\f\v"
# Lower case, and one alphabet of base64.
_FOLD_BASE64 = bytes.maketrans(bytes(range(65, 91)) + b"-_", bytes(range(97, 123)) + b"+/")
# An account has up to 50 secrets with a dozen forms each: a text of less bytes a form is looked through once, not once
# for each.
_SHORT = 8
_LARGE = 50_000
# What lines and columns put between: space, and line breaks inside of JSON. In this order they are taken out.
_GAPS = (re.compile(rb"[ \t\r\n\f\v]+"), re.compile(rb"(?:\\r)+"), re.compile(rb"(?:\\n)+"))


class Masker(ProcessBound):
    """Knows secret values, in the forms they take in JSON, URLs, base64 and text, in upper and lower case.

    Forms are looked for in the text's bytes in lower case; those that may be laid out in lines and columns, such as
    base64, in the same without space.
    """

    def __init__(self, values: Iterable[str]) -> None:
        texts: dict[bytes, set[bytes] | None] = {}
        self._longest: dict[bytes, bytes] = {}
        for value in values:
            for text, any_case in texts_of(value).items():
                exact = text.encode("utf-8")
                kept = texts.setdefault(exact.lower(), None if any_case else set())
                if kept is not None:
                    kept.add(exact)
            self._longest |= {form.encode(): longest.encode() for form, longest in packed_of(value).items()}
        # A short value stands in ordinary words in another case: its forms count exactly as they are.
        self._exact = {form: frozenset(exact) for form, exact in texts.items() if exact is not None}
        self._texts = sorted(texts, key=len, reverse=True)
        self._packed = sorted(self._longest, key=len, reverse=True)
        self._text_beginnings = _by_beginning(self._texts)
        self._packed_beginnings = _by_beginning(self._packed)
        self._text_keys = [(form.decode("latin-1"), form) for form in self._texts]
        self._packed_keys = [form.decode("latin-1") for form in self._packed]
        self._short = _SHORT * (len(self._texts) + len(self._packed))
        self._text_heads = _any_of(self._text_beginnings)
        self._packed_heads = _any_of(self._packed_beginnings)

    def __bool__(self) -> bool:
        return bool(self._texts)

    def __repr__(self) -> str:
        return "<Masker>"

    def __deepcopy__(self, _: object) -> Masker:
        return self  # it never changes

    def __copy__(self) -> Masker:
        return self

    def found_in(self, text: str | bytes) -> bool:
        """Whether a secret's value stands in it, or the beginning of one that was cut."""
        if not self._texts:
            return False
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        return self._stands_in(data) or (_was_cut(data) and bool(self._spans(data)))

    def mask(self, text: str) -> str:
        """The text without the values, also where two of them overlap, and without beginnings in front of a `…`."""
        data = text.encode("utf-8", "surrogatepass")
        spans = self._spans(data)
        return _without(data, spans).decode("utf-8", "surrogatepass") if spans else text

    def mask_bytes(self, content: bytes, *, cut: bool = False) -> bytes:
        """The bytes without the values. `cut`: there was more after them, so a value may have begun at their end."""
        spans = self._spans(content, at_end=cut)
        return _without(content, spans) if spans else content

    def mask_lines(self, lines: Sequence[str], *, cut: bool = False) -> list[str]:
        """Lines without the values, also those that go over several of them. `cut`: there was more after the last."""
        encoded = [line.encode("utf-8", "surrogatepass") for line in lines]
        data = b"\n".join(encoded)
        spans = self._spans(data, at_end=cut)
        if not spans:
            return list(lines)
        masked, start = [], 0
        for line, content in zip(lines, encoded, strict=True):
            end = start + len(content)
            own = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
            masked.append(_without(content, own).decode("utf-8", "surrogatepass") if own else line)
            start = end + 1
        return masked

    def mask_deep(self, value: Any) -> Any:
        """JSON without the values, in keys and texts alike."""
        return with_texts(value, self.mask)

    # ------------------------------------------------------------ where they stand

    def _stands_in(self, data: bytes) -> bool:
        """Whether a whole form does: what nearly every text is asked, and nearly none has."""
        spaceless = data.translate(_FOLD_BASE64, _SPACE)
        if b"\\" in spaceless:
            spaceless = _packed(data)[-1]
        if len(data) > _LARGE:
            return self._stands_in_large(data, spaceless)
        # Python finds a text in a text at half of what bytes cost.
        folded, packed = data.lower().decode("latin-1"), spaceless.decode("latin-1")
        if len(data) < self._short and not (self._text_heads.search(folded) or self._packed_heads.search(packed)):
            return False
        # Plain loops: most texts are short, and a generator would take longer than the search.
        for key in self._packed_keys:
            if key in packed:
                return True
        for key, form in self._text_keys:
            if key in folded and (form not in self._exact or self._counts(form, data)):
                return True
        return False

    def _stands_in_large(self, data: bytes, spaceless: bytes) -> bool:
        """The same without copies as text."""
        if any(form in spaceless for form in self._packed):
            return True
        folded = data.lower()
        return any(form in folded and (form not in self._exact or self._counts(form, data)) for form in self._texts)

    def _counts(self, form: bytes, data: bytes) -> bool:
        return any(True for _ in self._places(form, data.lower(), data))

    def _places(self, form: bytes, folded: bytes, data: bytes) -> Iterator[int]:
        exact = self._exact.get(form)
        start = folded.find(form)
        while start >= 0:
            if exact is None or data[start : start + len(form)] in exact:
                yield start
            start = folded.find(form, start + 1)

    def _spans(self, data: bytes, *, at_end: bool = False) -> list[Span]:
        """Where the values stand, in order, overlapping ones as one."""
        cut = at_end or _was_cut(data)
        if not self._texts or not (cut or self._stands_in(data)):
            return []
        folded = data.lower()
        found: list[Span] = []
        for form in self._texts:
            _extend(found, ((start, start + len(form)) for start in self._places(form, folded, data)))
        stages = _packed(data)
        packed = stages[-1]
        within: list[Span] = []
        for form in self._packed:
            _extend(within, self._packed_places(form, packed))
        if cut:
            _extend(found, cut_spans(folded, self._text_beginnings, at_end=at_end))
            _extend(within, _long(cut_spans(packed, self._packed_beginnings, at_end=at_end)))
            found += quoted_spans(folded, self._texts)
        return _merged([*found, *_led_back(within, stages)])

    def _packed_places(self, form: bytes, packed: bytes) -> Iterator[Span]:
        longest = self._longest[form]
        start = packed.find(form)
        while start >= 0:
            end = start + len(longest if packed.startswith(longest, start) else form)
            while packed.startswith(b"=", end):
                end += 1
            yield start, end
            start = packed.find(form, start + 1)


def _by_beginning(forms: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for form in forms:
        found.setdefault(form[:SHORTEST], []).append(form)
    return found


def _any_of(beginnings: Iterable[bytes]) -> re.Pattern[str]:
    """Finds the first bytes of any form: by the first one of them, so that few are tried at a place."""
    rests: dict[str, list[str]] = {}
    for beginning in beginnings:
        text = beginning.decode("latin-1")
        rests.setdefault(text[:1], []).append(re.escape(text[1:]))
    groups = [f"{re.escape(first)}(?:{'|'.join(sorted(rest))})" for first, rest in rests.items()]
    return re.compile("|".join(groups) or "(?!)")


def _was_cut(data: bytes) -> bool:
    return len(data) <= LONGEST_SEARCHED and has_cuts(data)


def _packed(data: bytes) -> list[bytes]:
    """The bytes, and what is left after each of the gaps was taken out: encodings are looked for in the last."""
    spaceless = data.translate(_FOLD_BASE64, _SPACE)
    if b"\\" not in spaceless:
        return [data, spaceless]
    unreturned = spaceless.replace(b"\\r", b"")
    return [data, spaceless, unreturned, unreturned.replace(b"\\n", b"")]


def _led_back(spans: Iterable[Span], stages: Sequence[bytes]) -> list[Span]:
    """The spans of the last stage as those of the first."""
    found = list(spans)
    if not found:
        return found
    for before, gap in reversed(list(zip(stages[:-1], _GAPS, strict=False))):
        # By index behind a gap, how much was taken out before it.
        behind, taken = [0], [0]
        for match in gap.finditer(before):
            behind.append(match.start() - taken[-1])
            taken.append(taken[-1] + len(match[0]))

        def place(index: int, behind: list[int] = behind, taken: list[int] = taken) -> int:
            return index + taken[bisect_right(behind, index) - 1]

        found = [(place(start), place(end - 1) + 1) for start, end in found]
    return found


def _long(spans: Iterable[Span]) -> Iterator[Span]:
    """The beginning of an encoding says something of a value from there on."""
    return ((start, end) for start, end in spans if end - start >= 2 * SHORTEST)


def _extend(found: list[Span], places: Iterable[Span]) -> None:
    """Adds the places of one form; they are in order, and overlapping ones are one."""
    first = len(found)
    for start, end in places:
        if len(found) > first and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _without(data: bytes, spans: Iterable[Span]) -> bytes:
    mask = MASK.encode()
    parts, last = [], 0
    for start, end in spans:
        parts += [data[last:start], mask]
        last = end
    return b"".join([*parts, data[last:]])
