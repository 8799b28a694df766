"""One endpoint in both forms, as the findings look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ....functions.folder import Folder
from ....projects.project import Project, ProjectFunction
from ....projects.switches import Switches
from ....serverless_json.manifest import Endpoint
from ....sources.context_reads import find_context_reads
from ....sources.javascript import SourceFile

_SCRIPTS = (".js", ".cjs", ".mjs", ".ts", ".mts", ".cts", ".jsx", ".tsx")


@dataclass(frozen=True)
class Subject:
    """An endpoint of a folder and the function of the project that takes its place; None where there is none.

    `switches`: how they stand. One that somebody has chosen is no question any more.
    """

    folder: Folder
    endpoint: Endpoint
    project: Project
    function: ProjectFunction | None
    switches: Switches = field(default_factory=Switches)

    @property
    def name(self) -> str:
        return self.endpoint.name

    @property
    def file(self) -> str:
        """The name of the endpoint's file, as people are told it."""
        return self.folder.path(self.endpoint.file)

    @property
    def source(self) -> str:
        """The endpoint's file; empty where it is missing."""
        kept = self.folder.files.get(self.endpoint.file)
        return kept.text if kept is not None else ""

    @cached_property
    def scripts(self) -> dict[str, SourceFile]:
        """The scripts of the project, by path."""
        return {path: file for path, file in self.project.files.items() if path.endswith(_SCRIPTS)}

    @cached_property
    def adapted(self) -> bool:
        """Whether the project runs the endpoint's file as it is, behind an entry file of its own."""
        return any(file.text == self.source for file in self.scripts.values())

    def may_read(self, key: str) -> bool:
        """Whether either form may read a key of the context, as far as its source shows."""
        return any(
            read.path[:1] == (key,) or (not read.path and read.whole)
            for text in self._own_sources()
            for read in find_context_reads(text)
        )

    def _own_sources(self) -> list[str]:
        """The texts whose main gets the context: of an entry file before the endpoint's own file, the latter alone."""
        entry = self.project.files.get(self.function.file) if self.function is not None else None
        return [self.source] if self.adapted or entry is None else [self.source, entry.text]

    def decided(self, switch: str) -> str | None:
        """The value of a switch that somebody has chosen or a probe has settled; None while it is a question."""
        return self.switches.chosen.get(switch)

    def sources(self) -> Iterator[str]:
        """The texts that may run for the endpoint in the project, and its own."""
        yield self.source
        yield from (file.text for file in self.scripts.values())
