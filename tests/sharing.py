"""How xdist shares the tests out: file by file, the files in a browser to two processes, what takes long first.

Not by xdist's groups: they are written into the tests' ids, which pytest 9.2 does not let it change, and with it every
test is silently a group of its own, its file's fixtures made in each process (pytest-dev/pytest-xdist#1386).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    import pytest

# Each of the two starts one JupyterLab and one Chromium. They take about as long.
_ONE_BROWSER = "tests/browser (one)"
_ANOTHER_BROWSER = "tests/browser (another)"
IN_ONE_BROWSER = {
    "test_cells.py",
    "test_comparison.py",
    "test_request_form.py",
    "test_editor.py",
    "test_panel.py",
    "test_start.py",
}
# What takes longest, the longest first; then the others, which fill up what is left of the processes' time.
FIRST = (
    _ANOTHER_BROWSER,  # two minutes and a half
    _ONE_BROWSER,
    # A fork copies what its parent maps: a process that has run a thousand tests takes twenty times as long.
    "tests/runtime/pool/test_forking.py",
    "tests/runtime/pool/test_fork_ends.py",
    "tests/cli/soak/test_soak.py",  # takes its time whatever the machine
    "tests/conformance/test_cases.py",  # a minute and more
    "tests/chaos/test_faults.py",
    "tests/notebook/test_nbval.py",
    "tests/emulator/moving/parity/test_mapping_rows.py",
    "tests/notebook/test_quickstart.py",
    "tests/cli/test_commands.py",  # half a minute
    "tests/cli/test_serve.py",
    "tests/runtime/node/test_fence.py",
    "tests/runtime/instance/test_tmp.py",
    "tests/cli/test_bundled_folder.py",
    "tests/cli/test_check.py",
    "tests/emulator/packages/test_folder_bundling.py",
    "tests/emulator/packages/test_bundling.py",
    "tests/web/test_probe_over_http.py",
    "tests/cli/project/test_check_project.py",  # a quarter
    "tests/cli/project/test_project_serving.py",
    "tests/runtime/instance/test_limits.py",
    "tests/runtime/instance/test_children.py",
    "tests/runtime/instance/test_patched_builtins.py",
    "tests/runtime/instance/test_timers.py",
    "tests/runtime/instance/test_ends.py",
    "tests/notebook/test_leftovers.py",
    "tests/test_release.py",
)


def group_of(nodeid: str) -> str:
    """What runs in one process, in order: a file, or the files that share a JupyterLab and a browser."""
    path = nodeid.split("::", 1)[0]
    folder, _, name = path.rpartition("/")
    if folder != "tests/browser":
        return path
    return _ONE_BROWSER if name in IN_ONE_BROWSER else _ANOTHER_BROWSER


def place_of(nodeid: str) -> int:
    """Where among all: for a stable sort."""
    group = group_of(nodeid)
    return FIRST.index(group) if group in FIRST else len(FIRST)


class Sharing(LoadFileScheduling):
    """Hands the groups out in the order in which they are collected."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False  # by the number of their tests, which says little
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
