"""The requests of the session as a list of buttons, the newest first: one brings its request back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from ..console.history import History, Sent
from .console_choice import mark
from .console_parts import title


class SentList:
    """`box` is the widget; `on_choose` is told which request was chosen."""

    def __init__(self, history: History, on_choose: Callable[[Sent], None]) -> None:
        self._history = history
        self._on_choose = on_choose
        self._buttons: dict[int, Any] = {}
        self._list = widgets.VBox(layout=widgets.Layout(max_height="120px", overflow="auto"))
        self._list.add_class("hsfunc-sent")
        self.box = widgets.VBox([title("History of this session"), self._list])
        self.refresh()

    def refresh(self) -> None:
        """Lists what was sent until now."""
        kept = {sent.number: self._buttons.pop(sent.number, None) or self._button(sent) for sent in self._history}
        gone, self._buttons = self._buttons, kept
        self._list.children = [kept[number] for number in sorted(kept, reverse=True)]
        self.box.layout.display = None if kept else "none"
        for button in gone.values():
            button.close()

    def mark(self, chosen: Sent | None) -> None:
        """Shows which of them stands in the fields."""
        for sent in self._history:
            button = self._buttons.get(sent.number)
            if button is not None:
                mark(button, sent.label, chosen=chosen is not None and sent.number == chosen.number)

    def _button(self, sent: Sent) -> Any:
        made = widgets.Button(description=sent.label, layout=widgets.Layout(width="auto"))
        made.on_click(lambda _: self._on_choose(sent))
        return made
