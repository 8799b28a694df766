"""Changes JSON in its own text: what stays keeps its bytes, what is new is written in the style around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
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
        placed = _placed(before, after)
        counts = {member.key: member for member in members}  # of a doubled key the last one counts
        joint = self._joint(gap, [(member.start, member.value.end) for member in members])
        parts: list[str] = []

        def add(keys: Iterable[str]) -> None:
            for key in keys:
                value = self.style.write(after[key], "" if inline else _last_line(gap), inline)
                parts.append((joint if parts else gap) + self._key(key) + self.style.colon + value)

        end = node.start + 1  # of the member before
        for member in members:
            name = placed.names.get(member.key)
            if name is not None:
                add(placed.before.pop(name, ()))
                if parts:
                    own = self.text[end : member.start] if end > node.start + 1 else joint
                else:
                    own = self.text[end : member.start] if member is members[0] else gap
                written = self.text[member.value.start : member.value.end]
                if counts[member.key] is member:
                    written = self.value(member.value, before[member.key], after[name], inline=inline)
                parts.append(own + self._renamed(member, name) + written)
            end = member.value.end
        add(placed.last)
        return "{" + "".join(parts) + self.text[end : node.end]

    def _key(self, key: str) -> str:
        return self.style.write(key, "", inline=True)

    def _renamed(self, member: Member, name: str) -> str:
        """A key and what stands between it and its value."""
        old = self.text[member.start : member.value.start]
        if name == member.key:
            return old
        closed = re.match(r'"(?:[^"\\]|\\.)*"', old)
        assert closed is not None  # a key is a string
        return self._key(name) + old[closed.end() :]

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


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where the keys of an object go.

    `names` has the new names of those that stay where they stand, `before` those that come in front of one of them, by
    its new name, and `last` those that follow.
    """

    names: dict[str, str]
    before: dict[str, list[str]]
    last: list[str]


def _placed(before: Mapping[str, Any], after: Mapping[str, Any]) -> _Placed:
    """Keys that are in both stay where they stand, as far as they are in the same order; others in their places."""
    old, new = list(before), list(after)
    both = [key for key in old if key in after]
    if both != [key for key in new if key in before]:
        # Their order has changed: what cannot stay is written behind what can.
        rest = iter(old)
        count = 0
        while count < len(new) and new[count] in rest:  # `in` goes on in `rest` behind what it found
            count += 1
        return _Placed({key: key for key in new[:count]}, {}, new[count:])
    names = {key: key for key in both}
    for gone, come in zip(_between(old, both), _between(new, both), strict=True):
        names.update(_renames(gone, come, before, after))
    staying = set(names.values())
    ahead: dict[str, list[str]] = {}
    waiting: list[str] = []
    for key in new:
        if key in staying:
            ahead[key], waiting = waiting, []
        else:
            waiting.append(key)
    return _Placed(names, ahead, waiting)


def _between(keys: list[str], fixed: list[str]) -> list[list[str]]:
    """The keys before the first of the fixed ones, between each two of them, and behind the last."""
    found: list[list[str]] = [[]]
    marks = set(fixed)
    for key in keys:
        if key in marks:
            found.append([])
        else:
            found[-1].append(key)
    return found


def _renames(
    gone: list[str], come: list[str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Which of the keys that have gone have come again under another name: with what they held, in their order."""
    rest = iter(come)
    for key in gone:
        for name in rest:
            if same_json(before[key], after[name]):
                yield key, name
                break
        else:
            return
