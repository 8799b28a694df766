"""How a function responds, where a project's function may do it otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from ....sources.response_literals import Kind, find_response_literals
from ....sources.sends import find_sends
from ..finding import Finding, Verdict, Weight
from .subject import Subject

# Row, switch and what is told of each kind of response that is written down.
_LITERALS: tuple[tuple[Kind, str, str, str], ...] = (
    ("multi values", "multiValueHeaders", "multi_value_headers", "multiValueHeaders are sent."),
    ("several cookies", "Set-Cookie", "header_arrays", "Several cookies are set at once."),
    ("redirect", "redirects", "redirects", "A status of 3xx is sent."),
    ("bytes", "binary", "binary", "Bytes are sent."),
)


def response_findings(subject: Subject) -> Iterator[Finding]:
    """Of `sendResponse`, and of what is given to it."""
    yield from _sending(subject)
    literals = find_response_literals(subject.source)
    cookie = literals.get("top cookie")
    if cookie is not None:
        # The adapter puts it where it belongs; written anew, it may have been left where it was.
        least = Verdict.SAME if subject.adapted else Verdict.DOCUMENTED
        told = "Set-Cookie stands beside headers, where a project's function does not set it."
        yield Finding("Set-Cookie", Weight.WARNING, told, subject.file, *cookie, least)
    for kind, row, switch, told in _LITERALS:
        place = literals.get(kind)
        # Several cookies go by the adapter as multiValueHeaders.
        settles = "multi_value_headers" if kind == "several cookies" and subject.adapted else switch
        if place is not None and subject.decided(settles) is None:
            unknown = f"{told} Whether a project's function can is not known."
            yield Finding(row, Weight.WARNING, unknown, subject.file, *place, Verdict.UNKNOWN, settles)


def _sending(subject: Subject) -> Iterator[Finding]:
    function = subject.function
    entry = subject.project.files.get(function.file) if function is not None else None
    if function is not None and entry is not None and function.convention == "return" and find_sends(entry.text).called:
        told = "The project's function calls sendResponse, which no project of its platform version hands to it."
        yield Finding("sendResponse", Weight.WARNING, told, function.file, least=Verdict.DIFFERENT)
    sends = find_sends(subject.source)
    rewritten = Verdict.SAME if subject.adapted else Verdict.DOCUMENTED
    for line, told, least in (
        (
            sends.never,
            "main may end here without a response: nothing then ends a promise that waits for one.",
            Verdict.DOCUMENTED,
        ),
        (sends.after, "Something is done after sendResponse: behind a returned value it is not.", rewritten),
        (sends.twice, "sendResponse may be called once more: only one value can be returned.", rewritten),
        (sends.nested, "sendResponse is called in a callback or handed on: main has returned before.", rewritten),
    ):
        if line:
            yield Finding("sendResponse", Weight.WARNING, told, subject.file, line, 0, least)
