"""Looks at a JSON body before it is sent: what keeps it from being JSON, and where."""

from __future__ import annotations

import json
from typing import Any


def json_problem(text: str) -> str | None:
    """`Expecting value (line 2, column 5)`; None where the text is JSON."""
    try:
        json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as problem:
        return f"{problem.msg} (line {problem.lineno}, column {problem.colno})"
    except (ValueError, RecursionError) as problem:
        return str(problem)
    return None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")
