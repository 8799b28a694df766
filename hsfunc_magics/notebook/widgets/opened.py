"""A widget as an output: for ipywidgets, as text, and by its name, for when its kernel is gone."""

from __future__ import annotations

from typing import Any

MIME_TYPE = "application/vnd.hsfunc.widget+json"
VERSION = 1


def opened(view: Any, what: str, text: str) -> dict[str, Any]:
    """The mime bundle of a widget; our extension for JupyterLab calls it `what` where it has ended."""
    data: dict[str, Any] = dict(view._repr_mimebundle_() or {})
    return {MIME_TYPE: {"version": VERSION, "what": what}, **data, "text/plain": text}
