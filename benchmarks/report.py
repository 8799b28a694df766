"""What a run has found: the text that is printed and the JSON file that is kept."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .goals import judged
from .rows import Row, table


@dataclass(slots=True)
class Report:
    """The machine and the rows so far; `interrupted` where not all could be measured."""

    machine: dict[str, str]
    busy: bool
    quick: bool
    rows: list[Row] = field(default_factory=list[Row])
    interrupted: bool = False

    @property
    def head(self) -> str:
        """One line on the machine."""
        return " · ".join(f"{name} {value}" for name, value in self.machine.items())

    def lines(self) -> Iterator[str]:
        yield self.head
        yield ""
        yield from table(self.rows)
        if self.interrupted:
            yield ""
            yield "Interrupted: the rows above were measured before, the others were not."

    def dumps(self) -> str:
        told = {
            "machine": self.machine,
            "busy": self.busy,
            "quick": self.quick,
            "interrupted": self.interrupted,
            "rows": [row.as_json() for row in self.rows],
        }
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def load(cls, path: Path) -> Report:
        """What `dumps` has told, held against the goals of now. Raises `OSError`, `ValueError` where it is another."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            rows = [Row.from_json(row) for row in told["rows"]]
            return cls(
                told["machine"],
                told["busy"],
                told["quick"],
                [judged(row, row.measurement) for row in rows],
                told["interrupted"],
            )
        except (KeyError, TypeError, AttributeError) as problem:
            raise ValueError(f"{problem} is not as `--json` writes it") from None


def write_whole(path: Path, text: str) -> None:
    """Writes a file; whoever reads it sees the old one or the whole new one. Raises `OSError`."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
