"""The cards below a cell that has registered a function, deleted one, or begun anew."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from ...emulator.account_state import Reset
from ...emulator.display import counted, listed
from ...emulator.functions.deletion import Deletion
from ...emulator.functions.registration import Registration
from ...emulator.projects.editing.registration import ProjectDeletion, ProjectRegistration
from .bundle import bundle_lines
from .frame import code, escape, frame, visible


def registration_text(registration: Registration) -> str:
    """The card as text."""
    file = registration.folder.path(registration.endpoint.file)
    lines = [
        f"{' '.join(registration.endpoint.methods)} {registration.url}",
        f"  endpoint {registration.endpoint.name}, file {file}{_wrapped(registration)}",
        *(f"  {text}" for text in _declared(registration)),
        *(f"  Warning: {warning}" for warning in registration.warnings),
    ]
    return visible("\n".join(lines))


def registration_html(registration: Registration) -> str:
    """The card as HTML."""
    methods = " ".join(f"<strong>{escape(method)}</strong>" for method in registration.endpoint.methods)
    file = code(registration.folder.path(registration.endpoint.file))
    parts = [
        f"<p>{methods} {code(registration.url)}<br>",
        f"endpoint {code(registration.endpoint.name)}, file {file}{escape(_wrapped(registration))}",
        *(f"<br>{escape(text)}" for text in _declared(registration)),
        "</p>",
    ]
    if registration.warnings:
        items = "".join(f"<li>{escape(warning)}</li>" for warning in registration.warnings)
        parts.append(f'<p class="hsfunc-error">Warnings</p><ul>{items}</ul>')
    return frame(parts)


def project_registration_text(registration: ProjectRegistration) -> str:
    """The card of a function of a project, as text."""
    head = " ".join([*registration.function.methods, registration.url or registration.function.called])
    lines = [
        f"{head} ({registration.platform})",
        f"  {_where(registration)}{_wrapped(registration)}",
        *(f"  {text}" for text in _of_function(registration)),
        *(f"  Warning: {warning}" for warning in registration.warnings),
    ]
    return visible("\n".join(lines))


def project_registration_html(registration: ProjectRegistration) -> str:
    """The card of a function of a project, as HTML."""
    function = registration.function
    methods = "".join(f"<strong>{escape(method)}</strong> " for method in function.methods)
    parts = [
        f"<p>{methods}{code(registration.url or function.called)} ({escape(registration.platform)})<br>",
        f"{escape(_where(registration))}{escape(_wrapped(registration))}",
        *(f"<br>{escape(text)}" for text in _of_function(registration)),
        "</p>",
    ]
    if registration.warnings:
        items = "".join(f"<li>{escape(warning)}</li>" for warning in registration.warnings)
        parts.append(f'<p class="hsfunc-error">Warnings</p><ul>{items}</ul>')
    return frame(parts)


def _where(registration: ProjectRegistration) -> str:
    function = registration.function
    return f"function {function.uid}, file {function.file} in the project {registration.project.name}"


def _of_function(registration: ProjectRegistration) -> list[str]:
    function, lines = registration.function, list[str]()
    if function.secrets:
        lines.append(f"secrets: {', '.join(function.secrets)}")
    if registration.packages:
        lines.append(f"packages: {', '.join(registration.packages)}")
    if function.path is None:
        lines.append(f"no endpoint: %hscall --uid {function.uid} calls it")
    return lines


def _wrapped(registration: Registration | ProjectRegistration) -> str:
    return " (the cell is the body of main)" if registration.wrapped else ""


def _declared(registration: Registration) -> list[str]:
    endpoint = registration.endpoint
    lines: list[str] = []
    if endpoint.environment:
        lines.append(f"environment: {', '.join(endpoint.environment)}")
    if endpoint.secrets:
        lines.append(f"secrets: {', '.join(endpoint.secrets)}")
    if registration.shared:
        told = "has its new source" if registration.rewritten else "runs it"
        lines.append(f"the file is shared: {listed(registration.shared)} {told}, too")
    if registration.bundle is not None:
        lines += bundle_lines(registration.bundle)
    return lines


def deletion_text(deletion: Deletion) -> str:
    """The card of a deletion as text."""
    return visible("\n".join([*deletion_lines(deletion), f"Undo: {_restoring(deletion)}"]))


def deletion_html(deletion: Deletion) -> str:
    """The card of a deletion as HTML."""
    return _card(deletion_lines(deletion), _restoring(deletion))


def project_deletion_text(deletion: ProjectDeletion) -> str:
    """The card of a deletion from a project, as text."""
    return visible("\n".join([*project_deletion_lines(deletion), f"Undo: {_bringing_back(deletion)}"]))


def project_deletion_html(deletion: ProjectDeletion) -> str:
    """The card of a deletion from a project, as HTML."""
    return _card(project_deletion_lines(deletion), _bringing_back(deletion))


def reset_text(reset: Reset) -> str:
    """What a reset took away, as text."""
    return visible("\n".join([*reset_lines(reset), f"Undo: {UNDO_RESET}"]))


def reset_html(reset: Reset) -> str:
    """What a reset took away, as HTML."""
    return _card(reset_lines(reset), UNDO_RESET)


UNDO_RESET = "%hs reset --undo"


def _card(lines: Iterable[str], undo: str) -> str:
    return frame([f"<p>{'<br>'.join(map(escape, lines))}<br>Undo: {code(undo)}</p>"])


def _restoring(deletion: Deletion) -> str:
    return f"%hs function restore {shlex.quote(deletion.endpoint.name)}"


def deletion_lines(deletion: Deletion) -> list[str]:
    """What has gone, and what stays."""
    endpoint, folder = deletion.endpoint, deletion.folder
    gone = f", with {' and '.join(deletion.files)}" if deletion.files else ""
    lines = [f"{' '.join(endpoint.methods)} {endpoint.name} was deleted from {folder.title}{gone}."]
    if deletion.shared:
        lines.append(f"{' and '.join(deletion.shared)} stays: other endpoints use it.")
    return lines


def project_deletion_lines(deletion: ProjectDeletion) -> list[str]:
    """What has gone from a project, and what stays."""
    project = deletion.project
    whose = f"the project {project.name} (project {project.platform_version})"
    lines = [f"{deletion.function.called} was deleted from {whose}, with {' and '.join(deletion.files)}."]
    if deletion.shared:
        lines.append(f"{' and '.join(deletion.shared)} stays: other functions use it.")
    return lines


def _bringing_back(deletion: ProjectDeletion) -> str:
    return f"%hs function restore {shlex.quote(deletion.function.called)}"


def reset_lines(reset: Reset) -> list[str]:
    """What has gone, and what stays."""
    lines = [f"Taken away: {listed(reset.endpoints) or 'no function'}."]
    if reset.log_file is not None:
        lines.append(f"The log in {reset.log_file} keeps its records.")
    elif reset.record_count:
        lines.append(f"The log is empty: it had {counted(reset.record_count, 'record')}.")
    unwatched = [*(f"{name}.functions" for name in reset.unwatched), *reset.unwatched_projects]
    if unwatched:
        lines.append(f"No longer following the disk: {listed(unwatched)}.")
    if reset.mocks:
        lines.append(f"Mocks taken away: {len(reset.mocks)}.")
    secrets = [name for name, value in reset.secrets.items() if value is not None]
    lines.append(f"Secrets deleted: {listed(secrets)}." if secrets else "Secrets are as they were.")
    return lines
