"""What is to be moved: `.functions` folders and their functions, wherever they come from. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ...functions.folder import Folder
from ...sources.javascript import SourceFile
from ...sources.package_needs import NO_NEEDS, PackageNeeds

HowItSends = Literal["sendResponse", "value", "return"]
"""`sendResponse` of the design manager, that of platform 2023.1 with any value, or what `main` returns."""


@dataclass(frozen=True, slots=True)
class OldFunction:
    """One function: an endpoint of the design manager, or a function of an old project. `path` is its endpoint's."""

    name: str
    file: str
    path: str | None
    methods: tuple[str, ...]
    environment: Mapping[str, str]
    secrets: tuple[str, ...]
    sends: HowItSends = "sendResponse"

    @property
    def is_endpoint(self) -> bool:
        """Whether the design manager serves it at /_hcms/api/."""
        return self.sends == "sendResponse"


@dataclass(frozen=True)
class OldFolder:
    """A folder to be moved. `shown` is how its user names it, `place` where it lies on disk, if it does."""

    title: str
    shown: str
    functions: tuple[OldFunction, ...]
    files: Mapping[str, SourceFile] = field(repr=False)
    needs: PackageNeeds = NO_NEEDS
    place: Path | None = None
    # What cannot be moved with it, and is told.
    remarks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.title.removesuffix(".functions")

    def path(self, file: str) -> str:
        """A file, as MOVING.md names it, which others read on other machines."""
        return f"{self.title}/{file}"

    def on_disk(self, file: str) -> str:
        """A file as errors name it."""
        return f"{self.shown}/{file}"


def endpoints_of(folder: Folder) -> tuple[OldFunction, ...]:
    """The endpoints of a folder of the design manager. Needs a folder without errors."""
    return tuple(
        OldFunction(one.name, one.file, one.name, one.methods, one.environment, one.secrets)
        for one in folder.endpoints().values()
    )
