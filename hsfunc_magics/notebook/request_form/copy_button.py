"""*Copy as*: the draft as `%hscall`, curl, fetch or Python, with a button that copies it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from ...emulator.account import Account
from ...emulator.errors import HsfuncError
from ..copy_as import FORMATS
from ..widgets.controls import heading, place, show
from ..widgets.copy_text import CopyText
from ..widgets.messages import tell_lines
from ..widgets.watch import put
from .draft import RequestDraft, outgoing_draft
from .signature import UNSIGNED

_MASKED = "<small>Values of secrets are masked.</small>"
_SIGNED = (
    "<small>Values of secrets are masked. The signature is for just this request, and for five minutes where it is"
    " checked as HubSpot asks to.</small>"
)


class CopyAs:
    """`box` is the widget."""

    def __init__(self, account: Account, draft: Callable[[], RequestDraft]) -> None:
        self._account = account
        self._draft = draft
        self._buttons = [
            widgets.ToggleButton(description=name, layout=widgets.Layout(width="auto")) for name in FORMATS
        ]
        for button in self._buttons:
            button.observe(self._pressed, names="value")
        self.text = CopyText().add_class("hsfunc-below")
        self._remark = place().add_class("hsfunc-below")
        buttons = widgets.HBox(self._buttons, layout=widgets.Layout(flex="1 1 0", flex_flow="row wrap"))
        row = widgets.HBox([heading("Copy as"), buttons], layout=widgets.Layout(align_items="baseline"))
        self.box = widgets.VBox([row, self.text, self._remark])

    def refresh(self) -> None:
        """Says the draft as it stands now."""
        name = next((button.description for button in self._buttons if button.value), None)
        if name is None:
            self._show("", "")
            return
        draft = self._draft()
        try:
            told = FORMATS[name](outgoing_draft(draft, self._account))
        except HsfuncError as problem:
            self._show("", "")
            tell_lines(self._remark, [("error", str(problem))])
            return
        self._show(told, f"The request as {name}")
        show(self._remark, _MASKED if draft.signed_with == UNSIGNED else _SIGNED)

    def _show(self, text: str, name: str) -> None:
        put(self.text, text=text, name=name)
        show(self._remark, "")

    def _pressed(self, change: Any) -> None:
        """One at most is down; pressed again, it comes up and the text goes."""
        if change["new"]:
            for button in self._buttons:
                if button is not change["owner"]:
                    button.value = False
        self.refresh()
