"""Set-Cookie lines taken apart: name, value, attributes."""

from __future__ import annotations

from dataclasses import dataclass

from ...emulator.execution import Execution


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie as the function set it; `attributes` as written."""

    name: str
    value: str
    attributes: tuple[str, ...]


def cookies_of(execution: Execution) -> list[Cookie]:
    """The cookies in the order of their lines, secrets masked."""
    found: list[Cookie] = []
    for header, line in execution.reply.headers:
        if header.lower() == "set-cookie":
            first, *rest = execution.masked(line).split(";")
            name, _, value = first.partition("=")
            found.append(Cookie(name.strip(), value.strip(), tuple(part.strip() for part in rest if part.strip())))
    return found
