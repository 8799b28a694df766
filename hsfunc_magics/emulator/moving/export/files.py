"""The files that functions need, by their new names in one flat folder, with every relative `require` kept right."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...errors import FolderError
from ...sources.javascript import SourceFile
from ..sources.requires import Required, find_requires, replaced
from .names import Names, flat_name
from .old_functions import OldFolder

_ENDINGS = ("", ".js", ".json", ".node", "/index.js", "/index.json")
# Of the folder itself, not of a function.
_NOT_MOVED = ("package.json", "package-lock.json", "npm-shrinkwrap.json")


@dataclass(frozen=True, slots=True)
class Need:
    """What a file requires. `target` is the file of the folder that it means, None for packages and what is missing."""

    file: str
    required: Required
    target: str | None


@dataclass(frozen=True)
class MovedFiles:
    """A folder's files in the project. `names` from old to new; `needs` is what the moved ones require.

    `edited` are files that are no longer as they were, with the lines; `left` those that are not moved.
    """

    names: Mapping[str, str]
    contents: Mapping[str, SourceFile]
    needs: Sequence[Need]
    edited: Mapping[str, Sequence[int]]
    left: Sequence[str]
    remarks: Sequence[str]

    def of(self, file: str) -> list[str]:
        """A file and all that it requires, straight or by way of others."""
        found = [file]
        for here in found:
            targets = [need.target for need in self.needs if need.file == here]
            found += [target for target in dict.fromkeys(targets) if target is not None and target not in found]
        return found


def move_files(folder: OldFolder, names: Names) -> MovedFiles:
    """Gives the folder's files their new names. Raises `FolderError` where one that is needed is not there."""
    needs = list(_needs(folder))
    wanted = list(dict.fromkeys([*(one.file for one in folder.functions), *(n.target for n in needs if n.target)]))
    sources = [folder.files[file].text for file in wanted]
    named = [
        file
        for file in folder.files
        if file not in wanted and not file.endswith(".js") and any(_is_named(file, source) for source in sources)
    ]
    given = {file: names.take_file(flat_name(file), folder.name) for file in [*wanted, *named]}
    contents, edited = dict[str, SourceFile](), dict[str, Sequence[int]]()
    for file, name in given.items():
        edits = [need for need in needs if need.file == file and need.target and not _stays(need, given)]
        source = folder.files[file]
        if edits and source.raw is not None:
            raise FolderError(
                f"{folder.on_disk(file)} is not UTF-8, and line {edits[0].required.line} requires a file that gets"
                " another name. Save it as UTF-8. Nothing was written."
            )
        if edits:
            places = [(one.required.start, one.required.end, f"./{given[one.target or '']}") for one in edits]
            source = SourceFile(replaced(source.text, places))
            edited[file] = [one.required.line for one in edits]
        contents[name] = replace(source, origin=None)
    left = [file for file in folder.files if file not in given and file not in _NOT_MOVED]
    return MovedFiles(given, contents, needs, edited, left, tuple(_remarks(folder, needs, given, named)))


def resolve(file: str, request: str, files: Collection[str]) -> str | None:
    """The file that a relative request means, as Node finds it; None where there is none."""
    place = posixpath.normpath(posixpath.join(posixpath.dirname(file), request))
    if place == ".":
        place = ""
    if place.startswith("../") or place == "..":
        return None
    is_directory = request.endswith(("/", "/.", "/..")) or request in (".", "..")
    for ending in _ENDINGS[4:] if is_directory else _ENDINGS:
        found = f"{place}{ending}".lstrip("/")
        if found in files:
            return found
    return None


def _needs(folder: OldFolder) -> Iterator[Need]:
    waiting = list(dict.fromkeys(one.file for one in folder.functions))
    seen = set(waiting)
    missing: list[str] = []
    for file in waiting:
        if not file.endswith((".js", ".cjs")):
            continue
        for required in find_requires(folder.files[file].text):
            target = resolve(file, required.request or "", folder.files) if required.is_relative else None
            if required.is_relative and target is None and required.certain:
                missing.append(
                    f"{folder.on_disk(file)}:{required.line} requires {required.request}, which is not there"
                )
            if target is not None and target not in seen:
                seen.add(target)
                waiting.append(target)
            yield Need(file, required, target)
    if missing:
        raise FolderError(
            "\n".join(missing) + f".\nPut it into {folder.title}, or correct the name. Nothing was written."
        )


def _stays(need: Need, given: Mapping[str, str]) -> bool:
    """Whether a request means the same file when all of them lie in one folder."""
    assert need.target is not None
    return resolve(given[need.file], need.required.request or "", set(given.values())) == given[need.target]


def _is_named(file: str, source: str) -> bool:
    return posixpath.basename(file) in source


def _remarks(folder: OldFolder, needs: Iterable[Need], given: Mapping[str, str], named: Iterable[str]) -> Iterator[str]:
    for need in needs:
        place = f"{folder.path(need.file)}:{need.required.line}"
        if need.required.request is None and any(old != new for old, new in given.items()):
            yield f"{place} makes the name of what it requires at run time: files have other names now, look there."
        elif need.required.is_relative and need.target is None:
            yield f"{place} requires {need.required.request}, which is not there."
    for file in named:
        yield (
            f"{folder.path(file)} is named by a function and lies beside it now, as {given[file]}. Nobody knows whether"
            " functions can read files there."
        )
