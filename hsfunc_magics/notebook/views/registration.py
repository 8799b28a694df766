"""The card that a registered function leaves below its cell."""

from __future__ import annotations

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
    if registration.bundle is not None:
        lines += bundle_lines(registration.bundle)
    return lines
