"""The requests that a function has sent: a line, a row of a table or JSON each, and never more than an output can bear.

How long they took is measured: it stands in the figures.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from ....emulator.call.execution import Execution
from ....emulator.http import media_type
from ....emulator.outgoing.exchanges import BY_NAMES, HeaderLines, OutgoingExchange, ReceivedResponse, SentRequest
from ....runtime.statuses import phrase
from ..frame import code, escape, line, long, pre, section, size, table, visible
from .body import body_text, whole_base64
from .masked import Word
from .parts import ShownPosition, position_of

MOST = 20
"""Of the requests: the others are counted."""
_MOST_UNFOLDED = 8
# Characters of a URL, and of headers and of the body, sent and received, as long as there are few requests; beyond
# `_MOST_UNFOLDED` requests have neither.
_LONGEST_URL = 500
_SHORTEST_URL = 120
_MOST_EACH = 1_000
# And of all requests together.
_MOST_URLS = 2_500
_MOST_TOGETHER = 5_000
_MOST_BYTES = 64


class _Part(NamedTuple):
    """Headers and body of a request or of a response, as much as is shown; `body` as `$defs/body` of the schema."""

    headers: list[list[str]]
    more_headers: int
    body: dict[str, Any] | None


def outgoing_text(execution: Execution) -> list[str]:
    """A line each, the positions in front as those of the console are."""
    if not execution.outgoing:
        return []
    shown = [one.without_credentials(url_alone=True) for one in execution.outgoing[:MOST]]
    positions = [visible(found.short) if (found := position_of(execution, one)) else "" for one in shown]
    width = max(map(len, positions))
    indent = width + 2 if width else 0
    lines = [f"  {where:<{indent}}{one}" for where, one in zip(positions, shown, strict=True)]
    return ["Outgoing", *lines, *(f"  {text}" for text in _more(execution))]


def outgoing_json(execution: Execution) -> dict[str, Any]:
    """The keys of the view's data; none where nothing was sent."""
    if not execution.outgoing:
        return {}
    shown = _shown(execution)
    data: dict[str, Any] = {
        "outgoing": [_exchange(execution, one, most) for one, most in zip(shown, _shares(len(shown)), strict=True)]
    }
    more = _left_out(execution)
    return {**data, "outgoingMore": more} if more else data


def outgoing_ms(execution: Execution) -> list[list[float]]:
    """When each was sent, in ms since the execution began, and how long it took: figures."""
    return [[round(one.at * 1000, 3), round(one.seconds * 1000, 3)] for one in execution.outgoing[:MOST]]


def outgoing_html(execution: Execution) -> str:
    """The same as a table whose addresses unfold to headers and bodies."""
    if not execution.outgoing:
        return ""
    shown = _shown(execution)
    rows = [_row(execution, one, most) for one, most in zip(shown, _shares(len(shown)), strict=True)]
    inner = table(("Method", "URL", "Answer", "Size", "By", "Where"), rows)
    inner += "".join(f"<p>{escape(text)}</p>" for text in _more(execution))
    inner += "<p>Measured: <code>execution.outgoing[0].seconds</code>.</p>"
    return section(f"Outgoing ({len(execution.outgoing) + execution.outgoing_more:,})", inner, opened=True)


def whole_body(execution: Execution, number: int, *, response: bool) -> dict[str, Any] | None:
    """All that is kept of a body: `text`, or `base64` where it is none; None where there is nothing to show."""
    if not 0 <= number < len(execution.outgoing):
        return None
    one = execution.outgoing[number].without_credentials()
    message = one.response if response else one.request
    if message is None:
        return None
    text = _text(execution, message)
    lost = message.size - len(message.body)
    if text is not None:
        return {"text": f"{text}\n[… {lost:,} more bytes were not kept]" if lost else text}
    encoded = whole_base64(execution, message.body)
    return {"base64": encoded} if encoded is not None else None


# ------------------------------------------------------------ how much is shown


def _shown(execution: Execution) -> list[OutgoingExchange]:
    return [one.without_credentials() for one in execution.outgoing[:MOST]]


