"""The cache of npm packages: whole or not at all, kept for offline, and errors that say what helps."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
from pathlib import Path

import pytest

from hsfunc_magics.runtime.bundling.cache import PackageCache, PackageSet
from hsfunc_magics.runtime.bundling.child import BundlingError
from hsfunc_magics.runtime.node.node import find_node

from ...processes import descendants, left_of

WANTED = {"is-odd": "^3.0.0"}
NODE = find_node(20)


@pytest.fixture
def cache(bundle_cache: Path, tmp_path: Path) -> PackageCache:
    """An empty cache, where npm can reach its registry."""
    return PackageCache(tmp_path / "cache", seconds=60)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """There is nobody for npm to ask, and it has nothing in a cache of its own."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")


def kept(cache: PackageCache) -> list[str]:
    sets = cache.folder / "sets"
    return sorted(os.listdir(sets)) if sets.is_dir() else []


def test_a_set_is_installed_once_with_its_versions_and_its_lock(
    cache: PackageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    first = cache.get(WANTED, NODE, on_progress=told.append)
    (package,) = first.packages
    assert package.version.startswith("3.")
    assert (first.folder / "package-lock.json").is_file()
    assert (first.folder / "node_modules" / "is-number").is_dir()
    assert told[0] == "npm installs is-odd"
    assert len(kept(cache)) == 1
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    assert cache.get(WANTED, NODE) == first, "the second time nobody is asked"
    assert PackageCache(cache.folder, seconds=1).get(WANTED, NODE) == first, "another kernel has it, too"


def test_an_update_resolves_anew_and_keeps_the_old_set_where_that_fails(
    cache: PackageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cache.get(WANTED, NODE)
    assert cache.get(WANTED, NODE, update=True) == first
    monkeypatch.setenv("npm_config_offline", "true")
    shutil.rmtree(first.folder / "node_modules" / "is-number")
    monkeypatch.setenv("npm_config_cache", str(cache.folder / "empty"))
    with pytest.raises(BundlingError):
        cache.get(WANTED, NODE, update=True)
    assert cache.get(WANTED, NODE) == first
    assert len(kept(cache)) == 1


@pytest.mark.usefixtures("offline")
def test_offline_says_that_npm_cannot_reach_its_registry_and_keeps_nothing(tmp_path: Path) -> None:
    cache = PackageCache(tmp_path / "cache", seconds=60)
    with pytest.raises(BundlingError, match="cannot reach its registry") as caught:
        cache.get(WANTED, NODE)
    assert "is-odd" in str(caught.value) and "://" not in str(caught.value)
    assert kept(cache) == []


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"hsfunc-no-such-package-xyz": "latest"}, "npm knows no package hsfunc-no-such-package-xyz"),
        ({"is-odd": "99"}, "There is no version is-odd@99"),
    ],
)
def test_a_wrong_name_or_version_is_named_and_keeps_nothing(
    cache: PackageCache, wanted: dict[str, str], words: str
) -> None:
    with pytest.raises(BundlingError) as caught:
        cache.get(wanted, NODE)
    assert words in str(caught.value)
    assert "://" not in str(caught.value)
    assert kept(cache) == []


def test_ctrl_c_ends_npm_and_keeps_nothing(cache: PackageCache) -> None:
    before = {process.pid for process in descendants(os.getpid())}

    def interrupt(text: str) -> None:
        if "answers" in text:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        cache.get(WANTED, NODE, on_progress=interrupt)
    assert left_of([process for process in descendants(os.getpid()) if process.pid not in before]) == []
    assert kept(cache) == []


@pytest.mark.parametrize(("seconds", "words"), [(0.01, "took longer than 0.01 s"), (60, "not this one")])
def test_a_set_that_is_over_its_time_or_refused_keeps_nothing(cache: PackageCache, seconds: float, words: str) -> None:
    def refuse(found: PackageSet) -> str:
        return f"not this one: {found.packages[0].name}"

    with pytest.raises(BundlingError, match=words):
        PackageCache(cache.folder, seconds=seconds).get(WANTED, NODE, refuse=refuse)
    assert kept(cache) == []


def test_installing_runs_no_scripts_of_packages(cache: PackageCache, tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    script = f"node -e \"require('fs').writeFileSync('{tmp_path / 'ran'}', '')\""
    told = {"name": "runs", "version": "1.0.0", "scripts": {"postinstall": script}}
    (package / "package.json").write_text(json.dumps(told))
    cache.get({"runs": f"file:{package}"}, NODE)
    assert not (tmp_path / "ran").exists()


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BundlingError, match=r"bundle_cache=") as caught:
        PackageCache(tmp_path / "file", seconds=1).get(WANTED, NODE)
    assert str(tmp_path / "file") in str(caught.value)


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("hsfunc_magics.runtime.bundling.cache.install", full)
    cache = PackageCache(tmp_path, seconds=1)
    with pytest.raises(BundlingError, match="The disk is full"):
        cache.get(WANTED, NODE)
    assert kept(cache) == []


def test_leftovers_of_a_killed_kernel_are_swept_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = PackageCache(tmp_path, seconds=1)
    for name, age in ((".new-old", 90_000), (".new-young", 10)):
        (tmp_path / "sets" / name).mkdir(parents=True)
        then = (tmp_path / "sets" / name).stat().st_mtime - age
        os.utime(tmp_path / "sets" / name, (then, then))
    monkeypatch.setattr("hsfunc_magics.runtime.bundling.cache.install", lambda *_, **__: None)
    with pytest.raises(BundlingError, match="only in part"):
        cache.get(WANTED, NODE)
    assert kept(cache) == [".new-young"]
