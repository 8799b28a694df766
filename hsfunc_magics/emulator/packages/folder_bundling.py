"""Bundling a whole folder: each endpoint's file in its place, so that serverless.json stays as it is (contract §4).

The entry files of a project are bundled by the same steps.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...runtime.bundling.bundler import TOOLS, BuildError, Built, Tool, build_all
from ...runtime.bundling.cache import InstalledPackage, PackageCache, PackageSet
from ...runtime.bundling.child import BundlingError, PackageError, stopped_by
from ...runtime.bundling.results import ResultCache
from ...runtime.node.node import Node, NodeNotFoundError, find_node
from ...runtime.preloaded import PRELOADED_PACKAGES, preloaded
from ..errors import BundleError, RuntimeUnavailable
from ..functions.bundle import NEWEST
from ..functions.folder import Folder
from ..serverless_json.manifest import OLDEST_DEPLOYED_MAJOR
from ..serverless_json.problems import Problem, warning
from ..settings import Settings
from ..sources.javascript import BundleOrigin, SourceFile, package_of
from ..sources.package_needs import NO_NEEDS, PACKAGE_JSON, PackageNeeds
from ..sources.stack_positions import PACKAGE_FOLDER
from .build_problems import explain, missing_packages, native_reason, unnamed_package
from .early_use import early_use

_TOOL: Tool = "esbuild"


@dataclass(frozen=True, slots=True)
class FileBundle:
    """A file of an endpoint that is a bundle now: of which source, with which packages (`faker 5.5.3`), in bytes."""

    file: str
    source: str
    packages: tuple[str, ...]
    size: int

    def __str__(self) -> str:
        made_of = f" of {self.source}" if self.source != self.file else ""
        packages = f" with {', '.join(self.packages)}" if self.packages else ""
        return f"{self.file} is a bundle{made_of}{packages}"


@dataclass(frozen=True)
class BundledFolder:
    """A folder whose endpoints run bundles. `failed` are files that stay as they lie, and why; `remarks` on the others.

    `inputs` are the folder's own files that went into one of the bundles.
    """

    folder: Folder
    bundles: tuple[FileBundle, ...]
    failed: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    inputs: frozenset[str]


@dataclass(frozen=True, slots=True)
class BundleOrder:
    """Which `entries` among the `files` are bundled, for which Node, with what their package.json names.

    Where nothing is `preloaded`, there is no package but those that it names; `package_json` is where it lies.
    """

    files: Mapping[str, SourceFile]
    entries: Sequence[str]
    needs: PackageNeeds
    major: int
    preloaded: bool = True
    package_json: str = PACKAGE_JSON

    def is_outside(self, name: str) -> bool:
        """Whether functions find a package without a bundle, and package.json does not ask for one of its own."""
        return self.preloaded and name in PRELOADED_PACKAGES and name not in self.needs.dependencies

    def wanted(self, name: str) -> str | None:
        """The range of a package that a file requires; None where it is not to be had."""
        return self.needs.range_of(name) or (NEWEST if self.preloaded else None)


@dataclass(frozen=True)
class BundledEntries:
    """The bundles by entry, each with what is told of it; of the `failed` entries, why there is none.

    `packages` are those of each bundle (`faker 5.5.3`), `inputs` the files of the order that went into it.
    """

    files: Mapping[str, SourceFile]
    packages: Mapping[str, tuple[str, ...]]
    inputs: Mapping[str, frozenset[str]]
    failed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Round:
    """What was built with the packages that were known; of the `refused` ones, why npm does not give them."""

    results: Mapping[str, Built | BuildError]
    wanted: Mapping[str, str]
    versions: Mapping[str, str] = field(default_factory=dict[str, str])
    native: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict[str, str])


class FolderBundling:
    """Bundles each endpoint of a folder. What was bundled once is found again, also without a network.

    `strict`: a file that cannot be bundled is an error; otherwise it stays as it lies, with a problem. `minify` makes
    the bundles small. Once `stop` is set, what is under way is given up.
    """

    def __init__(
        self,
        cache: PackageCache,
        settings: Settings,
        on_progress: Callable[[str], None] | None = None,
        *,
        strict: bool = False,
        minify: bool = False,
        stop: threading.Event,
    ) -> None:
        self._cache = cache
        self._results = ResultCache(lambda: cache.folder / "bundles")
        self._settings = settings
        self._on_progress = on_progress
        self._strict = strict
        self._minify = minify
        self._stop = stop

    def __call__(self, folder: Folder) -> BundledFolder:
        """The folder with bundles in the place of its endpoints' files. Raises `BundleError`."""
        held = folder.sources()
        sources = {file: source_of(file, held) for file in _files(folder) if file in held}
        own = {name: kept for name, kept in held.items() if sources.get(name, name) == name}
        entries = list(dict.fromkeys(sources.values()))
        made = self.entries(BundleOrder(own, entries, folder.needs, folder.node_major))
        files, bundles, inputs = dict(folder.files), list[FileBundle](), set[str]()
        failed, remarks = list[Problem](), list[Problem]()
        for file, source in sources.items():
            if source in made.failed:
                failed.append(warning(file, "is not bundled, and runs as it lies.", made.failed[source]))
                continue
            files[file] = made.files[source]
            bundles.append(FileBundle(file, source, made.packages[source], len(files[file].text.encode())))
            inputs |= made.inputs[source]
            remarks += [warning(source, told, "") for told in early_use(own[source])]
        if failed and self._strict:
            raise BundleError(_told(failed))
        after = replace(folder, files=files)
        return BundledFolder(after, tuple(bundles), tuple(failed), tuple(remarks), frozenset(inputs))

    def anew(self, folder: Folder, before: Folder) -> Folder:
        """The folder, bundled as `before` was. Raises `BundleError`, also where what was bundled no longer can be."""
        made = self(folder)
        lost = [
            problem
            for problem in made.failed
            if (kept := before.files.get(problem.path)) is None or kept.origin is not None
        ]
        if lost:
            raise BundleError(_told(lost))
        return made.folder

    def entries(self, order: BundleOrder) -> BundledEntries:
        """Each of the entries in a bundle of its own, or why it is in none. Raises `BundleError`."""
        with stopped_by(self._stop):
            made = self._build(order)
        files, packages = dict[str, SourceFile](), dict[str, tuple[str, ...]]()
        inputs, failed = dict[str, frozenset[str]](), dict[str, str]()
        for entry in order.entries:  # in which order they are built is chance
            built = made.results[entry]
            wrong = _wrong(built, order, made)
            if wrong is not None or isinstance(built, BuildError):
                failed[entry] = f"{wrong}"
                continue
            used = dict.fromkeys(filter(None, map(_package, built.inputs)))
            packages[entry] = tuple(f"{name} {made.versions[name]}" for name in used if name in made.versions)
            inputs[entry] = frozenset(name for name in built.inputs if name in order.files)
            files[entry] = SourceFile(built.text, origin=BundleOrigin(entry, order.files, built.map, made.wanted))
        return BundledEntries(files, packages, inputs, failed)

    def _build(self, order: BundleOrder) -> _Round:
        """Builds until every package that the files require is there."""
        if not order.entries:
            return _Round({}, {})
        try:
            node = find_node(OLDEST_DEPLOYED_MAJOR, self._settings.nodes)
        except NodeNotFoundError as problem:
            raise RuntimeUnavailable(str(problem)) from None
        # What package.json names is meant in its version there, also where another one is preloaded.
        outside = [name for name in PRELOADED_PACKAGES if order.is_outside(name)]
        wanted, refused = dict[str, str](), dict[str, str]()
        try:
            while True:
                made = self._round(order, wanted, outside, node)
                missing = [
                    name
                    for built in made.results.values()
                    if isinstance(built, BuildError)
                    for name in missing_packages(built, order.files, order.needs)
                    if name not in wanted and name not in refused and order.wanted(name) is not None
                ]
                if not missing:
                    return replace(made, refused=refused)
                more = {name: order.wanted(name) or NEWEST for name in missing}
                refused |= self._refused(order.needs, wanted, more, node)
                wanted |= {name: range_ for name, range_ in more.items() if name not in refused}
        except BundlingError as problem:
            raise BundleError(str(problem)) from None

    def _refused(
        self, needs: PackageNeeds, wanted: Mapping[str, str], more: Mapping[str, str], node: Node
    ) -> dict[str, str]:
        """Which packages npm does not give, and why. Raises `BundlingError` where it is none of them."""
        try:
            self._packages(needs, {**wanted, **more}, node)
        except PackageError as problem:
            together = problem
        else:
            return {}
        found: dict[str, str] = {}
        for name, range_ in more.items():
            try:
                self._packages(needs, {name: range_}, node)
            except PackageError as problem:
                found[name] = str(problem)
        if not found:
            raise together
        return found

    def _packages(self, needs: PackageNeeds, wanted: Mapping[str, str], node: Node) -> PackageSet:
        return self._cache.get(wanted, node, lock=needs.lock, on_progress=self._on_progress)

    def _round(self, order: BundleOrder, wanted: Mapping[str, str], outside: Sequence[str], node: Node) -> _Round:
        files = {name: kept.data for name, kept in order.files.items()}
        entries, major = order.entries, order.major
        packages = None
        if wanted:
            packages = self._packages(order.needs, wanted, node)
            if order.preloaded:  # the very version needs no copy
                outside = [*outside, *(one.name for one in packages.packages if _is_preloaded(one))]
        # The set's folder is named after what was asked for, its lock included.
        asked = (
            TOOLS[_TOOL],
            entries,
            packages.folder.name if packages is not None else "",
            outside,
            major,
            self._minify,
        )
        results = self._results.get(
            files,
            asked,
            lambda: build_all(
                files,
                entries,
                packages,
                cache=self._cache,
                tool=_TOOL,
                external=outside,
                node=node,
                major=major,
                minify=self._minify,
                on_progress=self._on_progress,
            ),
        )
        installed = packages.packages if packages is not None else ()
        versions = {package.name: package.version for package in installed}
        return _Round(results, wanted, versions, frozenset(package.name for package in installed if package.native))


