"""Widgets that work with the keyboard alone: the notebook's own shortcuts stay outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

_FRONT_END = Path(__file__).parent / "js"


class Keyboard(anywidget.AnyWidget):
    """Stands invisibly inside the widget whose class is `area`; brings the style sheet along."""

    _esm = (_FRONT_END / "keyboard.js").read_text(encoding="utf-8")
    _css = (_FRONT_END / "editor.css").read_text(encoding="utf-8")
    area = traitlets.Unicode("hsfunc-editor").tag(sync=True)

    def on_undo(self, act: Callable[[bool], object]) -> None:
        """Calls `act` with True for undo, False for redo, when it is asked for outside a text field."""

        def told(_: Any, content: Any, __: Any) -> None:
            if isinstance(content, dict) and "undo" in content:
                act(bool(content["undo"]))

        self.on_msg(told)
