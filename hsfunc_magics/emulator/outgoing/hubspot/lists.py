"""What the small HubSpot holds, as a person sees it: lists of contacts, rows and submissions that show themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...display import Displayable, counted, listed

_LONGEST = 60


@dataclass(frozen=True, repr=False)
class Listing(Displayable, Sequence[dict[str, Any]]):
    """Some of its objects, each as a mapping. `columns` are those that are shown."""

    title: str
    columns: tuple[str, ...]
    entries: tuple[dict[str, Any], ...]
    word: str
    is_type: bool = False
    mask: Callable[[str], str] = lambda text: text

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, at: Any) -> Any:
        return self.entries[at]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.entries)

    def __repr__(self) -> str:
        return f"<{self.title}: {self.counted}>"

    @property
    def counted(self) -> str:
        """`1 contact`, `2 contacts`."""
        if self.is_type and len(self.entries) != 1:
            return f"{len(self.entries)} {self.title.lower()}"
        return counted(len(self.entries), self.word)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The cells of the table, as text, without the values of secrets. The entries themselves have them."""
        for entry in self.entries:
            yield tuple(_short(self.mask(_cell(entry.get(name)))) for name in self.columns)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        # An option of HubDB has a name; of a submission its fields are told.
        return _cell(value["name"]) if "order" in value else ", ".join(f"{k}={_cell(v)}" for k, v in value.items())
    if isinstance(value, list):
        return listed(_cell(one) for one in value)
    return str(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
