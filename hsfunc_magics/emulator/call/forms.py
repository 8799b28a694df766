"""Form values: read from request bodies for `context.params`, and written for calls made from Python."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import parse_qsl

from ..notes import FIELDS, FORM, Note

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


def parse_form(media_type: str, content_type: str, body: bytes) -> Pairs:
    """The text fields of a posted form, in order; files are left out. A body that is no form gives none."""
    if media_type == URLENCODED:
        return parse_query(body.decode("utf-8", "replace"))
    if media_type != MULTIPART:
        return []
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import create_form_parser, parse_options_header

    pairs: Pairs = []

    def on_field(field: Any) -> None:
        name, value = field.field_name or b"", field.value or b""
        pairs.append((name.decode("utf-8", "replace"), value.decode("utf-8", "replace")))

    try:
        headers = {"Content-Type": content_type.encode("latin-1", "replace")}
        body = _without_preamble(body, parse_options_header(headers["Content-Type"])[1].get(b"boundary", b""))
        parser = create_form_parser(headers, on_field, lambda file: file.close(), config=_WHOLE_IN_MEMORY)
        parser.write(body)
        parser.finalize()
    except (FormParserError, ValueError):
        return pairs
    return pairs


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


def form_note(method: str, headers: Mapping[str, str]) -> Note:
    """What is said of a body with fields; `headers` in lower case."""
    return FORM if posted_by_form(method, headers) else FIELDS


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
