"""Text for people: what cannot be seen is written out, and what was mistyped finds its nearest."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Controls, and the characters that turn or hide text: a response must not look like another one.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def visible(text: str) -> str:
    """The text with invisible and turning characters written out."""
    return _INVISIBLE.sub(
        lambda match: f"\\u{ord(match[0]):04x}" if ord(match[0]) > 0xFF else f"\\x{ord(match[0]):02x}", text
    )


def closest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> list[str]:
    """Up to three known words that look like a mistyped one, best first."""
    import difflib

    by_lower: dict[str, str] = {}
    for name in known:
        by_lower.setdefault(name.lower(), name)
    return [by_lower[match] for match in difflib.get_close_matches(word.lower(), by_lower, n=3, cutoff=cutoff)]


# Words that people bring along from other command lines, and those of ours that do the same.
_SAME = {
    "delete": ("remove", "rm", "del", "drop", "unset", "uninstall", "destroy"),
    "list": ("ls", "all", "endpoints", "dir", "get"),
    "restore": ("undo", "undelete", "recover", "revert", "back"),
    "reset": ("undo", "clear", "clean", "wipe", "default", "defaults", "restore"),
    "rename": ("mv", "move"),
    "create": ("new", "add", "make", "init"),
    "add": ("new", "create", "set", "put"),
    "set": ("update", "change", "put"),
    "update": ("set", "change", "edit", "put"),
    "real": ("resume", "unfreeze", "stop", "continue", "reset", "off"),
    "freeze": ("stop", "pause", "set"),
    "advance": ("forward", "tick", "skip", "move", "add"),
    "anonymous": ("logout", "none", "nobody", "reset"),
    "member": ("login",),
    "serve": ("run", "start", "server", "http"),
    "call": ("invoke", "test", "request", "execute"),
    "check": ("lint", "validate", "test"),
    "bundle": ("build", "npm", "install", "pack"),
    "logs": ("log", "tail"),
    "version": ("about",),
}


def meant(word: str, known: Iterable[str]) -> list[str]:
    """Known words that do what another command line calls so; otherwise those that look like it."""
    names = list(known)
    return [name for name in names if word.lower() in _SAME.get(name, ())] or closest(word, names)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """' Did you mean a or b?', or an empty text."""
    return _question(closest(word, known))


def did_you_mean_word(word: str, known: Iterable[str]) -> str:
    """The same for a word of a command line."""
    return _question(meant(word, known))


def _question(matches: list[str]) -> str:
    return f" Did you mean {' or '.join(matches)}?" if matches else ""
