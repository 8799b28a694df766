"""From the account to disk: what would change is known first, and it is written whole or not at all."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from ..errors import FolderError
from ..functions.folder import Folder
from ..secrets.secrets import Secrets
from ..serverless_json.manifest import MANIFEST_NAME
from .ignore import is_dotenv
from .write_files import FilePlan, maskers_of, plan_files, refuse_secrets, write_files

Plan = FilePlan


def plan_export(folder: Folder, target: Path, shown: str, secrets: Secrets) -> Plan:
    """Compares a folder with a directory. Raises `FolderError`, also where a secret's value would be written."""
    contents = _contents(folder)
    refuse_secrets(contents, maskers_of(secrets), folder.path)
    return plan_files(folder.title, contents, target, shown)


def write_plan(plan: Plan, *, overwrite: bool) -> None:
    """Writes the new files and, with `overwrite`, the changed ones, serverless.json last. Raises `FolderError`."""
    write_files(plan, overwrite=overwrite, last=MANIFEST_NAME)


def _contents(folder: Folder) -> dict[str, bytes]:
    """Every file by its path, serverless.json first. `.env` is never among them."""
    contents = {MANIFEST_NAME: folder.manifest.dumps().encode()}
    for inner, source in folder.files.items():
        parts = inner.split("/")
        if PurePosixPath(inner).is_absolute() or any(part in ("", ".", "..") for part in parts) or "\0" in inner:
            raise FolderError(f"The file {inner!r} lies outside {folder.title}, and is not written.")
        if is_dotenv(parts[-1]) or inner == MANIFEST_NAME:
            continue
        try:
            inner.encode()
            contents[inner] = source.to_bytes()
        except UnicodeEncodeError:
            raise FolderError(f"{folder.path(inner)} has half a character, which no file can hold.") from None
    return contents
