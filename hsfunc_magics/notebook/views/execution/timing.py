"""The phases of a call as a waterfall in text, which HTML shows as it is."""

from __future__ import annotations

from ....emulator.call.execution import Timing
from ..frame import frame, pre

_WIDTH = 48  # characters of a bar as long as the call


def timing_text(timing: Timing) -> str:
    """A line for each phase: its name, its time, and a bar that begins where the phase before ended."""
    total = sum(timing)
    lines = []
    begun = 0.0
    for name, seconds in timing._asdict().items():
        start, end = (round(at / total * _WIDTH) if total else 0 for at in (begun, begun + seconds))
        bar = "█" * max(end - start, 1) if seconds else ""
        lines.append(_line(name.replace("_", " ").capitalize(), seconds, f"{' ' * min(start, _WIDTH - 1)}{bar}"))
        begun += seconds
    return "\n".join([*lines, _line("Total", total)])


def timing_html(timing: Timing) -> str:
    """The bars of `timing_text`, in a frame."""
    return frame([pre(timing_text(timing))])


def _line(name: str, seconds: float, bar: str = "") -> str:
    return f"{name:<10} {seconds * 1000:>9,.2f} ms  {bar}".rstrip()
