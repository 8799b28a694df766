"""What goes into an instance and what comes out of it: plain values, free of HubSpot's rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, NoReturn, SupportsIndex

from .outgoing import Exchange, Outside

FencedOff = Literal["files", "workers", "children", "processes", "internals", "sockets", "network"]
"""What of this machine the fence closes to a function."""

FailureKind = Literal[
    "error",  # main threw or rejected, the file threw while it loaded, or nobody caught an error
    "no_main",  # the file exports no function `main`
    "silent",  # the event loop ran empty and nothing was sent
    "bad_body",  # the JSON body does not parse; main was not called
    "exit",  # process.exit, or the process ended in another way
    "signal",  # the process was ended by a signal
    "timeout",  # over the deadline
    "memory",  # over the memory limit
    "storage",  # over the limit of its folder
    "processes",  # over the number of processes
    "protocol",  # the function wrote to the instance's own socket
    "no_file",  # its file is not there: nothing was run
]


Convention = Literal[
    "sendResponse",  # the object that is given to sendResponse, with status code, headers and body
    "sendValue",  # whatever is given to sendResponse: such an object, or the body itself
    "return",  # whatever main returns, or its promise gives: likewise
]
"""How a function responds."""


@dataclass(frozen=True, eq=False)
class Program:
    """One deployed function: a file with the environment of one endpoint. Warm instances belong to one program.

    `packages` are the preloaded packages that the source requires by a literal name; without `preloaded` it finds none
    at all. `bytes_as_json`: a body of bytes goes out as the JSON of its object. `covers`: V8 counts what runs.
    `inspects`: Node's inspector is open.
    """

    filename: str
    source: str
    environment: Mapping[str, str]
    packages: frozenset[str] = frozenset()
    node_major: int = 20
    convention: Convention = "sendResponse"
    preloaded: bool = True
    bytes_as_json: bool = False
    covers: bool = False
    inspects: bool = False

    def __reduce_ex__(self, _: SupportsIndex) -> NoReturn:
        raise TypeError("A Program cannot be pickled or copied: it may have values of secrets.")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of one execution: seconds, and bytes of resident memory, console text, a body, and files in `/tmp`.

    `grace_seconds`: how long its work goes on once main is settled and has sent.
    """

    seconds: float
    memory_bytes: int
    console_bytes: int
    response_bytes: int
    tmp_bytes: int
    grace_seconds: float

    def fit(self, other: Bounds) -> bool:
        """Whether an instance started for these can run under the others: memory and frames are set at its start."""
        return (self.memory_bytes, self.response_bytes) == (other.memory_bytes, other.response_bytes)


OnInspecting = Callable[[str], object]
"""Called once the inspector is open, with its WebSocket's URL; the execution then waits for a debugger."""


class Play(NamedTuple):
    """What an execution is played: a time that stands, in ms since 1970, and a seed of chance; None for the real one.

    An instance that was played is played from then on: one that is not to be has to be a new one.
    """

    time: int | None
    seed: str | None

    def told(self) -> dict[str, int | str]:
        return {name: value for name, value in self._asdict().items() if value is not None}


