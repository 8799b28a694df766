"""Values that a notebook draws: the drawing is another room's, and is handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

MimeBundle = tuple[dict[str, Any], dict[str, Any]]
"""Data by mime type, and metadata."""


class Displayable:
    """Has a `_repr_mimebundle_` once a face has said how it draws the class."""

    draw: ClassVar[Callable[[Any], MimeBundle] | None] = None

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        draw = type(self).draw
        return draw(self) if draw is not None else ({"text/plain": repr(self)}, {})
