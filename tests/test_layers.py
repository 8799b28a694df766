"""The house's plan: notebook, serve, projects → web → emulator → runtime, never back or sideways."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import hsfunc_magics

PACKAGE = Path(hsfunc_magics.__file__).parent
TESTS = Path(__file__).parent
# How high a room lies. Rooms of one height do not know each other.
HEIGHTS = {"runtime": 0, "emulator": 1, "web": 2, "notebook": 3, "serve": 3, "projects": 3}
# What the lower rooms do without: the notebook, servers, and for the emulator processes as well.
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


def python_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "node_modules" not in path.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE.parent))


def imported(path: Path) -> Iterator[str]:
    """The absolute names of all modules that a file imports, wherever the import stands."""
    package = path.relative_to(PACKAGE.parent).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def room_of(module: str) -> str | None:
    """The room of a module of the package; None for any other."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "hsfunc_magics" and parts[1] in HEIGHTS else None


ROOM_FILES = [path for path in python_files(PACKAGE) if path.relative_to(PACKAGE).parts[0] in HEIGHTS]


@pytest.mark.parametrize("path", ROOM_FILES, ids=name_of)
def test_a_room_imports_only_itself_and_what_lies_below(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0]
    wrong = [
        module
        for module in imported(path)
        if (room := room_of(module)) is not None and room != own and HEIGHTS[room] >= HEIGHTS[own]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "path", [path for path in ROOM_FILES if path.relative_to(PACKAGE).parts[0] in FORBIDDEN], ids=name_of
)
def test_the_lower_rooms_know_nothing_of_notebooks_servers_and_the_top(path: Path) -> None:
    forbidden = FORBIDDEN[path.relative_to(PACKAGE).parts[0]]
    modules = set(imported(path))
    starts = {".".join(module.split(".")[:length]) for module in modules for length in (1, 2)}
    assert starts & forbidden == set()
    tops = {module for module in modules if module.startswith("hsfunc_magics") and room_of(module) is None}
    assert tops == set(), "the top imports the rooms, not the other way round"


def test_the_reader_of_imports_reads_them_all() -> None:
    path = PACKAGE / "emulator" / "account.py"
    assert {"hsfunc_magics.runtime.pool.pool", "hsfunc_magics.emulator.clock", "threading"} <= set(imported(path))


@pytest.mark.parametrize("path", [*python_files(PACKAGE), *python_files(TESTS)], ids=str)
def test_a_files_first_line_says_what_lives_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith('"""')
    assert len(text.splitlines()[0]) > 20
