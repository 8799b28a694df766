"""Widgets that work with the keyboard alone: the notebook's own shortcuts stay outside."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

_FRONT_END = Path(__file__).parent / "js"
_PATIENCE = 10.0  # seconds for a page to answer; more than a second only where it is busy, or gone


class Keyboard(anywidget.AnyWidget):
    """Stands invisibly inside the widget whose class is `area`; brings the style sheet of all widgets along."""

    _esm = (_FRONT_END / "keyboard.js").read_text(encoding="utf-8")
    _css = "".join((_FRONT_END / name).read_text(encoding="utf-8") for name in ("methods.css", "widgets.css"))
    area = traitlets.Unicode().tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._shown = False
        self._waiting: dict[int, Callable[[], object]] = {}
        self._asked = 0
        self.on_msg(self._told)

    def once_typed(self, act: Callable[[], object]) -> None:
        """Calls `act` when what was typed before is there, in this thread or another.

        A page tells of a click at once, but of the text before it only when the kernel has dealt with the key before
        that: by the time it has answered a question, everything typed has come.
        """
        if not self._shown:
            act()
            return
        self._asked += 1
        asked = self._asked
        self._waiting[asked] = act
        self.send({"asked": asked})
        timer = threading.Timer(_PATIENCE, self._answered, [asked])
        timer.daemon = True
        timer.start()

    def bring_into_view(self, name: str) -> None:
        """Scrolls to the part of the area that has the class `name`, once it is drawn."""
        self.send({"show": name})

    def _told(self, _: Any, content: Any, __: Any) -> None:
        if isinstance(content, dict):
            self._shown = self._shown or "shown" in content
            self._answered(content.get("asked"))

    def _answered(self, asked: Any) -> None:
        act = self._waiting.pop(asked, None)
        if act is not None:
            act()

    def on_undo(self, act: Callable[[bool], object]) -> None:
        """Calls `act` with True for undo, False for redo, when it is asked for outside a text field."""

        def told(_: Any, content: Any, __: Any) -> None:
            if isinstance(content, dict) and "undo" in content:
                act(bool(content["undo"]))

        self.on_msg(told)
