"""A field for JSON: with colours and folding where the page has an editor for it, plain elsewhere."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class JsonField(anywidget.AnyWidget):
    """`value` is the text as it is typed; `name` is what a screen reader calls it."""

    _esm = (Path(__file__).parent / "js" / "json.js").read_text(encoding="utf-8")
    value = traitlets.Unicode().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    placeholder = traitlets.Unicode().tag(sync=True)
