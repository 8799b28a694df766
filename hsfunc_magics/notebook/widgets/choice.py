"""One of several, each a button: what one chooses with Tab, Enter and Space alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import ipywidgets as widgets

from ..request_form.labelled_field import Changed
from .controls import button, heading
from .watch import discard


def mark(button: Any, label: str, *, chosen: bool) -> None:
    """Shows whether it is this one: not by the look alone, the sign is read aloud as well."""
    button.description = f"✓ {label}" if chosen else label
    (button.add_class if chosen else button.remove_class)("mod-active")


class Choice:
    """`box` is the widget, `value` what is chosen; setting it does not tell `on_change`.

    All options are seen at once. ipywidgets' own group of buttons loses the focus when it is drawn anew.
    """

    def __init__(self, name: str, options: Sequence[tuple[str, Any]], on_change: Changed) -> None:
        self._heading = heading(name)
        self._on_change = on_change
        self._options: list[tuple[str, Any]] = []
        self._buttons: list[Any] = []
        self._value: Any = options[0][1]
        self._row = widgets.HBox(layout=widgets.Layout(flex="1 1 0", flex_flow="row wrap", align_items="center"))
        self.box = widgets.HBox([self._heading, self._row], layout=widgets.Layout(align_items="baseline"))
        self.options = list(options)

    @property
    def value(self) -> Any:
        return self._value

    @value.setter
    def value(self, value: Any) -> None:
        """Chooses; what is not among the options leaves the first one chosen."""
        known = [own for _, own in self._options]
        self._value = value if value in known else known[0]
        for (label, own), one in zip(self._options, self._buttons, strict=True):
            mark(one, label, chosen=own == self._value)

    @property
    def options(self) -> list[tuple[str, Any]]:
        """Labels and values."""
        return self._options

    @options.setter
    def options(self, options: list[tuple[str, Any]]) -> None:
        if options == self._options:
            return
        gone, self._options = self._buttons, options
        self._buttons = [button(label, partial(self._choose, value)) for label, value in options]
        self.value = self._value
        self._row.children = self._buttons
        for one in gone:
            discard(one)

    def _choose(self, value: Any) -> None:
        if value != self._value:
            self.value = value
            self._on_change()
