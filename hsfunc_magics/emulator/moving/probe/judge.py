"""What the answers of a probe say of each switch: its value, or why it stays open (contract §12, §13).

A value is settled only by an answer that could not have come of another one. Everything else stays open, with what was
seen. Nothing that an answer holds is repeated but numbers and words of the probe's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from ...projects.switches import SWITCHES
from .answers import Answer, Answers
from .requests import COOKIE_VARIABLE, MARK

_LOG_LINE_BYTES = 1024
_LOG_LINES = 300
# What is written of a log may have its times and levels counted, too: lines that are less or more.
_LOG_BOUNDS = {"4096": range(3, 6), "262144": range(225, 259)}
_COOKIES = ("hsfunc_probe_a=1", "hsfunc_probe_b=2")
_BYTES = f"{MARK}-bytes:"
_BYTES_SIZE = len(_BYTES) + 7
# Seconds until a wait was ended, from the limit itself to what network and a cold start add.
_ENDED = {"10": (9.0, 11.0), "15": (14.0, 16.0)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`value` of the switch where it is settled, else None; `seen` is the evidence, or why it stays open."""

    value: str | None
    seen: str


def judge(answers: Answers) -> dict[str, Verdict]:
    """A verdict on every switch, in their order."""
    return {name: _JUDGES[name](answers) for name in SWITCHES}


def day_of(answers: Answers, today: str) -> str:
    """The day on which it was asked, as the answers date themselves; else the day of reading."""
    for answer in answers.by_name.values():
        for text in answer.values("date"):
            try:
                return parsedate_to_datetime(text).astimezone(UTC).date().isoformat()
            except (ValueError, OverflowError):
                continue
    return today


def _asked(name: str) -> Callable[[Callable[[Answer], Verdict]], Callable[[Answers], Verdict]]:
    """A judge of one answer. Where none came, or the function answered nothing at all, the switch stays open."""

    def around(judge_one: Callable[[Answer], Verdict]) -> Callable[[Answers], Verdict]:
        def judged(answers: Answers) -> Verdict:
            answer, report = answers.get(name), answers.get("report")
            if answer is None or report is None:
                return Verdict(None, missing(answers, name if answer is None else "report"))
            return judge_one(answer) if report.report is not None else Verdict(None, not_run(report))

        return judged

    return around


def missing(answers: Answers, name: str) -> str:
    """Why there is no answer of that name."""
    failed = answers.by_name.get(name)
    if failed is None:
        return f"there is no answer named {name}: run its line"
    return f"{name} was not answered" + (f": curl ended with error {failed.failure}" if failed.failure else "")


def _reported(key: str) -> Callable[[Callable[[Any], Verdict]], Callable[[Answers], Verdict]]:
    """A judge of what the function told of its call."""

    def around(judge_one: Callable[[Any], Verdict]) -> Callable[[Answers], Verdict]:
        @_asked("report")
        def judged(answer: Answer) -> Verdict:
            return judge_one((answer.report or {}).get(key))

        return judged

    return around


def not_run(answer: Answer) -> str:
    """That the platform answered in the function's place."""
    hint = ": is the build deployed, and the address right?" if answer.status == 404 else ""
    return f"{answer.name} was answered {answer.status}, and not by the function{hint}"


@_asked("report")
def _params(answer: Answer) -> Verdict:
    report = answer.report or {}
    single, repeated = (_kind(report.get(key)) for key in ("single", "repeated"))
    seen = f"?single=1 came as {single}, ?repeated=1&repeated=2 as {repeated}"
    values = {
        ("text 1", "text 2"): "scalars",
        ("array of 1", "array of 2"): "arrays",
        ("text 1", "array of 2"): "mixed",
    }
    value = values.get((single, repeated))
    return Verdict(value, seen if value is not None else f"{seen}, which is no value of the switch")


def _kind(value: Any) -> str:
    known = {"text", "text 1", "text 2", "text 1,2", "text 1, 2", "undefined", "null", "object", "number", "boolean"}
    return value if value in (*known, *(f"array of {n}" for n in range(4))) else "something else"


