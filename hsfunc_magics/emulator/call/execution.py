"""The result of a call: one immutable value that every face renders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from ...runtime import forking
from ...runtime.outcome import Outcome
from ...runtime.statuses import status_text
from ..display import Displayable
from ..errors import HsfuncError
from ..http import DESIGN_MANAGER, SERVERLESS_PREFIX, UID_PREFIX, HeaderList
from ..json_text.read_write import in_javascript_order, read_as_javascript
from ..limits.limits import MEGABYTE, Limits
from ..limits.quota import QuotaState, quota_of
from ..notes import Note
from ..outgoing.exchanges import OutgoingExchange
from ..secrets.masking import Masker
from .error.info import ErrorInfo
from .request import Request
from .response import PlatformResponse

if TYPE_CHECKING:
    import httpx

    from ..comparison.compare import Comparison
    from ..cors.verdict import Verdict
    from ..coverage.coverage import Coverage
    from ..sources.ran_source import RanSource
    from ..sources.stack_positions import SourcePosition


# Where an execution keeps what makes it, until somebody looks at it.
_MAKE = "_make"
# Of a body that is an error's, and of an error in a line.
_MOST_BODY = 1000
_LONGEST_ERROR = 100


class Phases(NamedTuple):
    """Seconds of each phase, in their order."""

    admit: float
    queue: float
    cold_start: float
    load: float
    run: float
    respond: float


class Timing(Phases, Displayable):
    """Where the time of a call went, in seconds.

    `admit` is routing, admission and context; `queue` until an instance was free, or one could be started;
    `cold_start` until a new one had begun with the file, and `load` until it had run the file's top level, both 0 in a
    warm one; `run` is main; `respond` from the end of the execution to the reply. Load and run, and what of the cold
    start came after the process was started, make up the execution time. `outgoing` has for each request that the
    function has sent when that was, since the load began, and how long it took.
    """

    outgoing: tuple[tuple[float, float], ...] = ()


def timing_of(outcome: Outcome, *, began: float, handed: float, measured: float, respond: float) -> Timing:
    """The phases of a call that began, and was handed to the runtime, when the clock said so.

    `measured` is the execution time as it was measured: where another one is simulated, main took the rest.
    """
    queue = outcome.dispatched - handed - outcome.spawn
    run = outcome.main + outcome.seconds - measured
    cold_start = outcome.spawn + outcome.boot
    timing = Timing(handed - began, max(0.0, queue), cold_start, outcome.load, max(0.0, run), respond)
    if outcome.outgoing:
        timing.outgoing = tuple((sent.at, sent.seconds) for sent in outcome.outgoing)
    return timing


class Status(StrEnum):
    """How an execution ended, as the log names it (contract §10)."""

    SUCCESS = "SUCCESS"
    HANDLED_ERROR = "HANDLED_ERROR"
    UNHANDLED_ERROR = "UNHANDLED_ERROR"


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """One line of the console: `level` as the log names it, `time` on the account's clock.

    `position` is where in its source the function wrote it; None where that is not known, and in the log.
    """

    level: str
    text: str
    time: datetime
    position: SourcePosition | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.level:<5} {self.text}"


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of an execution in bytes."""

    used: int
    limit: int

    def __str__(self) -> str:
        return f"{min(-(-self.used // MEGABYTE), self.limit // MEGABYTE)}/{self.limit // MEGABYTE} MB"


