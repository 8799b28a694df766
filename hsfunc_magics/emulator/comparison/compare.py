"""Two executions compared: status, headers, body, console, requests. What is measured differs, and stands beside it."""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, Literal, Protocol, TypeVar

from ...runtime.statuses import status_text
from ..display import Displayable
from ..http import HeaderList, media_type
from ..json_text.read_write import TooDeepError, UnfitNumberError, read_json
from ..outgoing.exchanges import OutgoingExchange
from .json_diff import Sign, differences

Mask = Callable[[str], str]
Line = tuple[Literal["+", "-", " "], str]
_SIGNS: dict[str, Literal["+", "-", " "]] = {"+": "+", "-": "-", " ": " "}

CONTEXT = 2
"""Lines that are shown around a change."""
MOST_COMPARED = 2_000
"""Lines beyond which the search for what has moved takes longer than anybody waits."""

# Of the body of a request that was sent: enough to see what differs.
_MOST_SENT = 1_000

_MASKED = "the texts differ where a secret is masked only"


class ComparedResponse(Protocol):
    """What is compared of a response."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> HeaderList: ...
    @property
    def body(self) -> bytes: ...
    @property
    def content_type(self) -> str | None: ...


class Compared(Protocol):
    """What is compared of an execution, which is one of these."""

    @property
    def reply(self) -> ComparedResponse: ...
    @property
    def status(self) -> str | None: ...
    @property
    def error(self) -> object | None: ...
    @property
    def console(self) -> Sequence[object]: ...
    @property
    def outgoing(self) -> Sequence[OutgoingExchange]: ...
    @property
    def elapsed(self) -> timedelta: ...
    @property
    def memory(self) -> object | None: ...

    def masked(self, text: str) -> str:
        """The text without the values of secrets."""
        ...


T = TypeVar("T", bound=Compared)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `+` has `after`, `-` has `before`, `~` both; ` ` is a line that is the same, for orientation.

    `path` is a JSON path, a header's name, or empty for a line of text. Secrets are masked.
    """

    sign: Sign
    path: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What differs in one part of the executions; `remark` is a difference that has no place."""

    name: str
    changes: tuple[Change, ...] = ()
    remark: str = ""

    def __bool__(self) -> bool:
        return bool(self.changes or self.remark)


@dataclass(frozen=True)
class Comparison(Displayable, Generic[T]):
    """What `after` has differently from `before`; true where there is any difference.

    `note` tells what is no difference and yet good to know.
    """

    before: T
    after: T
    status: Part
    headers: Part
    body: Part
    console: Part
    note: str = ""
    outgoing: Part = Part("outgoing")

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts; `outgoing` only where one of both has sent something."""
        sent = (self.outgoing,) if self.before.outgoing or self.after.outgoing else ()
        return self.status, self.headers, self.body, self.console, *sent

    @property
    def elapsed(self) -> tuple[timedelta, timedelta]:
        """The execution times before and after. They differ from run to run and are no difference."""
        return self.before.elapsed, self.after.elapsed

    @property
    def memory(self) -> tuple[object | None, object | None]:
        """The memory before and after, the same way."""
        return self.before.memory, self.after.memory

    def __bool__(self) -> bool:
        return any(self.parts)

    def __repr__(self) -> str:
        told = ", ".join(part.name for part in self.parts if part)
        return f"<Comparison: {f'{told} differ' if told else 'no difference'}>"


def compare(before: T, after: T) -> Comparison[T]:
    """What has changed from one execution to another."""

    def mask(text: str) -> str:
        return before.masked(after.masked(text))

    body, note = _body(before.reply, after.reply, mask)
    return Comparison(
        before=before,
        after=after,
        status=_status(before, after, mask),
        headers=_headers(before.reply, after.reply, mask),
        body=body,
        console=_console(before, after, mask),
        note=note,
        outgoing=_outgoing(before, after, mask),
    )


def _status(before: Compared, after: Compared, mask: Mask) -> Part:
    pairs = [
        ("HTTP", status_text(before.reply.status), status_text(after.reply.status)),
        ("execution", before.status or "did not run", after.status or "did not run"),
        ("error", str(before.error or "none"), str(after.error or "none")),
    ]
    return Part("status", tuple(Change("~", name, mask(old), mask(new)) for name, old, new in pairs if old != new))


