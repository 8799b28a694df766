"""What the console's parts share: its look, a field with a name for everybody, and the remarks beside it."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets as widgets

from ..console.remarks import Remark
from ..views.markup import visible

STYLE = """<style>
.hsfunc-console{padding:2px}
.hsfunc-console .hsfunc-quiet>.widget-label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.hsfunc-console .hsfunc-title,.hsfunc-console .hsfunc-labelled>.widget-label{display:inline-block;min-width:5em;
text-align:left;font-weight:600}
.hsfunc-console .jupyter-button.mod-active{font-weight:600}
.hsfunc-console .hsfunc-sent button{justify-content:flex-start;text-align:left;flex:0 0 auto}
.hsfunc-console .widget-html-content{line-height:1.5}
.hsfunc-console .widget-html>.widget-html-content{overflow-wrap:anywhere}
.hsfunc-console textarea,.hsfunc-console .hsfunc-name input,.hsfunc-console .hsfunc-value input,
.hsfunc-console .hsfunc-path input{font-family:var(--jp-code-font-family,monospace)}
.hsfunc-console .hsfunc-problem{color:var(--jp-error-color1,#c62828)}
.hsfunc-console .hsfunc-hint{color:var(--jp-ui-font-color2,inherit)}
.hsfunc-console textarea.hsfunc-copy{box-sizing:border-box;width:100%;resize:vertical;padding:.4em .6em;
color:var(--jp-ui-font-color1,inherit);background:var(--jp-layout-color2,transparent);
border:1px solid var(--jp-border-color1,gray);font-size:var(--jp-code-font-size,13px);line-height:1.4}
.hsfunc-console :is(button,input,select,textarea):focus-visible{outline:2px solid var(--jp-brand-color1,#1976d2);
outline-offset:1px}
.hsfunc-console .jupyter-button:disabled{opacity:.4}
</style>"""

Changed = Callable[[], None]


def field(kind: type[Any], name: str, on_change: Changed, *, css: str, width: str, **traits: Any) -> Any:
    """A field whose label is not seen: `name` is what a screen reader calls it."""
    made = kind(description=name, layout=widgets.Layout(width=width, min_width="0"), **traits)
    made.add_class(css).add_class("hsfunc-quiet")
    made.observe(lambda _: on_change(), names="value")
    return made


def title(text: str) -> Any:
    """The name of a group of fields."""
    return widgets.HTML(f'<span class="hsfunc-title">{html.escape(text)}</span>')


def note() -> Any:
    """A place for remarks; nothing of it is seen while there are none."""
    return widgets.HTML(layout=widgets.Layout(display="none", margin="0 2px 2px 2px"))


def show_remarks(place: Any, remarks: Iterable[Remark]) -> None:
    """Puts the remarks into their place."""
    lines = [f'<div class="hsfunc-{one.kind}">{_sign(one)}{html.escape(visible(one.text))}</div>' for one in remarks]
    show(place, f'<div role="status">{"".join(lines)}</div>' if lines else "")


def show(place: Any, content: str) -> None:
    """Puts HTML into a place that is not there while it is empty."""
    place.value = content
    place.layout.display = None if content else "none"


def on_enter(text: Any, action: Changed) -> None:
    """Does something when Enter is pressed in a text field."""

    def heard(_widget: Any, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict) and content.get("event") == "submit":
            action()

    text.on_msg(heard)


def _sign(remark: Remark) -> str:
    # Not by the colour alone.
    return '<span aria-hidden="true">⚠ </span>' if remark.kind == "problem" else ""
