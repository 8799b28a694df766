"""What a release uploads: a wheel that needs nothing but what it declares; no index's host is named anywhere."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from hsfunc_magics import __version__

ROOT = Path(__file__).parents[1]
# Written so that it does not find itself.
_HOSTS = re.compile(
    "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "yarnpkg" + r"\.com"))
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sdist and wheel of these sources, whose npm parts are here already."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return folder


def needed_by(wheel: metadata.Distribution, extra: str) -> set[str]:
    """The distributions that an install of the wheel with one extra brings, on this system."""
    found: set[str] = set()
    left = [(wheel, {extra, ""})]
    while left:
        distribution, extras = left.pop()
        for wanted in map(Requirement, distribution.requires or ()):
            here = wanted.marker is None or any(wanted.marker.evaluate({"extra": name}) for name in extras)
            if here and (wanted.name not in found or wanted.extras):
                found.add(wanted.name)
                left.append((metadata.distribution(wanted.name), wanted.extras | {""}))
    return found


@pytest.fixture(scope="module")
def python(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has the wheel and what it declares, and nothing else of this one."""
    place = tmp_path_factory.mktemp("empty")
    venv.create(place, with_pip=False, symlinks=True)
    [packages] = place.glob("lib/python*/site-packages")
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(packages)
    [described] = packages.glob("hsfunc_magics-*.dist-info")
    for name in needed_by(metadata.Distribution.at(described), "lab") - {"hsfunc-magics"}:
        for file in metadata.files(name) or ():
            top = file.parts[0]
            if top != ".." and not (packages / top).exists():
                (packages / top).symlink_to(Path(str(file.locate())).parents[len(file.parts) - 1] / top)
    return place / "bin" / "python"


@pytest.mark.timeout(400)
def test_the_wheel_runs_the_quickstart_with_nothing_but_what_it_declares(python: Path, tmp_path: Path) -> None:
    command = [str(python), "-I", "-m", "hsfunc_magics", "demo", "--headless"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr
    assert "%hscall events?name=Ann" in ended.stdout and "200 OK" in ended.stdout


def test_the_wheel_brings_the_extension_and_no_tests(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
        data = f"hsfunc_magics-{__version__}.data/data"
        described = wheel.read(f"{data}/share/jupyter/labextensions/hsfunc-magics/package.json").decode()
    assert f"{data}/etc/jupyter/jupyter_nbconvert_config.json" in names
    assert f'"version": "{__version__}"' in described
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "docs/"))]
    lessons = {f"hsfunc_magics/notebooks/lessons/{path.name}" for path in ROOT.glob("notebooks/lessons/*.ipynb")}
    assert lessons and lessons <= names


def test_the_sdist_has_what_the_wheel_is_built_of(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {
        "pyproject.toml",
        "hatch_build.py",
        "README.md",
        "LICENSE",
        "hsfunc_magics/runtime/packages/package-lock.json",
        "labextension/yarn.lock",
        "labextension/tsconfig.json",
        "labextension/src/index.ts",
        "notebooks/01-quickstart.ipynb",
        "tests/test_release.py",
    } <= names
    assert not [name for name in names if "node_modules/" in name or name.startswith(".git/")]


def test_the_version_stands_once() -> None:
    written = re.compile(rf"""["']{re.escape(__version__)}["']""")
    places = [ROOT / "pyproject.toml", ROOT / "labextension" / "package.json", *ROOT.glob("hsfunc_magics/**/*.py")]
    # What it writes for VS Code has the version of VS Code's format.
    places.remove(ROOT / "hsfunc_magics" / "emulator" / "call" / "told" / "inspecting.py")
    found = [place for place in places if written.search(place.read_text(encoding="utf-8"))]
    assert found == [ROOT / "hsfunc_magics" / "__init__.py"]


def test_nothing_names_the_host_of_a_package_index(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        for member in sdist.getmembers():
            file = sdist.extractfile(member)
            text = file.read().decode("utf-8", "ignore") if file is not None else ""
            assert not _HOSTS.search(text), member.name
