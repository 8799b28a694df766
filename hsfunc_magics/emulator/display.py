"""Values that a notebook draws: the drawing is another room's, and is handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

MimeBundle = tuple[dict[str, Any], dict[str, Any]]
"""Data by mime type, and metadata."""


class Displayable:
    """Has a `_repr_mimebundle_` once a face has said how it draws the class, and a `str` once it tells it.

    What is displayed is the same from run to run; what is printed has what was measured, too.
    """

    draw: ClassVar[Callable[[Any], MimeBundle] | None] = None
    tell: ClassVar[Callable[[Any], str] | None] = None

    def __str__(self) -> str:
        tell = type(self).tell
        return tell(self) if tell is not None else repr(self)

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        draw = type(self).draw
        return draw(self) if draw is not None else ({"text/plain": repr(self)}, {})
