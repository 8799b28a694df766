"""Rows of names and values, for the query, the headers and forms: added and removed by mouse or keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from ..request_form.draft import Row
from ..request_form.labelled_field import Changed, field, on_enter, tell_remarks
from ..request_form.problems import Remark
from .controls import button, heading
from .messages import message_box
from .watch import discard


@dataclass(frozen=True, slots=True)
class _Line:
    """The widgets of one row."""

    name: Any
    value: Any
    remove: Any
    remarks: Any
    box: Any


class Rows:
    """`box` is the widget. Setting `rows` does not tell `on_change`; what a person does, does."""

    def __init__(self, title: str, one: str, on_change: Changed) -> None:
        self._one = one
        self._on_change = on_change
        self._muted = False
        self._lines: list[_Line] = []
        self._add = button(f"Add {one}", self.add)
        head = widgets.HBox([heading(title), self._add], layout=widgets.Layout(align_items="center"))
        self._inner = widgets.VBox().add_class("hsfunc-below")
        self._remarks = message_box().add_class("hsfunc-below")
        self.box = widgets.VBox([head, self._inner, self._remarks])

    @property
    def rows(self) -> tuple[Row, ...]:
        """Names and values as they stand, also those without a name."""
        return tuple((line.name.value, line.value.value) for line in self._lines)

    @rows.setter
    def rows(self, rows: Iterable[Row]) -> None:
        self._muted = True
        try:
            old, self._lines = self._lines, [self._line(name, value) for name, value in rows]
            self._arrange(old)
        finally:
            self._muted = False

    def add(self) -> None:
        """One more row; its name has the focus."""
        line = self._line("", "")
        self._lines.append(line)
        self._arrange()
        line.name.focus()
        self._tell()

    def show(self, remarks: Iterable[Remark]) -> None:
        """Shows the remarks, each beside its row."""
        found = list(remarks)
        for index, line in enumerate(self._lines):
            tell_remarks(line.remarks, [remark for remark in found if remark.row == index])
        rest = [remark for remark in found if remark.row is None or remark.row >= len(self._lines)]
        tell_remarks(self._remarks, rest)

    def _line(self, name: str, value: str) -> _Line:
        name_field = field(widgets.Text, "", self._tell, width="35%", value=name, placeholder="name")
        value_field = field(widgets.Text, "", self._tell, width="auto", value=value, placeholder="value")
        value_field.layout.flex = "1 1 0"
        remove = button("Remove", lambda: self._remove(line))
        remarks = message_box()
        row = widgets.HBox([name_field, value_field, remove])
        line = _Line(name_field, value_field, remove, remarks, widgets.VBox([row, remarks]))
        for text in (name_field, value_field):
            on_enter(text, lambda: self._enter(line))
        return line

    def _enter(self, line: _Line) -> None:
        """On the last row it asks for another one, elsewhere it goes to the next."""
        index = self._lines.index(line)
        if index + 1 < len(self._lines):
            self._lines[index + 1].name.focus()
        else:
            self.add()

    def _remove(self, line: _Line) -> None:
        index = self._lines.index(line)
        self._lines.remove(line)
        self._arrange([line])
        near = self._lines[min(index, len(self._lines) - 1)].name if self._lines else self._add
        near.focus()
        self._tell()

    def _arrange(self, gone: Iterable[_Line] = ()) -> None:
        for number, line in enumerate(self._lines, 1):
            line.name.description = f"Name of {self._one} {number}"
            line.value.description = f"Value of {self._one} {number}"
            line.remove.tooltip = f"Remove {self._one} {number}"
        self._inner.children = [line.box for line in self._lines]
        for line in gone:
            discard(line.box)

    def _tell(self) -> None:
        if not self._muted:
            self._on_change()
