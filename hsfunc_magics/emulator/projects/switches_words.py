"""Switches in the words of commands: NAME=VALUE, the list of all, a line of those that are set."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import SwitchError
from .switches import Switches, SwitchRow


def change(switches: Switches, settings: Iterable[str], resets: Iterable[str]) -> Switches:
    """With what NAME=VALUE says, and the defaults of those that are named alone. Raises `SwitchError`."""
    pairs: dict[str, str] = {}
    for text in settings:
        name, separator, value = (part.strip() for part in text.partition("="))
        if not separator or not name or not value:
            raise SwitchError(f"--set takes NAME=VALUE, such as params=arrays, not {text!r}.")
        if pairs.get(name, value) != value:
            raise SwitchError(f"--set {name} is given twice, as {pairs[name]} and as {value}: which one?")
        pairs[name] = value
    names = list(resets)
    both = [name for name in names if name in pairs]
    if both:
        raise SwitchError(f"--set and --reset of {both[0]}: which one?")
    changed = switches.reset(*names)
    for name, value in pairs.items():
        changed = changed.choose(name, value)
    return changed


def switches_text(switches: Switches) -> str:
    """Every switch in two lines: how it stands and who says so; what is asked, and what it could be."""
    return "\n".join(
        line for row in switches.rows() for line in (f"{row.name} = {row.value}  ({row.origin})", told(row))
    )


def told(row: SwitchRow) -> str:
    """What is asked, what the value means, and what the others are called."""
    means = f"{row.means[:1].upper()}{row.means[1:]}"
    return f"  {row.question} {means}. Otherwise: {', '.join(row.others)}."


def summary(switches: Switches) -> str:
    """`params arrays (chosen), node 22 (settled by a probe on …)`; empty where all are at their defaults."""
    rows = [row for row in switches.rows() if row.name in switches.chosen]
    return ", ".join(f"{row.name} {row.value} ({row.origin})" for row in rows)