@dataclass(frozen=True)
class Execution(Displayable):
    """A call and what came of it. `platform` is where its function is: `design manager`, or `project 2026.09`.

    `status` is None where the function did not run (400, 404, 413, 429, a preflight). `elapsed` is the execution time,
    `simulated` whether that was given and not measured, `frozen` whether the account's clock stood still (then only a
    simulated time is booked), `steady` whether it saw limits that are the same whenever the same calls are made,
    `limits` what the account had left as the function saw it and `limits_after` less this call, `cold` whether the
    instance was new, `history` the redirects that led here, `cors` what the browser makes of it where a page has
    called, `leaks` where a secret's value was seen: console, error, body, header, `outgoing` the requests that the
    function has sent, in their order, `outgoing_more` how many it has sent beyond these, `source` the file that ran.
    Console, error and requests are masked; the response is as the client gets it.

    Example::

        execution = account.call("events", method="POST", json={"id": 7})
        execution.response.raise_for_status().json()
        [line.text for line in execution.console]
        [sent.request.url for sent in execution.outgoing if sent.response is None]
    """

    id: str
    endpoint: str | None
    request: Request
    reply: PlatformResponse
    created: datetime
    status: Status | None = None
    elapsed: timedelta = timedelta(0)
    memory: Memory | None = None
    console: tuple[ConsoleLine, ...] = ()
    truncated: bool = False
    error: ErrorInfo | None = None
    limits: QuotaState | None = None
    limits_in_force: Limits | None = field(default=None, repr=False)
    timing: Timing | None = field(default=None, repr=False)
    notes: tuple[Note, ...] = ()
    cold: bool = False
    history: tuple[Execution, ...] = ()
    leaks: tuple[str, ...] = ()
    outgoing: tuple[OutgoingExchange, ...] = ()
    outgoing_more: int = 0
    simulated: bool = False
    frozen: bool = False
    steady: bool = False
    cors: Verdict | None = None
    platform: str = DESIGN_MANAGER
    uid: str | None = None
    sent_context: dict[str, Any] | None = field(default=None, repr=False)
    json_body: bytes | None = field(default=None, repr=False)
    masker: Masker | None = field(default=None, repr=False)
    source: RanSource | None = field(default=None, repr=False, compare=False)
    ranges: tuple[int, ...] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def later(cls, make: Callable[[], Execution]) -> Execution:
        """The execution that `make` gives, made when somebody looks at one of its fields: most are never looked at.

        `make` takes what it shows from the call as it was, and from nothing that changes: it may be called much later,
        in any thread, and by two of them at once.
        """
        execution = cls.__new__(cls)
        execution.__dict__[_MAKE] = make
        return execution

    def masked(self, text: str) -> str:
        """The text without the account's secrets, now and when it was redirected: for what is shown."""
        for execution in (*self.history, self):
            if execution.masker is not None:
                text = execution.masker.mask(text)
        return text

    @cached_property
    def context(self) -> dict[str, Any] | None:
        """What main received, in its order of keys; None where it did not run.

        Values of secrets are masked: `•••` stands for each in `secrets`, and wherever else one is seen.
        """
        if self.sent_context is None:
            return None
        context: dict[str, Any] = in_javascript_order(self.sent_context)
        if "secrets" in context:
            context["secrets"] = dict.fromkeys(context["secrets"], "•••")
        if self.json_body is not None:
            context["body"] = read_as_javascript(self.json_body)
        for execution in (*self.history, self):
            if execution.masker:
                context = execution.masker.mask_deep(context)
        return context

    @property
    def in_project(self) -> bool:
        """Whether a function of a developer project is meant."""
        return self.platform != DESIGN_MANAGER

    @property
    def name(self) -> str:
        """What was called, as the log finds it: `events`, `/hs/serverless/events`, `uid:events`; else the path."""
        if self.request.invocation is not None:
            return f"{UID_PREFIX}{self.request.invocation.uid}"
        if self.endpoint is None:
            return self.request.path
        return f"{SERVERLESS_PREFIX}{self.endpoint}" if self.in_project else self.endpoint

    @property
    def called(self) -> str:
        """The same with the method: `GET events`. A uid is called without one."""
        return self.name if self.request.invocation is not None else f"{self.request.method} {self.name}"

    @property
    def limits_after(self) -> QuotaState | None:
        """What was left of the account's minute after this execution, had it been the only one."""
        if self.limits is None or self.limits_in_force is None:
            return None
        booked = 0.0 if self.frozen and not self.simulated else self.elapsed.total_seconds()
        left = max(0.0, self.limits.time_remaining / 1000 - booked)
        return quota_of(left, self.limits_in_force)

    @cached_property
    def coverage(self) -> Coverage | None:
        """What of the source has run; None where that was not counted: `call(…, coverage=True)` asks for it."""
        if self.ranges is None or self.source is None:
            return None
        from ..coverage.coverage import Coverage

        found = Coverage(self.masked)
        found.add(self.source, self.ranges)
        return found

    @cached_property
    def response(self) -> httpx.Response:
        """The response as an `httpx.Response`: `status_code`, `headers`, `cookies`, `json()`, `raise_for_status()`."""
        import httpx

        from .error.told import FunctionResponse

        request = httpx.Request(self.request.method, self.request.url, headers=_bytes(self.request.headers))
        headers = _bytes(self.reply.headers)
        try:
            response = FunctionResponse(self.reply.status, headers=headers, content=self.reply.body, request=request)
        except httpx.DecodingError:
            # The function names a content encoding that its bytes do not have: they are shown as they are.
            plain = [(name, value) for name, value in headers if name.lower() != b"content-encoding"]
            response = FunctionResponse(self.reply.status, headers=plain, content=self.reply.body, request=request)
        response.elapsed = self.elapsed
        response.failure = self._failure(f"{self.request.method} {self.request.url}")
        return response

    @property
    def ok(self) -> bool:
        """Whether the client got no error: a status below 400, nothing thrown, and nothing that a browser blocks."""
        blocked = self.cors is not None and self.cors.blocked
        return self.reply.status < 400 and self.error is None and not blocked

    def raise_for_error(self) -> Self:
        """The execution itself where it is `ok`. Raises `ExecutionError` with why it is not."""
        if not self.ok:
            raise ExecutionError(self._failure(self.called), self)
        return self

    def _failure(self, called: str) -> str:
        """Why it is not `ok`, masked."""
        from .error.told import failure_text

        status = status_text(self.reply.status) if self.reply.status else "not sent"
        blocked = ", blocked by the browser" if self.cors is not None and self.cors.blocked else ""
        body = self.reply.body[:_MOST_BODY].decode("utf-8", "replace") if self.status is not None else ""
        return failure_text(
            self.masked(f"{called} → {status}{blocked}"),
            self.error,
            [note.text for note in self.notes],
            self.masked(body),
        )

    def __str__(self) -> str:
        """As `repr`, and of one that is not `ok` why: `assert execution.ok, execution` shows it."""
        return repr(self) if self.ok else self._failure(self.called)

    def diff(self, other: Execution) -> Comparison[Execution]:
        """What this execution has differently from another one, which came before: status, headers, body, console."""
        from ..comparison.compare import compare

        return compare(other, self)

    def stable(self) -> dict[str, Any]:
        """The call as plain JSON that is the same from run to run, secrets masked: what a snapshot can keep.

        Example::

            assert execution.stable() == snapshot
        """
        from .told.stable import stable_value

        return stable_value(self)

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: everything that a value of a secret may stand in is masked for good."""
        maskers = [one.masker for one in (*self.history, self) if one.masker]
        masked = _masked(self, maskers)
        return {entry.name: getattr(masked, entry.name) for entry in fields(masked)}

    def __copy__(self) -> Self:
        return replace(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return replace(self, sent_context=deepcopy(self.sent_context, memo))

    def __repr__(self) -> str:
        error = str(self.error).partition("\n")[0] if self.error is not None else ""
        told = f": {error[:_LONGEST_ERROR]}{'…' * (len(error) > _LONGEST_ERROR)}" if error else ""
        return f"<Execution {self.masked(self.called)} → {self.reply.status}{told}>"


class _Unmade:
    """Stands in the class for a field of executions: what an execution has itself comes first, if it has it."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, execution: Execution | None, _: type) -> Any:
        if execution is None:
            raise AttributeError(self._name)
        own = execution.__dict__
        make = own.get(_MAKE)
        if make is not None:
            own.update(make().__dict__)
            own.pop(_MAKE, None)
        try:
            return own[self._name]
        except KeyError:
            raise AttributeError(self._name) from None


