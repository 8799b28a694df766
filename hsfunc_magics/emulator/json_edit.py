"""Changes JSON in its own text: what stays keeps its bytes, what is new is written in the style around it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from .json_text import read_json, same_json
from .json_tree import BYTE_ORDER_MARK, Member, Node, read_tree

_LINE_BREAK = re.compile("\r\n|\n|\r")
_UNIT = "  "


def rewritten(text: str, data: Any) -> str:
    """The text that says `data` and keeps of `text` all that still holds; the very same where everything does.

    `text` is JSON that `read_json` accepts.
    """
    before = read_json(text.removeprefix(BYTE_ORDER_MARK))
    if same_json(before, data):
        return text
    root = read_tree(text)
    style = _style_of(text, root)
    changed = _Rewriting(text, style).value(root, before, data, inline=style.inline)
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
        if not written.isascii() and not _encodes(written):
            written = json.dumps(value, **layout)
        return written.replace("\n", self.newline + indentation)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _style_of(text: str, root: Node) -> _Style:
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
    text: str
    style: _Style

    def value(self, node: Node, before: Any, after: Any, *, inline: bool) -> str:
        """The text of a value; `inline` says how the one stood that holds it."""
        old = self.text[node.start : node.end]
        if same_json(before, after):
            return old
        if node.members and isinstance(after, dict) and after:
            return self._object(node, node.members, before, after)
        if node.members or node.items:  # its own layout is known
            inline = not _LINE_BREAK.search(old)
        return self.style.write(after, self._indentation(node.start), inline)

    def _object(self, node: Node, members: tuple[Member, ...], before: dict[str, Any], after: dict[str, Any]) -> str:
        gap = self.text[node.start + 1 : members[0].start]
        inline = not _LINE_BREAK.search(gap)
        kept, added = _kept(list(before), list(after))
        counts = {member.key: member for member in members}  # of a doubled key the last one counts
        parts: list[str] = []
        end = members[0].start  # of the member before
        for member in members:
            if member.key in kept:
                joint = self.text[end : member.start] if parts else gap
                written = self.text[member.value.start : member.value.end]
                if counts[member.key] is member:
                    written = self.value(member.value, before[member.key], after[member.key], inline=inline)
                parts.append(joint + self.text[member.start : member.value.start] + written)
            end = member.value.end
        joint = self._joint(members, gap, inline)
        indentation = "" if inline else _last_line(gap)
        for key in added:
            name = self.style.write(key, "", inline=True)
            value = self.style.write(after[key], indentation, inline)
            parts.append((joint if parts else gap) + name + self.style.colon + value)
        return "{" + "".join(parts) + self.text[end : node.end]

    def _joint(self, members: tuple[Member, ...], gap: str, inline: bool) -> str:
        """What stands between two members of the object."""
        if len(members) > 1:
            return self.text[members[-2].value.end : members[-1].start]
        if not inline:
            return f",{gap}"
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
