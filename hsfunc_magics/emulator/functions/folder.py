"""A virtual `.functions` folder: its serverless.json and its files, changed only as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..display import counted
from ..errors import ManifestError
from ..serverless_json.format import ENDPOINT_NAME_RULES
from ..serverless_json.lint import AccountRules
from ..serverless_json.manifest import (
    MANIFEST_NAME,
    OLDEST_DEPLOYED_MAJOR,
    Endpoint,
    Manifest,
    bundle_name,
    normal_file,
    original_name,
    runtime_major,
)
from ..serverless_json.problems import Problem, concerns, refusal
from ..serverless_json.unbuilt import unbuilt_source
from ..serverless_json.validate import judge, parse_manifest
from ..sources.javascript import SourceFile, has_module_syntax
from ..sources.package_needs import ADDED, NO_NEEDS, Door, PackageNeeds

DEFAULT_FOLDER = "app"


@dataclass(frozen=True, repr=False)
class Folder:
    """One `.functions` folder. Immutable: a change makes a new one, so that a refused change leaves what was there.

    `run_on` is the runtime that it runs on, whatever its file says; an empty text where the file counts.
    """

    name: str
    manifest: Manifest = field(
        default_factory=lambda: Manifest({"runtime": "nodejs20.x", "version": "1.0", "endpoints": {}})
    )
    files: Mapping[str, SourceFile] = field(default_factory=dict[str, SourceFile])
    run_on: str = ""
    # What its package.json names, and how packages are had where it came from: of no weight for what runs.
    needs: PackageNeeds = field(default=NO_NEEDS, compare=False)
    door: Door = field(default=ADDED, compare=False)
    # Which endpoint's registration has written a file: another one asks before it writes there.
    writers: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)

    @property
    def runtime(self) -> str:
        """The runtime that its functions run on."""
        return self.run_on or self.manifest.runtime

    @property
    def node_major(self) -> int:
        """The major of Node that its functions run on."""
        return runtime_major(self.runtime) or OLDEST_DEPLOYED_MAJOR

    def __repr__(self) -> str:
        entries = self.manifest.data.get("endpoints") or ()
        return f"<Folder {self.title}: {counted(len(entries), 'endpoint')}, {counted(len(self.files), 'file')}>"

    @property
    def title(self) -> str:
        return f"{self.name}.functions"

    def path(self, file: str) -> str:
        """The name that stack lines show."""
        return f"{self.title}/{file}"

    def endpoints(self) -> dict[str, Endpoint]:
        return self.manifest.endpoints()

    def problems(self, rules_beside: AccountRules) -> list[Problem]:
        """Everything that is wrong or odd, errors first, then by line."""
        return judge(self.manifest, self.files, replace(rules_beside, run_on=self.run_on))

    def missing_files(self) -> dict[str, list[str]]:
        """Files that are not there, each with the endpoints that name it: those alone cannot run (contract §2)."""
        missing: dict[str, list[str]] = {}
        for name, endpoint in self.endpoints().items():
            if endpoint.file not in self.files:
                missing.setdefault(endpoint.file, []).append(name)
        return missing

    def with_endpoint(self, name: str, entry: Mapping[str, Any], file: SourceFile | None) -> Folder:
        """With an endpoint added or replaced, and its file where one is given."""
        data = dict(self.manifest.data)
        data["endpoints"] = {**(data.get("endpoints") or {}), name: dict(entry)}
        files = self.files if file is None else {**self.files, normal_file(entry["file"]): file}
        # Bundles made here go when their endpoints go back to the file itself.
        used = {normal_file(one["file"]) for one in data["endpoints"].values()}
        files = {key: value for key, value in files.items() if value.origin is None or key in used}
        writers = self.writers if file is None else {**self.writers, normal_file(entry["file"]): name}
        return replace(self, manifest=self.manifest.with_data(data), files=files, writers=writers)

    def with_runtime(self, runtime: str) -> Folder:
        return replace(self, manifest=self.manifest.with_data({**self.manifest.data, "runtime": runtime}))

    def with_bundle(self, file: str, bundle: SourceFile) -> Folder:
        """With the bundle of a file beside it; every endpoint of the one uses the other."""
        data = dict(self.manifest.data)
        name = bundle_name(file)
        entries = data.get("endpoints") or {}
        data["endpoints"] = {
            endpoint: {**entry, "file": name} if normal_file(entry["file"]) == file else entry
            for endpoint, entry in entries.items()
        }
        return replace(self, manifest=self.manifest.with_data(data), files={**self.files, name: bundle})

    def without_endpoint(self, name: str) -> Folder:
        """Without an endpoint; its file goes too where nothing else uses it."""
        data = dict(self.manifest.data)
        entries = dict(data.get("endpoints") or {})
        file = normal_file(entries.pop(name)["file"])
        data["endpoints"] = entries
        used = {normal_file(entry["file"]) for entry in entries.values()}
        used |= {name for name in map(original_name, used) if name is not None}
        gone = {file, original_name(file)} - used
        files = {key: value for key, value in self.files.items() if key not in gone}
        return replace(self, manifest=self.manifest.with_data(data), files=files)

    def with_renamed(self, name: str, other: str) -> Folder:
        """With another name for an endpoint, in the same place."""
        entries = self.manifest.data.get("endpoints") or {}
        renamed = {other if key == name else key: entry for key, entry in entries.items()}
        writers = {file: other if writer == name else writer for file, writer in self.writers.items()}
        data = {**self.manifest.data, "endpoints": renamed}
        return replace(self, manifest=self.manifest.with_data(data), writers=writers)

    def compiles(self, file: str) -> bool:
        """Whether Node must be able to compile a file: modules that no endpoint names are read by a bundler only."""
        endpoints = self.manifest.data.get("endpoints")
        entries = endpoints.values() if isinstance(endpoints, Mapping) else ()
        used = {normal_file(str(entry.get("file"))) for entry in entries if isinstance(entry, Mapping)}
        return file in used or not has_module_syntax(self.files[file].text)

    def sources(self) -> dict[str, SourceFile]:
        """The files without the bundles that were made of them here; in the place of one its source stands again."""
        found: dict[str, SourceFile] = {}
        for name, kept in self.files.items():
            if kept.origin is None:
                found[name] = kept
            elif kept.origin.file == name:
                found[name] = kept.origin.files[name]
        return found

    def source_of(self, file: str) -> str:
        """The file that a bundle was made of; any other file itself."""
        original = original_name(file)
        return original if original is not None and original in self.files else file

    def users_of(self, file: str) -> list[str]:
        """The endpoints that run a file, or a bundle of it."""
        return [name for name, endpoint in self.endpoints().items() if self.source_of(endpoint.file) == file]

    def default_file(self, endpoint: str) -> str:
        """The file for an endpoint that names none: the one it has, not its bundle, or a free name like its own."""
        entries = self.manifest.data.get("endpoints") or {}
        if endpoint in entries:
            return self.source_of(normal_file(entries[endpoint]["file"]))
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", endpoint).strip("-.") or "function"
        file, number = f"{stem}.js", 1
        while file in self.files:
            number += 1
            file = f"{stem}-{number}.js"
        return file


def read_folder(
    name: str,
    manifest_text: str,
    files: Mapping[str, str | bytes],
    rules_beside: AccountRules,
    *,
    to_bundle: bool = False,
) -> tuple[Folder, list[Problem]]:
    """A folder from what its files hold, and what is to be told of it. Raises `ManifestError` with every problem.

    `to_bundle`: a source that a file would be built from stands in its place, for the bundler.
    """
    manifest, unreadable = parse_manifest(manifest_text)
    if manifest is None:
        raise ManifestError(unreadable, MANIFEST_NAME)
    held = {
        normal_file(file): SourceFile.from_bytes(data) if isinstance(data, bytes) else SourceFile(data)
        for file, data in files.items()
    }
    if to_bundle:
        held |= _unbuilt(manifest, held)
    folder = Folder(name, manifest, held, run_on=rules_beside.run_on)
    return folder, accepted(folder, rules_beside)


def _unbuilt(manifest: Manifest, held: Mapping[str, SourceFile]) -> dict[str, SourceFile]:
    """The sources that stand in for files that endpoints name and that are not there."""
    endpoints = manifest.data.get("endpoints")
    entries = endpoints.values() if isinstance(endpoints, Mapping) else ()
    named = [entry.get("file") for entry in entries if isinstance(entry, Mapping)]
    found: dict[str, SourceFile] = {}
    for file in {normal_file(file) for file in named if isinstance(file, str)} - held.keys():
        source = unbuilt_source(file, held)
        if source is not None:
            found[file] = held[source]
    return found


def accepted(folder: Folder, rules_beside: AccountRules, endpoint: str | None = None) -> list[Problem]:
    """The problems of a folder that has no error which blocks. Raises `ManifestError` with every problem.

    Where one endpoint is put in place, warnings of others are left out.
    """
    problems = [
        problem
        for problem in folder.problems(rules_beside)
        if endpoint is None or problem.severity == "error" or concerns(problem, endpoint)
    ]
    refused = refusal(problems)
    if refused:
        raise ManifestError(refused, MANIFEST_NAME)
    return problems


def check_folder_name(name: str) -> str | None:
    """What is wrong with a folder's name (without `.functions`); None where nothing is.

    It may have what an endpoint's name may, but for the slash: it is one directory.
    """
    if name not in (".", "..") and "/" not in name and all(rule.holds(name) for rule in ENDPOINT_NAME_RULES):
        return None
    return (
        f"{name!r} cannot be a folder's name: it must not be empty, nor contain /, ?, #, spaces or control characters."
    )
