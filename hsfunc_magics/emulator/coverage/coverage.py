"""The coverage of calls: of one, of a series, of an account, each the sum of what V8 has counted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ...runtime import forking
from ..display import Displayable, counted
from ..errors import FolderError
from ..process_bound import ProcessBound
from .counts import Counts, counts_of

if TYPE_CHECKING:
    from ..sources.ran_source import RanSource
    from .lines import FileCoverage

Mask = Callable[[str], str]


class Coverage(ProcessBound, Displayable):
    """What of the functions' sources has run. Thread-safe.

    `on`: every call counts, whether it asks for it or not. `places` are where folders lie on disk, by their names
    (`shop.functions`): paths are told so then. Of a file that was changed the newer text counts.

    Example::

        account.call("events", coverage=True)
        print(account.coverage)
        account.coverage.write_lcov("lcov.info")
    """

    def __init__(self, mask: Mask = str) -> None:
        self.on = False
        self.places: dict[str, str] = {}
        self._mask = mask
        self._counted: dict[tuple[str, str], tuple[RanSource, Counts]] = {}
        self._ready: list[FileCoverage] = []
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock."""
        self._lock = threading.Lock()

    def __bool__(self) -> bool:
        return bool(self._counted or self._ready)

    def add(self, source: RanSource, ranges: Sequence[int]) -> None:
        """What one execution of a source has run."""
        folder = source.path.partition("/")[0]
        self._add(self.places.get(folder, folder), source, counts_of(ranges))

    def add_files(self, files: Iterable[FileCoverage]) -> None:
        """What was counted elsewhere, as another `Coverage` tells it in `files`."""
        from .lines import merged

        with self._lock:
            self._ready = merged((*self._ready, *files))

    def __iadd__(self, other: Coverage) -> Self:
        for (place, _), (source, counts) in list(other._counted.items()):
            self._add(place, source, counts)
        self.add_files(other._ready)
        return self

    def _add(self, place: str, source: RanSource, counts: Counts) -> None:
        key = place, source.path
        with self._lock:
            known = self._counted.get(key)
            if known is not None and known[0].file.text == source.file.text:
                counts = known[1] + counts
            self._counted[key] = source, counts

    def clear(self) -> None:
        """Forgets all."""
        with self._lock:
            self._counted, self._ready = {}, []

    @property
    def files(self) -> list[FileCoverage]:
        """Each file with its lines, branches and functions, in the order of the paths; without secrets."""
        from .lines import files_of, merged

        with self._lock:
            known, ready = list(self._counted.items()), list(self._ready)
        found = (
            replace(file, path=_placed(file.path, place), text=self._mask(file.text))
            for (place, _), (source, counts) in known
            for file in files_of(source, counts)
        )
        return sorted(merged((*found, *ready)), key=lambda file: file.path)

    def lcov(self) -> str:
        """As lcov writes it."""
        from .lcov import lcov_text

        return lcov_text(self.files)

    def write_lcov(self, path: str | Path) -> None:
        """Writes it to a file, for CI. Raises `FolderError` where that cannot be written."""
        try:
            Path(path).expanduser().write_text(self.lcov(), encoding="utf-8")
        except OSError as problem:
            raise FolderError(f"{path}: {(problem.strerror or 'it cannot be written').lower()}.") from None

    def __repr__(self) -> str:
        if not self:
            return "<Coverage: nothing was counted>"
        return f"<Coverage of {counted(len(self._counted) + len(self._ready), 'file')}>"


def sum_of(parts: Iterable[Coverage | None], mask: Mask) -> Coverage:
    """The sum of some."""
    whole = Coverage(mask)
    for part in parts:
        if part is not None:
            whole += part
    return whole


def _placed(path: str, place: str) -> str:
    _, slash, rest = path.partition("/")
    return f"{place}/{rest}" if slash else path
