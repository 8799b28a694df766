"""`hsfunc call --inspect`: how to attach goes to the standard error, the response to the standard output."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from ..debugger import SECONDS, step_through

MANIFEST = '{"runtime": "nodejs20.x", "version": "1.0", "endpoints": {"f": {"file": "f.js"}}}'
SOURCE = "exports.main = (context, sendResponse) => sendResponse({ body: 'stepped' });"


def test_the_command_waits_for_a_debugger(tmp_path: Path) -> None:
    folder = tmp_path / "shop.functions"
    folder.mkdir()
    (folder / "serverless.json").write_text(MANIFEST)
    (folder / "f.js").write_text(SOURCE)
    command = [sys.executable, "-m", "hsfunc_magics", "call", str(folder), "f", "--inspect"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = next(filter(None, (re.search(r"ws://\S+", line) for line in process.stderr)))
        step_through(found[0])
        told, _ = process.communicate(timeout=SECONDS)
    assert (told, process.returncode) == ("stepped", 0)