class Terms(NamedTuple):
    """What one execution has otherwise than others: limits of its own, and `whole`: its value is nothing but a body.

    The memory and the response of `bounds` are those of the pool. `outside` is asked before a request goes out.
    `play` is the time and the chance that the function sees; `inspecting` is told of Node's inspector where the
    execution is to be stepped through.
    """

    bounds: Bounds | None = None
    whole: bool = False
    outside: Outside | None = None
    play: Play | None = None
    inspecting: OnInspecting | None = None


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """A write to the console, or a line of a stream, however many writes made it.

    `level` is INFO, WARN, ERROR, DEBUG or TRACE, `at` seconds since the start; `line` and `column` are where in the
    file the console was called, from 1; 0 where that is not known.
    """

    level: str
    text: str
    at: float
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Where a source does not compile. `line` and `column` count from 1 in the file; 0 where unknown."""

    type: str
    message: str
    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What an error carries: its own properties as JSON, its cause, the errors that it holds and how `more` it has."""

    properties: Mapping[str, Any] = field(default_factory=dict[str, Any])
    cause: Thrown | None = None
    errors: tuple[Thrown, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Thrown:
    """An error that another one carries."""

    type: str
    message: str
    stack: str
    carried: Carried


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an execution failed. `type`, `message` and `stack` are Node's own where there is an error.

    `fence`: what the fence has closed to it, where that is why.
    """

    kind: FailureKind
    type: str = ""
    message: str = ""
    stack: str = ""
    code: int = 0
    at_load: bool = False
    module_not_found: bool = False
    syntax: SyntaxProblem | None = None
    returned: str | None = None
    project_style: bool = False
    pending: bool = False
    carried: Carried = field(default_factory=Carried)
    fence: FencedOff | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The value given to the first `sendResponse`, described as `js/describe.js` does, and the body's bytes."""

    described: dict[str, Any]
    body: bytes


WorkKind = Literal["request", "timer", "interval", "resource"]


@dataclass(frozen=True, slots=True)
class PendingWork:
    """What an execution had under way when its instance was frozen.

    `what` is a request's method, host and path, or what Node calls a resource; `seconds` a timer's, and `line` and
    `column` where in the file it was set, 0 where that is not known.
    """

    kind: WorkKind
    what: str = ""
    seconds: float = 0.0
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class ClosedConnection:
    """A request that failed on a connection kept from an earlier execution, which was closed since then."""

    request: str
    reason: str


@dataclass(frozen=True, slots=True)
class Work:
    """What is told of an execution's requests, and of what it had `pending` when its instance was frozen.

    `wrote` is the method of the first request that writes, as far as its method says; `queried` whether there was a
    GraphQL query among those that were sent with POST.
    """

    wrote: str | None = None
    queried: bool = False
    closed: ClosedConnection | None = None
    pending: tuple[PendingWork, ...] = ()


NO_WORK = Work()

RunId = tuple[int, int]
"""One run in one instance: the instance's process, and which of its runs."""


@dataclass(slots=True)
class Outcome:
    """One run of `main`. `seconds` from dispatch to the end, `memory_bytes` the largest resident size seen.

    `dispatched` is what `time.perf_counter` said when an instance was handed it. Of what came before, `spawn` seconds
    went to starting a process; then `boot` until a new instance began to load the file, `load` for that, and `main`:
    the three add up to `seconds`, save that work which outlives its response is measured without `boot`.
    `brought` are packages that the instance has required which only come along with preloaded ones. `left`: a worker or
    a child process still ran at its end, and was ended.
    `ranges` are what V8 has counted of the file where the program `covers`: start, end and count of functions and
    blocks, one after the other, in UTF-16 units; None where it was ended before it could say.
    `outgoing` are the requests that it has sent, in their order, and `untold` how many it has sent beyond these.
    `late` are failures of earlier runs of the instance, whose work went on behind their responses.
    `lost` names the worker of an executor that was lost while it had the run, which was then run again.
    """

    sent: Sent | None = None
    failure: Failure | None = None
    console: list[ConsoleLine] = field(default_factory=list[ConsoleLine])
    truncated: bool = False
    seconds: float = 0.0
    dispatched: float = 0.0
    spawn: float = 0.0
    boot: float = 0.0
    load: float = 0.0
    main: float = 0.0
    memory_bytes: int = 0
    cold: bool = False
    sends: int = 0
    work: Work = NO_WORK
    brought: tuple[str, ...] = ()
    left: bool = False
    send_stack: str = ""
    outgoing: list[Exchange] = field(default_factory=list[Exchange])
    ranges: tuple[int, ...] | None = None
    untold: int = 0
    run: RunId = (0, 0)
    late: dict[RunId, Failure] = field(default_factory=dict[RunId, Failure])
    lost: str = ""
