"""The phases of a call as a waterfall in text, which HTML shows as it is."""

from __future__ import annotations

from ....emulator.call.execution import Timing
from ....emulator.display import MimeBundle
from ..measured.parts import Text, bundle, figures_are_shown

_WIDTH = 48  # characters of a bar as long as the call
_ELSEWHERE = (
    "How long each phase took differs from run to run: JupyterLab and Notebook draw it from this output's metadata,"
    " elsewhere print(execution.timing) has it."
)


def draw_timing(timing: Timing) -> MimeBundle:
    """The names of the phases; the waterfall stands in the metadata."""
    told = f"{', '.join(map(_name, (*timing._fields, *(('outgoing',) if timing.outgoing else ()))))}. {_ELSEWHERE}"
    text = timing_text(timing) if figures_are_shown() else told
    return bundle(text, [Text(told)], [Text(timing_text(timing), plain=True)])


def timing_text(timing: Timing) -> str:
    """A line for each phase: its name, its time, and a bar that begins where the phase before ended.

    Below the run stands when requests were under way.
    """
    total = sum(timing)
    lines = []
    begun = 0.0
    for name, seconds in timing._asdict().items():
        start, end = (round(at / total * _WIDTH) if total else 0 for at in (begun, begun + seconds))
        bar = "█" * max(end - start, 1) if seconds else ""
        lines.append(_line(_name(name), seconds, f"{' ' * min(start, _WIDTH - 1)}{bar}"))
        begun += seconds
        if name == "run" and timing.outgoing:
            lines.append(_outgoing(timing, total))
    return "\n".join([*lines, _line("Total", total)])


def _outgoing(timing: Timing, total: float) -> str:
    """The requests that the function has sent, from the load on: how long at least one of them was under way."""
    begin = timing.admit + timing.queue + timing.cold_start
    cells, under_way, done = [" "] * _WIDTH, 0.0, 0.0
    for at, seconds in sorted(timing.outgoing):
        start, end = min(begin + at, total), min(begin + at + seconds, total)
        under_way += max(0.0, end - max(start, done))
        done = max(done, end)
        first, last = (min(_WIDTH - 1, round(moment / total * _WIDTH)) if total else 0 for moment in (start, end))
        cells[first : max(first + 1, last)] = "▒" * max(1, last - first)
    return _line("Outgoing", under_way, "".join(cells))


def _name(phase: str) -> str:
    return phase.replace("_", " ").capitalize()


def _line(name: str, seconds: float, bar: str = "") -> str:
    return f"{name:<10} {seconds * 1000:>9,.2f} ms  {bar}".rstrip()