def _shares(count: int) -> list[int]:
    """How many characters of each of its parts a request may show."""
    unfolded = min(count, _MOST_UNFOLDED)
    return [min(_MOST_EACH, _MOST_TOGETHER // (4 * unfolded))] * unfolded + [0] * (count - unfolded)


def _more(execution: Execution) -> list[str]:
    more, known = _left_out(execution), len(execution.outgoing)
    has = f"the first {known:,}" if execution.outgoing_more else f"all {known:,}"
    return [f"… {more:,} more; execution.outgoing has {has}"] if more else []


def _left_out(execution: Execution) -> int:
    return max(0, len(execution.outgoing) - MOST) + execution.outgoing_more


def _part(execution: Execution, message: SentRequest | ReceivedResponse, most: int) -> _Part:
    headers, room = [], most
    for name, value in message.headers:
        room -= len(name) + len(value)
        if room < 0:
            break
        headers.append([name.lower(), value])
    return _Part(headers, len(message.headers) - len(headers), _body(execution, message, most))


def _body(execution: Execution, message: SentRequest | ReceivedResponse, most: int) -> dict[str, Any] | None:
    if not message.size:
        return None
    body: dict[str, Any] = {"type": _type(message.headers), "size": message.size}
    lost = message.size - len(message.body)
    text = _text(execution, message)
    if text is not None:
        return {**body, "cut": max(0, len(text) - most) + lost, "text": text[:most]}
    shown = message.body[:_MOST_BYTES]
    encoded = whole_base64(execution, shown)
    return {**body, "cut": message.size - (len(shown) if encoded else 0), "base64": encoded or ""}


def _text(execution: Execution, message: SentRequest | ReceivedResponse) -> str | None:
    content, kind = message.body, _type(message.headers)
    # What was kept up to a bound may end within a character.
    tails = range(4) if len(content) < message.size else (0,)
    for tail in tails:
        text = body_text(execution, content[: len(content) - tail], kind)
        if text is not None:
            return text
    return None


def _type(headers: HeaderLines) -> str:
    return media_type(headers.get("content-type"))


# ------------------------------------------------------------ JSON


def _exchange(execution: Execution, one: OutgoingExchange, most: int) -> dict[str, Any]:
    failure, response = one.failure, one.response
    told: dict[str, Any] = {
        "method": one.request.method,
        "url": _url(execution, one),
        "by": Word(one.by),
        "status": response.status if response is not None else None,
        "reason": phrase(response.status) if response is not None else "",
        "failure": {"kind": Word(failure.kind), "code": failure.code, "message": failure.message} if failure else None,
        "request": _message(_part(execution, one.request, most)),
        "response": _message(_part(execution, response, most)) if response is not None else None,
    }
    if one.rule:
        told["rule"] = one.rule
    position = position_of(execution, one)
    return told if position is None else {**told, "position": position._asdict()}


def _message(part: _Part) -> dict[str, Any]:
    told: dict[str, Any] = {"headers": part.headers, "body": part.body}
    return {**told, "moreHeaders": part.more_headers} if part.more_headers else told


def _url(execution: Execution, one: OutgoingExchange) -> str:
    url, shown = one.request.url, min(len(execution.outgoing), MOST)
    most = max(_SHORTEST_URL, min(_LONGEST_URL, _MOST_URLS // shown))
    return url if len(url) <= most else f"{url[:most]}…"


# ------------------------------------------------------------ HTML


def _row(execution: Execution, one: OutgoingExchange, most: int) -> tuple[str, ...]:
    response, url = one.response, code(_url(execution, one))
    unfolded = _unfolded(execution, one, most) if most else ""
    tone = "bad" if response is None or response.status >= 500 else "ok" if response.status < 300 else "other"
    return (
        code(one.request.method),
        long(f"<details><summary>{url}</summary>{unfolded}</details>" if unfolded else url),
        f'<span class="hsfunc-{tone} hsfunc-line">{escape(one.result)}</span>',
        line(size(response.size)) if response is not None else "",
        line(BY_NAMES[one.by]),
        _where(position_of(execution, one)),
    )


def _where(position: ShownPosition | None) -> str:
    return f'<span class="hsfunc-line">{code(position.short)}</span>' if position is not None else ""


def _unfolded(execution: Execution, one: OutgoingExchange, most: int) -> str:
    parts = [f"<p>{escape(one.failure.message)}</p>"] if one.failure is not None and one.failure.message else []
    parts += [f"<p>Answered by {code(one.rule)}</p>"] if one.rule else []
    messages: Sequence[tuple[str, SentRequest | ReceivedResponse | None]] = (
        ("Request", one.request),
        ("Response", one.response),
    )
    for title, message in messages:
        if message is not None:
            parts += _message_html(title, _part(execution, message, most))
    return "".join(parts)


def _message_html(title: str, part: _Part) -> list[str]:
    lines = [f"{name}: {value}" for name, value in part.headers]
    lines += [f"… {part.more_headers} more"] if part.more_headers else []
    parts = [f"<p>{title} headers</p>{pre(chr(10).join(lines))}"] if lines else []
    body = part.body
    if body is None:
        return parts
    told = ", ".join(filter(None, (body["type"], size(body["size"]))))
    parts.append(f"<p>{title} body <small>{escape(told)}</small></p>")
    if "text" in body:
        parts.append(pre(_pretty(body)))
    if body["cut"]:
        unit = "characters" if "text" in body else "bytes"
        parts.append(f"<p>… {body['cut']:,} more {unit}; <code>execution.outgoing</code> has them.</p>")
    return parts


def _pretty(body: dict[str, Any]) -> str:
    text: str = body["text"]
    if body["type"].endswith("json") and not body["cut"]:
        try:
            return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        except (ValueError, RecursionError):
            pass
    return text
