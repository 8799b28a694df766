"""What stands beside the wheel's install: what it depends on, without what only its extras want."""

from __future__ import annotations

import zipfile
from pathlib import Path

from benchmarks.install import needed


def test_what_extras_want_is_not_needed(tmp_path: Path) -> None:
    wheel = tmp_path / "w-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr(
            "w-1.dist-info/METADATA",
            "Metadata-Version: 2.4\nName: w\nRequires-Dist: httpx>=0.27\n"
            'Requires-Dist: psutil>=5.9; sys_platform != "linux"\n'
            "Provides-Extra: lab\nRequires-Dist: jupyterlab>=4.2; extra == 'lab'\n\nRequires-Dist: not a header\n",
        )
    assert needed(wheel) == ["httpx>=0.27", 'psutil>=5.9; sys_platform != "linux"']
