"""Fields for the values of secrets that the account lacks. A value comes in a message, and is in no widget's state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets


class MissingSecrets(anywidget.AnyWidget):
    """`names` are the secrets that are declared and not there."""

    _esm = (Path(__file__).parents[1] / "widgets" / "js" / "missing.js").read_text(encoding="utf-8")
    names: traitlets.List[str] = traitlets.List().tag(sync=True)

    def on_add(self, add: Callable[[str, str], object]) -> None:
        """Calls `add` with a name and the value that was typed for it."""

        def told(_: Any, content: Any, __: Any) -> None:
            if not isinstance(content, dict):
                return
            name, value = content.get("add"), content.get("value")
            if isinstance(name, str) and isinstance(value, str) and name in self.names:
                add(name, value)

        self.on_msg(told)
