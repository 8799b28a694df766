"""How tests find their way in a console: fields and buttons by name, and what stands on it."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets

from hsfunc_magics.notebook.request_form.widget import RequestForm


def every(request_form: RequestForm, kind: type[Any] = ipywidgets.Widget) -> list[Any]:
    """All widgets of a kind that are shown, in order."""

    def below(widget: Any) -> Iterator[Any]:
        if widget.layout.display != "none":
            yield widget
            for child in getattr(widget, "children", ()):
                yield from below(child)

    return [widget for widget in below(request_form.widget) if isinstance(widget, kind)]


def named(request_form: RequestForm, name: str) -> Any:
    """The field or button that is called so."""
    (found,) = (widget for widget in every(request_form) if getattr(widget, "description", None) == name)
    return found


def told(request_form: RequestForm) -> str:
    """Everything that stands on the console."""
    texts = [widget.value for widget in every(request_form, ipywidgets.HTML)]
    return html.unescape("\n".join([*texts, request_form.copy.text.text, response(request_form)]))


def response(request_form: RequestForm) -> str:
    """The response as the page without an extension shows it."""
    return "".join(output["data"]["text/html"] for output in request_form.response.outputs)


def sent(request_form: RequestForm) -> list[Any]:
    """The buttons of the history, the newest first."""
    return [button for button in every(request_form, ipywidgets.Button) if " → " in button.description]


def until(true: Callable[[], Any]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def answered(request_form: RequestForm, count: int = 1) -> None:
    until(lambda: len(sent(request_form)) == count and not request_form.send_button.disabled)
