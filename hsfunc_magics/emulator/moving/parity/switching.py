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
_BYTES = re.compile(r"Buffer|Array\b|Blob|arraybuffer|Base64", re.IGNORECASE)
_BESIDE = re.compile(r"""(\brequire|\bimport)\s*\(\s*([`"']\.|[^`"'\s])|\b(from|import)\s*["']\.""")
_CODES_OF_REDIRECTS = range(300, 400)


def open_switches(subject: Subject, seen: Iterable[Execution], *, console: bool = False) -> Iterator[tuple[str, str]]:
    """Each switch that nobody has decided and that may matter, with each value that it does not stand at.

    `seen` are the answers of the project as the switches stand.
    """
    answers = list(seen)
    for name, switch in SWITCHES.items():
        if subject.decided(name) is None and _may_matter(name, subject, answers, console=console):
            yield from ((name, value) for value in switch.values if value != subject.switches[name])


def _may_matter(name: str, subject: Subject, answers: list[Execution], *, console: bool) -> bool:
    """False only where it is certain that no answer depends on it."""
    texts = list(subject.sources())
    if name == "token":
        return any(TOKEN in text or _WHOLE_ENVIRONMENT.search(text) for text in texts)
    if name == "multi_value_headers":
        return any("multiValueHeaders" in text for text in texts)
    if name == "binary":
        return any(_BYTES.search(text) for text in texts)
    if name == "relative_require":
        return any(_BESIDE.search(text) for text in texts)
    if name == "redirects":
        return any(answer.reply.status in _CODES_OF_REDIRECTS for answer in answers)
    if name == "throw_status":
        return any(answer.error is not None for answer in answers)
    if name == "seconds":
        return any(answer.error is not None and answer.error.type == "Timeout" for answer in answers)
    if name == "log_bytes":
        return console and any(answer.truncated for answer in answers)
    return True
