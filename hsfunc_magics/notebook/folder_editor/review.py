"""What applying would change, line by line, before it is applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ipywidgets import HTML, HBox, VBox

from ..folder_draft.changes import FileDifference
from ..folder_draft.draft import Draft
from ..views.frame import escape
from ..widgets.controls import button
from ..widgets.watch import put, reveal

_CLASSES = {"+": "hsfunc-added", "-": "hsfunc-removed", "@": "hsfunc-place"}


class Review:
    """`box` is the widget, hidden until `open`. `apply` and `leave` are called for its two buttons."""

    def __init__(self, draft: Draft, apply: Callable[[], object], leave: Callable[[], object]) -> None:
        self._draft = draft
        self._told = HTML(layout={"height": "auto"})
        self._apply = button("Apply", apply, "Puts the changes in force", "primary")
        self._back = button("Back", leave, "Back to the form, with nothing applied")
        # Above what may be long.
        self.box: Any = VBox([HBox([self._apply, self._back]), self._told], layout={"display": "none"})
        self.opened = False

    def open(self) -> None:
        """Shows what would change; the keyboard goes to its button."""
        self.opened = True
        self.show()
        reveal(self.box, shown=True)
        (self._back if self._apply.disabled else self._apply).focus()

    def close(self) -> None:
        """Hides it."""
        self.opened = False
        reveal(self.box, shown=False)

    def show(self) -> None:
        """Follows the draft while it is open."""
        if not self.opened:
            return
        summary = self._draft.summary()
        parts = [f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in summary)}</ul>"]
        parts += [difference_html(difference) for difference in self._draft.differences()]
        put(self._told, value=f'<div class="hsfunc-problems">{"".join(parts)}</div>')
        put(self._apply, disabled=bool(self._draft.errors()) or not self._draft.differs)


def difference_html(difference: FileDifference) -> str:
    """A file's changed lines, each marked by its first character, and by colour where there are styles."""
    lines = "".join(
        f'<span class="{_CLASSES.get(line[:1], "hsfunc-kept")}">{escape(line)}\n</span>' for line in difference.lines
    )
    return f'<span class="hsfunc-heading">{escape(difference.name)}</span><pre class="hsfunc-diff">{lines}</pre>'
