"""Bundling: a function and its npm packages in one file beside the original (contract §4)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...runtime.bundling.bundler import TOOLS, BuildError, Built, Tool, build_all
from ...runtime.bundling.cache import PackageCache, PackageSet
from ...runtime.bundling.child import BundlingError
from ...runtime.node.node import Node, NodeNotFoundError, find_node
from ...runtime.preloaded import PRELOADED_PACKAGES
from ..citations import chosen
from ..errors import BundleError, FunctionError, RuntimeUnavailable
from ..functions.bundle import DEFAULT_TOOL, NEWEST, Bundle, BundledPackage, bundle_notes, read_specs
from ..functions.folder import Folder
from ..functions.registration import Registration
from ..functions.registry import Functions
from ..notes import Note
from ..process_bound import ProcessBound
from ..serverless_json.manifest import OLDEST_DEPLOYED_MAJOR, bundle_name, normal_file
from ..serverless_json.problems import Problem
from ..settings import Settings
from ..sources.javascript import BundleOrigin, SourceFile, package_of
from ..sources.stack_positions import PACKAGE_FOLDER
from ..text import did_you_mean
from .build_problems import explain, lacks_packages_only, missing_packages, native_reason
from .early_use import early_use
from .folder_bundling import FolderBundling

_ROUNDS = 3  # a package may be found missing only after another one was found


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for. `find` lets packages be added that the files require and nobody named."""

    wanted: Mapping[str, str]
    tool: Tool
    minify: bool
    update: bool
    find: bool
    on_progress: Callable[[str], None] | None


