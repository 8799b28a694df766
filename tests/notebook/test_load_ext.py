"""`%load_ext` in a fresh interpreter: what is heavy is loaded where it is used, not at the start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hsfunc_magics import current_account

from .conftest import Shell

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

WATCHED = f"""
import asyncio, json, sys
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
"""
LOADED = """
shell.run_line_magic("load_ext", "hsfunc_magics")
at_load = list(asked)
import hsfunc_magics
hsfunc_magics.Account
print(json.dumps([at_load, asked]))
"""
IDLE = """
async def kernel():
    shell.run_line_magic("load_ext", "hsfunc_magics")
    at_load = list(asked)
    while "hsfunc_magics.notebook.magics.hscall" not in sys.modules:
        await asyncio.sleep(0.01)
    return [at_load, asked]

print(json.dumps(asyncio.run(kernel())))
"""
ACCOUNT = "hsfunc_magics.emulator.account"


def asked_for(tmp_path: Path, code: str) -> list[set[str]]:
    """What a new interpreter is asked to load until the extension is there, and until the account is."""
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path)}
    command = [sys.executable, "-c", WATCHED + code]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    return [set(names) for names in json.loads(told.stdout.splitlines()[-1])]


def test_loading_the_extension_asks_for_nothing_heavy(tmp_path: Path) -> None:
    at_load, with_account = asked_for(tmp_path, LOADED)
    assert ACCOUNT in with_account, "the watch sees what is loaded"
    assert ACCOUNT not in at_load
    assert {name for name in with_account if name.partition(".")[0] in HEAVY} == set()


def test_an_idle_kernel_loads_what_the_first_magic_needs(tmp_path: Path) -> None:
    at_load, when_idle = asked_for(tmp_path, IDLE)
    assert ACCOUNT not in at_load
    assert ACCOUNT in when_idle
    assert {name for name in when_idle if name.partition(".")[0] in HEAVY} == set()


def test_what_goes_with_the_extension_is_said(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%reload_ext hsfunc_magics")
    assert capsys.readouterr().out == ""
    shell.run("%%hsfunction f\nsendResponse({});")
    current_account().secrets.add("KEY", "a value to keep")
    shell.run("%hs clock freeze")
    capsys.readouterr()
    shell.run("%reload_ext hsfunc_magics")
    said = capsys.readouterr().out
    assert "with its account went 1 endpoint, 1 secret and the clock that stood" in said
    assert len(current_account().functions) == 0