def source_of(file: str, files: Mapping[str, SourceFile]) -> str:
    """The file that stands where serverless.json names `file`: another one is the very same, where it is unbuilt."""
    return next((name for name, kept in files.items() if name != file and kept is files[file]), file)


def _is_preloaded(package: InstalledPackage) -> bool:
    own = preloaded(package.name)
    return own is not None and own.version == package.version


def _files(folder: Folder) -> list[str]:
    return list(dict.fromkeys(endpoint.file for endpoint in folder.endpoints().values()))


def _told(problems: Sequence[Problem]) -> str:
    return "\n".join(f"{problem.path} cannot be bundled: {problem.mend}" for problem in problems)


def _package(name: str) -> str | None:
    return package_of(name.removeprefix(PACKAGE_FOLDER)) if name.startswith(PACKAGE_FOLDER) else None


def _wrong(built: Built | BuildError, order: BundleOrder, made: _Round) -> str | None:
    """Why there is no bundle of a file; None where there is one."""
    if isinstance(built, BuildError):
        for name in missing_packages(built, order.files, NO_NEEDS):
            if name in made.refused:
                return made.refused[name] + ("" if order.preloaded else f" {name} stands in {order.package_json}.")
            if order.wanted(name) is None:
                return unnamed_package(built, name, order.package_json, order.needs.dependencies)
        return explain(built.problems[0], order.files, made.wanted, "in package.json")
    for name in filter(None, map(_package, built.inputs)):
        if name in made.native:
            return native_reason(name, made.versions[name])
    return None
