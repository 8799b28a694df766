"""A path that was seen in a file, before it is judged: where, how, and what it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .spelling import Spelled

Where = Literal["code", "markup", "data", "pattern", "loose", "searched", "mention"]
"""In what it stands: a string of a script; HTML or CSS; JSON; a regular expression; code, but no string that was read;
a file that was only searched; a comment or prose, which calls nothing."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """`at` is where the expression begins that calls.

    `through` names the constant that has the path, and `weak` says that it may be another one of that name;
    `elsewhere` is the file that defines it, where it is not this one.
    """

    at: int
    path: Spelled
    where: Where
    through: str = ""
    weak: bool = False
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """A constant that other files can use, and what it says. `name` as it is written there: `API`, `config.api`."""

    name: str
    text: str
    file: str
    hubl: bool = False
