"""Which unverified switches may matter for an endpoint: those that its sources or its answers have to do with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...projects.switches import SWITCHES
from .findings.manifest import TOKEN
from .findings.subject import Subject

if TYPE_CHECKING:
    from ...call.execution import Execution

_WHOLE_ENVIRONMENT = re.compile(r"process\s*\.\s*env(?!\s*(\?\.|[.\[\w]))")
_BESIDE = re.compile(r"""(\brequire|\bimport)\s*\(\s*([`"']\.|[^`"'\s])|\b(from|import)\s*["']\.""")
_OF_CONTEXT = ("params", "contact", "limits")


def open_switches(subject: Subject, seen: Iterable[Execution], *, console: bool = False) -> Iterator[tuple[str, str]]:
    """Each switch that nobody has decided and that may matter, with each value that it does not stand at.

    `seen` are the answers of the project as the switches stand.
    """
    noted = {note.source.place for answer in seen for note in answer.notes}
    for name, switch in SWITCHES.items():
        if subject.decided(name) is None and _may_matter(name, subject, noted, console=console):
            yield from ((name, value) for value in switch.values if value != subject.switches[name])


def _may_matter(name: str, subject: Subject, noted: set[str], *, console: bool) -> bool:
    """False only where it is certain that no answer depends on it."""
    if name in _OF_CONTEXT:
        return subject.may_read(name)
    if name == "token":
        return any(TOKEN in text or _WHOLE_ENVIRONMENT.search(text) for text in subject.sources())
    if name == "relative_require":
        return any(_BESIDE.search(text) for text in subject.sources())
    if name == "log_bytes" and not console:
        return False
    # Which Node runs is of weight for everything; of the rest each answer says whether it depends on it.
    return name == "node" or f"the switch {name}" in noted