for _field in fields(Execution):
    setattr(Execution, _field.name, _Unmade(_field.name))
forking.renew_properties(Execution)


class ExecutionError(HsfuncError):
    """A call was answered with an error. `execution` has all of it."""

    def __init__(self, message: str, execution: Execution | None = None) -> None:
        self.execution = execution
        super().__init__(message, execution)

    def __str__(self) -> str:
        return str(self.args[0])


def _masked(execution: Execution, maskers: Sequence[Masker]) -> Execution:
    body = execution.json_body
    return replace(
        execution,
        endpoint=_masked_text(execution.endpoint, maskers) if execution.endpoint is not None else None,
        request=_masked_request(execution.request, maskers),
        reply=_masked_reply(execution.reply, maskers),
        history=tuple(_masked(earlier, maskers) for earlier in execution.history),
        sent_context=_masked_context(execution.sent_context, maskers),
        json_body=_masked_bytes(body, maskers) if body is not None else None,
        masker=None,
        ranges=None,  # they count characters of the source as it was
        console=tuple(_without_source(line) for line in execution.console),
        outgoing=tuple(exchange.masked(maskers) for exchange in execution.outgoing),
        source=_masked_source(execution.source, maskers) if execution.source is not None else None,
    )


def _without_source(line: ConsoleLine) -> ConsoleLine:
    """A source may hold what it should have had as a secret; its line knows where it stands."""
    return replace(line, position=line.position.alone()) if line.position is not None else line


