"""Names in a project: uids, and the names of files in its flat folder; legal, and no two alike (contract §13)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable

LONGEST_UID = 64
HSMETA = "-hsmeta.json"
# HubSpot's parser gives the package.json of the functions this uid.
PACKAGE_UID = "hubspot-serverless-package-uid"

_LONGEST_FILE = 120
_DIGEST = 8
_ILLEGAL = re.compile(r"[^A-Za-z0-9_.\-]")


def legal_uid(key: str) -> str:
    """The uid for a name: what is illegal becomes `_`; of what is too long the end becomes a digest of the whole."""
    return _shortened(_ILLEGAL.sub("_", key) or "function", key, LONGEST_UID)


def flat_name(path: str) -> str:
    """The name of a file that is to lie in one folder with all others: `event/create.js` → `event-create.js`."""
    name = _ILLEGAL.sub("_", path.replace("/", "-"))
    if name.endswith(HSMETA):  # it would be read as one
        name = f"{name.removesuffix('.json')}_.json"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _DIGEST:
        return _shortened(name, path, _LONGEST_FILE)
    return f"{_shortened(stem, path, _LONGEST_FILE - len(ending) - 1)}.{ending}"


def _shortened(name: str, whole: str, most: int) -> str:
    if len(name) <= most:
        return name
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    return f"{name[: most - _DIGEST - 1]}_{digest}"


class Names:
    """Names that are given once each. Letter case makes no difference: some disks know none."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.lower() for name in taken}

    def is_free(self, name: str) -> bool:
        return name.lower() not in self._taken

    def take_uid(self, key: str) -> str:
        """A uid for a name; another one's gets a number behind it."""
        return self._take(legal_uid(key), lambda uid, number: f"{uid[: LONGEST_UID - len(f'_{number}')]}_{number}")

    def take_file(self, name: str, folder: str = "") -> str:
        """A file's name; where it is taken, with its folder's name before it, then with a number."""
        if folder and not self.is_free(name):
            name = flat_name(f"{folder}/{name}")
        return self._take(name, _numbered)

    def _take(self, name: str, numbered: Callable[[str, int], str]) -> str:
        given, number = name, 1
        while not self.is_free(given):
            number += 1
            given = numbered(name, number)
        self._taken.add(given.lower())
        return given


def _numbered(name: str, number: int) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{number}.{ending}" if dot else f"{name}-{number}"
