"""The callers in a script: every path that its strings say, alone or put together, and the constants that have one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .hubl import TAG, Hubl
from .names import Names, key_of, read_names, text_of
from .sighting import Sighting
from .spelling import HOLE, Spelled, find_paths
from .strings import Said, Script, is_sum, joined_parts
from .tree import Dialect, calls, parse_script

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node

_WRAPPERS = ("parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression")
_HOLDERS = ("variable_declarator", "assignment_expression", "field_definition", "public_field_definition")


@dataclass
class ScriptCallers:
    """What was seen in a script. `quiet` are the spans of comments and of regular expressions, with what they are.

    `bases` are constants that other files may use, with the path that they begin; `seen` is where paths are written
    that need not be looked for again.
    """

    sightings: list[Sighting] = field(default_factory=list[Sighting])
    quiet: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    bases: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    seen: set[int] = field(default_factory=set[int])


@dataclass(frozen=True)
class _Found:
    node: Node
    said: Said
    paths: list[Spelled]


def read_script(
    hubl: Hubl, span: tuple[int, int], dialect: Dialect, beside: Mapping[str, tuple[str, str]], *, filled: bool
) -> ScriptCallers:
    """Reads the script that lies in a file's text. `filled`: HubSpot fills in HubL before it is a script."""
    start, end = span
    code = _without_hubl(hubl.text[start:end]) if filled else hubl.text[start:end]
    root = parse_script(code, dialect)
    names = read_names(root)
    script = Script(code, start, names, hubl, beside)
    callers = ScriptCallers()
    found = list(_strings(root, script, callers))
    through = {node.start_byte for one in found for node in one.said.used}
    for one in found:
        owner = _owner(one.node)
        callers.seen |= {path.words[0][0] for path in one.paths if path.words}
        alone = owner is None or not _only_through(owner, names, through)
        if alone:
            callers.sightings += (_sighting(path, one, script, owner) for path in one.paths)
        if owner is not None and any(path.is_base for path in one.paths) and _is_shared(owner, names):
            callers.bases.append((".".join(owner.path), "".join(_shown(one.said))))
    return callers


def _strings(root: Node, script: Script, callers: ScriptCallers) -> Iterator[_Found]:
    """Every string that is not a part of a longer one, where it has a path in it."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type in ("comment", "html_comment", "regex"):
            span = (script.start + node.start_byte, script.start + node.end_byte)
            callers.quiet.append((*span, "pattern" if node.type == "regex" else "mention"))
        elif node.type in ("string", "template_string") or is_sum(node) or joined_parts(node) is not None:
            said = script.said(node)
            paths = list(find_paths(said.pieces, script.hubl.text))
            if paths:
                yield _Found(node, said, paths)
            waiting += reversed(said.rest)
        else:
            waiting += reversed(node.children)


def _sighting(path: Spelled, one: _Found, script: Script, owner: _Owner | None) -> Sighting:
    if owner is not None and not path.is_base and _grows(owner, script.names):
        path = replace(path, open_end=True)
    start = script.start + one.node.start_byte
    through = one.said.through[0] if one.said.through else ""
    if not through and not start <= path.at < script.start + one.node.end_byte:
        through = "a HubL variable"
    at = start if through else path.at
    return Sighting(at, path, "code", through=through, weak=one.said.weak, elsewhere=one.said.elsewhere)


@dataclass(frozen=True)
class _Owner:
    """The name that is given a string: `path` has the keys of the object that it stands in, too."""

    path: tuple[str, ...]
    node: Node


def _owner(node: Node) -> _Owner | None:
    keys: list[str] = []
    above = node.parent
    while above is not None and above.type in (*_WRAPPERS, "object", "pair"):
        if above.type == "pair":
            keys.append(key_of(above))
        above = above.parent
    if above is not None and above.type == "arguments" and above.parent is not None:
        called = above.parent
        if calls(called, b"Object.freeze"):
            above = called.parent
    if above is None or above.type not in _HOLDERS:
        return None
    name = above.child_by_field_name("name") or above.child_by_field_name("left")
    key = above.child_by_field_name("property")
    held = f"this.{text_of(key)}" if key is not None else text_of(name) if name is not None else ""
    return _Owner((held, *reversed(keys)), above) if held else None


def _only_through(owner: _Owner, names: Names, through: set[int]) -> bool:
    """Whether every use of the name was followed, so that each is told where it is used."""
    name, *keys = owner.path
    if name in names.exported or names.only_value(name) is None:
        return False
    uses = [use for use in names.uses.get(name, ()) if _is_of(use, keys)]
    return bool(uses) and all(use.start_byte in through for use in uses)


def _is_of(use: Node, keys: list[str]) -> bool:
    """Whether a use of an object's name may be one of the member with these keys."""
    above = use.parent
    if not keys or above is None or above.type != "member_expression" or above.child_by_field_name("object") != use:
        return True
    member = above.child_by_field_name("property")
    return member is None or text_of(member) == keys[0]


def _grows(owner: _Owner, names: Names) -> bool:
    """Whether something may be appended to what the name is given."""
    name = owner.path[0]
    if name in names.grown:
        return True
    unclear = len(names.values.get(name, ())) > 1
    return unclear and any(_is_appended(use) for use in names.uses.get(name, ()))


def _is_appended(use: Node) -> bool:
    above = use.parent
    if above is not None and above.type == "template_substitution":
        return above.next_sibling is not None and above.next_sibling.type != "`"
    return above is not None and is_sum(above) and above.child_by_field_name("left") == use


def _is_shared(owner: _Owner, names: Names) -> bool:
    if owner.path[0] in names.exported:
        return True
    around = owner.node.parent.parent if owner.node.parent is not None else None
    return owner.node.type == "variable_declarator" and around is not None and around.type == "program"


def _shown(said: Said) -> Iterator[str]:
    return (piece.label if piece.text == HOLE else piece.text for piece in said.pieces)


def _without_hubl(code: str) -> str:
    """The script as it parses before HubSpot has filled it in: values are names, the rest is space."""
    return TAG.sub(lambda tag: ("_" if tag["value"] else " ") * len(tag[0]), code)
