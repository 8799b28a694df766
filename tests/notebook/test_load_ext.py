"""`%load_ext` in a fresh interpreter: what is heavy is loaded where it is used, not at the start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

# Python's own, dependencies, and what people may have beside the package. IPython loads sqlite3 and others itself: not
# `sys.modules` is looked at, but what the extension asks for.
HEAVY = {
    "aiohttp",
    "anywidget",
    "difflib",
    "fastapi",
    "h11",
    "hashlib",
    "httpcore",
    "httpx",
    "ipykernel",
    "ipywidgets",
    "jinja2",
    "jupyter_client",
    "keyring",
    "matplotlib",
    "mimetypes",
    "multiprocessing",
    "nbclient",
    "nbformat",
    "numpy",
    "pandas",
    "python_multipart",
    "requests",
    "sqlite3",
    "ssl",
    "starlette",
    "tree_sitter",
    "tree_sitter_javascript",
    "uvicorn",
    "yaml",
}

ASKED = f"""
import json, sys
from importlib.abc import MetaPathFinder
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
asked = []

class Watch(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        asked.append(name)

for name in {sorted(HEAVY)!r}:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Watch())
shell.run_line_magic("load_ext", "hsfunc_magics")
print(json.dumps(asked))
"""


def test_loading_the_extension_asks_for_nothing_heavy(tmp_path: Path) -> None:
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path)}
    command = [sys.executable, "-c", ASKED]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    asked = set(json.loads(told.stdout.splitlines()[-1]))
    assert "hsfunc_magics.emulator.account" in asked, "the watch sees what is loaded"
    assert {name for name in asked if name.partition(".")[0] in HEAVY} == set()
