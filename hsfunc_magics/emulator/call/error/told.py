"""What an assertion, `raise_for_status` and `raise_for_error` say of a call that was answered with an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import httpx

from ....runtime.statuses import phrase
from ...text import visible
from .info import ErrorInfo

_LONGEST = 300
_MOST_NOTES = 2
_MOST_CAUSES = 2


def failure_text(head: str, error: ErrorInfo | None, notes: Sequence[str], body: str) -> str:
    """The head, and below it why: the JavaScript error with its line of the cell, else the body and notes.

    All of it is masked already.
    """
    lines = [head]
    if error is not None:
        lines.append(f"  {_short(error.headline)}")
        if error.line:
            source = error.source_line.strip()
            lines.append(f"  {error.file}, line {error.line}{f': {_short(source)}' if source else ''}")
        # Such as of "fetch failed", which alone says nothing.
        lines += [f"  Caused by {_short(cause.headline)}" for cause in islice(_causes(error), _MOST_CAUSES)]
        if error.hint:
            lines.append(f"  Hint: {error.hint}")
    else:
        lines += [f"  {_short(body)}"] if body else []
        lines += [f"  {note}" for note in notes[:_MOST_NOTES]]
    return "\n".join(map(visible, lines))


def _causes(error: ErrorInfo) -> Iterator[ErrorInfo]:
    while error.cause is not None:
        error = error.cause
        yield error


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


class FunctionResponse(httpx.Response):
    """httpx's response, whose `raise_for_status` says why: `failure` is the text of it."""

    failure: str = ""

    @property
    def reason_phrase(self) -> str:
        """The name of the status as everywhere here; httpx has older ones for some."""
        return phrase(self.status_code)

    def raise_for_status(self) -> FunctionResponse:
        """As httpx's."""
        try:
            super().raise_for_status()
        except httpx.HTTPStatusError as problem:
            raise httpx.HTTPStatusError(self.failure, request=problem.request, response=self) from None
        return self
