"""What the form's parts share: a field with a name for everybody, and the remarks beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets as widgets

from ..widgets.messages import tell_lines
from .problems import Remark

Changed = Callable[[], None]


def field(kind: type[Any], name: str, on_change: Changed, *, width: str, **traits: Any) -> Any:
    """A field whose label is not seen: `name` is what a screen reader calls it."""
    made = kind(description=name, layout=widgets.Layout(width=width, min_width="0"), **traits)
    made.add_class("hsfunc-mono").add_class("hsfunc-quiet")
    made.observe(lambda _: on_change(), names="value")
    return made


def tell_remarks(box: Any, remarks: Iterable[Remark]) -> None:
    """Puts the remarks into their place."""
    tell_lines(box, ((remark.severity, remark.text) for remark in remarks))


def on_enter(text: Any, action: Changed) -> None:
    """Does something when Enter is pressed in a text field."""

    def heard(_widget: Any, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict) and content.get("event") == "submit":
            action()

    text.on_msg(heard)
