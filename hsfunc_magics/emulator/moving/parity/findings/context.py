"""What a function reads of its context that a project's function does not get."""

from __future__ import annotations

from collections.abc import Iterator

from ....projects.headers import arrives
from ....sources.context_reads import ContextRead, find_context_reads
from ..finding import Finding, Verdict, Weight
from .subject import Subject

_GONE = ("contact", "limits")
_UNLISTED = ("endpoint", "secrets")


def context_findings(subject: Subject) -> Iterator[Finding]:
    """Of `contact` and `limits`, which keep a function from moving, of headers, and of keys that nobody promises."""
    if not subject.source:
        return
    reads = find_context_reads(subject.source)
    for key in _GONE:
        yield from _gone(subject, key, reads)
    passed = next((read for read in reads if not read.path and read.whole), None)
    if passed is not None and any(subject.decided(key) != "present" for key in _GONE):
        told = "context is passed on whole: what gets it may read contact and limits, which projects do not have."
        yield _finding(subject, passed, "contact", Weight.WARNING, told)
    yield from _headers(subject, reads)
    for key in _UNLISTED:
        found = next((read for read in reads if read.path[:1] == (key,)), None)
        if found is not None:
            # What runs the old file may give it these: it is tried.
            least = Verdict.SAME if subject.adapted else Verdict.DOCUMENTED
            told = f"context.{key} is read, which projects are not known to have."
            yield _finding(subject, found, "context", Weight.WARNING, told, least=least)


def _gone(subject: Subject, key: str, reads: tuple[ContextRead, ...]) -> Iterator[Finding]:
    decided = subject.decided(key)
    found = next((read for read in reads if read.path[:1] == (key,)), None)
    if found is None or decided == "present":
        return
    told = f"context.{key} is read, which projects {'do not have' if decided else 'have not been seen to have'}."
    least = Verdict.DOCUMENTED if decided else Verdict.UNKNOWN
    switch = None if decided else key
    yield _finding(subject, found, key, Weight.BLOCKING, told, least=least, switch=switch)


def _headers(subject: Subject, reads: tuple[ContextRead, ...]) -> Iterator[Finding]:
    told: set[str] = set()
    for read in reads:
        if read.path[:1] != ("headers",) or len(read.path) < 2:
            continue
        name = read.path[1].lower()
        if not arrives(name.lower()) and name not in told:
            told.add(name)
            text = f"The header {name} is read, which does not reach a project's function."
            yield _finding(subject, read, "headers", Weight.WARNING, text, least=Verdict.DOCUMENTED)
    passed = next((read for read in reads if read.path == ("headers",) and read.whole), None)
    if passed is not None:
        text = "All headers are looked at: of those that the client sets only a part reaches a project's function."
        yield _finding(subject, passed, "headers", Weight.WARNING, text)


def _finding(
    subject: Subject,
    read: ContextRead,
    row: str,
    weight: Weight,
    text: str,
    *,
    least: Verdict = Verdict.SAME,
    switch: str | None = None,
) -> Finding:
    return Finding(row, weight, text, subject.file, read.line, read.column, least, switch)
