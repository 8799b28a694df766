"""The source that an execution ran, as it was then: a cell that holds another one by now is not the place to look."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from .javascript import BODY_SUFFIX, SourceFile


@dataclass(frozen=True, slots=True)
class RanSource:
    """The file that ran, at `path` (`app.functions/events.js`)."""

    path: str
    file: SourceFile

    def texts(self) -> dict[str, str]:
        """What whoever wrote the function has written, by path: the cell, or the sources of a bundle."""
        origin = self.file.origin
        if origin is None:
            return {self.path: _written(self.file)}
        folder = self.path.partition("/")[0]
        written = {name: origin.files[name] for name in origin.map.sources if name in origin.files}
        return {f"{folder}/{name}": _written(file) for name, file in written.items()}

    def digests(self) -> dict[str, str]:
        """The digest of each of them."""
        return {path: digest(text) for path, text in self.texts().items()}


def digest(text: str) -> str:
    """CRC-32 in eight hexadecimal digits, which a browser computes at once, also where it has no `crypto.subtle`.

    Line breaks count as one character; blanks, tabs and line breaks at the end do not count.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").rstrip(" \t\n")
    return f"{zlib.crc32(plain.encode('utf-8', 'replace')):08x}"


def _written(file: SourceFile) -> str:
    return file.text[file.first_column : -len(BODY_SUFFIX)] if file.first_column else file.text
