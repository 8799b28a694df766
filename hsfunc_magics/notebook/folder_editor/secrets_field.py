"""Secrets by name: chosen from the account's; a name that the account does not have is marked. Never a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ipywidgets import HTML, Dropdown, HBox, VBox

from ...emulator.serverless_json.problems import Problem
from ..widgets.controls import button, heading
from ..widgets.messages import message_box, tell
from ..widgets.watch import discard, put, reveal

_NONE_YET = "The account has no secrets yet: %hs secrets add NAME makes one."


class SecretsField:
    """`box` is the widget. `change` is called with the names that are chosen."""

    def __init__(self, title: str, change: Callable[[list[str]], object]) -> None:
        self._change = change
        self._chosen: list[str] = []
        self._drawn: tuple[tuple[str, ...], tuple[str, ...]] | None = None
        self._choice = Dropdown(tooltip="Secrets of the account", layout={"width": "auto", "flex": "1 1 9em"})
        self._add = button("Add secret", self._take, "Adds the chosen secret")
        self._none = HTML(f'<span class="hsfunc-place">{_NONE_YET}</span>')
        self._none.add_class("hsfunc-problems")
        self._names = HBox(layout={"flex_flow": "row wrap"})
        self._messages = message_box()
        self._choosing = HBox([self._choice, self._add])
        self.box = VBox([heading(title), self._names, self._messages, self._choosing, self._none])

    def show(self, chosen: Sequence[str], known: Sequence[str], problems: Sequence[Problem]) -> None:
        """Shows the names, those of the account that are left to choose, and what is wrong."""
        self._chosen = list(chosen)
        left = tuple(name for name in known if name not in chosen)
        missing = tuple(name for name in chosen if name not in known)
        if self._drawn != ((*chosen, "", *missing), left):
            self._drawn = ((*chosen, "", *missing), left)
            self._draw(missing)
            kept = self._choice.value if self._choice.value in left else ""
            self._choice.options = [("Choose a secret…", ""), *((name, name) for name in left)]
            put(self._choice, value=kept)
        reveal(self._choosing, shown=bool(left))
        reveal(self._none, shown=not known)
        tell(self._messages, problems)

    def _draw(self, missing: Sequence[str]) -> None:
        for one in self._names.children:
            discard(one)
        buttons = [self._button(name, missing=name in missing) for name in self._chosen]
        self._names.children = buttons
        reveal(self._names, shown=bool(buttons))

    def _button(self, name: str, *, missing: bool) -> Any:
        text = f"{name} (missing) ×" if missing else f"{name} ×"
        made = button(text, lambda: self._drop(name), f"Removes the secret {name} here")
        made.add_class("hsfunc-mono")
        return made

    def _take(self) -> None:
        if self._choice.value:
            self._change([*self._chosen, self._choice.value])
            self._choice.focus()

    def _drop(self, name: str) -> None:
        self._change([other for other in self._chosen if other != name])
        self._choice.focus()
