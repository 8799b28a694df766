"""Rewrites a file so that `main` returns what it gave to sendResponse; all else keeps its bytes (contract §13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...json_text.grammar import parse
from .main_function import MainFunction, NotRewrittenError, code, find_main, nodes, text_of
from .paths import find_calls

if TYPE_CHECKING:
    from tree_sitter import Node

_KEYS = ("statusCode", "body", "headers")
# What of the context is the same in a project.
_SAME = ("accountId", "method", "contact", "limits")

Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new source. `reads_context`: main reads what a project gives otherwise, and gets the old context."""

    source: str
    reads_context: bool


def rewrite(source: str, wrap: str) -> Rewritten:
    """The file as a function of a project. `wrap` is a call around main, `with(…, {})`, for a main that needs it.

    Raises `NotRewrittenError` where it is not certain that it stays the same.
    """
    root = parse(source.encode("utf-8", "replace")).root_node
    found = find_main(root)
    name = _send_name(found)
    body = found.function.child_by_field_name("body")
    assert body is not None
    for node in nodes(found.function):
        # An `await` that stands alone is one that the grammar has taken for a name.
        if node.type == "identifier" and text_of(node) in ("eval", "arguments", "await"):
            raise NotRewrittenError(f"main uses {text_of(node)}", node)
    calls = find_calls(body, name)
    reads = _reads_context(found, body)
    edits = _wrapped(found, wrap) if reads else []
    edits += _signature(found)
    edits += [edit for call, bare in calls for edit in _returned(source, call, bare)]
    after = _edited(source, edits)
    if parse(after.encode("utf-8", "replace")).root_node.has_error:
        raise NotRewrittenError("what would come of it cannot be parsed")
    return Rewritten(after, reads)


def _send_name(found: MainFunction) -> str:
    if len(found.parameters) < 2:
        raise NotRewrittenError("main takes no sendResponse", found.function)
    if len(found.parameters) > 2:
        raise NotRewrittenError("main takes more than context and sendResponse", found.parameters[2])
    second = found.parameters[1]
    if second.type != "identifier":
        raise NotRewrittenError("sendResponse is no plain parameter", second)
    for node in nodes(found.parameters[0]):
        if node.type == "identifier" and text_of(node) == text_of(second):
            raise NotRewrittenError("sendResponse is handed on, or has another name", node)
    return text_of(second)


# ---------------------------------------------------------------- the responses


def _returned(source: str, call: Node, bare: Node | None) -> list[Edit]:
    """The edits that make a `return` of a call; `bare` is the `return;` behind it, which goes."""
    arguments = call.child_by_field_name("arguments")
    assert arguments is not None
    given = code(arguments)
    if len(given) != 1:
        raise NotRewrittenError("sendResponse is called with other than one value", call)
    value = given[0]
    edits = _checked(value)
    data = source.encode("utf-8", "replace")
    opening, closing = arguments.children[0], arguments.children[-1]
    outer = call
    while outer.parent is not None and outer.parent.type == "parenthesized_expression":
        outer = outer.parent
    before = "" if outer.parent is not None and outer.parent.type == "return_statement" else "return "
    # Nothing may follow a return on the next line, and an arrow's object needs its parentheses.
    is_arrow = outer.parent is not None and outer.parent.type == "arrow_function"
    keeps = is_arrow or b"\n" in data[opening.end_byte : value.start_byte] or outer != call
    comma = next((one for one in arguments.children if one.type == ","), None)
    if comma is not None:
        edits.append((comma.start_byte, comma.end_byte, ""))
    if keeps:
        edits.append((call.start_byte, opening.start_byte, ""))
        if before and not is_arrow:
            edits.append((outer.start_byte, outer.start_byte, before))
    else:
        edits += [(call.start_byte, opening.end_byte, before), (closing.start_byte, closing.end_byte, "")]
    if bare is not None:
        edits.append(_whole_line(data, bare))
    return edits


