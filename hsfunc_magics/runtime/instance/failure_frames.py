"""Reads what the harness tells of a failure (`js/execution.js` and `js/modules.js` write it)."""

from __future__ import annotations

from typing import Any

from ..outcome import Carried, Failure, FailureKind, SyntaxProblem, Thrown

# As many as `js/thrown.js` tells at most: of a chain, and of the levels of a property.
_MOST_ERRORS = 20
_DEEPEST = 8
_KINDS: dict[str, FailureKind] = {
    "error": "error",
    "noMain": "no_main",
    "silent": "silent",
    "badBody": "bad_body",
    "exit": "exit",
}


def read_syntax_problem(told: dict[str, Any]) -> SyntaxProblem:
    """A syntax error and its position. Raises `KeyError` and the like where the function has written it itself."""
    return SyntaxProblem(
        type=str(told["type"]),
        message=str(told["message"]),
        line=int(told["line"]),
        column=int(told["column"]),
        text=str(told["text"]),
    )


def read_failure(told: dict[str, Any]) -> Failure:
    """The failure of an execution. Raises as `read_syntax_problem` does."""
    error = told.get("error") or {}
    syntax = told.get("syntax")
    returned = told.get("returned")
    return Failure(
        kind=_KINDS[told["kind"]],
        type=str(error.get("type", "")),
        message=str(error.get("message", told.get("message", ""))),
        stack=str(error.get("stack", told.get("stack", ""))),
        code=int(told.get("code") or 0),
        at_load=told.get("atLoad") is True,
        module_not_found=told.get("moduleNotFound") is True,
        syntax=read_syntax_problem(syntax) if isinstance(syntax, dict) else None,
        returned=str(told.get("main", returned)) if told.get("main", returned) is not None else None,
        project_style=told.get("projectStyle") is True,
        pending=told.get("pending") is True,
        carried=_read_carried(error, _MOST_ERRORS) if error else Carried(),
    )


def _read_carried(told: dict[str, Any], room: int) -> Carried:
    """`room`: how deep causes are read, whoever has written them."""
    properties = told.get("properties") or {}
    cause = told.get("cause")
    errors = list(told.get("errors") or ())[:_MOST_ERRORS] if room else []
    return Carried(
        properties={str(name): _read_data(value, _DEEPEST) for name, value in properties.items()},
        cause=_read_thrown(cause, room) if isinstance(cause, dict) and room else None,
        errors=tuple(_read_thrown(error, room) for error in errors),
        more=int(told.get("more") or 0),
    )


def _read_thrown(told: dict[str, Any], room: int) -> Thrown:
    carried = _read_carried(told, room - 1)
    return Thrown(str(told["type"]), str(told["message"]), str(told["stack"]), carried)


def _read_data(value: Any, depth: int) -> Any:
    if isinstance(value, dict):
        return {name: _read_data(inner, depth - 1) for name, inner in value.items()} if depth else "[Object]"
    if isinstance(value, list):
        return [_read_data(inner, depth - 1) for inner in value] if depth else "[Array]"
    return value
