"""Two executions compared: every difference has a sign, + - ~, beside its colour."""

from __future__ import annotations

from typing import Any

from ....emulator.call.execution import Execution
from ....emulator.comparison.compare import Change, Comparison, Part
from ....web.html import masked_html
from ..frame import code, escape, frame, visible
from .metadata import figures
from .text import target

_MOST = 100
_LONGEST = 300
_MEASURED = ("comparison.elapsed", "comparison.memory")
# Here and not among the styles of all views: those stand in every output that is stored.
_STYLE = """<style>
.hsfunc.hsfunc ins,.hsfunc.hsfunc del{text-decoration:none;padding:0 .3em;border-radius:3px}
.hsfunc ins{background:rgba(46,160,67,.25)}.hsfunc del{background:rgba(248,81,73,.25)}
.hsfunc.hsfunc ins code,.hsfunc.hsfunc del code{background:none}
</style>"""
_SIGNS = {"+": "added", "-": "removed", "~": "changed", " ": ""}


def comparison_text(comparison: Comparison[Execution]) -> str:
    """The differences as text, a line each."""
    lines = [_title(comparison)]
    for part in filter(None, comparison.parts):
        lines += ["", part.name.capitalize(), *(f"  {change.sign} {_line(change)}" for change in part.changes[:_MOST])]
        lines += [f"  {remark}" for remark in _remarks(part)]
    lines += ["", _rest(comparison)] if comparison else [_rest(comparison)]
    return _masked(comparison, "\n".join(visible(line) for line in [*lines, f"Measured: {', '.join(_MEASURED)}"]))


def comparison_html(comparison: Comparison[Execution]) -> str:
    """The same with insertions and deletions as such, which show without styles too."""
    parts = [_STYLE, f"<p>{escape(_title(comparison))}</p>"]
    for part in filter(None, comparison.parts):
        rows = "".join(map(_row, part.changes[:_MOST]))
        parts.append(f"<p><b>{escape(part.name.capitalize())}</b></p>{f'<table>{rows}</table>' if rows else ''}")
        parts += [f"<p>{escape(remark)}</p>" for remark in _remarks(part)]
    measured = ", ".join(map(code, _MEASURED))
    page = frame([*parts, f"<p>{escape(_rest(comparison))}</p><p>Measured: {measured}.</p>"])
    return masked_html(page, lambda text: _masked(comparison, text))


def comparison_figures(comparison: Comparison[Execution]) -> dict[str, Any]:
    """What was measured of both."""
    return {"before": figures(comparison.before), "after": figures(comparison.after)}


def _masked(comparison: Comparison[Execution], text: str) -> str:
    """Each has its own secrets, and may show the other's."""
    return comparison.before.masked(comparison.after.masked(text))


def _title(comparison: Comparison[Execution]) -> str:
    before, after = (one.masked(target(one)) for one in (comparison.before, comparison.after))
    return f"{after} compared with {'the call before' if before == after else before}"


def _line(change: Change) -> str:
    name = f"{change.path}: " if change.path else ""
    if change.sign == "~":
        return f"{name}{_cut(change.before)} → {_cut(change.after)}"
    return f"{name}{_cut(change.after if change.sign == '+' else change.before)}"


def _row(change: Change) -> str:
    before, after = (f"<code>{escape(_cut(text))}</code>" for text in (change.before, change.after))
    shown = {
        "+": f"<ins>{after}</ins>",
        "-": f"<del>{before}</del>",
        "~": f"<del>{before}</del> → <ins>{after}</ins>",
        " ": before,
    }[change.sign]
    name = f"{code(change.path)} " if change.path else ""
    sign = f'<span title="{_SIGNS[change.sign]}">{change.sign}</span>' if change.sign != " " else ""
    return f"<tr><td>{sign}</td><td>{name}{shown}</td></tr>"


def _remarks(part: Part) -> list[str]:
    more = len(part.changes) - _MOST
    found = [f"… {more:,} more; comparison.{part.name}.changes has all of them"] if more > 0 else []
    return [*found, *([f"{part.remark}."] if part.remark else [])]


def _rest(comparison: Comparison[Execution]) -> str:
    same = [part.name for part in comparison.parts if not part]
    if not comparison:
        told = f"No difference in {', '.join(same[:-1])} and {same[-1]}."
    else:
        told = f"The same: {', '.join(same)}." if same else "Everything differs."
    return f"{told} {comparison.note}".rstrip()


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text) - _LONGEST:,} more characters)"
