"""Mocks that answer in JavaScript: `(request) => response`, in Node instances that no function ever sees.

They have a pool of their own: functions that wait for their mocks may fill the account's.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ....runtime.errors import PoolError
from ....runtime.instance.instance import CancelledRunError
from ....runtime.node.node import NodeNotFoundError
from ....runtime.outcome import Bounds, Failure, Program
from ....runtime.outcome import Outcome as Run
from ....runtime.outgoing import Headers, OutgoingResponse
from ....runtime.pool.health import check
from ...errors import MockError, RuntimeUnavailable
from ...limits.limits import MEGABYTE, Limits
from ...serverless_json.manifest import DEFAULT_RUNTIME, runtime_major
from ...settings import Settings, bounds
from ...sources.javascript import SourceFile, is_module
from ...sources.syntax_error import at_its_place
from .answers import AnswerError, Outcome, as_response_body, failed, header_lines
from .request import MockedRequest

if TYPE_CHECKING:
    from ....runtime.pool.pool import Pool

MOST_INSTANCES = 4
_SECONDS = 10.0
_LARGEST = 32 * MEGABYTE
_MAJOR = runtime_major(DEFAULT_RUNTIME) or 20
CELL = "mock.js"
"""What a cell's JavaScript is called in stacks."""

_PREFIX = "module.exports = "
_COMMENTS = r"(?:\s|//[^\n]*(?:\n|$)|/\*(?:[^*]|\*(?!/))*\*/)*"
_FUNCTION = re.compile(
    rf"{_COMMENTS}(?:async\b\s*)?(?:function\b\s*\*?\s*[\w$]*\s*\(|\([^()]*(?:\([^()]*\)[^()]*)*\)\s*=>|[A-Za-z_$][\w$]*\s*=>)",
    re.DOTALL,
)
_EXAMPLE = "JavaScript such as (request) => ({ status: 404, body: { id: request.params.id } })"
_MOST_LINES = 100
_ANSWER = Path(__file__).with_name("js") / "answer.js"


def is_javascript(text: str) -> bool:
    """Whether a body is JavaScript that answers: a function, or a module that exports one."""
    return _FUNCTION.match(text) is not None or (_may_export(text) and is_module(text))


def _may_export(text: str) -> bool:
    return "exports" in text


