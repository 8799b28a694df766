"""*Copy as*: the draft as `%hscall`, curl, fetch or Python, in a text to be selected."""

from __future__ import annotations

import html
from collections.abc import Callable

import ipywidgets as widgets

from ...emulator.account import Account
from ...emulator.errors import RequestError
from ..console.copies import outgoing_draft
from ..console.draft import RequestDraft
from ..copying import FORMATS
from .console_parts import note, show

_NOTHING = "…"


class CopyAs:
    """`box` is the widget. A page's clipboard is out of reach without a script: the text is there to be selected."""

    def __init__(self, account: Account, draft: Callable[[], RequestDraft]) -> None:
        self._account = account
        self._draft = draft
        self._format = widgets.Dropdown(
            description="Copy as",
            options=[_NOTHING, *FORMATS],
            style={"description_width": "initial"},
            layout=widgets.Layout(width="240px", max_width="100%"),
        )
        self._format.observe(lambda _: self.refresh(), names="value")
        self._text = note()
        self.box = widgets.VBox([self._format, self._text])

    def refresh(self) -> None:
        """Says the draft as it stands now."""
        name = self._format.value
        if name == _NOTHING:
            show(self._text, "")
            return
        try:
            told = FORMATS[name](outgoing_draft(self._draft(), self._account))
        except RequestError as problem:
            show(self._text, f'<div class="hsfunc-problem">{html.escape(str(problem))}</div>')
            return
        show(self._text, _readonly(told, f"The request as {name}"))


def _readonly(text: str, name: str) -> str:
    """A text area that is only read. JupyterLab leaves its keys alone, so that Ctrl+A and Ctrl+C are the text's."""
    lines = min(12, max(2, text.count("\n") + 1 + len(text) // 90))
    # HTML takes one line break off the beginning of a text area.
    return (
        '<div data-lm-suppress-shortcuts="true">'
        f'<textarea class="hsfunc-copy" readonly spellcheck="false" rows="{lines}" aria-label="{html.escape(name)}">\n'
        f"{html.escape(text)}</textarea>"
        "<small>Click into it or Tab to it, then Ctrl+A and Ctrl+C. Values of secrets are masked.</small></div>"
    )
