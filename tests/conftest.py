"""How tests run and are shared out, and a cache with a bundler in it, where npm's registry can be reached."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from hsfunc_magics.runtime.bundling.bundler import TOOLS
from hsfunc_magics.runtime.bundling.cache import PackageCache
from hsfunc_magics.runtime.bundling.child import BundlingError
from hsfunc_magics.runtime.node import find_node

# Half of the time that tests in a browser take.
_ONE_BROWSER = {"test_cells.py", "test_editor.py", "test_panel.py"}


def pytest_configure() -> None:
    """A job in the background of a shell ignores Ctrl-C, and so would all it starts: tests press it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of a file stay in one process, and those that share a JupyterLab and a browser in one of two."""
    for item in items:
        group = item.path.name
        if item.path.parent.name == "browser":
            group = "one browser" if group in _ONE_BROWSER else "another browser"
        item.add_marker(pytest.mark.xdist_group(group))


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
