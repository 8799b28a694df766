"""The files of a site: which are read, in which encoding, and which are left out, with the reason."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ...disk.read import reason
from ...errors import FolderError
from ...text import did_you_mean

_LEFT_OUT = {"node_modules", "bower_components", "__pycache__", "__MACOSX"}
_NO_TEXT = set(
    ".png .jpg .jpeg .gif .webp .avif .ico .bmp .woff .woff2 .ttf .otf .eot .mp4 .webm .mp3 .pdf .zip .gz .map".split()  # noqa: SIM905 - a list
)
MOST_BYTES = 2_000_000
_MOST_MINIFIED = 256_000
_LONG_LINE = re.compile(rb"[^\n]{20000}")
_HEAD = 8192
_CHUNK = 1 << 20
_MARK = b"_hcms"
_MOST_FILES = 200_000


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was not read. `names_it`: the path stands in it."""

    file: str
    why: str
    names_it: bool = False


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's text, and how its bytes are had again: `text.encode(codec)` are the very same."""

    text: str
    codec: str


def site_root(given: str) -> Path:
    """The folder of a site. Raises `FolderError`."""
    path = Path(given).expanduser()
    if path.is_dir():
        return path
    if path.exists():
        raise FolderError(f"{given} is a file: name the folder that it is in, {path.parent}.")
    near = did_you_mean(path.name, [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else [])
    raise FolderError(f"There is no folder {given}.{near}")


def site_files(root: Path, left_out: list[LeftOut]) -> Iterator[tuple[str, bytes]]:
    """Every file that may be text, by its path below the root, with its bytes."""
    real = root.resolve()
    count = 0
    for folder, folders, names in os.walk(root, onerror=lambda problem: _unreadable(problem, root, left_out)):
        below = Path(folder)
        folders[:] = sorted(name for name in folders if _is_entered(below / name, root, real, left_out))
        for name in sorted(names):
            path = below / name
            inner = path.relative_to(root).as_posix()
            count += 1
            if count > _MOST_FILES:
                raise FolderError(f"{root} has more than {_MOST_FILES} files: name a folder in it.")
            if path.is_symlink():
                _tell_link(path, inner, real, left_out)
            elif PurePosixPath(name).suffix.lower() not in _NO_TEXT and path.is_file():
                data = _bytes(path, inner, left_out)
                if data is not None:
                    yield inner, data


def decoded(data: bytes) -> SourceText | None:
    """The text of bytes; None where they are none."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codecs = ["utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be"]
    elif b"\0" in data[:_HEAD]:
        return None
    else:
        codecs = ["utf-8", "latin-1"]  # every byte is a letter of Latin-1
    for codec in codecs:
        try:
            text = data.decode(codec)
            if text.encode(codec) == data:
                return SourceText(text, codec)
        except UnicodeError:
            continue
    return None


def _is_entered(path: Path, root: Path, real: Path, left_out: list[LeftOut]) -> bool:
    if path.name in _LEFT_OUT or path.name.startswith("."):
        return False
    if path.is_symlink():
        _tell_link(path, path.relative_to(root).as_posix(), real, left_out)
        return False
    return True


def _tell_link(path: Path, inner: str, real: Path, left_out: list[LeftOut]) -> None:
    """A link that stays inside is read where it leads."""
    try:
        target = path.resolve()
    except (OSError, RuntimeError):
        return
    if not target.is_relative_to(real):
        left_out.append(LeftOut(inner, "is a symbolic link that leads outside"))


def _bytes(path: Path, inner: str, left_out: list[LeftOut]) -> bytes | None:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            if _holds(path):
                told = f"has {size / 1_000_000:.1f} MB, more than the {MOST_BYTES / 1_000_000:g} MB that are read"
                left_out.append(LeftOut(inner, told, names_it=True))
            return None
        data = path.read_bytes()
    except OSError as problem:
        left_out.append(LeftOut(inner, f"cannot be read: {reason(problem)}"))
        return None
    if size > _MOST_MINIFIED and _LONG_LINE.search(data):
        if _MARK in data:
            left_out.append(LeftOut(inner, f"is a bundle of {size / 1000:.0f} KB that a tool has made", names_it=True))
        return None
    return data


def _holds(path: Path) -> bool:
    """Whether the path stands in a file, however large it is."""
    tail = b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if _MARK in tail + chunk:
                return True
            tail = chunk[-len(_MARK) :]
    return False


def _unreadable(problem: OSError, root: Path, left_out: list[LeftOut]) -> None:
    try:
        inner = Path(problem.filename).relative_to(root).as_posix()
    except (ValueError, TypeError):
        inner = str(problem.filename)
    left_out.append(LeftOut(inner, f"cannot be read: {reason(problem)}"))
