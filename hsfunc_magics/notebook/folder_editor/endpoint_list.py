"""The list of endpoints with method badges: one widget, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, TypedDict

import anywidget
import traitlets


class Item(TypedDict):
    """A line of the list: a name in plain words or in code, its badges, and what is to be noticed."""

    name: str
    plain: bool
    methods: Sequence[str]
    flag: str
    severity: Literal["error", "warning"]


class EndpointList(anywidget.AnyWidget):
    """`items` are of the shape `Item`; `selected` is the index of the chosen one."""

    _esm = (Path(__file__).parents[1] / "widgets" / "js" / "list.js").read_text(encoding="utf-8")
    items: traitlets.List[Item] = traitlets.List().tag(sync=True)
    selected = traitlets.Int(0).tag(sync=True)

    def on_key(self, act: Callable[[Literal["open", "remove"], int], object]) -> None:
        """Calls `act` when a line is opened (Enter) or removed (Delete)."""

        def told(_: Any, content: Any, __: Any) -> None:
            for key in ("open", "remove"):
                if isinstance(content, dict) and isinstance(content.get(key), int):
                    act(key, content[key])

        self.on_msg(told)

    def take_focus(self) -> None:
        """The keyboard goes to the list."""
        self.send({"focus": True})
