"""Reads what the harness tells of a failure (`js/execution.js` and `js/modules.js` write it)."""

from __future__ import annotations

from typing import Any, get_args

from ..outcome import Failure, FailureKind, FencedOff, SyntaxProblem

_KINDS: dict[str, FailureKind] = {
    "error": "error",
    "noMain": "no_main",
    "silent": "silent",
    "badBody": "bad_body",
    "exit": "exit",
}


_FENCED_OFF: dict[str, FencedOff] = {name: name for name in get_args(FencedOff)}


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
        fence=_FENCED_OFF.get(str(told.get("fence"))),
    )
