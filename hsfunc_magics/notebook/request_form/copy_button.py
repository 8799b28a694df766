"""*Copy as*: the draft as `%hscall`, curl, fetch or Python, in a text to be selected."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from ...emulator.account import Account
from ...emulator.errors import HsfuncError
from ..copy_as import FORMATS
from ..widgets.controls import heading, place, show
from ..widgets.messages import tell_lines
from .draft import RequestDraft, outgoing_draft


class CopyAs:
    """`box` is the widget. A page's clipboard is out of reach without a script: the text is there to be selected."""

    def __init__(self, account: Account, draft: Callable[[], RequestDraft]) -> None:
        self._account = account
        self._draft = draft
        self._buttons = [
            widgets.ToggleButton(description=name, layout=widgets.Layout(width="auto")) for name in FORMATS
        ]
        for button in self._buttons:
            button.observe(self._pressed, names="value")
        self._text = place()
        row = widgets.HBox(
            [heading("Copy as"), *self._buttons], layout=widgets.Layout(flex_flow="row wrap", align_items="center")
        )
        self.box = widgets.VBox([row, self._text])

    def refresh(self) -> None:
        """Says the draft as it stands now."""
        name = next((button.description for button in self._buttons if button.value), None)
        if name is None:
            show(self._text, "")
            return
        try:
            told = FORMATS[name](outgoing_draft(self._draft(), self._account))
        except HsfuncError as problem:
            tell_lines(self._text, [("error", str(problem))])
            return
        show(self._text, _readonly(told, f"The request as {name}"))

    def _pressed(self, change: Any) -> None:
        """One at most is down; pressed again, it comes up and the text goes."""
        if change["new"]:
            for button in self._buttons:
                if button is not change["owner"]:
                    button.value = False
        self.refresh()


def _readonly(text: str, name: str) -> str:
    """A text area that is only read."""
    lines = min(12, max(2, text.count("\n") + 1 + len(text) // 90))
    # HTML takes one line break off the beginning of a text area.
    return (
        f'<textarea class="hsfunc-copy" readonly spellcheck="false" rows="{lines}"'
        f' aria-label="{html.escape(name)}">\n{html.escape(text)}</textarea>'
        "<small>Click into it or Tab to it, then Ctrl+A and Ctrl+C. Values of secrets are masked.</small>"
    )
