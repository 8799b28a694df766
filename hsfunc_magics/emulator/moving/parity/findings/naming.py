"""What gets a name of its own in a project: files of several folders, uids, endpoints that share a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ....display import listed
from ..finding import Finding, Weight
from .subject import Subject

_UID = re.compile(r"[a-zA-Z0-9_\-.]{1,64}")


def naming_findings(subject: Subject, subjects: Sequence[Subject]) -> Iterator[Finding]:
    """Of an endpoint among all that are compared."""
    manifest = subject.folder.path("serverless.json")
    if not _UID.fullmatch(subject.name):
        uid = subject.function.uid if subject.function is not None else "another one"
        told = f"Its name is no uid (letters, digits, _ - . and at most 64 of them): the project calls it {uid}."
        yield Finding("endpoints", Weight.NOTE, told, manifest)
    sharing = [
        other.name
        for other in subjects
        if other.folder.name == subject.folder.name and other.endpoint.file == subject.endpoint.file
    ]
    if len(sharing) > 1:
        told = f"{subject.endpoint.file} serves {listed(sharing)}: each has a file *-hsmeta.json of its own."
        yield Finding("endpoints", Weight.NOTE, told, manifest)
    titles = list(
        dict.fromkeys(other.folder.title for other in subjects if other.endpoint.file == subject.endpoint.file)
    )
    if len(titles) > 1:
        told = f"{subject.endpoint.file} lies in {listed(titles)}: in one flat folder only one can keep that name."
        yield Finding("folders", Weight.NOTE, told, manifest)
