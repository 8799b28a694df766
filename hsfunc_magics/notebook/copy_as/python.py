"""A request as Python: the package `requests`, and a call of the account itself."""

from __future__ import annotations

from .portable_request import PortableRequest


def as_requests(request: PortableRequest, base_url: str | None = None) -> str:
    """Code for the package `requests`. Repeated headers are joined, since it takes each name once.

    No URL leads to a function that is called by its uid: the account calls it.
    """
    if request.invocation is not None:
        return as_account_call(request)
    arguments = [repr(request.url(base_url))]
    if request.headers:
        inner = ", ".join(f"{name!r}: {_header(value)}" for name, value in request.joined_headers())
        arguments.append(f"headers={{{inner}}}")
    if request.fields is not None:
        # Without a file name they are plain fields, and files= makes the form multipart.
        arguments.append(f"files=[{', '.join(f'({name!r}, (None, {value!r}))' for name, value in request.fields)}]")
    elif request.body is not None:
        arguments.append(f"data={_bytes(request)}")
    return f"import requests\n\nresponse = requests.request({_spread(repr(request.method), *arguments)})"


def as_account_call(request: PortableRequest) -> str:
    """Code for the account of the notebook, which can say every request."""
    if request.invocation is not None:
        invocation = request.invocation
        told = [f"uid={invocation.uid!r}"]
        if invocation.parameters is not None:
            told.append(f"parameters={invocation.parameters!r}")
        if invocation.properties:
            told.append(f"properties={dict(invocation.properties)!r}")
        return f"from hsfunc_magics import current_account\n\ncurrent_account().call({_spread(*told)})"
    arguments = [repr(request.url()), f"method={request.method!r}"]
    if request.told_headers:
        arguments.append(f"headers={list(request.told_headers)!r}")
    if request.visitor is not None:
        arguments.append(f"visitor={request.visitor!r}")
    if request.fields is not None:
        arguments += [f"data={list(request.fields)!r}", "files={}"]
    elif request.body is not None:
        arguments.append(f"content={_bytes(request)}")
    return f"from hsfunc_magics import current_account\n\ncurrent_account().call({_spread(*arguments)})"


def _spread(*arguments: str) -> str:
    """On one line, or a line each."""
    line = ", ".join(arguments)
    return line if len(line) <= 90 else "\n" + "".join(f"    {argument},\n" for argument in arguments)


def _header(value: str) -> str:
    return repr(value) if value.isascii() else f"{value!r}.encode()"


def _bytes(request: PortableRequest) -> str:
    text = request.text
    if text is None:
        return repr(request.body)
    return repr(text) if text.isascii() else f"{text!r}.encode()"
