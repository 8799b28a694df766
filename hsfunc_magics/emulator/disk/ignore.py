"""Which files stay where they are: the ones that HubSpot's CLI ignores, and what `.hsignore` names beside them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".hsignore"
# The list of HubSpot's CLI (P): hidden files, dependencies, logs, and what editors and systems leave behind.
_ALWAYS = (
    ".*",
    "node_modules",
    "package-lock.json",
    "*.log",
    "*.swp",
    "*~",
    "fields.output.json",
    "hubspot.config.yml",
    "hubspot.config.yaml",
    "Icon[\r]",
    "__MACOSX",
    "Thumbs.db",
    "ehthumbs.db",
    "Desktop.ini",
    "@eaDir",
)
# What HubSpot's CLI uploads at all (P).
_UPLOADED = frozenset(
    "css js json html txt md jpg jpeg png gif map svg eot otf ttf woff woff2 graphql".split()  # noqa: SIM905 - a list
)


@dataclass(frozen=True)
class Ignoring:
    """The rules for one folder. `file` is the `.hsignore` that counts, None where there is none."""

    root: Path
    file: Path | None
    own: GitIgnoreSpec | None

    def ignores(self, inner: str, *, directory: bool) -> bool:
        """Whether a path below the root (with `/`) is ignored. Letter case does not matter, as in HubSpot's CLI."""
        if is_dotenv(inner.rpartition("/")[2]):
            return True
        tail = "/" if directory else ""
        if self.own is not None and self.file is not None:
            whole = (self.root / inner).relative_to(self.file.parent).as_posix()
            said = self.own.check_file(f"{whole}{tail}".lower()).include
            if said is not None:
                return said
        return _always().match_file(f"{inner}{tail}".lower())


def ignoring_for(root: Path) -> Ignoring:
    """The rules for a folder; the nearest `.hsignore` counts, in the folder or above it. `root` is resolved."""
    for parent in (root, *root.parents):
        file = parent / IGNORE_FILE
        try:
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        return Ignoring(root, file, _spec(lines))
    return Ignoring(root, None, None)


def is_dotenv(name: str) -> bool:
    """Whether a file of this name holds secrets' values: it is read for them, never carried."""
    return name.lower() == ".env" or name.lower().startswith(".env.")


def is_uploaded(name: str) -> bool:
    """Whether HubSpot's CLI uploads a file of this kind."""
    return Path(name).suffix.lower().removeprefix(".") in _UPLOADED


@cache
def _always() -> GitIgnoreSpec:
    return _spec(_ALWAYS)


def _spec(lines: list[str] | tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec([])
    for line in lines:
        # A rule that cannot be read has no effect, as with git.
        with suppress(ValueError):
            spec += GitIgnoreSpec.from_lines([line.lower()])
    return spec
