"""The list of Node's own modules is Node's own."""

from __future__ import annotations

import json
import subprocess

from hsfunc_magics.runtime.node.builtins import is_builtin
from hsfunc_magics.runtime.node.node import find_node


def test_the_modules_are_those_that_node_lists() -> None:
    asked = "const m = require('module'); console.log(JSON.stringify(m.builtinModules))"
    told = subprocess.run([find_node(20).path, "-e", asked], capture_output=True, text=True, check=True, timeout=60)
    assert [name for name in json.loads(told.stdout) if not is_builtin(name)] == []
    assert not any(map(is_builtin, ("faker", "./fs", "fs/extra", "@hubspot/api-client", "")))
    assert is_builtin("node:test")
