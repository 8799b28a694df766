"""Environment variables as lines of a form: a name, and a value that is text or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...emulator.json_text.read_write import read_json
from ...emulator.serverless_json.manifest import environment_text


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is typed. With `json` the text is the value's JSON, otherwise the value itself."""

    name: str = ""
    text: str = ""
    json: bool = False


def rows_of(environment: Any) -> tuple[Row, ...]:
    """The lines of an `environment`; none where it is no object."""
    if not isinstance(environment, dict):
        return ()
    return tuple(
        Row(name, environment_text(value), json=not isinstance(value, str)) for name, value in environment.items()
    )


def read_rows(rows: Sequence[Row]) -> tuple[dict[str, Any], dict[int, str]]:
    """The `environment` that lines stand for, and what is wrong by line. Lines that are empty say nothing."""
    environment: dict[str, Any] = {}
    wrong: dict[int, str] = {}
    for index, row in enumerate(rows):
        if not row.name:
            if row.text:
                wrong[index] = "This value has no name."
        elif row.name in environment:
            wrong[index] = f"{row.name} stands twice."
        elif not row.json:
            environment[row.name] = row.text
        else:
            try:
                environment[row.name] = read_json(row.text)
            except ValueError:
                wrong[index] = 'This is no JSON: write 12, true, null, ["a"] or {"a": 1}, or choose text.'
    return environment, wrong
