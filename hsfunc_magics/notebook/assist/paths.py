"""The files that a magic line may name: those of the folder that the kernel works in, the notebook's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PLAIN = re.compile(r"[^\s'\"\\]+")
_IN_DOUBLE = re.compile(r"[\"\\]")


@dataclass(frozen=True, slots=True)
class Place:
    """A word that ends in a path: `before` is what stands before the path, `quote` the quote that it leaves open.

    `closed` is whether that quote stands behind the cursor already.
    """

    before: str
    path: str
    quote: str
    closed: bool


def paths(place: Place, *, folders_only: bool = False) -> Iterator[tuple[str, bool]]:
    """The words that the place may become, and whether each is a folder's; its slash is there to be typed on from.

    A word is quoted where the line's parser would split it: the quote of a file is closed, that of a folder is not.
    """
    head = place.path[: place.path.rfind("/") + 1]
    name = place.path[len(head) :]
    for found, is_folder in _entries(head or "."):
        if found.startswith(".") > name.startswith(".") or (folders_only and not is_folder):
            continue
        written = _written(place, f"{place.before}{head}{found}", is_folder=is_folder)
        if written is not None:
            yield written, is_folder


def _entries(folder: str) -> list[tuple[str, bool]]:
    try:
        return sorted((entry.name, entry.is_dir()) for entry in Path(folder).expanduser().iterdir())
    except (OSError, RuntimeError):  # RuntimeError: there is no such user
        return []


def _written(place: Place, word: str, *, is_folder: bool) -> str | None:
    """The word as it is written in a line; None where it cannot be within the quote that is open."""
    slash = "/" if is_folder else ""
    quote, opening = place.quote, ""
    if not word.isprintable():
        return None
    if not quote and not _PLAIN.fullmatch(word):
        quote = opening = '"' if "'" in word else "'"
    if quote == "'" and "'" in word:
        return None
    if quote == '"':
        word = _IN_DOUBLE.sub(r"\\\g<0>", word)
    closing = "" if is_folder or place.closed else quote
    return f"{opening}{word}{slash}{closing}"
