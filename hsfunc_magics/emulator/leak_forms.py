"""The forms in which a secret's value is recognised: as it is, and as usual encodings write it."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

# Shorter values, lines and pieces stand in ordinary text by chance.
SHORTEST = 4
_SHORTEST_LINE = 8
_SHORTEST_BASE64 = 8
_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r", "\\": "\\\\"}
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def forms_of(value: str) -> set[str]:
    """The texts by which a value is recognised: none where it is shorter than `SHORTEST`."""
    if len(value) < SHORTEST:
        return set()
    forms = {value, *_escaped(value), *_in_base64(value.encode("utf-8"))}
    lines = _LINE_BREAK.split(value)
    if len(lines) > 1:
        # Consoles break such a value, and other systems change its line ends. A PEM file's first line is no secret.
        forms |= {
            form
            for line in lines
            if len(line) >= _SHORTEST_LINE and not line.startswith("-----")
            for form in _escaped(line)
        }
    return forms


def _escaped(text: str) -> Iterator[str]:
    yield text
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    yield json.dumps(text)[1:-1]
    yield html.escape(text, quote=False)
    yield html.escape(text)
    yield html.escape(text).replace("&#x27;", "&#39;")
    inspected = "".join(_inspected(character) for character in text)
    yield inspected
    yield inspected.replace("'", "\\'")
    # encodeURI, encodeURIComponent, URLSearchParams and Python leave different characters as they are.
    for in_url in (
        quote_plus(text),
        quote_plus(text, safe="*").replace("~", "%7E"),
        quote(text),
        quote(text, safe="!~*'()"),
        quote(text, safe="!~*'();/?:@&=+$,#"),
    ):
        yield in_url
        yield re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), in_url)


def _inspected(character: str) -> str:
    """As Node's console shows a text inside an object."""
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\x{ord(character):02X}" if character < " " or "\x7f" <= character <= "\x9f" else character


def _in_base64(content: bytes) -> Iterator[str]:
    """Alone, and inside something longer, such as `user:value`: what does not depend on its neighbours."""
    yield content.hex()
    yield content.hex().upper()
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + content).decode()
        first = (offset * 8 + 5) // 6
        last = (offset + len(content)) * 8 // 6
        core = encoded[first:last]
        for form in {encoded, encoded.rstrip("=")} if offset == 0 else set[str]():
            yield from (form, form.replace("+", "-").replace("/", "_"))
        if len(core) >= _SHORTEST_BASE64:
            yield from (core, core.replace("+", "-").replace("/", "_"))
