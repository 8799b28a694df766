"""The entry file of a function: it sets what was `environment`, then loads the old file, through the adapter or not."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from .old_functions import HowItSends

ADAPTER = "design-manager.js"

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


@cache
def adapter_source() -> str:
    """The file that every adapted function requires."""
    return (Path(__file__).parent / "js" / ADAPTER).read_text(encoding="utf-8")


def entry_source(
    came_from: str,
    file: str,
    *,
    sends: HowItSends,
    adapter: str,
    endpoint: str | None,
    environment: Mapping[str, str],
    secrets: Sequence[str],
) -> str:
    """The text of an entry file. `came_from` says in words what it was, `file` and `adapter` lie beside it."""
    lines = ["'use strict';", f"// {_comment(came_from)}"]
    if environment:
        lines.append("// What was its environment in serverless.json; it has to be there before the file is loaded.")
        lines += [f"process.env{_member(name)} = {_text(value)};" for name, value in environment.items()]
        lines.append("")
    if sends == "return":
        lines += [f"const file = require({_text(f'./{file}')});", "", "exports.main = (context) => file.main(context);"]
        return "\n".join([*lines, ""])
    adapt = "adapt" if sends == "sendResponse" else "adaptValue"
    lines += [
        f"const {{ {adapt} }} = require({_text(f'./{adapter}')});",
        f"const file = require({_text(f'./{file}')});",
        "",
    ]
    arguments = ", ".join(filter(None, ["file", known(endpoint, secrets) if sends == "sendResponse" else ""]))
    return "\n".join([*lines, f"exports.main = {adapt}({arguments});", ""])


def known(endpoint: str | None, secrets: Sequence[str]) -> str:
    """What of the old context no request brings along, as an object's literal; empty where there is nothing."""
    parts = [f"endpoint: {_text(endpoint)}"] if endpoint is not None else []
    parts += [f"secrets: [{', '.join(map(_text, secrets))}]"] if secrets else []
    return f"{{ {', '.join(parts)} }}" if parts else ""


def _member(name: str) -> str:
    return f".{name}" if _IDENTIFIER.fullmatch(name) else f"[{_text(name)}]"


def _text(text: str) -> str:
    """A string's literal; what is not ASCII is escaped, so that nothing in it ends the line."""
    literal = json.dumps(text)
    if "'" in text or '"' in text or "\\" in literal:
        return literal
    return f"'{text}'"


def _comment(text: str) -> str:
    return "".join(character if character.isprintable() else "·" for character in text)