def _masked_source(source: RanSource, maskers: Sequence[Masker]) -> RanSource | None:
    """The source; None for a bundle, which is large, and all of npm."""
    if source.file.origin is not None:
        return None
    return replace(source, file=replace(source.file, text=_masked_text(source.file.text, maskers), raw=None))


def _bytes(headers: tuple[tuple[str, str], ...]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in headers]


def _masked_request(request: Request, maskers: Sequence[Masker]) -> Request:
    invocation = request.invocation
    if invocation is not None:
        for masker in maskers:
            invocation = invocation._replace(
                uid=masker.mask(invocation.uid),
                parameters=masker.mask_deep(invocation.parameters),
                properties=masker.mask_deep(invocation.properties),
            )
    return replace(
        request,
        host=_masked_text(request.host, maskers),
        path=_masked_text(request.path, maskers),
        query=_masked_text(request.query, maskers),
        headers=_masked_headers(request.headers, maskers),
        body=_masked_bytes(request.body, maskers),
        invocation=invocation,
    )


def _masked_reply(reply: PlatformResponse, maskers: Sequence[Masker]) -> PlatformResponse:
    return replace(reply, headers=_masked_headers(reply.headers, maskers), body=_masked_bytes(reply.body, maskers))


def _masked_context(context: dict[str, Any] | None, maskers: Iterable[Masker]) -> dict[str, Any] | None:
    if context is None:
        return None
    masked: Any = dict(context)
    if "secrets" in masked:
        masked["secrets"] = dict.fromkeys(masked["secrets"], "•••")
    for masker in maskers:
        masked = masker.mask_deep(masked)
    found: dict[str, Any] = masked
    return found


def _masked_headers(headers: HeaderList, maskers: Sequence[Masker]) -> HeaderList:
    return tuple((_masked_text(name, maskers), _masked_text(value, maskers)) for name, value in headers)


def _masked_text(text: str, maskers: Iterable[Masker]) -> str:
    for masker in maskers:
        text = masker.mask(text)
    return text


def _masked_bytes(content: bytes, maskers: Iterable[Masker]) -> bytes:
    for masker in maskers:
        content = masker.mask_bytes(content)
    return content
