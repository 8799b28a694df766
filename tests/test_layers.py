"""The house's plan, one test a rule: which rooms and chapters know which, no circles, no crowded folder.

A failure lists every offender, as `file:line imports module`. Imports count wherever they stand: at the top, in a
function, under `TYPE_CHECKING`.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import hsfunc_magics

PACKAGE = Path(hsfunc_magics.__file__).parent
TESTS = Path(__file__).parent
# How high a room lies. A room knows those below it; rooms of one height do not know each other.
HEIGHTS = {"runtime": 0, "emulator": 1, "web": 2, "notebook": 3, "cli": 3, "testing": 3}
# The chapters of the emulator, lowest first. A chapter knows those before it, and the account knows them all.
CHAPTERS = (
    "json_text",
    "limits",
    "secrets",
    "serverless_json",
    "sources",
    "functions",
    "packages",
    "disk",
    "projects",
    "cors",
    "outgoing",
    "coverage",
    "comparison",
    "call",
    "series",
    "logs",
    "moving",
)
ACCOUNT = "account"
MOST_IN_A_FOLDER = 14
SHORTEST_FIRST_LINE = 20
# What the lower rooms do without: the notebook, servers, and for emulator and web processes as well.
FACES = {
    "IPython",
    "ipykernel",
    "ipywidgets",
    "anywidget",
    "traitlets",
    "jupyterlab",
    "jupyter_client",
    "nbformat",
    "nbclient",
}
SERVERS = {
    "starlette",
    "uvicorn",
    "httptools",
    "uvloop",
    "fastapi",
    "flask",
    "aiohttp",
    "tornado",
    "h11",
    "http.server",
    "socketserver",
    "wsgiref",
}
PROCESSES = {"subprocess", "multiprocessing", "pty", "signal"}
FORBIDDEN = {"runtime": FACES | SERVERS, "emulator": FACES | SERVERS | PROCESSES, "web": FACES | PROCESSES}


class Import(NamedTuple):
    """One module that a file imports: both by their dotted names, and the line."""

    importer: str
    line: int
    module: str

    def __str__(self) -> str:
        return f"{FILES[self.importer].relative_to(PACKAGE.parent)}:{self.line} imports {self.module}"


def python_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "node_modules" not in path.parts]


def dotted(path: Path) -> str:
    """`hsfunc_magics.emulator.call` of its `__init__.py`, and so on."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {dotted(path): path for path in python_files(PACKAGE)}


