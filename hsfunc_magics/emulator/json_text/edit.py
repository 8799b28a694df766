"""Changes JSON in its own text: what stays keeps its bytes, what is new is written in the style around it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from .positions import BYTE_ORDER_MARK, JsonNode, Member, read_tree, without_comments
from .read_write import encodable, read_json, same_json

_LINE_BREAK = re.compile("\r\n|\n|\r")
_UNIT = "  "


def rewritten(text: str, data: Any) -> str:
    """The text that says `data` and keeps of `text` all that still holds; the very same where everything does.

    `text` is JSON that `read_json` accepts.
    """
    return _rewritten(text, text, data)


def rewritten_with_comments(text: str, data: Any) -> str:
    """The same for JSON with comments, which stay where what they stand beside stays."""
    return _rewritten(text, without_comments(text), data)


def read_with_comments(text: str) -> Any:
    """What JSON with comments says. Raises what `read_json` raises."""
    return read_json(without_comments(text).removeprefix(BYTE_ORDER_MARK))


def _rewritten(text: str, plain: str, data: Any) -> str:
    before = read_json(plain.removeprefix(BYTE_ORDER_MARK))
    if same_json(before, data):
        return text
    root = read_tree(plain)
    style = _style_of(plain, root)
    changed = _Rewriting(text, plain, style).value(root, before, data, inline=style.inline)
    return text[: root.start] + changed + text[root.end :]


@dataclass(frozen=True, slots=True)
class _Style:
    """How a text is laid out: what a level is indented by, line ends, what stands around a colon, letters."""

    inline: bool
    unit: str
    newline: str
    colon: str
    ascii: bool

    def write(self, value: Any, indentation: str, inline: bool) -> str:
        """The text of a new value whose line begins with `indentation`."""
        comma = "," if inline and self.colon == ":" else ", " if inline else ","
        layout: dict[str, Any] = {"indent": None if inline else self.unit, "separators": (comma, self.colon)}
        written = json.dumps(value, ensure_ascii=self.ascii, **layout)
        if not written.isascii() and not encodable(written):
            written = json.dumps(value, **layout)
        return written.replace("\n", self.newline + indentation)


def _style_of(text: str, root: JsonNode) -> _Style:
    newline = _LINE_BREAK.search(text)
    members = root.members or ()
    gap = text[root.start + 1 : members[0].start] if members else ""
    inline = bool(members) and not _LINE_BREAK.search(gap)
    return _Style(
        inline=inline,
        unit=_last_line(gap) if members and not inline else _UNIT,
        newline=newline[0] if newline else "\n",
        colon=_colon(text, members[0]) if members else ": ",
        ascii=text.isascii() and "\\u" in text,
    )


def _last_line(gap: str) -> str:
    return _LINE_BREAK.split(gap)[-1]


def _colon(text: str, member: Member) -> str:
    """What stands between a key and its value, in one line."""
    found = re.search(r"([ \t]*:[ \t]*)[\r\n]*$", text[member.start : member.value.start])
    return found[1] if found else ": "


@dataclass(frozen=True, slots=True)
class _Rewriting:
    """`plain` is the text without its comments."""

    text: str
    plain: str
    style: _Style

    def value(self, node: JsonNode, before: Any, after: Any, *, inline: bool) -> str:
        """The text of a value; `inline` says how the one stood that holds it."""
        old = self.text[node.start : node.end]  # with its comments
        if same_json(before, after):
            return old
        if node.members and isinstance(after, dict) and after:
            return self._object(node, node.members, before, after)
        if node.items and isinstance(after, list) and same_json(before, after[: len(before)]):
            return self._longer_array(node, after)
        if node.members or node.items:  # its own layout is known
            inline = not _LINE_BREAK.search(old)
        return self.style.write(after, self._indentation(node.start), inline)

    def _object(
        self, node: JsonNode, members: tuple[Member, ...], before: dict[str, Any], after: dict[str, Any]
    ) -> str:
        gap = self.plain[node.start + 1 : members[0].start]
        inline = not _LINE_BREAK.search(gap)
        kept, added = _kept(list(before), list(after))
        counts = {member.key: member for member in members}  # of a doubled key the last one counts
        parts: list[str] = []
        end = node.start + 1  # of the member before
        for member in members:
            if member.key in kept:
                joint = self.text[end : member.start] if parts or member is members[0] else gap
                written = self.text[member.value.start : member.value.end]
                if counts[member.key] is member:
                    written = self.value(member.value, before[member.key], after[member.key], inline=inline)
                parts.append(joint + self.text[member.start : member.value.start] + written)
            end = member.value.end
        joint = self._joint(gap, [(member.start, member.value.end) for member in members])
        indentation = "" if inline else _last_line(gap)
        for key in added:
            name = self.style.write(key, "", inline=True)
            value = self.style.write(after[key], indentation, inline)
            parts.append((joint if parts else gap) + name + self.style.colon + value)
        return "{" + "".join(parts) + self.text[end : node.end]

    def _longer_array(self, node: JsonNode, after: list[Any]) -> str:
        gap = self.plain[node.start + 1 : node.items[0].start]
        inline = not _LINE_BREAK.search(gap)
        joint = self._joint(gap, [(item.start, item.end) for item in node.items])
        indentation = "" if inline else _last_line(gap)
        added = [joint + self.style.write(value, indentation, inline) for value in after[len(node.items) :]]
        end = node.items[-1].end
        return self.text[node.start : end] + "".join(added) + self.text[end : node.end]

    def _joint(self, gap: str, spans: list[tuple[int, int]]) -> str:
        """What stands between two members of an object, or items of an array: `gap` before the first, their spans."""
        if _LINE_BREAK.search(gap):
            return f",{self.style.newline}{_last_line(gap)}"
        if len(spans) > 1:
            return self.plain[spans[-2][1] : spans[-1][0]]
        return "," if self.style.colon == ":" else ", "

    def _indentation(self, position: int) -> str:
        """What the line begins with on which something stands."""
        line = _last_line(self.text[:position])
        return line[: len(line) - len(line.lstrip(" \t"))]


def _kept(before: list[str], after: list[str]) -> tuple[set[str], list[str]]:
    """Which keys can stay where they stand, and which are written after them, so that the order is that of `after`."""
    rest = iter(before)
    count = 0
    while count < len(after) and after[count] in rest:  # `in` goes on in `rest` behind what it found
        count += 1
    return set(after[:count]), after[count:]
