"""Set-Cookie lines taken apart: name, value, attributes."""

from __future__ import annotations

from dataclasses import dataclass

from ...emulator.response import Reply


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie as the function set it; `attributes` as written."""

    name: str
    value: str
    attributes: tuple[str, ...]


def cookies_of(reply: Reply) -> list[Cookie]:
    """The cookies in the order of their lines."""
    found: list[Cookie] = []
    for header, line in reply.headers:
        if header.lower() == "set-cookie":
            first, *rest = line.split(";")
            name, _, value = first.partition("=")
            found.append(Cookie(name.strip(), value.strip(), tuple(part.strip() for part in rest if part.strip())))
    return found