@_asked("contact")
def _contact(answer: Answer) -> Verdict:
    report = answer.report
    if report is None:
        return Verdict(None, not_run(answer))
    if report.get("contact") is True:
        return Verdict("present", "the function saw a context.contact")
    if answer.told.get("cookie") != "yes":
        return Verdict(None, f"it was called without a known contact's cookie: export {COOKIE_VARIABLE} first")
    return Verdict("absent", "with the cookie of a contact, the function saw no context.contact")


def _there(told: str, there: str, absent: str) -> Callable[[Any], Verdict]:
    def judged(found: Any) -> Verdict:
        if not isinstance(found, bool):
            return Verdict(None, f"the function did not tell whether there is {told}")
        return Verdict(there if found else absent, f"the function saw {'' if found else 'no '}{told}")

    return judged


@_asked("portalid")
def _portalid(answer: Answer) -> Verdict:
    report = answer.report
    if report is not None:
        if report.get("portalid") is True:
            return Verdict("ignored", "the function ran with ?portalid=1 and saw it among its params")
        return Verdict(None, "the function ran with ?portalid=1 and did not see it, which is no value of the switch")
    if answer.status == 400:
        return Verdict("checked", "?portalid=1 was answered 400, and not by the function")
    return Verdict(None, not_run(answer))


def _cookie_lines(answer: Answer) -> list[list[str]]:
    lines = ([cookie for cookie in _COOKIES if cookie in value] for value in answer.values("set-cookie"))
    return [line for line in lines if line]


@_asked("many")
def _many(answer: Answer) -> Verdict:
    lines = _cookie_lines(answer)
    found = {cookie for line in lines for cookie in line}
    if not answer.ran and not found:
        return Verdict(None, not_run(answer))
    seen = f"{len(found)} of 2 cookies of multiValueHeaders came"
    value = {0: "dropped", 2: "sent"}.get(len(found)) if len(lines) == len(found) else None
    return Verdict(value, seen if value is not None else f"{seen}, in {_lines(lines)}: no value of the switch")


@_asked("array")
def _array(answer: Answer) -> Verdict:
    lines = _cookie_lines(answer)
    shape = sorted(map(len, lines))
    if not answer.ran and not lines:
        return Verdict(None, not_run(answer))
    seen = f"an array of 2 cookies came in {_lines(lines)}"
    value = "lines" if shape == [1, 1] else "joined" if shape == [2] else None
    return Verdict(value, seen if value is not None else f"{seen} with {sum(shape)} of them: no value of the switch")


def _lines(lines: list[list[str]]) -> str:
    return "1 line" if len(lines) == 1 else f"{len(lines)} lines"


@_asked("redirect")
def _redirects(answer: Answer) -> Verdict:
    there = f"https://example.com/{MARK}" in answer.values("location")
    seen = f"302 with Location came as {answer.status} {'with' if there else 'without'} it"
    if answer.status == 302 and there:
        return Verdict("sent", seen)
    if answer.status == 200 and not answer.values("location") and answer.ran:
        return Verdict("dropped", seen)
    return Verdict(None, f"{seen}, which is no value of the switch")


@_asked("buffer")
def _binary(answer: Answer) -> Verdict:
    size = answer.number("size")
    if _is_buffer_json(answer.body):
        return Verdict("json", "a Buffer came as its JSON")
    if _BYTES in answer.body and size == _BYTES_SIZE and "?" not in answer.body:
        return Verdict("bytes", f"a Buffer of {_BYTES_SIZE} bytes came as {_BYTES_SIZE} bytes")
    if _BYTES in answer.body:
        told = f"{size:.0f} bytes" if size is not None else "an unknown number of bytes"
        return Verdict(None, f"a Buffer of {_BYTES_SIZE} bytes that are no text came as {told}: no value of the switch")
    return Verdict(None, "a Buffer came as something else" if answer.ran else not_run(answer))


def _is_buffer_json(body: str) -> bool:
    value: Any = body
    for _ in range(2):
        try:
            value = json.loads(value) if isinstance(value, str) else value
        except (ValueError, RecursionError):
            return False
    return isinstance(value, dict) and value.get("type") == "Buffer" and isinstance(value.get("data"), list)