class Bundling(ProcessBound):
    """Bundles functions of an account. npm and the bundler are asked when they are needed, and what they give is kept.

    `npm` names packages (`lodash`, `lodash@4`); `bundler` is esbuild or webpack; `update` resolves versions anew.
    """

    def __init__(self, functions: Functions, settings: Settings) -> None:
        self._functions = functions
        self.follow(settings)
        self._stop = threading.Event()
        self.on_progress: Callable[[str], None] | None = None
        """Who is told what npm does for projects, while somebody waits for them to be loaded."""

    def follow(self, settings: Settings) -> None:
        """Bundles by these settings from now on."""
        self._settings = settings
        place = Path(settings.bundle_cache).expanduser().absolute() if settings.bundle_cache is not None else None
        self._cache = PackageCache(place, seconds=settings.npm_seconds)

    def close(self) -> None:
        """Gives up what is being bundled for folders in other threads."""
        self._stop.set()

    def add(
        self,
        endpoint: str,
        source: str | None = None,
        *,
        npm: Iterable[str],
        bundler: str = DEFAULT_TOOL,
        minify: bool = False,
        update: bool = False,
        on_progress: Callable[[str], None] | None = None,
        **registration: Any,
    ) -> Registration:
        """Registers an endpoint with its packages in a bundle beside its file; the rest is as in `functions.add`.

        Raises also `BundleError`; what was registered before then stays in force.
        """
        order = _Order(read_specs(npm), _tool(bundler), minify, update, find=False, on_progress=on_progress)
        registration["secrets"] = list(registration.get("secrets", ()))  # it is gone through twice
        proposal, _ = self._functions.propose(endpoint, source, to_bundle=True, **registration)
        bundled, bundle = self._make(proposal.folder, proposal.file, order)  # npm takes its time: no lock is held
        told = self._functions.add(endpoint, source, bundled=bundled, **registration)
        return replace(told, bundle=replace(bundle, endpoints=_users(told.folder, bundle.file)))

    def bundle(
        self,
        file: str,
        *,
        folder: str | None = None,
        npm: Iterable[str] = (),
        bundler: str = DEFAULT_TOOL,
        minify: bool = False,
        update: bool = False,
        on_progress: Callable[[str], None] | None = None,
    ) -> Bundle:
        """Bundles a file that is there, with every package that it requires; its endpoints then use the bundle.

        Packages that its last bundle was made with keep their ranges where `npm` names no others.

        Raises `BundleError` and what `functions.add` raises; everything then stays as it was.
        """
        before = self._holder(file, folder)
        self._functions.check_free(before.name)
        name = before.source_of(normal_file(file))
        bundled = before.files.get(bundle_name(name))
        earlier = bundled.origin.packages if bundled is not None and bundled.origin is not None else {}
        wanted = {**earlier, **read_specs(npm)}
        order = _Order(wanted, _tool(bundler), minify, update, find=True, on_progress=on_progress)
        bundled, bundle = self._make(before, name, order)
        after = self._functions.register_bundle(before, name, bundled)
        return replace(bundle, endpoints=_users(after, bundle.file))

    def folders(
        self, on_progress: Callable[[str], None] | None = None, *, strict: bool = False, minify: bool = False
    ) -> FolderBundling:
        """What bundles each endpoint of a folder in its place, for `import_folders` and `watched_folders.open`."""
        return FolderBundling(self._cache, self._settings, on_progress, strict=strict, minify=minify, stop=self._stop)

    def in_place(self, folder: Folder) -> tuple[Folder, tuple[Problem, ...]]:
        """A folder whose endpoints run bundles, and what is to be said of files that cannot. Raises `BundleError`."""
        made = self.folders()(folder)
        return made.folder, (*made.failed, *made.remarks)

    # ------------------------------------------------------------ inside

    def _holder(self, file: str, wanted: str | None) -> Folder:
        folders = self._functions.folders
        name = normal_file(file)
        if wanted is not None:
            title = wanted.removesuffix(".functions")
            if title not in folders:
                raise FunctionError(f"There is no folder {title}.functions.{did_you_mean(title, folders)}")
            folders = {title: folders[title]}
        holders = [folder for folder in folders.values() if name in folder.files]
        if not holders:
            known = [other for folder in folders.values() for other in folder.files]
            raise FunctionError(f"There is no file {name} to bundle.{did_you_mean(name, known)}")
        if len(holders) > 1:
            titles = " and ".join(folder.title for folder in holders)
            raise FunctionError(f"{name} is in {titles}: say which one with --folder.")
        return holders[0]

    def _make(self, folder: Folder, file: str, order: _Order) -> tuple[SourceFile, Bundle]:
        """The bundle of a file of a folder. Changes nothing but the cache."""
        files = folder.sources()
        kept = folder.files.get(file)
        # What stands in the place of a file may have been bundled from another one: `test.js` from `test.ts`.
        entry = kept.origin.file if kept is not None and kept.origin is not None else file
        try:
            node = find_node(OLDEST_DEPLOYED_MAJOR, self._settings.nodes)
        except NodeNotFoundError as problem:
            raise RuntimeUnavailable(str(problem)) from None
        wanted = dict(order.wanted)
        packages: PackageSet | None = None
        built: Built | None = None
        for _ in range(_ROUNDS):
            try:
                if wanted:
                    packages = self._cache.get(
                        wanted,
                        node,
                        lock=folder.needs.lock,
                        on_progress=order.on_progress,
                        update=order.update,
                        refuse=_refuse,
                    )
                built = self._build(files, entry, packages, order, wanted, node, folder.node_major)
                break
            except BundlingError as problem:
                raise BundleError(str(problem)) from None
            except BuildError as problem:
                found = (
                    missing_packages(problem, files, folder.needs)
                    if order.find and lacks_packages_only(problem, files)
                    else []
                )
                if wanted.keys() >= set(found):
                    raise BundleError(explain(problem.problems[0], files, wanted)) from None
                wanted |= {name: folder.needs.range_of(name) or NEWEST for name in found}
        if built is None:
            raise BundleError(f"{file} requires packages over and over. Name them all with --npm.")
        installed = packages.packages if packages is not None else ()
        used = {package_of(name.removeprefix(PACKAGE_FOLDER)) for name in built.inputs}
        named = tuple(BundledPackage(p.name, wanted[p.name], p.version, p.name in used) for p in installed)
        deprecated = {package.name: package.deprecated for package in installed if package.deprecated}
        esbuild = order.tool == "esbuild"
        found = early_use(files[entry]) if esbuild else []
        early = [Note(told, chosen("esbuild; --with webpack keeps it")) for told in found]
        bundle = Bundle(
            folder=folder.title,
            original=entry,
            file=bundle_name(file),
            maker=built.maker,
            packages=named,
            size=len(built.text.encode()),
            minified=order.minify,
            notes=(*bundle_notes(named, deprecated), *early),
        )
        return SourceFile(built.text, origin=BundleOrigin(entry, files, built.map, wanted)), bundle

    def _build(
        self,
        files: Mapping[str, SourceFile],
        file: str,
        packages: PackageSet | None,
        order: _Order,
        wanted: Mapping[str, str],
        node: Node,
        major: int,
    ) -> Built:
        built = build_all(
            {name: kept.data for name, kept in files.items()},
            [file],
            packages,
            cache=self._cache,
            tool=order.tool,
            external=[name for name in PRELOADED_PACKAGES if name not in wanted],
            node=node,
            major=major,
            minify=order.minify,
            on_progress=order.on_progress,
        )[file]
        if isinstance(built, BuildError):
            raise built
        return built


def _tool(name: str) -> Tool:
    for tool in TOOLS:
        if tool == name:
            return tool
    raise BundleError(f"{name!r} is no bundler here.{did_you_mean(name, TOOLS)} There are {' and '.join(TOOLS)}.")


def _users(folder: Folder, file: str) -> tuple[str, ...]:
    return tuple(name for name, endpoint in folder.endpoints().items() if endpoint.file == file)


def _refuse(packages: PackageSet) -> str | None:
    for package in packages.packages:
        if package.native:
            return native_reason(package.name, package.version)
    return None