def _headers(before: ComparedResponse, after: ComparedResponse, mask: Mask) -> Part:
    """By name, letter case aside; each value of a name that stands several times counts, and their order."""
    old, new = _grouped(before), _grouped(after)
    changes: list[Change] = []
    for name in dict.fromkeys([*old, *new]):
        values, others = old.get(name, []), new.get(name, [])
        shown = mask(name)
        if values == others:
            continue
        if len(values) == len(others) == 1:
            changes.append(Change("~", shown, mask(values[0]), mask(others[0])))
        elif Counter(values) == Counter(others):
            changes.append(Change("~", shown, mask(", ".join(values)), mask(", ".join(others))))
        else:
            gone, come = Counter(values) - Counter(others), Counter(others) - Counter(values)
            changes += [Change("-", shown, before=mask(value)) for value in gone.elements()]
            changes += [Change("+", shown, after=mask(value)) for value in come.elements()]
    return Part("headers", tuple(changes))


def _grouped(reply: ComparedResponse) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in reply.headers:
        found.setdefault(name.lower(), []).append(value)
    return found


def _body(before: ComparedResponse, after: ComparedResponse, mask: Mask) -> tuple[Part, str]:
    """What differs, and what is only written differently."""
    if before.body == after.body:
        return Part("body"), ""
    if all(media_type(reply.content_type).endswith("json") for reply in (before, after)):
        try:
            found = differences(read_json(before.body.decode()), read_json(after.body.decode()), mask)
        except (ValueError, TooDeepError, UnfitNumberError):
            pass  # one of them is no JSON that can be followed: it is compared as text
        else:
            changes = tuple(Change(sign, path, old, new) for sign, path, old, new in found)
            return Part("body", changes), "" if changes else "The bodies are the same JSON, written differently."
    try:
        texts = [reply.body.decode() for reply in (before, after)]
    except UnicodeDecodeError:
        return Part("body", (Change("~", "bytes", _fingerprint(before.body), _fingerprint(after.body)),)), ""
    return _lines("body", mask(texts[0]).splitlines(), mask(texts[1]).splitlines(), _MASKED), ""


def _fingerprint(body: bytes) -> str:
    """Of bytes that nobody can read."""
    return f"{len(body):,} bytes, SHA-256 {hashlib.sha256(body).hexdigest()[:16]}…" if body else "empty"


def _console(before: Compared, after: Compared, mask: Mask) -> Part:
    # Each is masked by its own secrets already, and the other's may stand in it.
    old, new = ([mask(str(line)) for line in execution.console] for execution in (before, after))
    return _lines("console", old, new) if old != new else Part("console")


def _outgoing(before: Compared, after: Compared, mask: Mask) -> Part:
    old, new = ([line for one in execution.outgoing for line in _sent(one, mask)] for execution in (before, after))
    return _lines("outgoing", old, new) if old != new else Part("outgoing")


def _sent(one: OutgoingExchange, mask: Mask) -> list[str]:
    """The request and what came of it, and below it its body."""
    text = mask(one.request.text)
    shown = text if len(text) <= _MOST_SENT else f"{text[:_MOST_SENT]}… ({len(text) - _MOST_SENT:,} more characters)"
    return [mask(str(one)), *(f"  {line}" for line in shown.splitlines())]


def _lines(name: str, before: list[str], after: list[str], otherwise: str = "") -> Part:
    lines, remark = diff_lines(before, after)
    changes = tuple(
        Change(sign, "", before="" if sign == "+" else line, after="" if sign == "-" else line) for sign, line in lines
    )
    return Part(name, changes, remark or ("" if changes else _line_ends(before, after, otherwise)))


def _line_ends(before: list[str], after: list[str], otherwise: str) -> str:
    """Why texts whose lines are the same are not."""
    masked = any("•••" in line for line in (*before, *after))
    return otherwise if masked else "the texts differ in their line ends only"


def diff_lines(before: Sequence[str], after: Sequence[str]) -> tuple[list[Line], str]:
    """The lines that went and came, with `CONTEXT` that stayed; and where the texts are too long for that, a remark."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    gone, come = len(before) - start - end, len(after) - start - end
    if gone + come > MOST_COMPARED:
        return [], f"from line {start + 1} on {gone:,} lines became {come:,}"
    first = max(0, start - CONTEXT)
    old, new = (lines[first : len(lines) - end + CONTEXT] for lines in (before, after))
    marked = list(difflib.unified_diff(old, new, n=CONTEXT, lineterm=""))[2:]  # the names of files come first
    return [(_SIGNS[line[0]], line[1:]) for line in marked if not line.startswith("@@ ")], ""
