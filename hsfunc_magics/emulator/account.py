"""An account: its functions, secrets and limits, and what is asked of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..runtime.errors import PoolError
from ..runtime.instance.instance import CancelledRunError
from ..runtime.node.fence import Fence
from ..runtime.node.node import NodeNotFoundError
from ..runtime.pool.health import Health, health_of
from ..runtime.pool.pool import Pool
from .call.execution import Execution
from .call.pending_response import OnReply
from .call.pipeline import Flow, begin, end
from .call.redirects import follow
from .call.request import PREFIX, FileInput, FormInput, HeaderInput, Request, build_request, header_list
from .clock import Clock
from .disk.watch import Following
from .errors import HsfuncError, RequestError, RuntimeUnavailable
from .functions.function_list import Timetable
from .functions.registry import Functions
from .limits.limits import Limits, change, restore
from .limits.quota import Quota, QuotaState
from .logs.record import Told
from .measure.repeat import CallCancelled, Series, run_series
from .process_bound import ProcessBound
from .secrets.keyring_store import KeyringStore
from .secrets.masked_errors import hide_values
from .secrets.secrets import Secrets
from .serverless_json.manifest import OLDEST_DEPLOYED_MAJOR
from .settings import Settings, bounds
from .signals import Signal
from .visitors import Visitor, Visitors

if TYPE_CHECKING:
    from .call.async_calls import AwaitedCalls

DEFAULT_ACCOUNT_ID = 123456


class Account(ProcessBound):
    """One HubSpot account. Thread-safe; `close` ends its Node processes, as the end of the program does.

    `executed` tells every execution, also one that was refused, and `told` what a log says of it; `limits_changed` the
    new limits; `closed` the account itself, when it ends.
    """

    def __init__(
        self,
        account_id: int = DEFAULT_ACCOUNT_ID,
        *,
        domains: Sequence[str] = (),
        visitor: Visitor | None = None,
        limits: Limits | None = None,
        settings: Settings | None = None,
        clock: Clock | None = None,
    ) -> None:
        # A tenth of the package's own start: taken when an account is made, not when the extension is loaded.
        from .logs.late_failures import LateFailures
        from .logs.log import Logbook
        from .packages.bundling import Bundling

        self.account_id = account_id
        self.domains = (*domains, f"{account_id}.hs-sites.com")
        self.visitors = Visitors(visitor)
        self._limits = limits or Limits()
        self.settings = settings or Settings()
        self.clock = clock or Clock()
        self.secrets = Secrets(lambda: self._limits, lambda: self.settings, self.clock, KeyringStore(account_id))
        self.quota = Quota(self.clock)
        self.logbook = Logbook(account_id, self.clock, lambda: self._limits, self.settings.log_file)
        self.executed: Signal[Execution] = Signal()
        self.told: Signal[Told] = Signal()
        self.limits_changed: Signal[Limits] = Signal()
        self.closed: Signal[Account] = Signal()
        self._pool = Pool(
            bounds(self.limits),
            nodes=self.settings.nodes,
            cap=self.settings.instances,
            fence=Fence(closed=self.settings.fence, network=self.settings.network),
        )
        self.functions = Functions(self._pool, self.secrets, lambda: self._limits, self.settings, self.url(""))
        self.bundling = Bundling(self.functions, self.settings)
        self.following = Following(self)
        self.timetable = Timetable(self.clock)
        self.functions.changed.connect(self.timetable.note)
        self._flow = Flow(self, LateFailures(self.logbook))

    def url(self, endpoint: str) -> str:
        """The URL of an endpoint on the account's first domain."""
        return f"https://{self.domains[0]}{PREFIX}{endpoint}"

    def call(
        self,
        target: str,
        *,
        method: str | None = None,
        params: FormInput | None = None,
        headers: HeaderInput | None = None,
        cookies: Mapping[str, str] | None = None,
        json: Any = None,
        content: str | bytes | None = None,
        data: FormInput | None = None,
        files: FileInput | None = None,
        visitor: Visitor | str | None = None,
        follow_redirects: bool = False,
        simulated_seconds: float | None = None,
        origin: str | None = None,
        mode: str | None = None,
        credentials: str | None = None,
    ) -> Execution:
        """Calls an endpoint: `account.call("events?x=1", method="POST", json={…})`.

        `target` is an endpoint, a path or a full URL. The arguments are httpx's; `files` are (file name, content), by
        their fields, or pairs of both where a field has several.
        Redirects are followed on request, and only to the account's own domains. With `simulated_seconds` the execution
        is booked as if it had taken so long. `visitor` calls, or the one of that name, instead of the current one.
        With `origin` a browser page there calls, with the `mode` and `credentials` of fetch; see `execution.cors`.
        Raises `RequestError`, `VisitorError`, `RuntimeUnavailable`, and `SecretError` where the keyring fails.
        """
        try:
            headers = header_list(headers)
            request = self.request(
                target, visitor=visitor, method=method, params=params, headers=headers, cookies=cookies,
                json=json, content=content, data=data, files=files,
            )  # fmt: skip
            if origin is not None or mode is not None or credentials is not None:
                from .cors.browser_call import (
                    call_from,  # most calls come from no page, and do without all that it loads
                )

                return call_from(self, request, tuple(headers), origin, mode, credentials, simulated_seconds)
            execution = self.handle(request, simulated_seconds=simulated_seconds)
            return follow(execution, self.domains, self.handle) if follow_redirects else execution
        except HsfuncError as problem:
            hide_values(problem, self.secrets)
            raise

    def request(self, target: str, *, visitor: Visitor | str | None = None, **arguments: Any) -> Request:
        """The request that `call` would make of these arguments. Raises `RequestError` and `VisitorError`."""
        try:
            who = self.visitors.current if visitor is None else self.visitors.find(visitor)
            return build_request(target, domains=self.domains, visitor=who, named=visitor is not None, **arguments)
        except UnicodeEncodeError as problem:
            told = problem.object[problem.start : problem.end]
            raise RequestError(f"{told!r} is half a character (a lone surrogate), which cannot be sent.") from None
        except HsfuncError as problem:
            hide_values(problem, self.secrets)
            raise

    def handle(
        self,
        request: Request,
        on_reply: OnReply | None = None,
        *,
        simulated_seconds: float | None = None,
        cancel: threading.Event | None = None,
    ) -> Execution:
        """What the platform does with a request. `on_reply` gets a function's answer as soon as it is given.

        With `simulated_seconds` the execution is booked as if it had taken so long. Raises `RuntimeUnavailable`, what
        interrupts the execution, what `on_reply` raises, and `CallCancelled` once `cancel` is set.
        """
        steps = self._flow.steps(request, on_reply, simulated_seconds=simulated_seconds)
        job = begin(steps)
        if isinstance(job, Execution):
            return job
        try:
            outcome = self._pool.run(job.program, job.context, job.json_body, job.on_sent, cancel)
        except (NodeNotFoundError, PoolError) as problem:
            raise RuntimeUnavailable(str(problem)) from None
        except CancelledRunError:
            raise CallCancelled from None
        return end(steps, outcome)

    def awaited(self) -> AwaitedCalls:
        """Calls from an event loop, as a server makes them."""
        from .call.async_calls import AwaitedCalls

        return AwaitedCalls(self._flow, self._pool)

    def repeat(
        self,
        target: str,
        times: int,
        *,
        concurrency: int = 1,
        simulated_seconds: float | None = None,
        on_progress: Callable[[int], None] | None = None,
        **arguments: Any,
    ) -> Series:
        """Calls an endpoint many times, `concurrency` at once; the other arguments are those of `call`.

        Ctrl-C stops it and gives what was measured so far. `on_progress` gets the number of calls made. Raises
        `RequestError` and `RuntimeUnavailable`.
        """
        if times < 1 or concurrency < 1:
            raise RequestError(f"A series needs at least one call, and one at once: not {times} and {concurrency}.")
        request = self.request(target, **arguments)
        return run_series(
            lambda cancel: self.handle(request, simulated_seconds=simulated_seconds, cancel=cancel),
            times=times,
            concurrency=concurrency,
            simulated=simulated_seconds is not None,
            on_progress=on_progress,
        )

    @property
    def visitor(self) -> Visitor | None:
        """The visitor of calls that name none; None while it is anonymous."""
        return self.visitors.current

    @property
    def limits(self) -> Limits:
        """The limits in force."""
        return self._limits

    def change_limits(self, values: Mapping[str, str | float]) -> None:
        """Changes limits for a lesson: `account.change_limits({"execution_seconds": 2})`. Raises `LimitError`."""
        self._apply(change(self._limits, values))

    def reset_limits(self, *names: str) -> None:
        """Puts limits back to HubSpot's values; without names all of them. Raises `LimitError`."""
        self._apply(restore(self._limits, names))

    def _apply(self, limits: Limits) -> None:
        self._limits = limits
        self._pool.rebound(bounds(limits))
        self.limits_changed.emit(limits)

    def health(self) -> Health:
        """What this machine gives: Node, the fence, instances. Raises `RuntimeUnavailable`."""
        try:
            return health_of(self._pool, OLDEST_DEPLOYED_MAJOR)
        except NodeNotFoundError as problem:
            raise RuntimeUnavailable(str(problem)) from None

    @property
    def quota_state(self) -> QuotaState:
        """What is left of the account's minute now."""
        return self.quota.state(self.limits)

    def restart(self) -> None:
        """Ends the account's Node processes, busy ones with their execution: the next calls start cold."""
        self._pool.restart()

    def close(self) -> None:
        """Ends the account's Node processes, and closes its log."""
        self._pool.close()
        self.following.end()
        self.logbook.close()
        self.closed.emit(self)
