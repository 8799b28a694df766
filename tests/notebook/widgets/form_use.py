"""How tests find their way in a console: fields and buttons by name, and what stands on it."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets

from hsfunc_magics.notebook.request_form.widget import RequestConsole


def every(console: RequestConsole, kind: type[Any] = ipywidgets.Widget) -> list[Any]:
    """All widgets of a kind that are shown, in order."""

    def below(widget: Any) -> Iterator[Any]:
        if widget.layout.display != "none":
            yield widget
            for child in getattr(widget, "children", ()):
                yield from below(child)

    return [widget for widget in below(console.widget) if isinstance(widget, kind)]


def named(console: RequestConsole, name: str) -> Any:
    """The field or button that is called so."""
    (found,) = (widget for widget in every(console) if getattr(widget, "description", None) == name)
    return found


def told(console: RequestConsole) -> str:
    """Everything that stands on the console."""
    return html.unescape("\n".join(widget.value for widget in every(console, ipywidgets.HTML)))


def sent(console: RequestConsole) -> list[Any]:
    """The buttons of the history, the newest first."""
    return [button for button in every(console, ipywidgets.Button) if " → " in button.description]


def until(true: Callable[[], Any]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def answered(console: RequestConsole, count: int = 1) -> None:
    until(lambda: len(sent(console)) == count and not console.send_button.disabled)
