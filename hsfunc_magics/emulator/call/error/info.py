"""The error of an execution: what it says, where it was thrown, and what it carries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ...display import public_names


@dataclass(frozen=True, slots=True)
class ErrorInfo:
    """Why an execution failed. `line` and `column` count from 1 in the cell; 0 where there is no position.

    `before` and `after` are the lines around `source_line`, as many as there are up to two. `properties` are the
    error's own (`code`, the `response` of an API), without what a request was sent with; `cause` is its cause, `errors`
    those of an AggregateError, of which `more` are left out. `own_stack` is without theirs.

    Example::

        error = execution.error
        while error is not None:
            print(error, error.code)
            error = error.cause
    """

    type: str
    message: str
    own_stack: str = ""
    hint: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    source_line: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    properties: dict[str, Any] = field(default_factory=dict[str, Any])
    cause: ErrorInfo | None = None
    errors: tuple[ErrorInfo, ...] = ()
    more: int = 0

    def __dir__(self) -> list[str]:
        return public_names(self)

    @property
    def stack(self) -> str:
        """The whole stack, causes and inner errors as Node writes them."""
        return "\n".join(self._stack_lines())

    def _stack_lines(self) -> Iterator[str]:
        yield self.own_stack
        if self.cause is not None:
            yield f"[cause]: {self.cause.stack or self.cause}"
        for error in self.errors:
            yield f"[errors]: {error.stack or error}"

    @property
    def frames(self) -> list[str]:
        """The lines of its own stack that name a place."""
        return [line.strip() for line in self.own_stack.splitlines() if line.strip().startswith("at ")]

    @property
    def headline(self) -> str:
        """`TypeError: fetch failed`."""
        return ": ".join(filter(None, (self.type, self.message)))

    @property
    def code(self) -> Any:
        """Its own `code`, such as `ECONNREFUSED`; None where it has none."""
        return self.properties.get("code")

    @property
    def response(self) -> Any:
        """What the response said that it carries, such as axios's: `status`, `data`; None where it has none."""
        return self.properties.get("response")

    def __str__(self) -> str:
        position = f" ({self.file}:{self.line})" if self.line else ""
        return f"{self.headline}{position}"
