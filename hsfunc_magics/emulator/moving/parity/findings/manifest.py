"""What serverless.json says of an endpoint, beside what the project says of its function."""

from __future__ import annotations

from collections.abc import Iterator

from ....display import listed
from ....sources.reads import find_reads
from ..finding import Finding, Verdict, Weight
from .subject import Subject

TOKEN = "PRIVATE_APP_ACCESS_TOKEN"  # noqa: S105 - a name
_MANIFEST = "serverless.json"


def manifest_findings(subject: Subject) -> Iterator[Finding]:
    """Of methods, secrets and environment."""
    file = subject.folder.path(_MANIFEST)
    yield from _methods(subject, file)
    yield from _secrets(subject, file)
    endpoint = subject.endpoint
    if endpoint.environment:
        names = listed(endpoint.environment)
        told = f"The environment ({names}) is set by the source: who reads the source reads its values."
        yield Finding("environment", Weight.NOTE, told, file)
    both = [name for name in endpoint.environment if name in endpoint.secrets]
    if both:
        told = f"{listed(both)}: a variable of the environment and a secret. Which of them a project sees may differ."
        yield Finding("environment", Weight.WARNING, told, file, least=Verdict.DOCUMENTED)


def _methods(subject: Subject, file: str) -> Iterator[Finding]:
    function = subject.function
    if function is None:
        return
    missing = [method for method in subject.endpoint.methods if method not in function.methods]
    more = [method for method in function.methods if method not in subject.endpoint.methods]
    if missing:
        told = f"The project's function does not take {listed(missing)}, which the endpoint takes."
        yield Finding("method", Weight.WARNING, told, function.declared_in, least=Verdict.DIFFERENT)
    if more:
        told = f"The project's function takes {listed(more)}, which the endpoint does not."
        yield Finding("method", Weight.WARNING, told, function.declared_in, least=Verdict.DIFFERENT)
    entry = (subject.folder.manifest.data.get("endpoints") or {}).get(subject.name)
    if isinstance(entry, dict) and "method" not in entry:
        yield Finding("method", Weight.NOTE, "No method is named, which means GET: a project must name it.", file)


def _secrets(subject: Subject, file: str) -> Iterator[Finding]:
    endpoint, function = subject.endpoint, subject.function
    reads = find_reads(subject.source)
    read = {one.name: one for one in reads.names()}
    missing = [name for name in endpoint.secrets if function is not None and name not in function.secrets]
    for name in missing:
        if name == TOKEN or function is None:
            continue
        used = name in subject.source
        told = f"{name} is a secret of the endpoint and is not in secretKeys: process.env does not have it."
        least = Verdict.DIFFERENT if used else Verdict.SAME
        yield Finding("secrets", Weight.WARNING, told, function.declared_in, least=least)
    if (TOKEN in endpoint.secrets or TOKEN in read) and subject.decided("token") is None:
        place = read.get(TOKEN)
        told = f"{TOKEN} is a reserved name in projects: whether it is there is not known."
        where = (subject.file, place.line, place.column) if place is not None else (file, 0, 0)
        yield Finding("token", Weight.WARNING, told, *where, Verdict.UNKNOWN, "token")
