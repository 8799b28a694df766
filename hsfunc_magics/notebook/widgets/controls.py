"""What the widgets of editor and request form are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ipywidgets import HTML, Button

from ..views.frame import escape
from .watch import put, reveal


def button(text: str, act: Callable[[], object], tooltip: str = "", style: str = "") -> Any:
    """A button as wide as its text. `style` is one of ipywidgets' names, such as `primary`."""
    made = Button(
        description=text, tooltip=tooltip or None, button_style=style, layout={"width": "auto", "flex": "0 0 auto"}
    )
    made.on_click(lambda _: act())
    return made


def heading(text: str) -> Any:
    """The name of a group of fields."""
    return HTML(f'<span class="hsfunc-heading">{escape(text)}</span>').add_class("hsfunc-named")


def place() -> Any:
    """A place for HTML, hidden while there is none."""
    return HTML(layout={"margin": "0 0 4px", "display": "none", "height": "auto"})


def show(box: Any, content: str) -> None:
    """Puts HTML into a place."""
    put(box, value=content)
    reveal(box, shown=bool(content))