@_asked("throw")
def _throw_status(answer: Answer) -> Verdict:
    if answer.ran:
        return Verdict(None, "the function answered, and did not throw")
    status = str(answer.status)
    known = status in SWITCHES["throw_status"].values
    return Verdict(
        status if known else None,
        f"a throw was answered {status}" + ("" if known else ", which is no value of the switch"),
    )


@_asked("preflight")
def _preflight(answer: Answer) -> Verdict:
    if answer.values("x-hsfunc-probe"):
        return Verdict("function", f"OPTIONS was answered {answer.status} by the function")
    if answer.values("access-control-allow-origin"):
        told = "by the platform with CORS headers, which is no value of the switch"
        return Verdict(None, f"OPTIONS was answered {answer.status} {told}")
    if answer.status >= 500:
        return Verdict(None, f"OPTIONS was answered {answer.status}, which may be an accident: ask again")
    return Verdict("platform", f"OPTIONS was answered {answer.status} by the platform, without CORS headers")


def _cors(answers: Answers) -> Verdict:
    page = answers.get("origin")
    if page is not None and page.report is not None and page.values("access-control-allow-origin"):
        return Verdict(None, "the platform adds CORS headers of its own to answers, which is no value of the switch")
    return _preflight(answers)


def _node(found: Any) -> Verdict:
    major = str(found).partition(".")[0]
    if not (major.isascii() and major.isdigit() and len(major) <= 3):
        return Verdict(None, "the function did not tell its Node")
    known = major in SWITCHES["node"].values
    return Verdict(
        major if known else None,
        f"process.versions.node begins with {major}" + ("" if known else ", which is no value of the switch"),
    )


def _relative_require(found: Any) -> Verdict:
    if found == "works":
        return Verdict("works", "the function required the file beside it")
    if found == "fails":
        return Verdict("fails", "the file beside the function was not found")
    return Verdict(None, "to require the file beside it had another end than a file that is there or missing")


def _seconds(answers: Answers) -> Verdict:
    return _asked("wait11")(lambda short: _waited(answers, short))(answers)


def _waited(answers: Answers, short: Answer) -> Verdict:
    long = answers.get("wait16")
    if not short.ran:
        if long is not None and long.ran:
            return Verdict(None, "a wait of 11 s was ended and one of 16 s was not: ask again")
        return _ended(short, "10", 11)
    if long is None:
        return Verdict(None, f"a wait of 11 s was not ended, and {missing(answers, 'wait16')}")
    if long.ran:
        return Verdict(None, "a wait of 16 s was not ended: the limit is longer than any value of the switch")
    return _ended(long, "15", 16)


def _ended(answer: Answer, value: str, waited: int) -> Verdict:
    time = answer.number("time")
    seen = f"a wait of {waited} s was answered {answer.status}"
    if time is None:
        return Verdict(None, f"{seen}, and how long that took is not told")
    first, last = _ENDED[value]
    seen += f" after {time:.1f} s"
    if first <= time < last:
        return Verdict(value, f"{seen}, and not by the function")
    return Verdict(None, f"{seen}, which a limit of {value} s does not explain: ask again")


def _log_bytes(answers: Answers) -> Verdict:
    lines = answers.log_lines
    if not lines:
        told = "only hs app logs --type=serverless-gateway-execution shows it: put what that prints behind the answers"
        return Verdict(None, told)
    seen = f"{lines} of {_LOG_LINES} lines of 1 KB are in the log"
    for value, range_ in _LOG_BOUNDS.items():
        if lines in range_:
            return Verdict(value, seen)
    return Verdict(None, f"{seen}, which is no value of the switch")


_JUDGES: Mapping[str, Callable[[Answers], Verdict]] = {
    "params": _params,
    "contact": _contact,
    "limits": _reported("limits")(_there("context.limits", "present", "absent")),
    "token": _reported("token")(_there("PRIVATE_APP_ACCESS_TOKEN in its environment", "injected", "absent")),
    "portalid": _portalid,
    "multi_value_headers": _many,
    "header_arrays": _array,
    "redirects": _redirects,
    "binary": _binary,
    "throw_status": _throw_status,
    "cors": _cors,
    "relative_require": _reported("beside")(_relative_require),
    "node": _reported("node")(_node),
    "seconds": _seconds,
    "log_bytes": _log_bytes,
}
