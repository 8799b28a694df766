"""How values show themselves: short as text, and drawn in a notebook, which is another room's and is handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    import pandas as pd

MimeBundle = tuple[dict[str, Any], dict[str, Any]]
"""Data by mime type, and metadata."""


class Displayable:
    """Has a `_repr_mimebundle_` once a face has said how it draws the class, and a `str` once it tells it.

    What is displayed is the same from run to run; what is printed has what was measured, too.
    """

    draw: ClassVar[Callable[[Any], MimeBundle] | None] = None
    tell: ClassVar[Callable[[Any], str] | None] = None

    def __dir__(self) -> list[str]:
        return public_names(self)

    def __str__(self) -> str:
        tell = type(self).tell
        return tell(self) if tell is not None else repr(self)

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        draw = type(self).draw
        return draw(self) if draw is not None else ({"text/plain": repr(self)}, {})


# Hooks of the package itself.
_INNER = ("after_fork", "draw", "tell")


def public_names(value: object) -> list[str]:
    """What `dir` says of a value: the names for those who use it."""
    return sorted(name for name in object.__dir__(value) if not name.startswith("_") and name not in _INNER)


def told_fields(value: Any) -> str:
    """A dataclass as it is made: its name, and those of its fields that are not as where nothing is said of them."""
    told = []
    for entry in fields(value):
        default = entry.default_factory() if entry.default_factory is not MISSING else entry.default
        own = getattr(value, entry.name)
        if entry.repr and (default is MISSING or own != default):
            told.append(f"{entry.name}={own!r}")
    return f"{type(value).__name__}({', '.join(told)})"


def counted(number: int, word: str) -> str:
    """`1 endpoint`, `2 endpoints`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


_MOST_NAMES = 10


def listed(names: Iterable[str]) -> str:
    """`a, b, c`; of many names the first ones and how many more there are."""
    found = list(names)
    more = f" and {len(found) - _MOST_NAMES} more" if len(found) > _MOST_NAMES else ""
    return f"{', '.join(found[:_MOST_NAMES])}{more}"


def data_frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], error: type[Exception]) -> pd.DataFrame:
    """A pandas DataFrame of these rows. Raises the error where pandas is not installed."""
    try:
        import pandas as pd
    except ImportError:
        raise error(
            "A DataFrame needs pandas, which is not installed here: pip install pandas, then try again."
        ) from None
    return pd.DataFrame(list(rows), columns=list(columns))
