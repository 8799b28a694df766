"""The file of a cassette: JSON that people read and review, judged whole, and written at once or not at all."""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ....runtime.outgoing import Headers
from ...disk.read import reason
from ...errors import CassetteError
from ...json_text.positions import JsonPath
from ...json_text.read_write import write_json
from ...serverless_json.problems import Problem, error, in_order, json_path, kind, show
from ...serverless_json.validate import parse_object, placed
from ...text import did_you_mean, visible
from .bodies import charset_of, header
from .exchange import Body, RecordedExchange, RecordedRequest, RecordedResponse

MARK = "hsfunc_cassette"
_VERSION = 1
_FORM = f'{{"{MARK}": {_VERSION}, "exchanges": []}}'
_MOST_BYTES = 256 * 1024 * 1024
_MOST_TOLD = 10
_BODIES = ("json", "text", "base64")
_STATUSES = range(200, 600)


def read_cassette(path: Path, shown: str) -> list[RecordedExchange]:
    """The exchanges of a file. Raises `CassetteError`, which tells all that is wrong, with its line and JSON path."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as problem:
        raise CassetteError(f"{shown} cannot be read: {reason(problem)}.") from None
    if len(data) > _MOST_BYTES:
        raise CassetteError(f"{shown} has more than 256 MB, which no cassette has: name another file.")
    try:
        return parse_cassette(data.decode("utf-8-sig"), shown)
    except UnicodeDecodeError:
        raise CassetteError(f"{shown} is no cassette: it is no text in UTF-8.") from None


def parse_cassette(text: str, shown: str) -> list[RecordedExchange]:
    """The exchanges of a file's text. Raises `CassetteError`."""
    value, found = parse_object(text, "", f"A cassette begins as {_FORM}.")
    if value is not None:
        if MARK not in value:
            near = did_you_mean(MARK, value)
            raise CassetteError(f'{shown} is no cassette: it has no "{MARK}": {_VERSION}.{near} Name another file.')
        found = placed(_problems(value), text)
    if found or value is None:  # a key that stands twice, too: one of them would be lost with the next recording
        raise CassetteError("\n".join(_told(in_order(found), shown)))
    return [_exchange(entry) for entry in value["exchanges"]]


def dump_cassette(exchanges: Iterable[RecordedExchange]) -> str:
    """The text of a file."""
    return write_json({MARK: _VERSION, "exchanges": [_entry(exchange) for exchange in exchanges]}) + "\n"


