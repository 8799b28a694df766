"""Compares every endpoint of folders with the function of a project that takes its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from ...account_state import AccountState
from ...display import counted, listed
from ...functions.folder import Folder
from ...projects.project import Project
from ...projects.switches import Switches
from .asked.edge_cases import edge_cases, left_out, names_of
from .asked.planned import PlannedRequest
from .endpoint import compare_endpoint
from .findings.subject import Subject
from .forms.of_account import account_forms
from .matching import make_subjects, unmatched
from .reporting.report import EndpointReport, ParityReport
from .running import Both


@dataclass(frozen=True)
class Wanted:
    """What is compared how. `requests` are those that were given; with `edge_cases` others are made up beside them."""

    project: Project
    switches: Switches = field(default_factory=Switches)
    requests: Sequence[PlannedRequest] = ()
    edge_cases: bool = True
    console: bool = False


def compare_project(
    state: AccountState,
    folders: Sequence[Folder],
    wanted: Wanted,
    progress: Callable[[str], None] = lambda _: None,
) -> ParityReport:
    """The comparison, in an account that has the folders, and nothing else to do. Ctrl-C ends it with what was found.

    Raises `RuntimeUnavailable` and `BundleError` where a form cannot run at all.
    """
    state.clock.freeze()
    project = wanted.project
    subjects = make_subjects(folders, project, wanted.switches)
    paths = {one.name: one.function.path for one in subjects if one.function is not None and one.function.path}
    old, new = account_forms(state, project, paths)
    both = Both(old, new, wanted.switches, wanted.console, state.settings.network, progress)
    remarks = [told for one in subjects if (told := _left_out(one))] if wanted.edge_cases else []
    others = unmatched(subjects, project)
    if others:
        remarks.append(f"Endpoints of the project that take no endpoint's place: {listed(others)}.")
    found: list[EndpointReport] = []
    with suppress(KeyboardInterrupt):
        for subject in subjects:
            report = compare_endpoint(both, subject, subjects, planned(subject, wanted))
            found.append(report)
    stopped = tuple(subject.name for subject in subjects[len(found) :])
    return ParityReport(project.name, tuple(found), wanted.switches, tuple(remarks), stopped, state.secrets.masker)


def planned(subject: Subject, wanted: Wanted) -> list[PlannedRequest]:
    """The requests to an endpoint: those that were given first."""
    given = [request for request in wanted.requests if request.endpoint == subject.name]
    made = edge_cases(subject.name, subject.endpoint.methods, subject.source) if wanted.edge_cases else []
    return [*given, *made]


def _left_out(subject: Subject) -> str:
    more = left_out(names_of(subject.source))
    return (
        f"{subject.name}: no request of its own for {counted(more, 'name')} more that its source reads." if more else ""
    )
