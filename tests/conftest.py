"""How tests run and are shared out, and a cache with a bundler in it, where npm's registry can be reached."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from hsfunc_magics.runtime.bundling.bundler import TOOLS
from hsfunc_magics.runtime.bundling.cache import PackageCache
from hsfunc_magics.runtime.bundling.child import BundlingError
from hsfunc_magics.runtime.node.node import find_node

from .pools import SharedPool, shared_pool

# jsonschema, which nbformat imports, would make a parser of IRIs with it, which nobody here asks for: a second of each
# process, and five in the depth at which pytest imports.
sys.modules.setdefault("rfc3987_syntax", None)


def pytest_configure() -> None:
    """What holds for every test."""
    # A job in the background of a shell ignores Ctrl-C, and so would all it starts: tests press it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # How long an example takes says how busy the machine is.
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    # Outputs have measured values unless CI is said to run: tests say it themselves.
    os.environ.pop("CI", None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where tests are shared out by file, ours."""
    if config.getvalue("dist") != "loadfile":
        return None
    from .sharing import Sharing

    return Sharing(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In several processes what takes long begins first: at the end none is left alone with it."""
    if hasattr(config, "workerinput"):
        from .sharing import place_of

        items.sort(key=lambda item: place_of(item.nodeid))


@pytest.fixture(scope="session")
def bundle_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a cache that has esbuild; skips where npm cannot reach its registry."""
    folder = tmp_path_factory.mktemp("bundle-cache")
    try:
        PackageCache(folder, seconds=60).get(TOOLS["esbuild"], find_node(20))
    except BundlingError as problem:
        if "cannot reach its registry" in str(problem):
            pytest.skip(f"bundling needs npm's registry: {problem}")
        raise
    return folder


@pytest.fixture(scope="module")
def pool_of_accounts() -> Iterator[SharedPool]:
    """Serves the accounts of a file, one after the other."""
    with shared_pool() as pool:
        yield pool
