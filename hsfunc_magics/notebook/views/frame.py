"""The frame of every view in a notebook, and the HTML of hostile text that goes into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...emulator.text import visible
from ...web.html import LEFT, code, escape, long, pre, section
from ...web.html import table as plain_table

__all__ = [
    "LEFT",
    "code",
    "columns",
    "escape",
    "frame",
    "line",
    "long",
    "pre",
    "section",
    "size",
    "table",
    "visible",
]

# What is looked for in an output, and the rules that it then brings: each output is readable alone, whatever becomes of
# the others, and no rule is in one that has no use for it. The class stands twice so that the notebook's own rules for
# tables and pre do not win.
_BASE = ".hsfunc{font-size:var(--jp-ui-font-size1,13px);line-height:1.5}"
_BADGE = "{font-weight:700;padding:0 .5em;border-radius:3px;color:#fff;background:"
_PRE = """.hsfunc.hsfunc pre{margin:.3em 0 .6em;padding:.5em .8em;overflow:auto;max-height:30em;white-space:pre-wrap;
word-break:normal;overflow-wrap:anywhere;font-family:var(--jp-code-font-family,ui-monospace,monospace);
background:var(--jp-layout-color2,var(--vscode-textCodeBlock-background,rgba(127,127,127,.12)))}"""
_TABLE = """.hsfunc.hsfunc table{border-collapse:collapse;margin:.3em 0 .6em;table-layout:auto}
.hsfunc.hsfunc :is(tr,th,td){text-align:left}
.hsfunc.hsfunc :is(th,td){padding:.1em 1em .1em 0;vertical-align:top;background:none;overflow-wrap:break-word}
.hsfunc.hsfunc :is(td:first-child,th),.hsfunc.hsfunc td:first-child code{white-space:nowrap}"""
# In a narrow window a row of many columns is a paragraph, each value behind its heading.
_STACKED = """.hsfunc{container-type:inline-size}@container (max-width:44em){
.hsfunc.hsfunc :has(>tr>[data-label]),.hsfunc.hsfunc tr:has(>[data-label]){display:block}
.hsfunc.hsfunc table:has([data-label])>thead{display:none}
.hsfunc.hsfunc tr:has(>[data-label]){padding:.3em 0;border-top:1px solid rgba(127,127,127,.3)}
.hsfunc.hsfunc td[data-label]{display:inline-block;max-width:100%;padding-right:1.2em}
.hsfunc.hsfunc td[data-label]:not(:first-child)::before{content:attr(data-label) ": ";opacity:.78}
.hsfunc.hsfunc td[data-label]:empty{display:none}
.hsfunc td .hsfunc-long{display:inline;min-width:0}
}"""
_RULES = {
    "<summary": ".hsfunc summary{cursor:pointer;font-weight:600}",
    "<code": ".hsfunc.hsfunc code{font-family:var(--jp-code-font-family,ui-monospace,monospace)}",
    "<pre": _PRE,
    "hsfunc-scroll": ".hsfunc-scroll{overflow-x:auto}",
    "<table": _TABLE,
    "hsfunc-line": ".hsfunc.hsfunc .hsfunc-line,.hsfunc.hsfunc .hsfunc-line code{white-space:nowrap}",
    "hsfunc-long": ".hsfunc-long{min-width:12em;overflow-wrap:anywhere}",
    "<img": ".hsfunc img{max-width:100%}",
    "hsfunc-ok": f".hsfunc-ok{_BADGE}#1b7a3d}}",
    "hsfunc-other": f".hsfunc-other{_BADGE}#8a5a00}}",
    "hsfunc-bad": f".hsfunc-bad{_BADGE}#b3261e}}",
    "hsfunc-WARN": ".hsfunc-WARN td:first-child{color:var(--jp-warn-color1,#b26a00);font-weight:600}",
    "hsfunc-ERROR": ".hsfunc-ERROR td:first-child{color:var(--jp-error-color1,#c62828);font-weight:600}",
    "hsfunc-error": ".hsfunc-error{color:var(--jp-error-color1,#c62828);font-weight:600}",
    "data-label": _STACKED,
    # The log's own rules have a container, too.
    "hsfunc-log": ".hsfunc{container-type:inline-size}",
}
_MOST_COLUMNS = 3


def table(head: Sequence[str], rows: Iterable[tuple[str, ...]], classes: Iterable[str] = ()) -> str:
    """A table of cells that are HTML already, for windows of any width; `classes` go to the rows."""
    return plain_table(head, rows, classes, labelled=len(head) > _MOST_COLUMNS)


def line(text: str) -> str:
    """A cell that stays on one line."""
    return f'<span class="hsfunc-line">{escape(text)}</span>'


def size(count: int) -> str:
    """Bytes as a person says them."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} KB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows of text, aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def frame(inner: Iterable[str], *, plain: bool = False) -> str:
    """The whole of a view. `plain`: of tables and text without a style, where a front end draws the view otherwise."""
    body = "".join(inner)
    kept = [rules for sign, rules in _RULES.items() if sign in body and not (plain and sign in _LEFT_TO_THE_PAGE)]
    return f'<div class="hsfunc"><style>{_BASE}{"".join(kept)}</style>{body}</div>'


# What every page draws well enough by itself.
_LEFT_TO_THE_PAGE = frozenset({"<summary", "<code", "<table", "hsfunc-line"})
