"""What was changed here and elsewhere: typing is kept, and what is registered can be taken instead."""

from __future__ import annotations

from typing import Any

from ipywidgets import HBox, VBox

from ..folder_draft.draft import Draft
from ..folder_draft.merge import Conflict
from ..widgets.controls import button
from ..widgets.messages import message_box, tell_lines
from ..widgets.watch import discard


class ConflictsBox:
    """`box` is the widget, empty while there are none."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._shown: tuple[Conflict, ...] = ()
        self.box: Any = VBox()

    def show(self) -> None:
        """Shows the draft's conflicts, each with a button."""
        conflicts = self._draft.state.conflicts
        if conflicts == self._shown:
            return
        self._shown = conflicts
        for line in self.box.children:
            discard(line)
        self.box.children = [self._line(conflict) for conflict in conflicts]

    def _line(self, conflict: Conflict) -> HBox:
        text = message_box()
        tell_lines(text, [("warning", str(conflict))], "alert")
        take = button("Take what is registered", lambda: self._draft.take(conflict))
        return HBox([text, take], layout={"flex_flow": "row wrap", "align_items": "center"})
