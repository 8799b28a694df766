"""Form values: read from request bodies for `context.params`, and written for calls made from Python."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qsl

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

Pairs = list[tuple[str, str]]

File = tuple[str, bytes]
"""Its name and its content."""

# A body that is no form is its client's matter, and not told on the terminal.
logging.getLogger("python_multipart").addHandler(logging.NullHandler())
# Otherwise a large file is written to the disk, and stays there.
_WHOLE_IN_MEMORY = {"MAX_MEMORY_FILE_SIZE": float("inf")}


def parse_query(text: str) -> Pairs:
    """Names and values in order; `flag` alone has the value ''."""
    if not text:
        return []
    return parse_qsl(text, keep_blank_values=True, errors="replace")


class UploadedFile(NamedTuple):
    """A file in a posted form: its field, its name, its size in bytes."""

    field: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class PostedForm:
    """What is read of a posted form, in order. `problem`: why that is not all of it."""

    pairs: Pairs
    files: list[UploadedFile] = field(default_factory=list[UploadedFile])
    problem: Literal["", "no boundary", "broken"] = ""


def parse_form(media_type: str, content_type: str, body: bytes) -> Pairs:
    """The text fields of a posted form, in order; files are left out. A body that is no form gives none."""
    return read_form(media_type, content_type, body).pairs


def read_form(media_type: str, content_type: str, body: bytes) -> PostedForm:
    """A posted form, as far as it can be read."""
    if media_type == URLENCODED:
        return PostedForm(parse_query(body.decode("utf-8", "replace")))
    if media_type != MULTIPART:
        return PostedForm([])
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import create_form_parser, parse_options_header

    pairs: Pairs = []
    files: list[UploadedFile] = []

    def on_field(field: Any) -> None:
        pairs.append((_decoded(field.field_name), _decoded(field.value)))

    def on_file(file: Any) -> None:
        # A form without a file chosen has an empty one.
        if file.file_name or file.size:
            files.append(UploadedFile(_decoded(file.field_name), _decoded(file.file_name), file.size))
        file.close()

    headers = {"Content-Type": content_type.encode("latin-1", "replace")}
    try:
        boundary = parse_options_header(headers["Content-Type"])[1].get(b"boundary", b"")
        if not boundary:
            return PostedForm(pairs, files, "no boundary")
        body = _without_preamble(body, boundary)
        parser = create_form_parser(headers, on_field, on_file, config=_WHOLE_IN_MEMORY)
        parser.write(body)
        parser.finalize()
    except (FormParserError, ValueError):
        return PostedForm(pairs, files, "broken")
    return PostedForm(pairs, files, "" if b"--" + boundary + b"--" in body else "broken")


def _decoded(text: bytes | None) -> str:
    return (text or b"").decode("utf-8", "replace")


def _without_preamble(body: bytes, boundary: bytes) -> bytes:
    """The parser wants the first boundary at the beginning; what stands before it is no part."""
    first = b"--" + boundary
    start = 0 if body.startswith(first) else body.find(b"\r\n" + first) + 2
    return body[start:] if start > 1 else body


def posted_by_form(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a browser's form has sent a body with its action: it navigates, which no fetch and no command does.

    Browsers say so in headers of their own, the newer ones in Sec-Fetch-Mode.
    """
    if method != "POST":
        return False
    mode = headers.get("sec-fetch-mode")
    if mode is not None:
        return mode == "navigate"
    return "upgrade-insecure-requests" in headers or "text/html" in headers.get("accept", "")


def fields_and_files(
    pairs: Iterable[tuple[str, str]], read: Callable[[str], bytes], fill: Callable[[str], str] = str
) -> dict[str, Any]:
    """The arguments of a call for curl's `-F NAME=VALUE` and `-F NAME=@FILE`, each as often as it is given.

    `fill` puts in what stands for something: whether a value names a file was said before.
    """
    fields: Pairs = []
    files: list[tuple[str, File]] = []
    for name, value in pairs:
        if value.startswith("@"):
            file = fill(value[1:])
            files.append((fill(name), (PurePath(file).name, read(file))))
        else:
            fields.append((fill(name), fill(value)))
    return {"data": fields, "files": files}


def group(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """`context.params`: every name once, its values in an array (contract §5)."""
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def encode_multipart(
    fields: Iterable[tuple[str, str]], files: Iterable[tuple[str, str, bytes]] = ()
) -> tuple[str, bytes]:
    """The content type and the body of a multipart form, the same for the same.

    `files`: (field, file name, content). Names are written as browsers write them; httpx would double backslashes.
    """
    import hashlib
    import mimetypes

    parts = [(f'form-data; name="{_quoted(name)}"\r\n', value.encode()) for name, value in fields]
    for name, file, content in files:
        kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
        disposition = f'form-data; name="{_quoted(name)}"; filename="{_quoted(file)}"'
        parts.append((f"{disposition}\r\nContent-Type: {kind}\r\n", content))
    # Made of what it is to stand between, so it cannot be in there; and an output that shows it is the same again.
    hashed = hashlib.sha256()
    for head, content in parts:
        hashed.update(head.encode())
        hashed.update(content)
    boundary = f"hsfunc-{hashed.hexdigest()[:32]}"
    out = io.BytesIO()
    for head, content in parts:
        out.write(f"--{boundary}\r\nContent-Disposition: {head}\r\n".encode() + content + b"\r\n")
    out.write(f"--{boundary}--\r\n".encode())
    return f"{MULTIPART}; boundary={boundary}", out.getvalue()


def _quoted(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
