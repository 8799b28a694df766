"""Sends the same requests to both forms, under each switch that may matter, and judges what comes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...display import counted
from ...errors import BundleError, RuntimeUnavailable
from ...projects.switches import Switches
from .asked.planned import PlannedRequest
from .difference import Differences, differences, places
from .finding import Finding
from .findings.subject import Subject
from .forms.form import Form
from .judging import Observed, Outcomes, RequestResult, Rows, Setting, judge
from .switching import open_switches

if TYPE_CHECKING:
    from ...call.execution import Execution

Progress = Callable[[str], None]
# Rows that tell what a project's function hears otherwise, each with the keys of the context that it is about.
_HEARD = {"headers": ("headers",), "body": ("body",), "context": ("endpoint", "secrets"), "forms": ("params",)}
_GONE = ("contact", "limits")
_BAD_REQUEST = 400


@dataclass(frozen=True, slots=True)
class Both:
    """Both forms, and how they are compared. `network`: they reach it. `progress` is told what is being done."""

    old: Form
    new: Form
    switches: Switches
    console: bool = False
    network: bool = False
    progress: Progress = lambda _: None


@dataclass(slots=True)
class _Seen:
    """What is seen of one request, pass by pass."""

    before: Execution
    after: Execution | None = None
    observed: Observed = field(default_factory=Observed)
    heard: dict[Rows, Execution] = field(default_factory=dict[Rows, "Execution"])


class EndpointRun:
    """The passes over the requests of one endpoint. Each begins anew, so that what a function keeps is the same."""

    def __init__(self, both: Both, subject: Subject, plan: Sequence[PlannedRequest]) -> None:
        self._both = both
        self._subject = subject
        self._plan = list(plan)
        self._seen: list[_Seen] = []
        self.remarks: list[str] = []
        self.untried: list[str] = []

    def run(self) -> None:
        """All passes. Raises `RuntimeUnavailable`, `BundleError` and what interrupts it."""
        both = self._both
        self._seen = [_Seen(execution) for execution in self._pass(both.old, both.switches, "design manager")]
        for one, again in self._beside(both.old, both.switches, "design manager, again"):
            one.observed.varying |= places(self._differ(one.before, again))
        for one, after in self._beside(both.new, both.switches, "project"):
            one.after = after
            one.observed.plain.default = self._differ(one.before, after)
            one.observed.statuses = one.before.reply.status, after.reply.status
        for one, again in self._beside(both.new, both.switches, "project, again"):
            one.observed.varying |= places(self._differ(one.after, again))
        if any(one.observed.plain.default for one in self._seen):
            for rows in self._ways_to_hear():
                self._hear(rows)
        for setting in self._alone():
            self._flip((setting,))
        self._flip_together()

    @property
    def executions(self) -> list[Execution]:
        """What the design manager answered, request by request."""
        return [one.before for one in self._seen]

    def results(self, static: Sequence[Finding]) -> list[RequestResult]:
        """The verdict on each request. `static`: what the source says."""
        cookies = any(finding.row == "Set-Cookie" for finding in static)
        pairs = zip(self._plan, self._seen, strict=True)
        return [judge(request, one.observed, cookies_documented=cookies) for request, one in pairs]

    def _ways_to_hear(self) -> list[Rows]:
        """Each row that tells of what a function may hear otherwise, then all of them together."""
        # A body that is no JSON is refused before the function runs, whether it reads it or not.
        refused = {"body"} if any(one.observed.statuses[1] == _BAD_REQUEST for one in self._seen) else set()
        rows = [name for name, keys in _HEARD.items() if name in refused or any(map(self._subject.may_read, keys))]
        rows += [name for name in _GONE if self._subject.decided(name) == "absent" and self._subject.may_read(name)]
        return [*((name,) for name in rows), *([tuple(rows)] if len(rows) > 1 else [])]

    def _hear(self, rows: Rows) -> None:
        told = f"design manager, as a project hears ({', '.join(rows)})"
        for one, execution in self._beside(self._both.old, self._both.switches, told, rows):
            found = self._differ(execution, one.after)
            if found != one.observed.plain.default:
                one.heard[rows] = execution
                one.observed.documented[rows] = Outcomes(found)

    def _alone(self) -> list[tuple[str, str]]:
        answers = [one.after for one in self._seen if one.after is not None]
        return list(open_switches(self._subject, answers, console=self._both.console))

    def _flip_together(self) -> None:
        """The switches that each take some of the differences away, all at once, where none takes all of them."""
        helping: dict[str, tuple[str, str]] = {}
        for outcomes in (one.observed.plain for one in self._seen):
            if outcomes.default and all(outcomes.flipped.values()):
                for setting, found in outcomes.flipped.items():
                    if set(found) < set(outcomes.default):
                        helping |= {name: (name, value) for name, value in setting}
        if len(helping) > 1:
            self._flip(tuple(helping.values()))

    def _flip(self, setting: Setting) -> None:
        """One pass under other values of switches."""
        switches = self._both.switches
        for name, value in setting:
            switches = switches.choose(name, value)
        told = " and ".join(f"{name}={value}" for name, value in setting)
        try:
            for one, execution in self._beside(self._both.new, switches, f"project with {told}"):
                one.observed.plain.flipped[setting] = self._differ(one.before, execution)
                for rows, heard in one.heard.items():
                    one.observed.documented[rows].flipped[setting] = self._differ(heard, execution)
        except (BundleError, RuntimeUnavailable):
            self.untried.append(told)

    def _differ(self, before: Execution | None, after: Execution | None) -> Differences:
        assert before is not None and after is not None  # every pass has an answer to every request that is left
        return differences(before, after, console=self._both.console)

    def _beside(
        self, form: Form, switches: Switches, told: str, heard_as: Collection[str] = ()
    ) -> Iterator[tuple[_Seen, Execution]]:
        """A pass, each execution beside what was seen of its request."""
        # The pass is the shorter one where a request of it took too long.
        yield from zip(list(self._seen), self._pass(form, switches, told, heard_as), strict=False)
        del self._seen[len(self._plan) :]

    def _pass(self, form: Form, switches: Switches, told: str, heard_as: Collection[str] = ()) -> Iterator[Execution]:
        form.begin(switches, heard_as)
        for number, request in enumerate(list(self._plan), 1):
            self._both.progress(f"{self._subject.name}: {number} of {len(self._plan)} requests ({told})")
            execution = form.send(request)
            yield execution
            left = len(self._plan) - number
            if left and execution.error is not None and execution.error.type == "Timeout":
                told_left = counted(left, "request")
                self.remarks.append(f"{request.told}: it took too long, and {told_left} behind it were left out.")
                del self._plan[number:]
                return
