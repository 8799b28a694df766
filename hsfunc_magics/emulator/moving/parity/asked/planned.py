"""One request that both forms are asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ....http import HeaderList
from ....visitors import Visitor

Origin = Literal["log", "file", "generated"]


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """A request to an endpoint, whichever form answers: without host and without what its path begins with.

    `title` says what is particular about it. `query` is as it is sent, `body` None where there is none. `visitor` is
    the one who asks; None stands for an anonymous one. `origin` is where the request comes from.
    """

    endpoint: str
    title: str
    method: str = "GET"
    query: str = ""
    headers: HeaderList = ()
    body: bytes | None = field(default=None, repr=False)
    visitor: Visitor | None = None
    origin: Origin = "generated"

    @property
    def told(self) -> str:
        """`POST ?a=1, an empty body`."""
        return f"{self.method}{f' ?{self.query}' if self.query else ''}, {self.title}"
