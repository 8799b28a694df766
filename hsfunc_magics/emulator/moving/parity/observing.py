"""What was found by running both forms, beside what differs: work for the eyes of whoever moves the function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from .finding import Finding, Verdict, Weight
from .judging import RequestResult
from .rows import ROWS, row_of

if TYPE_CHECKING:
    from ...call.execution import Execution

_COOKIE = "set-cookie"
_NETWORK = "The network is closed to functions."
_FENCED = "was refused something by the fence"


def seen_rows(executions: Iterable[Execution]) -> frozenset[str]:
    """The rows whose matter the answers of the design manager have shown: what differs there, a run tells."""
    found: set[str] = set()
    for one in executions:
        names = [name.lower() for name, _ in one.reply.headers]
        if len(set(names)) < len(names):
            found.add("multiValueHeaders")
        if 300 <= one.reply.status < 400:
            found.add("redirects")
        if one.reply.content_type is not None and not _is_text(one.reply.body):
            found.add("binary")
    return frozenset(found)


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def run_findings(
    executions: Sequence[Execution],
    results: Sequence[RequestResult],
    static: Sequence[Finding],
    *,
    cookies_settled: bool = False,
) -> Iterator[Finding]:
    """`executions` are those of the design manager, `static` what the source says already.

    `cookies_settled`: what comes of several cookies is decided by a switch.
    """
    told = {finding.row for finding in static if finding.least is not Verdict.SAME}
    if not results:
        text = "No request was sent to it, so nothing is known of its answers."
        yield Finding("endpoints", Weight.WARNING, text, least=Verdict.UNKNOWN)
    yield from _of_switches(results, static)
    errors = {one.error.type for one in executions if one.error is not None}
    if "NoResponse" in errors:
        text = "A request was never responded to: what HubSpot answers for a promise that never settles is not known."
        yield Finding("sendResponse", Weight.WARNING, text, least=Verdict.UNKNOWN)
    if "Timeout" in errors:
        text = "An execution took longer than 10 s: how long a project's function may take is not known."
        yield Finding("execution", Weight.WARNING, text, least=Verdict.UNKNOWN, switch="seconds")
    if any(one.truncated for one in executions):
        text = "An execution wrote more than 4 KB of log, which the design manager cuts: older pages have 256 KB."
        yield Finding("execution", Weight.WARNING, text, least=Verdict.DOCUMENTED)
    if "Set-Cookie" not in told and not cookies_settled and any(_cookies(one) > 1 for one in executions):
        text = "Several cookies were set at once. Whether a project's function can is not known."
        yield Finding("Set-Cookie", Weight.WARNING, text, least=Verdict.UNKNOWN)
    if "network" not in told and any(_wanted_network(one) for one in executions):
        text = "It asked for the network or something else that is closed here: its answers were compared without."
        yield Finding("network", Weight.WARNING, text, least=Verdict.UNKNOWN)


def _of_switches(results: Sequence[RequestResult], static: Sequence[Finding]) -> Iterator[Finding]:
    """What keeps a function from moving and was seen in its answers alone."""
    told = {one.row for one in static if one.weight is Weight.BLOCKING}
    for result in results:
        depends = {row_of(switch): switch for switch in result.depends_on}
        for name in (*depends, *result.rows):
            if not ROWS[name].blocking or name in told:
                continue
            told.add(name)
            switch = depends.get(name)
            least = Verdict.UNKNOWN if switch is not None else Verdict.DOCUMENTED
            known = "have not been seen to have" if switch is not None else "do not have"
            text = f"An answer depends on context.{name} ({result.request.told}), which projects {known}."
            yield Finding(name, Weight.BLOCKING, text, least=least, switch=switch)


def _cookies(execution: Execution) -> int:
    return sum(name.lower() == _COOKIE for name, _ in execution.reply.headers)


def _wanted_network(execution: Execution) -> bool:
    error = execution.error
    return (error is not None and _NETWORK in error.hint) or any(_FENCED in note.text for note in execution.notes)
