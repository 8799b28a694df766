"""Secrets by name, declared whether or not the account has them; those that it lacks are added from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from ipywidgets import Combobox, HBox, VBox

from ...emulator.errors import HsfuncError
from ...emulator.serverless_json.problems import Problem
from ..folder_draft.draft import Draft
from ..request_form.labelled_field import on_enter
from ..widgets.controls import button, heading
from ..widgets.messages import message_box, tell, tell_lines
from ..widgets.watch import discard, put, reveal
from .missing_secrets import MissingSecrets

# Calls something once everything that was typed before is here.
OnceTyped = Callable[[Callable[[], object]], None]


class SecretsField:
    """`box` is the widget. `change` is called with the names that are declared."""

    def __init__(self, title: str, draft: Draft, change: Callable[[list[str]], object], once_typed: OnceTyped) -> None:
        self._draft = draft
        self._change = change
        self._chosen: list[str] = []
        take = partial(once_typed, self._take)
        self._name = Combobox(
            placeholder="API_KEY",
            tooltip="Name of a secret, in the account or not yet",
            layout={"width": "auto", "flex": "1 1 9em", "min_width": "0"},
        )
        self._name.add_class("hsfunc-mono")
        on_enter(self._name, take)
        self._add = button("Add secret", take, "Declares the secret of this name (Enter)")
        self._names = HBox(layout={"flex_flow": "row wrap"})
        self._missing = MissingSecrets()
        self._missing.on_add(self._add_to_account)
        self._failed = message_box()
        self._messages = message_box()
        parts = [heading(title), self._names, self._messages, self._missing, self._failed]
        self.box = VBox([*parts, HBox([self._name, self._add])])

    def show(self, chosen: Sequence[str], known: Sequence[str], problems: Sequence[Problem]) -> None:
        """Shows the names, those of the account that are left to choose, and what is wrong."""
        if list(chosen) != self._chosen:
            self._chosen = list(chosen)
            self._draw()
        put(self._name, options=tuple(name for name in known if name not in chosen))
        missing = [name for name in chosen if name not in known]
        put(self._missing, names=missing)
        reveal(self._missing, shown=bool(missing))
        # What the account lacks is told with the field for its value.
        tell(self._messages, [problem for problem in problems if not _is_missing(problem, missing)])

    def _draw(self) -> None:
        for one in self._names.children:
            discard(one)
        buttons = [self._button(name) for name in self._chosen]
        self._names.children = buttons
        reveal(self._names, shown=bool(buttons))

    def _button(self, name: str) -> Any:
        made = button(f"{name} ×", lambda: self._drop(name), f"Removes the secret {name} here")
        made.add_class("hsfunc-mono")
        return made

    def _take(self) -> None:
        name = self._name.value.strip()
        if not name:
            return
        put(self._name, value="")
        if name not in self._chosen:
            self._change([*self._chosen, name])
        self._name.focus()

    def _drop(self, name: str) -> None:
        self._change([other for other in self._chosen if other != name])
        self._name.focus()

    def _add_to_account(self, name: str, value: str) -> None:
        try:
            self._draft.add_secret(name, value)
        except HsfuncError as problem:
            tell_lines(self._failed, [("error", str(problem))], "alert")
        else:
            tell_lines(self._failed, [])


def _is_missing(problem: Problem, missing: Sequence[str]) -> bool:
    told = any(problem.message == f"the account has no secret {name}." for name in missing)
    return told and "Did you mean" not in problem.mend