class MockInstances:
    """The pool of an account's JavaScript mocks, made when the first of them is."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._pool: Pool | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<MockInstances: {self._pool.instances if self._pool is not None else 0}>"

    @property
    def pool(self) -> Pool:
        with self._lock:
            if self._pool is None:
                self._pool = _pool_for(self._settings())
            return self._pool

    def shrink(self, program: Program) -> None:
        """The mock is asked no longer, for now: its instance ends, and with it what it remembers."""
        if self._pool is not None:
            self._pool.shrink(program, 0)

    def restart(self) -> None:
        """Ends those that there are; others start when a mock is asked again, and remember nothing."""
        if self._pool is not None:
            self._pool.restart()

    def close(self) -> None:
        """Ends all of them."""
        if self._pool is not None:
            self._pool.close()


def _pool_for(settings: Settings) -> Pool:
    from ....runtime.node.fence import Fence
    from ....runtime.pool.pool import Pool

    fence = Fence(closed=settings.fence, network=settings.network)
    return Pool(_bounds(), nodes=settings.nodes, cap=MOST_INSTANCES, fence=fence)


def _bounds() -> Bounds:
    return replace(bounds(Limits()), seconds=_SECONDS, response_bytes=_LARGEST, grace_seconds=0.0)


@dataclass(eq=False)
class FromJavaScript:
    """What a JavaScript function gives. One request at a time, so that what it remembers counts right."""

    program: Program
    file: SourceFile
    instances: MockInstances
    status: int
    headers: Headers
    rule: str
    console: deque[str] = field(default_factory=lambda: deque[str](maxlen=_MOST_LINES))
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def told(self) -> str:
        return "JavaScript" if self.program.filename == CELL else f"JavaScript: {self.program.filename}"

    def respond(self, request: MockedRequest) -> Outcome:
        context = {
            "request": {
                "method": request.method,
                "url": request.url,
                "path": request.path,
                "params": dict(request.params),
                "query": request.query,
                "headers": request.headers_by_name,
                "body": request.read_body,
            }
        }
        try:
            with self._turn:
                run = self.instances.pool.run(self.program, context)
        except (NodeNotFoundError, PoolError, CancelledRunError) as problem:
            return failed(self.rule, f"its JavaScript cannot run: {problem}")
        self.console.extend(line.text for line in run.console)
        return self._answer(run)

    def _answer(self, run: Run) -> Outcome:
        if run.failure is not None or run.sent is None:
            return failed(self.rule, self._why(run.failure))
        try:
            given = json.loads(run.sent.body)
            headers = (*self.headers, *header_lines(given["headers"]))
            return _response(given, self.status, headers)
        except (ValueError, KeyError, MockError) as problem:
            words = str(problem) if isinstance(problem, AnswerError | MockError) else "it cannot be read."
            return failed(self.rule, f"its JavaScript gave no response: {words}")

    def _why(self, failure: Failure | None) -> str:
        if failure is None:
            return "its JavaScript ended without an answer."
        if failure.kind == "timeout":
            return f"its JavaScript took longer than {_SECONDS:g} s."
        if failure.kind != "error":
            return f"its JavaScript ended without an answer ({failure.kind})."
        words = " ".join(f"{failure.type}: {failure.message}".split()).strip(": ")
        return f"its JavaScript threw {words}{self._place(failure.stack)}"

    def _place(self, stack: str) -> str:
        """The first place in the cell or the file itself."""
        name, last = self.program.filename, len(self.file.cell_lines())
        for line, column in re.findall(rf"{re.escape(name)}:(\d+):(\d+)", stack):
            if int(line) <= last:
                at = int(column) - self.file.first_column if line == "1" else int(column)
                place = f"line {line}, column {max(1, at)}"
                return f" ({place})" if name == CELL else f" ({name}, {place})"
        return ""


def from_javascript(
    text: str, name: str, instances: MockInstances, status: int, headers: Headers, rule: str
) -> FromJavaScript:
    """The answer of JavaScript, which compiles. Raises `FunctionSyntaxError` and `RuntimeUnavailable`."""
    prefix = _PREFIX if _FUNCTION.match(text) else ""
    file = SourceFile(f"{prefix}{text}\n;{_ANSWER.read_text('utf-8')}", len(prefix))
    own = SourceFile(f"{prefix}{text.rstrip()}\n\n", len(prefix))
    try:
        problem = check(instances.pool, name, file.text, _MAJOR)
    except (NodeNotFoundError, PoolError) as unavailable:
        raise RuntimeUnavailable(str(unavailable)) from None
    if problem is not None:
        hint = (
            "Mocks are CommonJS: (request) => …, or module.exports = (request) => …, and require(…) instead of import."
        )
        modules = re.search(r"import statement|'export'|import\.meta|import declarations", problem.message)
        raise at_its_place(problem, own, hint if modules else "")
    if not is_javascript(text):
        raise MockError(f"{_EXAMPLE} answers, or a module that puts such on module.exports: this does neither.")
    program = Program(name, file.text, {}, node_major=_MAJOR, convention="return")
    return FromJavaScript(program, own, instances, status, headers, rule)


def _response(given: dict[str, Any], status: int, headers: Headers) -> OutgoingResponse:
    status = given.get("status", status)
    if "json" in given:
        typed = any(name.lower() == "content-type" for name, _ in headers)
        lines = headers if typed else (("Content-Type", "application/json"), *headers)
        return as_response_body(given["json"], status, lines)
    if "base64" in given:
        return as_response_body(base64.b64decode(given["base64"]), status, headers)
    return as_response_body(given.get("text"), status, headers)
