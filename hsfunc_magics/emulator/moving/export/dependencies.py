"""The dependencies of a project's functions: what they require, at the ranges that they have run with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ....runtime.node.builtins import is_builtin
from ....runtime.preloaded import PreloadedPackage, brought_along, brought_package, preloaded
from ...sources.javascript import package_of
from ...sources.package_needs import PACKAGE_JSON
from .files import Need
from .old_functions import OldFolder

# What a range may be that no registry has.
_PLACES = ("file:", "link:", "workspace:")
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Name to range, and what a person should know of them."""

    ranges: Mapping[str, str]
    remarks: Sequence[str]

    def package_json(self, name: str) -> str:
        """The text of the package.json that HubSpot wants beside the functions."""
        data = {"name": name, "version": "1.0.0", "dependencies": dict(sorted(self.ranges.items()))}
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def find_dependencies(moved: Iterable[tuple[OldFolder, Sequence[Need]]]) -> Dependencies:
    """What the folders' files require, and what package.json in a folder itself names."""
    ranges: dict[str, str] = {}
    owners: dict[str, str] = {}
    remarks: list[str] = []
    for folder, needs in moved:
        for name, range_, remark in [*_required(folder, needs), *_named(folder)]:
            if remark:
                remarks.append(remark)
            if not range_:
                continue
            if name in ranges and range_ != ranges[name] and owners[name] != folder.title:
                remarks.append(
                    f"{name}: {owners[name]} has it as {ranges[name]}, {folder.title} as {range_}, and a project has"
                    f" one package.json: {ranges[name]} is written."
                )
            if name not in ranges:
                ranges[name], owners[name] = range_, folder.title
    for name in ranges:
        package = preloaded(name)
        if package is not None:
            remarks.append(_kept(package))
    return Dependencies(ranges, tuple(dict.fromkeys(remarks)))


def _required(folder: OldFolder, needs: Sequence[Need]) -> Iterator[tuple[str, str, str]]:
    done: set[str] = set()
    for need in needs:
        request = need.required.request
        if request is None or need.required.is_relative or is_builtin(request):
            continue
        place = f"{folder.path(need.file)}:{need.required.line}"
        name = package_of(request)
        if name is None:
            yield request, "", f"{place} requires {request}, which is no package's name."
        elif name not in done:
            done.add(name)
            range_, remark = _range(name, folder, place)
            yield name, range_, remark


def _range(name: str, folder: OldFolder, place: str) -> tuple[str, str]:
    own = folder.needs.range_of(name)
    package = preloaded(name)
    if package is not None:
        differs = own is not None and own != package.range
        told = f"{name}: package.json says {own}, and the design manager runs {package.range}, which is written."
        return package.range, told if differs else ""
    if own is not None:
        return ("", _of_this_machine(name, own)) if own.startswith(_PLACES) else (own, "")
    if name in brought_along():
        brought = brought_package(name)
        assert brought is not None
        told = f"{name}: the design manager has it with {' and '.join(brought_along()[name])}; here it is named itself."
        return f"^{brought.version}", told
    return _ANY, f"{name}: no package.json names it ({place}): {_ANY} takes the newest. Write the version you mean."


def _named(folder: OldFolder) -> Iterator[tuple[str, str, str]]:
    """What package.json in the folder itself has as dependencies, required or not."""
    if PACKAGE_JSON not in folder.files:
        return
    try:
        data = json.loads(folder.files[PACKAGE_JSON].text.removeprefix("\ufeff"))
        named = data["dependencies"].items()
    except (ValueError, KeyError, TypeError, AttributeError):
        return
    for name, range_ in named:
        if preloaded(name) is not None or not isinstance(range_, str) or not range_:
            continue  # of the preloaded ones only what is required
        placed = range_.startswith(_PLACES)
        yield name, "" if placed else range_, _of_this_machine(name, range_) if placed else ""


def _of_this_machine(name: str, range_: str) -> str:
    kind = range_.partition(":")[0]
    return f"{name}: package.json has it as {kind}: of this machine, which HubSpot cannot install. It is left out."


def _kept(package: PreloadedPackage) -> str:
    why = f": {package.deprecated}" if package.deprecated else ""
    return (
        f"{package.name} stays at {package.range}, as the design manager has it{why}. Other versions can behave"
        " otherwise: upgrade it once all has moved, or pin it."
    )
