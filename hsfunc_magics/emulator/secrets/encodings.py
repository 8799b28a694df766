"""The forms in which a secret's value is recognised: as it is, and as usual encodings write it."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import quote, quote_plus

from .ordinary_values import SHORTEST, is_ordinary

_SHORTEST_LINE = 8
_SHORTEST_BASE64 = 8
_SHORTEST_ANY_CASE = 8
_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r", "\\": "\\\\"}
_LINE_BREAK = re.compile(r"\r\n|\r|\n")

Escape = Callable[[str], str]


def texts_of(value: str) -> dict[str, bool]:
    """The texts by which a value is recognised, and whether upper and lower case are one. None of an ordinary one."""
    if len(value) < SHORTEST or is_ordinary(value):
        return {}
    any_case = len(value) >= _SHORTEST_ANY_CASE
    lines = _LINE_BREAK.split(value)
    # Other systems change a value's line ends.
    wholes = [value] if len(lines) == 1 else [value, "\n".join(lines), "\r\n".join(lines)]
    cased = [text for whole in wholes for text in (whole, whole.upper(), whole.lower())]
    forms = {form: any_case for text in dict.fromkeys(cased) for form in (*_escaped(text), *_escaped_twice(text))}
    if len(lines) > 1:
        # Somebody may take such a value apart. A PEM file's first line is no secret.
        forms |= {
            form: any_case
            for line in lines
            if len(line) >= _SHORTEST_LINE and not line.startswith("-----") and not is_ordinary(line)
            for form in _escaped(line)
        }
    if value.isascii():
        # UTF-16 that is read as bytes; the last byte is the next character's in the other order.
        forms["\0".join(value)] = any_case
    return forms


def packed_of(value: str) -> dict[str, str]:
    """Encodings that may be laid out in lines and columns: what is looked for, and the longest that may stand there.

    In lower case, without space, and base64 of either alphabet with `+` and `/`.
    """
    if len(value) < SHORTEST or is_ordinary(value):
        return {}
    utf_8, utf_16 = value.encode("utf-8"), value.encode("utf-16-le")
    forms = {utf_8.hex(): utf_8.hex(), utf_16.hex()[:-2]: utf_16.hex()}
    numbers = ",".join(map(str, utf_8))
    forms[numbers] = numbers
    for content in (utf_8, utf_16):
        forms |= dict(_in_base64(content))
    return {form.lower(): longest.lower() for form, longest in forms.items()}


def _escaped(text: str) -> Iterator[str]:
    yield text
    for escape in (*_ESCAPING, *_IN_URLS):
        yield escape(text)


def _escaped_twice(text: str) -> Iterator[str]:
    """JSON inside of something, and what a URL takes along in a URL."""
    for told in {_json(text), _json_ascii(text)}:
        for escape in (*_ESCAPING, *_IN_URLS):
            yield escape(told)
    for in_url in {escape(text) for escape in _IN_URLS}:
        for escape in _IN_URLS:
            yield escape(in_url)


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _json_ascii(text: str) -> str:
    return json.dumps(text)[1:-1]


def _html_apostrophe(text: str) -> str:
    return html.escape(text).replace("&#x27;", "&#39;")


def _inspected(text: str) -> str:
    """As Node's console shows a text inside an object."""
    return "".join(map(_inspected_character, text))


def _inspected_quoted(text: str) -> str:
    return _inspected(text).replace("'", "\\'")


def _inspected_character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\x{ord(character):02X}" if character < " " or "\x7f" <= character <= "\x9f" else character


def _form(text: str) -> str:
    return quote_plus(text, safe="*").replace("~", "%7E")


_ESCAPING: tuple[Escape, ...] = (
    *(_json, _json_ascii, partial(html.escape, quote=False), html.escape, _html_apostrophe),
    *(_inspected, _inspected_quoted),
)
# encodeURI, encodeURIComponent, URLSearchParams and Python leave different characters as they are.
_IN_URLS: tuple[Escape, ...] = (
    *(quote_plus, _form, quote, partial(quote, safe="")),
    *(partial(quote, safe="!~*'()"), partial(quote, safe="!~*'();/?:@&=+$,#")),
)


def _in_base64(content: bytes) -> Iterator[tuple[str, str]]:
    """Alone, and inside something longer, such as `user:value`: what does not depend on its neighbours."""
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + content).decode().rstrip("=")
        core = encoded[(offset * 8 + 5) // 6 : (offset + len(content)) * 8 // 6]
        if offset == 0:
            # Alone it has its end as well.
            yield (core if len(core) >= _SHORTEST_BASE64 else encoded), encoded
        elif len(core) >= _SHORTEST_BASE64:
            yield core, core
