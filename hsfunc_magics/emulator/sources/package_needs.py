"""What a folder's package.json says it needs, and how that, or another runtime, is had where it came from."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..secrets.ways import BY_MAGIC, BY_PYTHON, SecretWays
from ..serverless_json.runtime import IN_PYTHON

PACKAGE_JSON = "package.json"
PACKAGE_LOCK = "package-lock.json"
# A package of the machine: npm knows it by a path, which package.json may give from its own place.
_PATH = "file:"


@dataclass(frozen=True, slots=True)
class PackageNeeds:
    """A package.json as far as bundling needs it: name to range, `development` for devDependencies.

    `lock` is the text of the package-lock.json beside it, empty where there is none.
    """

    dependencies: Mapping[str, str] = field(default_factory=dict[str, str])
    development: Mapping[str, str] = field(default_factory=dict[str, str])
    lock: str = field(default="", repr=False)

    def range_of(self, package: str) -> str | None:
        """The range of a package; None where package.json does not name it."""
        return self.dependencies.get(package) or self.development.get(package)


NO_NEEDS = PackageNeeds()


def read_needs(text: str, lock: str, place: Path) -> PackageNeeds:
    """The needs of a package.json that lies in the directory `place`; what cannot be read names nothing."""
    try:
        data = json.loads(text)
    except ValueError:
        return NO_NEEDS
    if not isinstance(data, dict):
        return NO_NEEDS
    lock = lock if _is_lock(lock) else ""
    wanted: dict[str, str] = {}
    for key in ("peerDependencies", "optionalDependencies", "dependencies"):
        wanted |= _ranges(data, key, place)
    return PackageNeeds(wanted, _ranges(data, "devDependencies", place), lock)


def _is_lock(text: str) -> bool:
    """Npm would stop at a lock that git has left its marks in."""
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def needs_among(files: Mapping[str, str | bytes]) -> PackageNeeds:
    """The needs of the package.json among the files of a folder."""
    text = files.get(PACKAGE_JSON)
    if text is None:
        return NO_NEEDS
    return read_needs(_text(text), _text(files.get(PACKAGE_LOCK, "")), Path.cwd())


def _text(data: str | bytes) -> str:
    return data if isinstance(data, str) else data.decode("utf-8", "replace")


def _ranges(data: Mapping[str, Any], key: str, place: Path) -> dict[str, str]:
    named = data.get(key)
    if not isinstance(named, Mapping):
        return {}
    return {name: _placed(value, place) for name, value in named.items() if isinstance(value, str) and value}


def _placed(range_: str, place: Path) -> str:
    if not range_.startswith(_PATH):
        return range_
    return f"{_PATH}{os.path.normpath(place / range_.removeprefix(_PATH))}"


@dataclass(frozen=True, slots=True)
class Door:
    """Where a folder came in, and what is to be written there to change how it runs.

    `package` bundles one more package with a function, `files` the files of the folder; `{endpoint}`, `{file}` and
    `{package}` are filled in, several packages with `between` between them. `modules` says how import and export are
    bundled, `runtime` how the folder runs on another runtime than its file names, `secrets` how it gets one, `share`
    how an endpoint runs a file that is there, `overwrite` how it puts its own source in that one's place.
    """

    package: str
    files: str
    modules: str
    python: bool = False
    on_disk: bool = False
    between: str = " --npm "
    runtime: str = IN_PYTHON
    secrets: SecretWays = BY_PYTHON
    share: str = "account.functions.add({endpoint}, file={file}) without a source"
    overwrite: str = "overwrite=True"

    def shared(self, endpoint: str, file: str) -> str:
        """What lets an endpoint run a file as it is."""
        return self._filled(self.share, [], endpoint, file)

    def with_package(self, package: str, endpoint: str, file: str) -> str:
        """What bundles a package, `lodash` or `lodash@^4`, with a function."""
        return self.with_packages([package], endpoint, file)

    def with_packages(self, packages: Sequence[str], endpoint: str, file: str) -> str:
        """What bundles several packages with a function."""
        return self._filled(self.package, packages, endpoint, file)

    def with_files(self, endpoint: str, file: str) -> str:
        """What bundles a function with the files that it requires."""
        return self._filled(self.files, [], endpoint, file)

    def _filled(self, template: str, packages: Sequence[str], endpoint: str, file: str) -> str:
        write = repr if self.python else shlex.quote
        package = self.between.join(map(write, packages))
        return template.format(package=package, endpoint=write(endpoint), file=write(file))


def command_door(command: str, runtime: str, secrets: SecretWays) -> Door:
    """The door of a folder on disk that a command has read: the command as it bundles, and takes a runtime."""
    whole = command.replace("{", "{{").replace("}", "}}")
    return Door(whole, whole, command, on_disk=True, runtime=runtime, secrets=secrets)


_READ = "import_folders(account, …, bundling=account.bundling.folders())"
_LOADED = "account.functions.load(…, bundle=True)"

CELL = Door(
    "%%hsfunction {endpoint} --npm {package}",
    "%hs bundle {file}",
    "%%hsfunction … --npm NAME, with what it imports",
    secrets=BY_MAGIC,
    share="%hsfunction {endpoint} --file {file}",
    overwrite="--force",
)
ADDED = Door(
    "account.bundling.add({endpoint}, …, npm=[{package}])",
    "account.bundling.bundle({file})",
    "account.bundling.add(…, npm=[…])",
    python=True,
    between=", ",
)
READ = Door(_READ, _READ, _READ, python=True, on_disk=True)
LOADED = Door(_LOADED, _LOADED, _LOADED, python=True, on_disk=True)