def _checked(value: Node) -> list[Edit]:
    """The edits of the response itself. Raises where it is not plainly what may be returned."""
    if value.type != "object":
        raise NotRewrittenError("what is sent is no object written there", value)
    keys: set[str] = set()
    for entry in code(value):
        if entry.type == "shorthand_property_identifier":
            name = text_of(entry)
        elif entry.type == "pair":
            key, content = entry.child_by_field_name("key"), entry.child_by_field_name("value")
            assert key is not None and content is not None
            name = text_of(key).strip("'\"")
            if key.type == "computed_property_name":
                raise NotRewrittenError("what is sent has a key that is made at run time", entry)
            if name == "headers" and content.type == "object":
                _check_headers(content)
            if name == "statusCode" and content.type not in (
                "number",
                "identifier",
                "member_expression",
                "ternary_expression",
            ):
                raise NotRewrittenError("the status is not written as a number", content)
            if name == "body" and content.type in ("null", "undefined"):
                raise NotRewrittenError("the body is empty", content)
        else:
            raise NotRewrittenError("what is sent has more than plain keys", entry)
        if name not in _KEYS:
            raise NotRewrittenError(f"{name} is no key of a returned response: the adapter maps it", entry)
        if name in keys:
            raise NotRewrittenError(f"{name} is there twice", entry)
        keys.add(name)
    if "statusCode" in keys:
        return []
    # A value without a status may be taken for the body itself.
    brace = value.children[0]
    inner = "statusCode: 200, " if keys else "statusCode: 200"
    return [(brace.end_byte, brace.end_byte, f" {inner.rstrip()}" if code(value) else f" {inner} ")]


def _check_headers(headers: Node) -> None:
    for entry in code(headers):
        content = entry.child_by_field_name("value") if entry.type == "pair" else None
        if content is None and entry.type != "shorthand_property_identifier":
            raise NotRewrittenError("the headers have more than plain names", entry)
        if content is not None and content.type in ("array", "null", "undefined", "object"):
            raise NotRewrittenError("a header has several values, or none: the adapter maps it", entry)


def _whole_line(data: bytes, node: Node) -> Edit:
    """A statement, with its line where it stands there alone."""
    start, end = data.rfind(b"\n", 0, node.start_byte), data.find(b"\n", node.end_byte)
    end = len(data) if end < 0 else end
    alone = start >= 0 and not data[start + 1 : node.start_byte].strip() and not data[node.end_byte : end].strip()
    return (start, end, "") if alone else (node.start_byte, node.end_byte, "")


# ---------------------------------------------------------------- main itself


def _signature(found: MainFunction) -> list[Edit]:
    """Without sendResponse, and async, as functions of projects are."""
    first, second = found.parameters
    following = second.next_sibling
    end = following.end_byte if following is not None and following.type == "," else second.end_byte
    edits: list[Edit] = [(first.end_byte, end, "")]
    if not any(child.type == "async" for child in found.function.children):
        edits.append((found.function.start_byte, found.function.start_byte, "async "))
    return edits


def _wrapped(found: MainFunction, wrap: str) -> list[Edit]:
    """With the call around what is exported."""
    before, _, after = wrap.partition("…")
    start, end = found.exported.start_byte, found.exported.end_byte
    if found.exported.type == "method_definition":
        raise NotRewrittenError("main is written as a method, and reads what a project gives otherwise", found.exported)
    if found.is_shorthand:
        before = f"main: {before}"
    return [(start, start, before), (end, end, after)]


def _reads_context(found: MainFunction, body: Node) -> bool:
    """Whether main reads more of its context than what is the same in a project."""
    first = found.parameters[0]
    if first.type == "object_pattern":
        return any(text_of(entry) not in _SAME for entry in code(first))
    if first.type != "identifier":
        return True
    for node in nodes(body):
        if node.type in ("identifier", "shorthand_property_identifier") and text_of(node) == text_of(first):
            member = node.parent
            read = member.child_by_field_name("property") if member is not None else None
            if member is None or member.type != "member_expression" or read is None or text_of(read) not in _SAME:
                return True
    return False


def _edited(source: str, edits: list[Edit]) -> str:
    """The source with its edits; of two at one place the first of the list stands first."""
    data = source.encode("utf-8", "replace")
    for _, (start, end, text) in sorted(enumerate(edits), key=lambda one: (one[1][0], one[1][1], one[0]), reverse=True):
        data = data[:start] + text.encode() + data[end:]
    return data.decode("utf-8", "replace")
