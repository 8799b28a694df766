"""The requests of the session as buttons, side by side, the newest first: one brings its request back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import ipywidgets as widgets

from ..widgets.choice import mark
from ..widgets.controls import button, heading
from ..widgets.watch import discard, reveal
from .history import History, Sent


class SentList:
    """`box` is the widget; `on_choose` is told which request was chosen."""

    def __init__(self, history: History, on_choose: Callable[[Sent], None]) -> None:
        self._history = history
        self._on_choose = on_choose
        self._buttons: dict[int, Any] = {}
        layout = widgets.Layout(flex="1 1 0", flex_flow="row wrap", min_width="0", max_height="68px", overflow="auto")
        self._list = widgets.HBox(layout=layout)
        self._list.add_class("hsfunc-sent")
        self.box = widgets.HBox([heading("Sent"), self._list], layout=widgets.Layout(align_items="baseline"))
        self.refresh()

    def refresh(self) -> None:
        """Lists what was sent until now."""
        kept = {
            sent.number: self._buttons.pop(sent.number, None) or button(sent.label, partial(self._on_choose, sent))
            for sent in self._history
        }
        gone, self._buttons = self._buttons, kept
        self._list.children = [kept[number] for number in sorted(kept, reverse=True)]
        reveal(self.box, shown=bool(kept))
        for one in gone.values():
            discard(one)

    def mark(self, chosen: Sent | None) -> None:
        """Shows which of them stands in the fields."""
        for sent in self._history:
            one = self._buttons.get(sent.number)
            if one is not None:
                mark(one, sent.label, chosen=chosen is not None and sent.number == chosen.number)
