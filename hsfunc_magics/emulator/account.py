"""An account: its functions, secrets and limits, and the one place where a request becomes an execution."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any

from ..runtime.node import NodeNotFoundError
from ..runtime.outcome import Outcome, Sent
from ..runtime.pool import Pool
from .clock import Clock
from .context import build_context
from .errors import RuntimeUnavailable, did_you_mean
from .execution import ConsoleLine, ErrorInfo, Execution, Memory, Status
from .failures import explain
from .functions import Deployment, Functions
from .leaks import find_leaks, mask_error
from .limits import MEGABYTE, Limits
from .notes import Note, failed_behind_response, get_wrote, later_sends, leak_note, refusal
from .quota import Quota, QuotaState
from .redirects import follow
from .request import PREFIX, FormInput, HeaderInput, Request, build_request
from .response import InvalidResponseError, Reply, platform_reply, read_sent
from .secrets import Secrets
from .settings import Settings, bounds
from .sources import chosen, observed, production, reference
from .visitor import TRACKING_COOKIE, Visitor

DEFAULT_ACCOUNT_ID = 123456
# HubSpot's tracking code gives every visitor this one, also those who are no contact.
_ANONYMOUS_COOKIE = "__hssrc=1"

OnReply = Callable[[Reply], None]


@dataclass(slots=True)
class _Answer:
    """What sendResponse gave, as soon as it gave it."""

    reply: Reply | None = None
    notes: list[Note] | None = None
    refused: str | None = None


class Account:
    """One HubSpot account. Thread-safe; `close` ends its Node processes, as the end of the program does."""

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
        self.account_id = account_id
        self.domains = (*domains, f"{account_id}.hs-sites.com")
        self.visitor = visitor
        self.limits = limits or Limits()
        self.settings = settings or Settings()
        self.clock = clock or Clock()
        self.secrets = Secrets(self.limits)
        self.quota = Quota(self.clock)
        self._pool = Pool(bounds(self.limits), nodes=self.settings.nodes, cap=self.settings.instances)
        self.functions = Functions(self._pool, self.secrets, self.limits, self.settings, self.url(""))
        self._ids = (f"{_PROCESS}-{number}" for number in count(1))

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
        files: Mapping[str, tuple[str, bytes]] | None = None,
        follow_redirects: bool = False,
    ) -> Execution:
        """Calls an endpoint: `account.call("events?x=1", method="POST", json={…})`.

        `target` is an endpoint, a path or a full URL. The arguments are httpx's; `files` are (file name, content).
        Redirects are followed on request, and only to the account's own domains. Raises `RequestError` and `RuntimeUnavailable`.
        """
        default_cookie = _ANONYMOUS_COOKIE if self.visitor is None else f"{TRACKING_COOKIE}={self.visitor.cookie}"
        request = build_request(
            target,
            method=method,
            domains=self.domains,
            params=params,
            headers=headers,
            cookies=cookies,
            default_cookie=default_cookie,
            json=json,
            content=content,
            data=data,
            files=files,
        )
        execution = self.handle(request)
        return follow(execution, self.domains, self.handle) if follow_redirects else execution

    def handle(self, request: Request, on_reply: OnReply | None = None) -> Execution:
        """What the platform does with a request. `on_reply` gets a function's answer as soon as it is given.

        Raises `RuntimeUnavailable`, and what interrupts the execution.
        """
        # route
        name = request.endpoint
        deployment = self.functions.deployment(name) if name else None
        if deployment is None or not _serves(deployment, request.method):
            return self._not_found(request, deployment)
        if request.method == "OPTIONS":
            return self._refuse(request, Reply(204), "The platform answers OPTIONS itself.", name)

        # admit
        refused = self._admit(request)
        if refused is not None:
            return refused

        # context
        quota = self.quota.state(self.limits)
        context, json_body, notes = build_context(
            request,
            account_id=self.account_id,
            endpoint=deployment.endpoint.name,
            secrets=deployment.secrets,
            quota=quota,
            visitor=self.visitor,
            json_methods=self.settings.json_body_methods,
        )

        # run
        answer = _Answer()

        def on_sent(sent: Sent) -> bool:
            try:
                answer.reply, answer.notes = read_sent(sent.described, sent.body, self.limits)
            except InvalidResponseError as problem:
                answer.refused = str(problem)
                return False
            if on_reply is not None:
                on_reply(answer.reply)
            return True

        created = self.clock.now()
        try:
            outcome = self._pool.run(deployment.program, context, json_body, on_sent)
        except NodeNotFoundError as problem:
            raise RuntimeUnavailable(str(problem)) from None
        if outcome.failure is not None and outcome.failure.kind == "bad_body":
            reply = platform_reply(400, f"The body is not JSON: {outcome.failure.message}")
            return self._refuse(request, reply, f"The JSON body does not parse: {outcome.failure.message}.", name)

        # respond
        error = self._error(outcome, answer, deployment)
        reply = answer.reply or platform_reply(self._failure_status(outcome))
        if request.method == "HEAD":
            reply = Reply(reply.status, reply.headers)

        # record
        self.quota.book(outcome.seconds)
        console = tuple(
            ConsoleLine(line.level, line.text, created + timedelta(seconds=line.at)) for line in outcome.console
        )
        leaks: tuple[str, ...] = ()
        if masker := deployment.masker:
            leaks = find_leaks(masker, console, error, reply)
            console = tuple(replace(line, text=masker.mask(line.text)) for line in console)
            error = mask_error(masker, error)
            notes += [leak_note(leaks)] if leaks else []
        return Execution(
            id=next(self._ids),
            endpoint=name,
            request=request,
            reply=reply,
            status=_status(error, reply),
            created=created,
            elapsed=timedelta(seconds=outcome.seconds),
            memory=Memory(outcome.memory_bytes, self.limits.memory_mb * MEGABYTE),
            console=console,
            truncated=outcome.truncated,
            error=error,
            limits=quota,
            notes=(*notes, *_notes_of(outcome, answer, request, error)),
            cold=outcome.cold,
            sent_context=context,
            json_body=json_body,
            leaks=leaks,
            masker=deployment.masker,
        )

    @property
    def quota_state(self) -> QuotaState:
        """What is left of the account's minute now."""
        return self.quota.state(self.limits)

    def close(self) -> None:
        """Ends the account's Node processes."""
        self._pool.close()

    # ------------------------------------------------------------ answers without a function

    def _not_found(self, request: Request, deployment: Deployment | None) -> Execution:
        name = request.endpoint
        if name is None:
            text = f"{request.path} is not below {PREFIX}: all endpoints are."
        elif deployment is None:
            text = f"There is no endpoint {name}.{did_you_mean(name, self.functions)}"
        else:
            allowed = ", ".join(deployment.endpoint.methods)
            text = f"The endpoint {name} does not serve {request.method}; its methods: {allowed}."
        source = production("a method that is not listed is 404") if deployment else observed("an unknown endpoint is 404")
        return Execution(
            id=next(self._ids),
            endpoint=name,
            request=request,
            reply=_for_method(request, platform_reply(404, "Not found")),
            created=self.clock.now(),
            notes=(refusal(text, source),),
        )

    def _admit(self, request: Request) -> Execution | None:
        portal = [part[9:] for part in request.query.split("&") if part.startswith("portalid=")]
        if any(value != str(self.account_id) for value in portal):
            text = f"portalid is {portal[0]}, but this account is {self.account_id}."
            return self._refuse(request, platform_reply(400, text), text, request.endpoint)
        size, most = len(request.body), self.limits.payload_bytes
        if size > most:
            text = f"The request body is {size:,} bytes; the limit is {most:,} bytes (6 MB)."
            reply = platform_reply(413, text)
            return self._refuse(request, reply, text, request.endpoint, reference("Limits, Lambda invocation payload"))
        wait = self.quota.retry_after(self.limits)
        if wait:
            text = (
                f"The account has used its {self.limits.account_seconds:g} s of execution time per minute: "
                f"try again in {wait} s."
            )
            reply = platform_reply(429, text, (("Retry-After", str(wait)),))
            return self._refuse(request, reply, text, request.endpoint, reference("Limits, execution limits"))
        return None

    def _refuse(
        self, request: Request, reply: Reply, text: str, name: str | None, source: Any = None
    ) -> Execution:
        return Execution(
            id=next(self._ids),
            endpoint=name,
            request=request,
            reply=_for_method(request, reply),
            created=self.clock.now(),
            notes=(refusal(text, source or chosen("contract §3 and §5")),),
        )

    # ------------------------------------------------------------ answers of a function

    def _error(self, outcome: Outcome, answer: _Answer, deployment: Deployment) -> ErrorInfo | None:
        from ..runtime.outcome import Failure

        failure = outcome.failure
        if answer.refused is not None:
            message = f"sendResponse: {answer.refused}"
            failure = Failure("error", "InvalidResponse", message, f"InvalidResponse: {message}\n{outcome.place}".rstrip())
        if failure is None:
            return None
        return explain(failure, filename=deployment.program.filename, file=deployment.file, limits=self.limits)

    def _failure_status(self, outcome: Outcome) -> int:
        timed_out = outcome.failure is not None and outcome.failure.kind == "timeout"
        return self.settings.timeout_status if timed_out else 500


def _for_method(request: Request, reply: Reply) -> Reply:
    return Reply(reply.status, reply.headers) if request.method == "HEAD" else reply


def _serves(deployment: Deployment, method: str) -> bool:
    return method == "OPTIONS" or ("GET" if method == "HEAD" else method) in deployment.endpoint.methods


def _status(error: ErrorInfo | None, reply: Reply) -> Status:
    if error is not None:
        return Status.UNHANDLED_ERROR
    return Status.HANDLED_ERROR if reply.status >= 500 else Status.SUCCESS


def _notes_of(outcome: Outcome, answer: _Answer, request: Request, error: ErrorInfo | None) -> list[Note]:
    notes = list(answer.notes or ())
    if outcome.sends > 1:
        notes.append(later_sends(outcome.sends - 1))
    if outcome.wrote is not None and request.method in ("GET", "HEAD"):
        notes.append(get_wrote(outcome.wrote))
    if error is not None and answer.reply is not None:
        notes.append(failed_behind_response())
    return notes


_PROCESS = os.urandom(4).hex()
