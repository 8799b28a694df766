"""What a function reads and sends that is otherwise in a project, as its source shows it (contract §13)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ...json_text.grammar import parse
from ...projects.headers import arrives
from ...projects.reading.formats.endpoint import RESERVED
from ...secrets.detect import looks_like_secret
from .removed_apis import removed_apis

if TYPE_CHECKING:
    from tree_sitter import Node

_KEPT = 128
_OLD_URL = "/_hcms/api/"

_CONTACT = (
    "reads context.contact, which nobody has seen in a project: a membership check that relies on it fails, or lets"
    " everybody in. Never take an id that the client sends in its place."
)
_LIMITS = (
    "reads context.limits, which nobody has seen in a project: guard against undefined, or keep a budget yourself."
)
_MULTI = "sends multiValueHeaders: of several cookies the first is certain, the others as the switch says."
_REDIRECT = "sends a Location: whether a returned redirect reaches the browser is not known."
_BINARY = "sends bytes: how a returned Buffer is sent is not known."
_CORS = "sets headers of CORS: who answers to other origins there is not known."
_TOKEN = f"reads {RESERVED}: whether endpoints have it is not known."
_CALLER = f"names {_OLD_URL}, where nothing answers from 2027-02-01 on: it is a caller, too."
_VALUE = "has what looks like a secret's value in its text: it moves with the file. Make it a secret."


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing and its line. `blocking`: the function cannot do its work until somebody has decided."""

    line: int
    text: str
    blocking: bool = False


@lru_cache(_KEPT)
def source_warnings(source: str) -> tuple[Warned, ...]:
    """Everything of a source, by its lines, each text once."""
    root = parse(source.encode("utf-8", "replace")).root_node
    contexts = _contexts(root)
    found = [*_reads(root, contexts), *_sends(root), *_texts(source)]
    found += [Warned(line, text) for line, text in removed_apis(source)]
    first: dict[str, Warned] = {}
    for one in sorted(found, key=lambda one: (one.line, one.text)):
        first.setdefault(one.text, one)
    return tuple(first.values())


def _contexts(root: Node) -> frozenset[str]:
    """The names that a function's context has: `context`, and the first parameter of what is two of them."""
    names = {"context"}
    for node in _nodes(root):
        parameters = node.child_by_field_name("parameters")
        own = [one for one in parameters.named_children if one.type != "comment"] if parameters is not None else []
        if len(own) == 2 and own[0].type == "identifier" and _text(own[1]) == "sendResponse":
            names.add(_text(own[0]))
    return frozenset(names)


def _reads(root: Node, contexts: frozenset[str]) -> Iterator[Warned]:
    headers = {f"{name}.headers" for name in contexts}
    for node in _nodes(root):
        for pattern in _patterns(node, contexts):
            for entry in pattern.named_children:
                yield from _of_context(
                    _text(entry.child_by_field_name("key") or entry).partition("=")[0].strip(), entry
                )
                value = entry.child_by_field_name("value")
                if _text(entry.child_by_field_name("key") or entry) != "headers":
                    continue
                if value is not None and value.type == "object_pattern":
                    yield from _named_headers(value)
                else:
                    headers.add(_text(value) if value is not None else "headers")
    for node in _nodes(root):
        if node.type in ("member_expression", "subscript_expression"):
            holder = (_text(node.child_by_field_name("object") or node)).replace("?.", ".")
            if holder in contexts and node.type == "member_expression":
                yield from _of_context(_text(node.child_by_field_name("property") or node), node)
            elif holder in headers:
                key = node.child_by_field_name("property") or node.child_by_field_name("index")
                if key is not None and key.type in ("property_identifier", "string"):
                    yield from _of_header(_text(key).strip("'\""), node)
        elif node.type == "variable_declarator":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is not None and value is not None and name.type == "object_pattern" and _text(value) in headers:
                yield from _named_headers(name)


def _patterns(node: Node, contexts: frozenset[str]) -> Iterator[Node]:
    """What takes a context apart: main's first parameter, or a declaration."""
    if node.type == "variable_declarator":
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is not None and name.type == "object_pattern" and value is not None and _text(value) in contexts:
            yield name
    parameters = node.child_by_field_name("parameters")
    own = [one for one in parameters.named_children if one.type != "comment"] if parameters is not None else []
    if len(own) == 2 and own[0].type == "object_pattern" and _text(own[1]) == "sendResponse":
        yield own[0]


def _of_context(name: str, node: Node) -> Iterator[Warned]:
    if name == "contact":
        yield Warned(_line(node), _CONTACT, blocking=True)
    elif name == "limits":
        yield Warned(_line(node), _LIMITS, blocking=True)


def _of_header(name: str, node: Node) -> Iterator[Warned]:
    lower = name.lower()
    if not arrives(lower):
        told = f"reads the header {name}, which may not arrive: the gateway drops custom headers."
        yield Warned(_line(node), told)


def _named_headers(pattern: Node) -> Iterator[Warned]:
    for entry in pattern.named_children:
        key = entry.child_by_field_name("key") or entry
        yield from _of_header(_text(key).partition("=")[0].strip().strip("'\""), entry)


def _sends(root: Node) -> Iterator[Warned]:
    for node in _nodes(root):
        if node.type != "pair":
            continue
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if key is None or value is None:
            continue
        name = _text(key).strip("'\"").lower()
        if name == "multivalueheaders" or (name == "set-cookie" and value.type == "array"):
            yield Warned(_line(node), _MULTI)
        elif name == "location":
            yield Warned(_line(node), _REDIRECT)
        elif name.startswith("access-control-"):
            yield Warned(_line(node), _CORS)
        elif name == "body" and re.match(r"(?:await\s+)?(?:Buffer|new Uint8Array|new Blob)\b", _text(value)):
            yield Warned(_line(node), _BINARY)


def _texts(source: str) -> Iterator[Warned]:
    for number, line in enumerate(source.split("\n"), 1):
        if RESERVED in line:
            yield Warned(number, _TOKEN)
        if _OLD_URL in line:
            yield Warned(number, _CALLER)
        if looks_like_secret(line):
            yield Warned(number, _VALUE)


def _nodes(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.named_children)


def _line(node: Node) -> int:
    return node.start_point[0] + 1


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
