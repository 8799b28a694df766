"""From the account to disk: what would change is known first, and it is written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from ..errors import FolderError
from ..functions.folder import Folder
from ..secrets.secrets import Secrets
from ..serverless_json.manifest import MANIFEST_NAME
from ..sources.javascript import SourceFile
from .ignore import is_dotenv
from .write_files import FilePlan, maskers_of, plan_files, refuse_secrets, write_files

Plan = FilePlan


def plan_export(folder: Folder, target: Path, shown: str, secrets: Secrets) -> Plan:
    """Compares a folder with a directory. Raises `FolderError`, also where a secret's value would be written."""
    files = {MANIFEST_NAME: SourceFile(folder.manifest.dumps())}
    files |= {inner: source for inner, source in folder.files.items() if inner != MANIFEST_NAME}
    return plan_sources(folder.title, files, target, shown, secrets)


def plan_sources(title: str, files: Mapping[str, SourceFile], target: Path, shown: str, secrets: Secrets) -> Plan:
    """The same of any files, by their paths; `title` is what they are together."""
    contents = _contents(title, files)
    refuse_secrets(contents, maskers_of(secrets), lambda inner: f"{title}/{inner}")
    return plan_files(title, contents, target, shown)


def write_plan(plan: Plan, *, overwrite: bool) -> None:
    """Writes the new files and, with `overwrite`, the changed ones, serverless.json last. Raises `FolderError`."""
    write_files(plan, overwrite=overwrite, last=MANIFEST_NAME)


def _contents(title: str, files: Mapping[str, SourceFile]) -> dict[str, bytes]:
    """Every file by its path. `.env` is never among them."""
    contents: dict[str, bytes] = {}
    for inner, source in files.items():
        parts = inner.split("/")
        if PurePosixPath(inner).is_absolute() or any(part in ("", ".", "..") for part in parts) or "\0" in inner:
            raise FolderError(f"The file {inner!r} lies outside {title}, and is not written.")
        if is_dotenv(parts[-1]):
            continue
        try:
            inner.encode()
            contents[inner] = source.to_bytes()
        except UnicodeEncodeError:
            raise FolderError(f"{title}/{inner} has half a character, which no file can hold.") from None
    return contents
