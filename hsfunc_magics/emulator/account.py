"""An account: its functions, secrets and limits, and what is asked of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..runtime.errors import PoolError
from ..runtime.instance.instance import CancelledRunError
from ..runtime.node.node import NodeNotFoundError
from ..runtime.pool.health import Health, health_of
from ..runtime.pool.pool import Pool, RunProgram
from .account_state import AccountState, Reset
from .call.execution import Execution
from .call.pending_response import OnResponse
from .call.pipeline import Pipeline, ProjectPlatform, finish, start
from .call.platforms.design_manager import DesignManager
from .call.redirects import follow
from .call.request import FileInput, FormInput, HeaderInput, Request, build_request, header_list, invoke
from .call.told.inspecting import OnInspecting, teller
from .clock import Clock
from .disk.watch import WatchedFolders
from .display import Displayable, counted
from .errors import HsfuncError, RequestError, RuntimeUnavailable, SecretError
from .functions.function_list import ChangeTimes
from .functions.registry import FunctionsBefore
from .limits.limits import Limits, change, restore
from .limits.usage import LimitTable, limit_usage
from .projects.registry import ProjectsBefore
from .projects.watch import WatchedProjects
from .secrets.masked_errors import hide_values
from .series.in_order import CallCancelled
from .series.series import Series, run_series
from .serverless_json.manifest import OLDEST_DEPLOYED_MAJOR
from .settings import Settings, bounds
from .signals import Signal
from .visitors import Visitor

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from ..runtime.executors.runner import Runner
    from .cors.page import Page
    from .http import HeaderList
    from .outgoing.cassettes.cassette import Cassette
    from .outgoing.cassettes.recording import CassetteRecording
    from .outgoing.hubspot.hubspot import HubSpot
    from .outgoing.hubspot.openapi import OpenApiFiles
    from .outgoing.mocks.answers import HeadersInput
    from .outgoing.mocks.mock import Mock
    from .outgoing.mocks.request import MockedRequest
    from .projects.project import Project
    from .projects.switches import Switches
    from .series.mapping import Executions, Wanted
    from .serverless_json.problems import Problem
    from .sources.javascript import SourceFile

DEFAULT_ACCOUNT_ID = 123456


class Account(AccountState, Displayable):
    """One HubSpot account. Thread-safe; `close` ends its Node processes, as the end of the program does.

    `executed` tells every execution, also one that was refused, and `told` what a log says of it; `limits_changed` the
    new limits; `was_reset` what was taken away; `closed` the account itself, when it ends. `pool` has the instances of
    accounts that follow each other, as those of tests do; whoever lends it closes it. Others have one of their own.

    Example::

        account = Account(domains=["www.example.com"])
        account.functions.add("events", "sendResponse({ body: context.params });")
        account.call("events?name=Ann").response.json()  # {"name": ["Ann"]}
        account.close()
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
        pool: Pool | None = None,
    ) -> None:
        # A tenth of the package's own start: taken when an account is made, not when the extension is loaded.
        from .logs.log import ExecutionLog
        from .logs.recorder import Recorder
        from .packages.bundling import Bundling

        super().__init__(
            account_id, domains=domains, visitor=visitor, limits=limits, settings=settings, clock=clock, pool=pool
        )
        self.executed: Signal[Execution] = Signal()
        self.limits_changed: Signal[Limits] = Signal()
        self.was_reset: Signal[Reset] = Signal()
        self.closed: Signal[Account] = Signal()
        self.bundling = Bundling(self.functions, self.settings)
        self.functions.bundle_folder = self.bundling.in_place
        self.watched_folders = WatchedFolders(self)
        self.watched_projects = WatchedProjects(self)
        self.change_times = ChangeTimes(self.clock)
        self.functions.changed.connect(self.change_times.note)
        self.projects.changed.connect(self._note_project)
        self.log = ExecutionLog(account_id, self.clock, lambda: self._limits, self.settings.log_file)
        self._recorder = Recorder(self.log)
        self.logged = self._recorder.logged
        self.projects.prepare = self._files_of
        self._projects_platform: ProjectPlatform | None = None
        self.pipeline = Pipeline(self, DesignManager(self, self.watched_folders.refresh), self._platform_of_projects)
        self.pipeline.finished.connect(self._recorder.listen)
        self.pipeline.finished.connect(lambda finished: self.executed.emit(finished.execution))

    def _follow(self, settings: Settings) -> None:
        if settings.log_file != self.settings.log_file:
            self.log.keep_in(settings.log_file)
        self.bundling.follow(settings)

    def __repr__(self) -> str:
        told = [counted(len(self.functions), "endpoint")]
        if self.projects:
            told.append(counted(len(self.projects), "project"))
        with suppress(HsfuncError):  # a keyring that is locked: whoever asks for secrets is told
            told.append(counted(len(self.secrets), "secret"))
        return f"<Account {self.account_id}: {', '.join(told)}>"

    def may_take_long(self) -> bool:
        """Whether a call may have to bundle first what has changed on disk, or to wait for that."""
        return self.watched_folders.may_take_long() or self.watched_projects.may_take_long()

    def _note_project(self, project: Project) -> None:
        from .projects.editing.listing import note_project

        note_project(self.change_times, project)

    def _platform_of_projects(self) -> ProjectPlatform:
        """Most accounts have no project, and do without what it loads."""
        if self._projects_platform is None:
            from .call.platforms.developer_projects import DeveloperProjects

            self._projects_platform = DeveloperProjects(self, self.watched_projects.refresh)
        return self._projects_platform

    def _files_of(self, project: Project, switches: Switches) -> tuple[Mapping[str, SourceFile], list[Problem]]:
        from .projects.runnable import runnable

        return runnable(project, self.bundling.folders(self.bundling.on_progress), switches)

    def call(
        self,
        target: str | None = None,
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
        uid: str | None = None,
        parameters: Any = None,
        properties: Mapping[str, Any] | None = None,
        coverage: bool = False,
        inspect: bool | OnInspecting = False,
    ) -> Execution:
        """Calls an endpoint: `account.call("events?x=1", method="POST", json={…})`.

        `target` is an endpoint, a path or a full URL; those of projects have the path `/hs/serverless/…`. With `uid` a
        project's function is called as a UI extension does, with `parameters`, and `properties` as the CRM properties
        that it gets; the request's arguments do not go with it. These are httpx's; `files` are (file name, content),
        by their fields, or pairs of both where a field has several.
        Redirects are followed on request, and only to the account's own domains. With `simulated_seconds` the execution
        is booked as if it had taken so long. `visitor` calls, or the one of that name, instead of the current one.
        With `origin` a browser page there calls, with the `mode` and `credentials` of fetch; see `execution.cors`.
        With `coverage` it is counted what of the source runs: `execution.coverage`, and of all `account.coverage`.
        With `inspect` the function waits for a debugger, in an instance of its own; how to attach one is told on the
        standard error, or to what is given instead of True.
        Raises `RequestError`, `VisitorError`, `RuntimeUnavailable`, and `SecretError` where the keyring fails.
        """
        try:
            headers = header_list(headers)
            request = self.request(
                target, visitor=visitor, method=method, params=params, headers=headers, cookies=cookies,
                json=json, content=content, data=data, files=files, uid=uid, parameters=parameters,
                properties=properties,
            )  # fmt: skip
            if origin is not None or mode is not None or credentials is not None:
                from .cors.page import make_page

                if uid is not None:
                    raise RequestError("A page of an origin calls endpoints: a call by uid has none.")
                if origin is None:
                    raise RequestError("mode and credentials go with an origin: that of the page that calls.")
                page = make_page(origin, mode, credentials)
                return self.call_as_page(
                    request,
                    page,
                    tuple(headers),
                    simulated_seconds=simulated_seconds,
                    coverage=coverage,
                    inspecting=teller(inspect),
                )
            handle = partial(self.handle, coverage=coverage, inspecting=teller(inspect))
            execution = handle(request, simulated_seconds=simulated_seconds)
            return follow(execution, self.domains, handle) if follow_redirects else execution
        except HsfuncError as problem:
            hide_values(problem, self.secrets)
            raise

    def call_as_page(
        self,
        request: Request,
        page: Page,
        headers: HeaderList,
        *,
        simulated_seconds: float | None = None,
        cancel: threading.Event | None = None,
        coverage: bool = False,
        inspecting: Callable[[str], object] | None = None,
    ) -> Execution:
        """Sends a request as a page's browser does, with the headers that its script has set; see `execution.cors`.

        Raises `RequestError` for what no page can send, and as `handle` does.
        """
        from .call.browser_call import call_as_page  # most calls come from no page, and do without all that it loads

        def handle(asked: Request) -> Execution:
            return self.handle(
                asked, simulated_seconds=simulated_seconds, cancel=cancel, coverage=coverage, inspecting=inspecting
            )

        return call_as_page(request, page, headers, handle, self.domains, self.clock.now)

    def request(
        self,
        target: str | None = None,
        *,
        visitor: Visitor | str | None = None,
        uid: str | None = None,
        parameters: Any = None,
        properties: Mapping[str, Any] | None = None,
        **arguments: Any,
    ) -> Request:
        """The request that `call` would make of these arguments. Raises `RequestError` and `VisitorError`."""
        try:
            if uid is not None:
                others = [name for name, value in {"visitor": visitor, **arguments}.items() if value]
                return invoke(uid, parameters, properties, self.domains, [*(["target"] if target else []), *others])
            if target is None or parameters is not None or properties is not None:
                raise RequestError(
                    "Which endpoint? Give its name, a path or a URL; parameters and properties go with a uid."
                )
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
        on_response: OnResponse | None = None,
        *,
        simulated_seconds: float | None = None,
        cancel: threading.Event | None = None,
        coverage: bool = False,
        inspecting: Callable[[str], object] | None = None,
        run: RunProgram | None = None,
    ) -> Execution:
        """What the platform does with a request. `on_response` gets a function's answer as soon as it is given.

        With `simulated_seconds` the execution is booked as if it had taken so long. Raises `RuntimeUnavailable`, what
        interrupts the execution, what `on_response` raises, and `CallCancelled` once `cancel` is set. `run` runs it
        in place of the account's own instances, with the arguments of `Pool.run`.
        """
        steps = self.pipeline.steps(
            request, on_response, simulated_seconds=simulated_seconds, coverage=coverage, inspecting=inspecting
        )
        job = start(steps)
        if isinstance(job, Execution):
            return job
        try:
            run = run or self.pool.run
            outcome = run(job.program, job.context, job.json_body, job.on_sent, cancel, job.terms)
        except (NodeNotFoundError, PoolError) as problem:
            raise RuntimeUnavailable(str(problem)) from None
        except CancelledRunError:
            raise CallCancelled from None
        return finish(steps, outcome)

    def repeat(
        self,
        target: str | None = None,
        times: int = 1,
        *,
        concurrency: int | None = None,
        simulated_seconds: float | None = None,
        on_progress: Callable[[int], None] | None = None,
        coverage: bool = False,
        executor: Executor | None = None,
        **arguments: Any,
    ) -> Series:
        """Calls an endpoint many times, `concurrency` at once; the other arguments are those of `call`.

        With an executor its workers run the function, as with `map`, and by default as many at once as keep them busy;
        without one it is one at a time. Ctrl-C stops it and gives what was measured so far. `on_progress` gets the
        number of calls made. Raises `RequestError` and `RuntimeUnavailable`.
        """
        runner = self._runner(executor)
        if concurrency is None:
            concurrency = runner.room if runner is not None else 1
        if times < 1 or concurrency < 1:
            raise RequestError(f"A series needs at least one call, and one at once: not {times} and {concurrency}.")
        request = self.request(target, **arguments)
        run = runner.run if runner is not None else None
        handle = partial(self.handle, simulated_seconds=simulated_seconds, coverage=coverage, run=run)
        return run_series(
            lambda cancel: handle(request, cancel=cancel),
            runner=runner,
            times=times,
            concurrency=concurrency,
            simulated=simulated_seconds is not None,
            steady=simulated_seconds is not None and self.clock.frozen and self.quota_steady,
            on_progress=on_progress,
        )

    def map(
        self,
        requests: Iterable[Wanted],
        executor: Executor | None = None,
        *,
        concurrency: int | None = None,
        **arguments: Any,
    ) -> Executions:
        """Calls each of the requests, and gives the executions in their order, as they come.

        A request is a target as `call` takes it, a dict of arguments of `call`, or a `Request`; `arguments` are those
        that all of them have. With an `executor` its workers run the functions, in processes or on machines of their
        own; all else, such as the quota, secrets and the log, stays here. It is one of `concurrent.futures`, or a Dask
        client. `concurrency` is how many are under way at once. Little more is read of `requests`, and called, than
        what is taken. Raises `RequestError` and `RuntimeUnavailable`.

        Example::

            for execution in account.map(({"json": row} for row in rows), target="events"):
                print(execution.response.json())
        """
        from .series.mapping import Caller, map_calls  # most accounts do without

        runner = self._runner(executor)
        if concurrency is None:
            concurrency = runner.room if runner is not None else min(self.pool.cap, (os.cpu_count() or 1) + 4)
        return map_calls(requests, arguments, Caller(self.request, self.handle, self.domains), concurrency, runner)

    def _runner(self, executor: Executor | None) -> Runner | None:
        """What runs functions in the workers of an executor."""
        if executor is None:
            return None
        from .series.executors import runner_of

        return runner_of(self, executor)

    @property
    def visitor(self) -> Visitor | None:
        """The visitor of calls that name none; None while it is anonymous."""
        return self.visitors.current

    def mock(
        self,
        method: str,
        url: str,
        *,
        status: int | None = None,
        json: Any = ...,
        text: str | None = None,
        content: bytes | None = None,
        headers: HeadersInput | None = None,
        times: int | None = None,
        delay: float | str = 0.0,
        fail: str | None = None,
        respond: Callable[[MockedRequest], Any] | str | None = None,
    ) -> Mock:
        """Answers requests of functions in place of the network; the newest mock that fits a request answers it.

        `url` may have path parameters (`:id`) and `*`; a query in it must be among the request's. `method` may be
        `ANY`. The status is 200 where none is given. With `times` it answers so often only; `delay` is in seconds, or
        a text (`"300ms"`); `fail` is `timeout`, `reset`, `dns`, `tls` or `refused`. `respond` is asked each time, in a
        thread of its own choosing: it gets the request, and gives a dict or list (JSON), a text, bytes, (status, body)
        or an `OutgoingResponse`; a text is JavaScript, `"(request) => ({ id: request.params.id })"`.
        Raises `MockError`, and `FunctionSyntaxError` for JavaScript that does not compile.
        """
        return self.mocks.add(
            method, url, status=status, json=json, text=text, content=content, headers=headers, times=times,
            delay=delay, fail=fail, respond=respond,
        )  # fmt: skip

    def mock_hubspot(
        self,
        seed: Mapping[str, Any] | str | Path | None = None,
        *,
        rate_limit: bool | int = False,
        tokens: Iterable[str] | Mapping[str, Iterable[str] | None] | None = None,
        api_keys: bool = False,
        any_property: bool = False,
        openapi: str | Path | Sequence[str | Path] = (),
    ) -> HubSpot:
        """Lets a small HubSpot in memory answer what functions ask of HubSpot; `account.hubspot` has what it holds.

        It begins anew each time, with `seed`, JSON or the name of its file, or with a few contacts, companies, deals
        and a HubDB table. With `rate_limit` it answers 429 after 190 calls in 10 s of the account's clock, or after
        that many. Every token counts unless `tokens` are given, with their scopes where it is a mapping. `api_keys`
        takes `hapikey` as HubSpot did until 2022, `any_property` properties that the account does not have.
        Paths of the OpenAPI files are answered by Prism instead, which npm installs on demand. `unmock_hubspot` ends
        it. Raises `SeedError`.
        """
        from .outgoing.hubspot.hubspot import HubSpot  # most accounts have none

        def describe(files: Sequence[str | Path]) -> OpenApiFiles:
            from .outgoing.hubspot.openapi import OpenApiFiles

            return OpenApiFiles(files, self.settings, self.bundling.on_progress)

        def mask(text: str) -> str:
            return self.secrets.masker.mask(text)  # the masker of now: secrets come and go

        hubspot = HubSpot(
            self.account_id, self.clock, seed=seed, rate_limit=rate_limit, tokens=tokens, api_keys=api_keys,
            any_property=any_property, describe=describe, mask=mask,
            openapi=[openapi] if isinstance(openapi, str | Path) else openapi,
        )  # fmt: skip
        self._use_hubspot(hubspot)
        return hubspot

    def unmock_hubspot(self) -> None:
        """Ends the small HubSpot: what functions ask of HubSpot goes out again."""
        self._use_hubspot(None)

    def change_limits(self, values: Mapping[str, str | float]) -> None:
        """Changes limits for a lesson: `account.change_limits({"execution_seconds": 2})`. Raises `LimitError`."""
        self._apply(change(self._limits, values))

    def reset_limits(self, *names: str) -> None:
        """Puts limits back to HubSpot's values; without names all of them. Raises `LimitError`."""
        self._apply(restore(self._limits, names))

    def _apply(self, limits: Limits) -> None:
        self._limits = limits
        self.pool.rebound(bounds(limits))
        self.limits_changed.emit(limits)

    def record(self, file: str | Path) -> CassetteRecording:
        """Records what functions exchange with the real network into a cassette, until `stop` of what is returned.

        `with account.record("shop.json"):` ends with the block. Requests that the file has already are replaced once
        they are made again, others stay. Secrets and credentials are not written. Raises `CassetteError`.
        """
        return self.cassettes.record(file)

    def replay(self, file: str | Path) -> Cassette:
        """Answers functions from a cassette, and refuses what it does not have, until `stop` of what is returned.

        `with account.replay("shop.json"):` ends with the block; a recording ends when this begins. Raises
        `CassetteError`.
        """
        return self.cassettes.replay(file)

    def reset(self, *, secrets: bool = False) -> Reset:
        """Begins anew: no functions, an empty log, and clock, limits, minute and visitors as they were at first.

        The small HubSpot is off; a recording and a cassette that is replayed end. Secrets go only where `secrets` is
        set, also from the keyring. A log in a file keeps its records. What is returned can be put back:
        `account.restore(account.reset())`. Raises `LogError` and `SecretError`.
        """
        limits, visitors = self._made_with
        first = Reset(FunctionsBefore({}, ()), limits, visitors, None, (), projects=ProjectsBefore())
        return self._exchange(first, dict.fromkeys(self.secrets.names() if secrets else ()))

    def restore(self, reset: Reset) -> Reset:
        """Puts back what a reset took away, in the place of what has come since, which is returned likewise.

        Folders that followed the disk come back without following it. Raises `LogError` and `SecretError`.
        """
        return self._exchange(reset, reset.secrets)

    def _exchange(self, state: Reset, secrets: Mapping[str, str | None]) -> Reset:
        self.log.require_open()
        self.cassettes.close()
        taken = self.secrets.exchange(secrets)  # the keyring may refuse: then nothing has changed
        watched = tuple(self.functions.watched)
        for name in watched:
            self.watched_folders.close(name)
        followed = tuple(self.projects.watched)
        for name in followed:
            self.watched_projects.close(name)
        clock, inside = (self.clock.now(), self.clock.inside) if self.clock.frozen else (None, None)
        records = self.log.exchange(state.records)
        before = Reset(
            functions=self.functions.exchange(state.functions),
            projects=self.projects.exchange(state.projects),
            limits=self._limits,
            switches=self.switches,
            visitors=self.visitors.listed(),
            clock=clock,
            inside=inside,
            booked=self.quota.exchange(state.booked),
            secrets=taken,
            records=records,
            record_count=records.count() if records is not None else 0,
            log_file=str(self.log.file) if self.log.file is not None else None,
            unwatched=watched,
            unwatched_projects=followed,
            mocks=self.mocks.exchange(state.mocks) if self._mocks is not None or state.mocks else (),
            hubspot=self._use_hubspot(state.hubspot),
        )
        self.visitors.put_back(state.visitors)
        if state.clock is not None:
            shown = state.inside
            self.clock.freeze(state.clock, inside=bool(shown and shown.time), seed=shown.seed if shown else None)
        elif clock is not None:
            self.clock.real()
        self._apply(state.limits)
        self.switches = state.switches
        self.was_reset.emit(before)
        return before

    def health(self) -> Health:
        """What this machine gives: Node, the fence, instances. Raises `RuntimeUnavailable`."""
        try:
            return health_of(self.pool, OLDEST_DEPLOYED_MAJOR)
        except NodeNotFoundError as problem:
            raise RuntimeUnavailable(str(problem)) from None

    def limit_usage(self) -> LimitTable:
        """Each limit, its source, and how much of it the account has used."""
        secrets: int | None = None
        with suppress(SecretError):  # a keyring that is locked: the other limits are known all the same
            secrets = len(self.secrets)
        table = limit_usage(
            self.limits,
            self.quota_state,
            secrets=secrets,
            endpoints=len(self.functions) + len(self.projects.endpoints),
            quota_steady=self.quota_steady,
        )
        if not self.projects:
            return table
        from .projects.switch_notes import limit_remarks

        return replace(table, remarks=limit_remarks(self.switches))

    def restart(self) -> None:
        """Ends the account's Node processes, busy ones with their execution: the next calls start cold."""
        self.pool.restart()
        if self._mocks is not None:
            self._mocks.restart()

    def close(self) -> None:
        """Ends the account's Node processes, and closes its log and its cassettes."""
        self.bundling.close()
        if self._pool_is_lent:
            self.pool.end_idle()
        else:
            self.pool.close()
        if self._mocks is not None:
            self._mocks.close()
        self._use_hubspot(None)
        self.cassettes.close()
        self.watched_folders.end()
        self.watched_projects.end()
        self.log.close()
        self.closed.emit(self)
