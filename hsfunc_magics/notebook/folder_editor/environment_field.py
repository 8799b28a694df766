"""Environment variables as lines: name, value, and whether the value is text or JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ipywidgets import Dropdown, HBox, Text, VBox

from ...emulator.serverless_json.problems import Problem
from ..folder_draft.environment_rows import Row
from ..widgets.controls import button, heading
from ..widgets.messages import message_box, tell
from ..widgets.watch import Watch, put

_TEXT, _JSON = "text", "JSON"


class RowsField:
    """`box` is the widget. `change` is called with all lines after each key."""

    def __init__(self, watch: Watch, title: str, change: Callable[[list[Row]], object]) -> None:
        self._watch = watch
        self._change = change
        self._lines: list[_Line] = []
        self._shown = 0
        self._add = button("Add variable", self._append, f"Adds a line to: {title}")
        self._messages = message_box()
        self._within = VBox()
        self.box = VBox([heading(title), self._within, self._messages, HBox([self._add])])

    def show(self, rows: Sequence[Row], problems: Sequence[Problem]) -> None:
        """Shows these lines, and what is wrong with them."""
        while len(self._lines) < len(rows):
            self._lines.append(_Line(self._watch, len(self._lines), self._told, self._remove))
        for line, row in zip(self._lines, rows, strict=False):
            line.show(row)
        if len(rows) != self._shown:
            self._shown = len(rows)
            self._within.children = [line.box for line in self._lines[: self._shown]]
        tell(self._messages, problems)

    def _rows(self) -> list[Row]:
        return [line.row() for line in self._lines[: self._shown]]

    def _told(self) -> None:
        self._change(self._rows())

    def _append(self) -> None:
        self._change([*self._rows(), Row()])
        self._lines[self._shown - 1].name.focus()

    def _remove(self, index: int) -> None:
        rows = self._rows()
        self._change([*rows[:index], *rows[index + 1 :]])
        self._add.focus()


class _Line:
    def __init__(self, watch: Watch, index: int, told: Callable[[], object], remove: Callable[[int], object]) -> None:
        self._watch = watch
        self.name = Text(
            placeholder="NAME", tooltip="Name of the variable", layout={"flex": "3 1 8em", "width": "auto"}
        )
        self.text = Text(placeholder="value", tooltip="Value", layout={"flex": "3 1 7em", "width": "auto"})
        self.kind = Dropdown(
            options=[_TEXT, _JSON],
            tooltip="Is the value text, or JSON?",
            layout={"flex": "0 0 5.5em", "width": "5.5em"},
        )
        self.remove = button("×", lambda: remove(index), "Removes this variable")
        for field in (self.name, self.text):
            field.add_class("hsfunc-mono")
            field.layout.min_width = "0"
        for widget in (self.name, self.text, self.kind):
            watch.on(widget, lambda _: told())
        self.box: Any = HBox(
            [self.name, self.text, self.kind, self.remove], layout={"width": "100%", "flex_flow": "row wrap"}
        )

    def show(self, row: Row) -> None:
        self._watch.show(self.name, row.name)
        self._watch.show(self.text, row.text)
        self._watch.show(self.kind, _JSON if row.json else _TEXT)
        put(self.remove, tooltip=f"Removes the variable {row.name}")

    def row(self) -> Row:
        return Row(self.name.value, self.text.value, self.kind.value == _JSON)
