"""Notes on what sendResponse was given and the response does not show (contract §6); `js/odd.js` has found it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...citations import chosen
from ...notes import Note
from ...text import closest, visible

_KEYS = ("statusCode", "body", "headers", "multiValueHeaders", "Set-Cookie")
# What people mean who come from elsewhere, by the key in lower case, letters and digits only.
_MEANT = {
    "isbase64encoded": "a Buffer as body goes out as its bytes",
    "contenttype": "a header stands in headers",
    "location": "a header stands in headers",
    "cookies": "cookies stand in 'Set-Cookie' or multiValueHeaders",
    "cachecontrol": "a header stands in headers",
}
_UNKNOWN = chosen("keys of the value of sendResponse")
_LOST = chosen("values that JSON cannot carry")
_MORE = 5


def remarks(described: dict[str, Any], value: str) -> list[Note]:
    """The notes on unknown keys, and on parts of the value that JSON and headers cannot carry."""
    unknown = [visible(str(key)) for key in described.get("unknown", ())]
    notes = [Note(_unknown(unknown, value), _UNKNOWN)] if unknown else []
    for odd in list(described.get("odd", ()))[:_MORE]:
        at, what, name = (visible(str(odd[key])) for key in ("at", "what", "name"))
        notes.append(Note(_lost(at, what, name), _LOST))
    return notes


def _unknown(keys: list[str], value: str) -> str:
    named = f"{', '.join(keys[:-1])} and {keys[-1]}" if len(keys) > 1 else keys[0]
    are = "are no keys" if len(keys) > 1 else "is no key"
    hints = list(dict.fromkeys(_hints(keys)))
    return f"{named} {are} of {value} and ignored.{''.join(f' {hint}' for hint in hints)}"


def _hints(keys: list[str]) -> Iterator[str]:
    for key in keys:
        meant = _MEANT.get("".join(filter(str.isalnum, key)).lower())
        near = closest(key, _KEYS)[:1]
        if meant is not None:
            yield f"{meant[0].upper()}{meant[1:]}."
        elif near:
            yield f"Did you mean {near[0]} instead of {key}?"


def _lost(at: str, what: str, name: str) -> str:
    a_name = f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"
    match what:
        case "error":
            return f"{at} is {a_name}: JSON takes neither its message nor its stack. Send what is to be told, as text."
        case "map":
            return f"{at} is {a_name}, which is {{}} in JSON: send Object.fromEntries(…) of it."
        case "set":
            return f"{at} is {a_name}, which is {{}} in JSON: send an array, [...set]."
        case "promise":
            sent = "no header of it was sent" if at.lower().endswith("headers") else "it was sent as the object it is"
            return f"{at} is {a_name} that was not awaited: {sent}. Write await."
        case "stream":
            return (
                f"{at} is a stream ({name}): the JSON of its object was sent, and nothing of what it reads. Collect it"
                " first."
            )
        case "Response":
            return f"{at} is a Response, which is {{}} in JSON: send await response.text(), or json()."
        case "Headers" | "FormData":
            return f"{at} is {a_name}, which is {{}} in JSON: send Object.fromEntries(…) of it."
        case "URLSearchParams":
            return f"{at} is {a_name}, which is {{}} in JSON: send String(…) or Object.fromEntries(…) of it."
        case "bytes":
            return f"{at} is {a_name}, which is {{}} in JSON: send its bytes as base64, or as the body itself."
        case "headers":
            return f"{at} is {a_name} without names of its own: no header of it was sent."
        case "dropped":
            return f"{at} is {name}: JSON has no place for it, nor for what stands beside it."
        case "nothing":
            return f"{at} is a {name}: JSON has no place for it, so the body is empty."
        case "number":
            return f"{at} is {name}, which is null in JSON."
        case _:
            return f"{at} is {a_name} without properties of its own, so it is {{}} in JSON."
