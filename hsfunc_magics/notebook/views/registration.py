"""The cards below a cell that has registered a function, deleted one, or begun anew."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from ...emulator.account_state import Reset
from ...emulator.display import counted, listed
from ...emulator.functions.deletion import Deletion
from ...emulator.functions.registration import Registration
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


def _wrapped(registration: Registration) -> str:
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


def reset_lines(reset: Reset) -> list[str]:
    """What has gone, and what stays."""
    lines = [f"Taken away: {listed(reset.endpoints) or 'no function'}."]
    if reset.log_file is not None:
        lines.append(f"The log in {reset.log_file} keeps its records.")
    elif reset.record_count:
        lines.append(f"The log is empty: it had {counted(reset.record_count, 'record')}.")
    if reset.unwatched:
        lines.append(f"No longer following the disk: {listed(f'{name}.functions' for name in reset.unwatched)}.")
    secrets = [name for name, value in reset.secrets.items() if value is not None]
    lines.append(f"Secrets deleted: {listed(secrets)}." if secrets else "Secrets are as they were.")
    return lines