def write_cassette(path: Path, shown: str, exchanges: Iterable[RecordedExchange]) -> None:
    """Puts the file in its place at once. Raises `CassetteError`; it is then as it was."""
    staged: str | None = None
    try:
        real = path.resolve()  # a link stays a link
        real.parent.mkdir(parents=True, exist_ok=True)
        handle, staged = tempfile.mkstemp(prefix=f".{real.name}-", dir=real.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(dump_cassette(exchanges))
        Path(staged).chmod(real.stat().st_mode & 0o777 if real.exists() else 0o644)
        Path(staged).replace(real)
        staged = None
    except OSError as problem:
        raise CassetteError(f"{shown} cannot be written: {reason(problem)}. It is as it was.") from None
    finally:
        if staged is not None:
            with suppress(OSError):
                Path(staged).unlink()


# ------------------------------------------------------------ to JSON and back


def _entry(exchange: RecordedExchange) -> dict[str, Any]:
    request, response = exchange.request, exchange.response
    return {
        "request": {"method": request.method, "url": request.url, **_headers(request.headers), **_body(request.body)},
        "response": {"status": response.status, **_headers(response.headers), **_body(response.body)},
    }


def _headers(headers: Headers) -> dict[str, Any]:
    lines: dict[str, Any] = {}
    for name, value in headers:
        if name in lines:
            lines[name] = [*(lines[name] if isinstance(lines[name], list) else [lines[name]]), value]
        else:
            lines[name] = value
    return {"headers": lines} if lines else {}


def _body(body: Body) -> dict[str, Any]:
    match body.kind:
        case "json":
            return {"json": body.value}
        case "text":
            lines = str(body.value).split("\n")
            return {"text": lines if len(lines) > 1 else lines[0]}
        case "base64":
            return {"base64": base64.b64encode(body.value).decode()}
        case "empty":
            return {}


def _exchange(entry: dict[str, Any]) -> RecordedExchange:
    request, response = entry["request"], entry["response"]
    sent, got = _lines(request), _lines(response)
    return RecordedExchange(
        RecordedRequest(request["method"].upper(), request["url"], sent, _read_body(request, sent)),
        RecordedResponse(response["status"], got, _read_body(response, got)),
    )


def _lines(value: dict[str, Any]) -> Headers:
    return tuple(
        (name.lower(), text)
        for name, texts in value.get("headers", {}).items()
        for text in (texts if isinstance(texts, list) else [texts])
    )


def _read_body(value: dict[str, Any], headers: Headers) -> Body:
    if "json" in value:
        return Body("json", value["json"])
    if "text" in value:
        text = value["text"]
        return Body(
            "text", text if isinstance(text, str) else "\n".join(text), charset_of(header(headers, "content-type"))
        )
    return Body("base64", base64.b64decode(value["base64"])) if "base64" in value else Body()


# ------------------------------------------------------------ what is wrong


def _told(problems: list[Problem], shown: str) -> list[str]:
    lines = [visible(str(replace(problem, file=shown))) for problem in problems[:_MOST_TOLD]]
    more = len(problems) - len(lines)
    return [*lines, f"There are {more} more."] if more else lines


def _problems(value: dict[str, Any]) -> Iterator[Problem]:
    yield from _unknown((), value, (MARK, "exchanges"))
    version = value[MARK]
    if type(version) is not int or version < 1:
        yield error(MARK, f"must be {_VERSION}, not {show(version)}.", f"Write {_VERSION}.")
    elif version > _VERSION:
        yield error(MARK, f"{version} was written by a newer hsfunc_magics.", "Install that.")
    exchanges = value.get("exchanges")
    if not isinstance(exchanges, list):
        yield error("exchanges", "must be an array.", f"A cassette begins as {_FORM}.")
        return
    for index, entry in enumerate(exchanges):
        yield from _of_exchange(("exchanges", index), entry)


def _of_exchange(steps: JsonPath, entry: Any) -> Iterator[Problem]:
    if not isinstance(entry, dict):
        yield error(json_path(*steps), f"must be an object, not {kind(entry)}.", "It has request and response.")
        return
    yield from _unknown(steps, entry, ("request", "response"))
    request, response = entry.get("request"), entry.get("response")
    if isinstance(request, dict):
        yield from _unknown((*steps, "request"), request, ("method", "url", "headers", *_BODIES))
        for name, example in (("method", '"GET"'), ("url", '"https://api.hubapi.com/"')):
            if not isinstance(request.get(name), str):
                place = (*steps, "request", *((name,) if name in request else ()))
                yield error(json_path(*place), f"{name} must be a string.", f"Such as {example}.")
        if isinstance(request.get("url"), str) and not _is_url(request["url"]):
            at = json_path(*steps, "request", "url")
            yield error(at, f"{show(request['url'])} is no URL.", 'Such as "https://api.hubapi.com/".')
        yield from _of_message((*steps, "request"), request)
    else:
        yield error(
            json_path(*steps), "must have a request, an object.", 'Such as {"method": "GET", "url": "https://…"}.'
        )
    if isinstance(response, dict):
        yield from _unknown((*steps, "response"), response, ("status", "headers", *_BODIES))
        status = response.get("status")
        if type(status) is not int or status not in _STATUSES:
            place = (*steps, "response", *(("status",) if "status" in response else ()))
            yield error(json_path(*place), "status must be a whole number from 200 to 599.", "Such as 200.")
        yield from _of_message((*steps, "response"), response)
    else:
        yield error(json_path(*steps), "must have a response, an object.", 'Such as {"status": 200}.')


def _of_message(steps: JsonPath, value: dict[str, Any]) -> Iterator[Problem]:
    """The headers and the body of a request or a response."""
    headers = value.get("headers", {})
    if not isinstance(headers, dict):
        yield error(
            json_path(*steps, "headers"), f"must be an object, not {kind(headers)}.", 'Such as {"accept": "*/*"}.'
        )
    else:
        for name, lines in headers.items():
            if not all(isinstance(text, str) for text in (lines if isinstance(lines, list) else [lines])):
                at = json_path(*steps, "headers", name)
                yield error(at, "must be a string, or an array of strings: a header line each.", 'Such as "text/html".')
    bodies = [name for name in _BODIES if name in value]
    for name in bodies[1:]:
        yield error(json_path(*steps, name), f"stands beside {bodies[0]}.", "Keep one of them: they are the body.")
    text = value.get("text", "")
    if not isinstance(text, str) and not (isinstance(text, list) and all(isinstance(line, str) for line in text)):
        yield error(json_path(*steps, "text"), "must be a string, or an array of strings: its lines.", 'Such as "ok".')
    if "base64" in value and not _is_base64(value["base64"]):
        yield error(json_path(*steps, "base64"), "is no base64.", "Record the exchange anew.")


def _unknown(steps: JsonPath, value: dict[str, Any], known: tuple[str, ...]) -> Iterator[Problem]:
    for key in value:
        if key not in known:
            near = did_you_mean(key, known) or f" Known here are {', '.join(known)}."
            yield error(json_path(*steps, key), "is no key of a cassette.", near.strip())


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _is_base64(value: Any) -> bool:
    try:
        base64.b64decode(value, validate=True)
    except (ValueError, TypeError):
        return False
    return True
