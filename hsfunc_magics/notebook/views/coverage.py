"""Which lines have run: the source with a mark before each line, which also says it without colours."""

from __future__ import annotations

from ...emulator.coverage.coverage import Coverage
from ...emulator.coverage.lines import FileCoverage
from .frame import code, escape, frame, visible
from .source import SOURCE_STYLE, highlighted

MARKS = {"covered": ">", "missed": "!", "partial": "~", None: " "}
_LEGEND = "> has run, ! has not, ~ in part: a branch was not taken, or a function in it not called"
_NOTHING = (
    "Nothing was counted: no function was called with --coverage, or account.call(…, coverage=True), or a limit has"
    " ended it before it could say."
)
# Half transparent, so that they are read on white and on black.
_STYLE = (
    ".hsfunc .hsfunc-lines>span{display:block;min-height:1.5em;padding-left:.4em;border-left:3px solid transparent}"
    ".hsfunc .hsfunc-lines>.hsfunc-covered{background:rgba(46,133,64,.14);border-color:#2e8540}"
    ".hsfunc .hsfunc-lines>.hsfunc-missed{background:rgba(198,40,40,.18);border-color:#c62828}"
    ".hsfunc .hsfunc-lines>.hsfunc-partial{background:rgba(178,106,0,.2);border-color:#b26a00}"
)
# A bundle's sources may be many.
_MOST_FILES = 20
_MOST_LINES = 5_000


def coverage_text(coverage: Coverage) -> str:
    """Each file with a mark before each line."""
    files = coverage.files
    if not files:
        return _NOTHING
    parts = []
    for file in files[:_MOST_FILES]:
        lines = _lines(file)
        width = len(str(len(lines)))
        told = [visible(str(file)), ""]
        told += [
            f"{MARKS[file.state(number)]} {number:>{width}} | {line}".rstrip() for number, line in enumerate(lines, 1)
        ]
        parts.append("\n".join([*told, *_cut(file)]))
    return "\n\n".join([*parts, *_more(files), _LEGEND])


def coverage_html(coverage: Coverage) -> str:
    """The same with colours; the mark stands in the text as well."""
    files = coverage.files
    if not files:
        return frame([f"<p>{escape(_NOTHING)}</p>"])
    parts = [f"<style>{SOURCE_STYLE}{_STYLE}</style>"]
    for file in files[:_MOST_FILES]:
        lines = highlighted(file.path, "\n".join(_lines(file))).removesuffix("\n").split("\n")
        width = len(str(len(lines)))
        shown = []
        for number, line in enumerate(lines, 1):
            state = file.state(number)
            shown.append(
                f'<span class="hsfunc-{state or "mute"}">{escape(MARKS[state])} {number:>{width}} | {line}\n</span>'
            )
        told = str(file).removeprefix(file.path)
        parts.append(f"<p>{code(file.path)}{escape(told)}</p>")
        parts.append(f'<pre class="hsfunc-source hsfunc-lines">{"".join(shown)}</pre>')
        parts += [f"<p>{escape(line)}</p>" for line in _cut(file)]
    parts += [f"<p>{escape(line)}</p>" for line in (*_more(files), _LEGEND)]
    return frame(parts)


def _lines(file: FileCoverage) -> list[str]:
    return visible(file.text.removeprefix("\ufeff").replace("\r\n", "\n")).rstrip("\n").split("\n")[:_MOST_LINES]


def _cut(file: FileCoverage) -> list[str]:
    more = file.text.count("\n") - _MOST_LINES
    return [f"… and {more:,} lines more"] if more > 0 else []


def _more(files: list[FileCoverage]) -> list[str]:
    return [visible(str(file)) for file in files[_MOST_FILES:]]