def imported(path: Path) -> Iterator[Import]:
    """What a file imports: of the package the module where a name stands, of others the name as it is written."""
    importer = dotted(path)
    package = path.relative_to(PACKAGE.parent).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (Import(importer, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            for name in dict.fromkeys(alias.name for alias in node.names):
                module = f"{base}.{name}"
                yield Import(importer, node.lineno, module if module in FILES or base not in FILES else base)


@cache
def all_imports() -> tuple[Import, ...]:
    return tuple(dict.fromkeys(found for path in FILES.values() for found in imported(path)))


def inner_imports() -> list[Import]:
    """Those of the package's own modules."""
    return [found for found in all_imports() if found.module in FILES]


def room_of(module: str) -> str | None:
    """The room of a module of the package; None for its top, and for other packages."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "hsfunc_magics" and parts[1] in HEIGHTS else None


def chapter_of(module: str) -> str | None:
    """The chapter of a module of the emulator, or `account`; None for the modules that all of them stand on."""
    parts = module.split(".")
    if parts[:2] != ["hsfunc_magics", "emulator"] or len(parts) < 3:
        return None
    return parts[2] if parts[2] in (*CHAPTERS, ACCOUNT) else None


def circles(edges: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """The sets of modules that reach each other, each by way of the others (Tarjan's algorithm)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: list[str] = []
    found: list[set[str]] = []

    def visit(module: str) -> None:
        number[module] = lowest[module] = len(number)
        open_.append(module)
        for other in edges.get(module, ()):
            if other not in number:
                visit(other)
            if other in open_:
                lowest[module] = min(lowest[module], lowest[other])
        if lowest[module] == number[module]:
            at = open_.index(module)
            found.append(set(open_[at:]))
            del open_[at:]

    for module in edges:
        if module not in number:
            visit(module)
    return [circle for circle in found if len(circle) > 1]


def assert_none(offenders: Iterable[object]) -> None:
    told = [str(offender) for offender in offenders]
    if told:
        pytest.fail("\n".join(told), pytrace=False)


def test_rooms_import_only_what_lies_below() -> None:
    wrong = []
    for found in all_imports():
        own, other = room_of(found.importer), room_of(found.module)
        if own is not None and other not in (None, own) and HEIGHTS[other] >= HEIGHTS[own]:
            wrong.append(found)
    assert_none(wrong)


def test_only_the_faces_import_the_top_of_the_package() -> None:
    lower = {"runtime", "emulator", "web"}
    tops = {module for module in FILES if room_of(module) is None}
    assert_none(found for found in inner_imports() if found.module in tops and room_of(found.importer) in lower)


def test_every_folder_of_the_package_is_a_room() -> None:
    folders = {path.relative_to(PACKAGE).parts[0] for path in FILES.values() if path.parent != PACKAGE}
    assert folders == set(HEIGHTS)


def test_the_lower_rooms_know_nothing_of_notebooks_servers_and_processes() -> None:
    wrong = []
    for found in all_imports():
        words = found.module.split(".")
        names = {".".join(words[:length]) for length in (1, 2)}
        if names & FORBIDDEN.get(room_of(found.importer) or "", set()):
            wrong.append(found)
    assert_none(wrong)


def test_no_modules_import_each_other_in_a_circle() -> None:
    edges: dict[str, set[str]] = defaultdict(set)
    for found in inner_imports():
        if found.module != found.importer and room_of(found.importer) is not None:
            edges[found.importer].add(found.module)
    wrong = []
    for circle in circles(edges):
        wrong.append(f"circle of {len(circle)}: {', '.join(sorted(circle))}")
        wrong += [f"  {found}" for found in inner_imports() if {found.importer, found.module} <= circle]
    assert_none(wrong)


def test_chapters_import_only_those_before_them() -> None:
    order = (*CHAPTERS, ACCOUNT)
    wrong = []
    for found in inner_imports():
        own, other = chapter_of(found.importer), chapter_of(found.module)
        if own is not None and other is not None and order.index(other) > order.index(own):
            wrong.append(found)
    assert_none(wrong)


def test_every_folder_of_the_emulator_has_its_place_among_the_chapters() -> None:
    folders = {path.parent.name for path in FILES.values() if path.parent.parent == PACKAGE / "emulator"}
    assert folders == set(CHAPTERS)


def test_no_folder_is_crowded() -> None:
    count = Counter(path.parent for path in FILES.values() if path.name != "__init__.py")
    wrong = [f"{folder}: {number} modules" for folder, number in count.items() if number > MOST_IN_A_FOLDER]
    assert_none(wrong)


def test_a_files_first_line_says_what_lives_in_it() -> None:
    wrong = []
    for path in [*FILES.values(), *python_files(TESTS)]:
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        if not first.startswith('"""') or len(first) <= SHORTEST_FIRST_LINE:
            wrong.append(f"{path}: {first}")
    assert_none(wrong)


def test_imports_are_read_wherever_they_stand() -> None:
    modules = {found.module for found in imported(PACKAGE / "emulator" / "account.py")}
    assert {"hsfunc_magics.runtime.pool.health", "hsfunc_magics.emulator.clock", "threading"} <= modules
    lazy = {found.module for found in imported(PACKAGE / "__init__.py")}
    assert {"hsfunc_magics.notebook.extension", "IPython.core.interactiveshell.InteractiveShell"} <= lazy


def test_a_circle_is_found_and_a_ladder_is_none() -> None:
    assert circles({"a": ["b", "c"], "b": ["c"], "c": []}) == []
    assert circles({"a": ["b"], "b": ["c"], "c": ["b", "d"], "d": ["d"], "e": ["a"]}) == [{"b", "c"}]
