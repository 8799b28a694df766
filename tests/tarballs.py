"""Packages of npm as files, so that what is installed in a test comes from no registry."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path


def pack(directory: Path, name: str, version: str, source: str, **more: str | Mapping[str, str]) -> Path:
    """A tarball as `npm pack` writes it, whose `index.js` is `source`; `more` goes into its package.json."""
    files = {"package.json": json.dumps({"name": name, "version": version, **more}), "index.js": source}
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{name.replace('/', '-')}-{version}.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for inner, text in files.items():
            entry = tarfile.TarInfo(f"package/{inner}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return path


def package_json(**dependencies: str) -> str:
    """A package.json that names these, `_` written for `-`."""
    return json.dumps({"private": True, "dependencies": {k.replace("_", "-"): v for k, v in dependencies.items()}})
