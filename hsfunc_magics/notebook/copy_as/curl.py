"""A request as a curl command, in one line of a POSIX shell."""

from __future__ import annotations

import base64
import re
import shlex

from .portable_request import PortableRequest

_DOTS = re.compile(r"(^|/)\.{1,2}(/|$)")
# In a name, `=` ends it, and curl's versions do not agree on how the others are escaped.
_ODD_IN_NAME = re.compile(r'[=";\\\r\n]')
_NO_ARGUMENT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def as_curl(request: PortableRequest, base_url: str | None = None) -> str:
    """The command. A body that is no text goes through base64 and a pipe, which needs no file.

    No URL leads to a function that is called by its uid: a comment says so, which a shell does nothing with.
    """
    if request.invocation is not None:
        uid = "".join(letter if letter.isprintable() else "?" for letter in request.invocation.uid)
        return f"# No URL leads to {uid}, which is called by its uid: UI extensions do, and %hscall --uid."
    request = as_written(request)
    url = request.url(base_url)
    words = ["curl"]
    if request.method == "HEAD":
        words.append("--head")
    elif request.method != "GET" or request.body is not None or request.fields is not None:
        words += ["-X", request.method]
    if any(character in url for character in "[]{}"):
        words.append("--globoff")
    if _DOTS.search(request.path):
        words.append("--path-as-is")
    words.append(url)
    for name, value in request.headers:
        words += ["-H", f"{name}: {value}" if value else f"{name};"]
    if request.method == "HEAD":
        return shlex.join(words)
    if request.fields is not None:
        for name, value in request.fields:
            words += ["--form-string", f"{name}={value}"]
    elif request.body is not None:
        if request.header("content-type") is None:
            words += ["-H", "Content-Type:"]  # or curl says that it is a form
        if request.text is None:
            told = base64.b64encode(request.body).decode()
            return f"printf %s {told} | base64 -d | {shlex.join([*words, '--data-binary', '@-'])}"
        words += ["--data-raw", request.text]
    return shlex.join(words)


def as_written(request: PortableRequest) -> PortableRequest:
    """The request with its form as bytes, where curl could not be told of its fields."""
    if request.fields is None:
        return request
    fine = all(
        not _ODD_IN_NAME.search(name) and not _NO_ARGUMENT.search(f"{name}{value}") for name, value in request.fields
    )
    return request if fine else request.with_encoded_form()
