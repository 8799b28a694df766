"""Files of a project that look as if they mattered, and that HubSpot passes over without a word (contract §12)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from ...serverless_json.problems import Problem, warning
from ...sources.javascript import SourceFile
from ..requests import reached
from .entry_files import CODE
from .formats.hsmeta import ENDING, FUNCTION, PLACES
from .json_file import read_json_file

_LIKE_HSMETA = re.compile(r"hs[-_. ]?meta", re.IGNORECASE)
_JSON = (".json", ".jsonc", ".json5")
# Files that code lies beside, and that are no functions.
_BESIDE = re.compile(r"\.(?:test|spec|d|config)\.\w+$|(?:^|/)(?:__tests__|__mocks__|tests?)/|\.config\.")


def misnamed(files: Mapping[str, str | bytes], src: str) -> Iterator[Problem]:
    """JSON files beside the functions that seem to declare one, and do not end in `-hsmeta.json`."""
    place = posixpath.join(src, PLACES[FUNCTION])
    for name in sorted(files):
        if posixpath.dirname(name) != place or name.endswith(ENDING) or not name.lower().endswith(_JSON):
            continue
        file, _ = read_json_file(name, files[name], "")
        declares = file is not None and (file.data.get("type") == FUNCTION or {"uid", "config"} <= file.data.keys())
        if declares or _LIKE_HSMETA.search(posixpath.basename(name)):
            told = f"is not read: the name of an hsmeta file ends in {ENDING}."
            stem = _LIKE_HSMETA.split(posixpath.basename(name))[0].rstrip("-_. ")
            stem = stem.partition(".")[0] or "name"
            yield replace(warning("", told, f"Rename it to {stem}{ENDING}."), file=name)


def undeclared(
    files: Mapping[str, SourceFile], folders: Collection[str], entries: Collection[str], how: str
) -> Iterator[Problem]:
    """Code in the folders of functions that no function is made of."""
    used = reached(entries, files)
    stems = {_stem(name) for name in used}  # of one that is compiled elsewhere there are two
    for name in sorted(files):
        if posixpath.dirname(name) not in folders or not name.endswith(CODE) or name in used:
            continue
        if _BESIDE.search(name) or _stem(name) in stems:
            continue
        yield replace(warning("", "no function uses the file.", f"{how}, or delete the file."), file=name)


def of_the_other_form(
    files: Mapping[str, str | bytes], names: Collection[str], version: str, mend: str
) -> list[Problem]:
    """Files that declare functions as another platform version has them."""
    told = f"is not read: platform version {version} has its functions elsewhere."
    return [replace(warning("", told, mend), file=name) for name in names if name in files]


def _stem(name: str) -> str:
    return posixpath.basename(name).partition(".")[0]
