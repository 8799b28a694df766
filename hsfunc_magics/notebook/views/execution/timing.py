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
    told = f"{', '.join(map(_name, timing._fields))}. {_ELSEWHERE}"
    text = timing_text(timing) if figures_are_shown() else told
    return bundle(text, [Text(told)], [Text(timing_text(timing), plain=True)])


def timing_text(timing: Timing) -> str:
    """A line for each phase: its name, its time, and a bar that begins where the phase before ended."""
    total = sum(timing)
    lines = []
    begun = 0.0
    for name, seconds in timing._asdict().items():
        start, end = (round(at / total * _WIDTH) if total else 0 for at in (begun, begun + seconds))
        bar = "█" * max(end - start, 1) if seconds else ""
        lines.append(_line(_name(name), seconds, f"{' ' * min(start, _WIDTH - 1)}{bar}"))
        begun += seconds
    return "\n".join([*lines, _line("Total", total)])


def _name(phase: str) -> str:
    return phase.replace("_", " ").capitalize()


def _line(name: str, seconds: float, bar: str = "") -> str:
    return f"{name:<10} {seconds * 1000:>9,.2f} ms  {bar}".rstrip()
