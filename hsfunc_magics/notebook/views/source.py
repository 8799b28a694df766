"""A file's source: highlighted with the notebook's own colours, plain where there is no style."""

from __future__ import annotations

import html

from ...emulator.functions.tree import FoundFile
from .frame import code, escape, frame, visible

# A bundle of megabytes would make a notebook of megabytes.
_MOST_SHOWN = 100_000
# The editor's own colours, and where there are none, ones that are read on white and on black.
_COLOURS = {
    "k": "var(--jp-mirror-editor-keyword-color,#2e8540)",
    "s": "var(--jp-mirror-editor-string-color,#c8413b)",
    "c": "var(--jp-ui-font-color2,#787878)",  # the editor's is hard to read on dark
    "m": "var(--jp-mirror-editor-number-color,#2e8540)",
    "nt": "var(--jp-mirror-editor-attribute-color,#4a7fd6)",
}
SOURCE_STYLE = (
    ".hsfunc.hsfunc pre.hsfunc-source"
    "{background:var(--jp-cell-editor-background,var(--vscode-textCodeBlock-background,rgba(127,127,127,.12)))}"
) + "".join(
    f".hsfunc-source [class^=hs-{name}]{{color:{colour}{';font-style:italic' if name == 'c' else ''}}}"
    for name, colour in _COLOURS.items()
)


def source_text(shown: FoundFile) -> str:
    """The path and the source, plain."""
    if shown.text is None:
        return visible(f"{shown.path}{_remark(shown)}")
    return f"{visible(f'{shown.path}{_remark(shown)}')}\n\n{_readable(shown.text)}{_cut(shown.text)}"


def source_html(shown: FoundFile) -> str:
    """The source, highlighted."""
    parts = [f"<style>{SOURCE_STYLE}</style>", f"<p>{code(shown.path)}{escape(_remark(shown))}</p>"]
    if shown.text is not None:
        parts.append(f'<pre class="hsfunc-source">{highlighted(shown.path, _readable(shown.text))}</pre>')
        parts.append(f"<p>{escape(_cut(shown.text).strip())}</p>" if _cut(shown.text) else "")
    return frame(parts)


def highlighted(path: str, text: str) -> str:
    """A source as HTML, by the kind of file that its path says; plain where that is not known."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_for_filename
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_for_filename(path, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return html.escape(text, quote=False)
    marked: str = highlight(text, lexer, HtmlFormatter(nowrap=True, classprefix="hs-"))
    return marked


def _readable(text: str) -> str:
    lines = text[:_MOST_SHOWN].removeprefix("\ufeff").replace("\r\n", "\n")
    return visible(lines)


def _cut(text: str) -> str:
    more = len(text) - _MOST_SHOWN
    return f"\n… and {more:,} characters more, which %hs export writes." if more > 0 else ""


def _remark(shown: FoundFile) -> str:
    if shown.text is None:
        return f" is no text: {shown.size:,} bytes."
    return "  (the cell is the body of main)" if shown.wrapped else ""
