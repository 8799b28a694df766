"""What an execution gives the client: the function's answer as soon as it is sent, or the platform's for a failure."""

from __future__ import annotations

from collections.abc import Callable

from ...runtime.outcome import Failure, Outcome, Sent
from ..functions.deployments import Deployment
from ..limits.limits import Limits
from ..notes import Note, failed_behind_response
from ..outgoing.ways import OutgoingWays
from .error.info import ErrorInfo
from .failures import explain, with_requests
from .response import InvalidResponseError, PlatformResponse, platform_response

OnResponse = Callable[[PlatformResponse], None]


class PendingResponse:
    """The response of an execution under way. `problem` is what `on_response` raised, which is its caller's."""

    def __init__(
        self,
        read: Callable[[Sent, Deployment, Limits], tuple[PlatformResponse, list[Note]]],
        deployment: Deployment,
        limits: Limits,
        on_response: OnResponse | None,
    ) -> None:
        self._read = read
        self._deployment = deployment
        self.notes: list[Note] = []
        self.problem: Exception | None = None
        self._limits = limits
        self._on_reply = on_response
        self._response: PlatformResponse | None = None
        self._rejected: str | None = None

    def accept(self, sent: Sent) -> bool:
        """The function has sent; returns whether that can be an answer."""
        try:
            self._response, self.notes = self._read(sent, self._deployment, self._limits)
        except InvalidResponseError as problem:
            self._rejected = str(problem)
            return False
        if self._on_reply is not None:
            try:
                self._on_reply(self._response)
            except Exception as problem:  # noqa: BLE001 - raised again once the execution has ended
                self.problem = problem
        return True

    def simulate(self, outcome: Outcome, seconds: float) -> None:
        """The execution counts as one of so many seconds: over the limit it has timed out, and sent nothing."""
        limit = self._limits.execution_seconds
        outcome.seconds = min(seconds, limit)
        if seconds > limit:
            outcome.failure = Failure("timeout")
            self._response, self._rejected = None, None

    def respond(
        self, outcome: Outcome, status_of: Callable[[Failure, Deployment], int], ways: OutgoingWays
    ) -> tuple[PlatformResponse, ErrorInfo | None]:
        """What the client gets in the end, and why the execution failed, if it did (contract §7).

        `status_of` says what a failure is answered with where the function has sent nothing; `ways` how requests are
        answered that got no answer.
        """
        failure = outcome.failure
        if self._rejected is not None:
            gave = "The returned value" if self._deployment.program.convention == "return" else "sendResponse"
            message = f"{gave}: {self._rejected}"
            stack = f"InvalidResponse: {message}\n{outcome.send_stack}".rstrip()
            failure = Failure("error", "InvalidResponse", message, stack)
        error = None
        if failure is not None:
            error = explain(failure, self._deployment, self._limits)
            if outcome.outgoing:
                error = with_requests(error, failure, outcome.outgoing, ways)
        if self._response is not None:
            if error is not None:
                self.notes.append(failed_behind_response())
            return self._response, error
        return platform_response(status_of(failure, self._deployment) if failure is not None else 500), error
