"""One of several, each a button: what one chooses with Tab, Enter and Space alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from .console_parts import Changed, title


def mark(button: Any, label: str, *, chosen: bool) -> None:
    """Shows whether it is this one: not by the look alone, the sign is read aloud as well."""
    button.description = f"✓ {label}" if chosen else label
    (button.add_class if chosen else button.remove_class)("mod-active")


class Choice:
    """`box` is the widget, `value` what is chosen; setting it does not tell `on_change`.

    JupyterLab takes the keys of lists and radio buttons in an output for its own: the arrows leave the cell, `x` cuts
    it. And ipywidgets' own group of buttons loses the focus when it is drawn anew.
    """

    def __init__(self, name: str, options: Sequence[tuple[str, Any]], on_change: Changed) -> None:
        self._name = name
        self._on_change = on_change
        self._options: list[tuple[str, Any]] = []
        self._buttons: list[Any] = []
        self._value: Any = options[0][1]
        self.box = widgets.HBox(layout=widgets.Layout(flex_flow="row wrap", align_items="center"))
        self.options = list(options)

    @property
    def value(self) -> Any:
        return self._value

    @value.setter
    def value(self, value: Any) -> None:
        """Chooses; what is not among the options leaves the first one chosen."""
        known = [own for _, own in self._options]
        self._value = value if value in known else known[0]
        for (label, own), button in zip(self._options, self._buttons, strict=True):
            mark(button, label, chosen=own == self._value)

    @property
    def options(self) -> list[tuple[str, Any]]:
        """Labels and values."""
        return self._options

    @options.setter
    def options(self, options: list[tuple[str, Any]]) -> None:
        if options == self._options:
            return
        gone, self._options = self._buttons, options
        self._buttons = [self._button(value) for _, value in options]
        self.value = self._value
        self.box.children = [title(self._name), *self._buttons]
        for button in gone:
            button.close()

    def _button(self, value: Any) -> Any:
        made = widgets.Button(layout=widgets.Layout(width="auto"))
        made.on_click(lambda _: self._choose(value))
        return made

    def _choose(self, value: Any) -> None:
        if value != self._value:
            self.value = value
            self._on_change()
