"""What the code of a project's function can name, where that differs from the design manager (contract §12)."""

from __future__ import annotations

from ...emulator.citations import chosen, observed, production, reference
from .api_reference import MODULES, WORDS, Word, children_of

_LIVE = production("live projects, 2026.09")
_RUNTIME = observed("HubSpot's local runtime for projects")
_RETURNED = reference("developer projects, serverless functions")

# Of calls of an endpoint. What a switch lets be there is told, and offered where it says so.
_ENDPOINT: dict[str, Word] = {
    "context": Word("object", "What is known of this call; main's only argument.", _LIVE),
    "context.accountId": Word("number", "The id of the HubSpot account that has the function.", _LIVE),
    "context.body": Word("parsed JSON", "The body of the request, parsed; the raw text does not arrive.", _LIVE),
    "context.headers": Word(
        "object",
        "The request's headers by their names in lower case: the ordinary ones and x-hubspot-…; the gateway drops"
        " others.",
        _LIVE,
    ),
    "context.method": Word("string", "The request's method, in capitals.", _LIVE),
    "context.params": Word(
        "object",
        "The query string's values. Whether they are strings or arrays is not known on HubSpot: the switch params.",
        chosen("the switch params"),
    ),
}
_ABSENT: dict[str, Word] = {
    "context.contact": Word(
        "not seen", "No live project has shown it: absent here, unless the switch contact says present.",
        chosen("the switch contact"),
    ),
    "context.limits": Word(
        "not seen", "No live project has shown it: absent here, unless the switch limits says present.",
        chosen("the switch limits"),
    ),
}  # fmt: skip
# Of calls by uid.
_BY_UID: dict[str, Word] = {
    "context": Word("object", "What the UI extension has handed over; main's only argument.", _RUNTIME),
    "context.parameters": Word("anything", "What the call has given as parameters.", _RUNTIME),
    "context.propertiesToSend": Word("object", "The CRM properties that the call has asked for.", _RUNTIME),
    "context.secrets": Word("object", "The platform's own secrets; declared ones stand in process.env.", _RUNTIME),
}
_SHARED: dict[str, Word] = {
    "exports.main": Word(
        "function",
        "The function that runs for each call, with (context). What it returns is the response: a value, or"
        " { statusCode, body, headers }.",
        _RETURNED,
    ),
    "sendResponse": Word("not given", "A function of a developer project does not get it: return the value.", _RUNTIME),
    "process.env": Word("object of strings", "The function's secrets; a project has no other variables.", _LIVE),
    "require": Word(
        "function",
        "Loads one of Node's modules, or a package that package.json names; none is preloaded.",
        _RETURNED,
    ),
}
_OF_THE_DESIGN_MANAGER = ("context", "sendResponse", "exports.main", "process.env", "require")


def project_words(*, by_uid: bool) -> dict[str, Word]:
    """Every name with its meaning, those that are absent too."""
    others = {
        name: word
        for name, word in WORDS.items()
        if name not in _OF_THE_DESIGN_MANAGER and not name.startswith(("context.", "sendResponse."))
    }
    return {**(_BY_UID if by_uid else {**_ENDPOINT, **_ABSENT}), **_SHARED, **others}


def project_children(path: str, *, by_uid: bool, present: tuple[str, ...]) -> dict[str, Word]:
    """The names one step below a path that are there; `present` are the keys that switches say so of."""
    offered = {
        name: word
        for name, word in project_words(by_uid=by_uid).items()
        if word.kind != "not given" and (word.kind != "not seen" or name.removeprefix("context.") in present)
    }
    return children_of(offered, path)


def project_modules(packages: tuple[str, ...]) -> dict[str, Word]:
    """What can be required: Node's modules, and what package.json names."""
    named = {
        name: Word("package", "Named by the package.json of the functions, and bundled.", _RETURNED)
        for name in packages
    }
    return {**named, **{name: word for name, word in MODULES.items() if word.kind == "Node module"}}
