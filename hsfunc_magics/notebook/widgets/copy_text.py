"""A text that is only read, with a button that puts it on the clipboard."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class CopyText(anywidget.AnyWidget):
    """`text` is shown and copied, `name` is what a screen reader calls it; there is nothing while `text` is empty."""

    _esm = (Path(__file__).parent / "js" / "copy.js").read_text(encoding="utf-8")
    text = traitlets.Unicode().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
