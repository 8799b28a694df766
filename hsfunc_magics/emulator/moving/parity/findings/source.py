"""What else in a source a project's platform may not keep: Node's own APIs, long waits, calls of the old addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....http import PREFIX
from ....json_text.grammar import parse
from ....sources.handlers import literal, text, walk
from ....sources.removed_apis import find_removed_apis
from ..finding import Finding, Verdict, Weight
from .subject import Subject

_WAITS = ("setTimeout", "timeout", "delay", "sleep", "wait")
_MOST_MS = 10_000
_REACHING = re.compile(
    r"\bfetch\s*\(|\bnew\s+(WebSocket|EventSource)\b|\brequire\s*\(\s*[\"'`](node:)?"
    r"(https?|http2|net|tls|dgram|dns|axios|requests?|got|undici|node-fetch|nodemailer|@hubspot/[\w-]+)[\"'`/]"
)
_OLD_ADDRESS = re.compile(rf"[\"'`][^\"'`\n]*{re.escape(PREFIX)}")


def source_findings(subject: Subject, *, network: bool) -> Iterator[Finding]:
    """What is found by looking through the endpoint's file. `network`: functions reach it while they are compared."""
    yield from _node(subject)
    reached = _REACHING.search(subject.source)
    if reached is not None and not network:
        told = "It calls other servers, which are closed while it is compared: what it makes of their answers is not."
        line = subject.source.count("\n", 0, reached.start()) + 1
        yield Finding("network", Weight.WARNING, told, subject.file, line, 0, Verdict.UNKNOWN)
    line = _long_wait(subject.source)
    if line and subject.decided("seconds") is None:
        told = "It waits for 10 s or longer, where the design manager ends it: how long a project waits is not known."
        yield Finding("execution", Weight.WARNING, told, subject.file, line, 0, Verdict.UNKNOWN, "seconds")
    called = _OLD_ADDRESS.search(subject.source)
    if called is not None:
        line = subject.source.count("\n", 0, called.start()) + 1
        told = f"It calls {PREFIX}… itself, where nothing answers from 2027-02-01 on."
        yield Finding("callers", Weight.WARNING, told, subject.file, line, 0, Verdict.DOCUMENTED)


def _node(subject: Subject) -> Iterator[Finding]:
    decided = subject.decided("node")
    for api in find_removed_apis(subject.source):
        if decided is not None and int(decided) < api.major:
            continue
        told = f"{api.name} is no longer in Node {api.major}"
        if decided is None:
            told = f"{told}: which Node runs a project's functions is not known."
            least, switch = Verdict.UNKNOWN, "node"
        else:
            told, least, switch = f"{told}, and Node {decided} runs the functions.", Verdict.DIFFERENT, None
        yield Finding("runtime", Weight.WARNING, told, subject.file, api.line, api.column, least, switch)


def _long_wait(source: str) -> int:
    """The line of a wait that is written down as 10 s or longer; 0 where there is none."""
    for node in walk(parse(source.encode("utf-8", "replace")).root_node):
        if node.type != "call_expression":
            continue
        called, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if text(called).rpartition(".")[2] in _WAITS and arguments is not None:
            for one in arguments.named_children:
                number = literal(one) if one.type == "number" else None
                if number is not None and _milliseconds(number) >= _MOST_MS:
                    return node.start_point[0] + 1
    return 0


def _milliseconds(number: str) -> float:
    try:
        return float(number.replace("_", ""))
    except ValueError:  # hexadecimal, say
        return 0
