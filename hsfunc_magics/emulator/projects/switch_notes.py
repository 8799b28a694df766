"""Notes that say where a switch counts: what is not known on HubSpot, and what is done here instead (contract §12)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..citations import chosen
from ..notes import Note
from ..sources.javascript import SourceFile
from .switches import SWITCHES, Switches

APP_ACCESS = "PRIVATE_APP_ACCESS_TOKEN"
"""The secret that HubSpot keeps for an app itself."""

# Where a source reads a key of its context, by whatever name it has that, or asks for a file beside it.
_READS = {
    "contact": re.compile(r"\.contact\b|[{,]\s*contact\s*[,}:=]"),
    "limits": re.compile(r"\.limits\b|[{,]\s*limits\s*[,}:=]"),
    "token": re.compile(APP_ACCESS),
    "relative_require": re.compile(r"""(?:\brequire|\bimport)\s*\(?\s*["'`]\.{1,2}/|\bfrom\s*["']\.{1,2}/"""),
}


def switch_note(switches: Switches, name: str) -> list[Note]:
    """The note on a call that depends on this switch; none once it is settled."""
    if name in switches.settled:
        return []
    switch = SWITCHES[name]
    answer = switch.values[switches[name]]
    return [Note(f"{switch.question} Not known on HubSpot; here: {answer}.", chosen(f"the switch {name}"))]


def limit_remarks(switches: Switches) -> tuple[str, ...]:
    """Which limits are other ones, or not known, for functions of projects."""
    seconds, kept = switches["seconds"], switches["log_bytes"]
    unknown = [name for name in ("seconds", "log_bytes") if name not in switches.settled]
    told = f"In developer projects an execution may take {seconds} s, and the log keeps {kept} bytes of it"
    if not unknown:
        return (f"{told}.",)
    names = "the switch " + unknown[0] if len(unknown) == 1 else f"the switches {' and '.join(unknown)}"
    return (f"{told}: not known on HubSpot, {names}.",)


def source_notes(switches: Switches, file: SourceFile, names: Iterable[str]) -> list[Note]:
    """The notes on those switches on which the source of a function depends."""
    return [
        note
        for name in names
        if any(_READS[name].search(text) for text in file.own_texts)
        for note in switch_note(switches, name)
    ]
