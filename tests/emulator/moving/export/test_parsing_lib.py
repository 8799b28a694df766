"""An exported project as HubSpot's own parser reads it: opt-in, as it needs that parser and an npm registry.

`npm install @hubspot/project-parsing-lib` anywhere, then set HSFUNC_PROJECT_PARSING_LIB to the folder where you did, or
to the package's own in its `node_modules`.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics import Account
from hsfunc_magics.runtime.node.node import find_node

from .conftest import Exported, functions_of

VARIABLE = "HSFUNC_PROJECT_PARSING_LIB"
PACKAGE = "@hubspot/project-parsing-lib"
TRANSLATE = """
import(process.argv[1]).then(async ({ translate }) => {
  const context = { projectSourceDir: process.argv[2], platformVersion: process.argv[3], accountId: 1 };
  process.stdout.write(JSON.stringify(await translate(context, { skipValidation: true })));
});
"""


def parsing_lib() -> Path | None:
    """The module of the installed package."""
    named = os.environ.get(VARIABLE)
    inner = Path("src", "exports", "translate.js")
    places = [Path(named, "node_modules", PACKAGE, inner), Path(named, inner)] if named else []
    return next((place for place in places if place.is_file()), None)


LIB = parsing_lib()
pytestmark = pytest.mark.skipif(LIB is None, reason=f"{VARIABLE} does not name an installed {PACKAGE}")


def translated(project: Path) -> dict[str, Any]:
    """What HubSpot's parser makes of a project."""
    platform = json.loads((project / "hsproject.json").read_text())["platformVersion"]
    done = subprocess.run(
        [str(find_node(20).path), "-e", TRANSLATE, str(LIB), str(project / "src"), platform],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("rewriting", [False, True])
def test_it_reads_every_function_of_an_export(account: Account, export: Exported, rewriting: bool) -> None:
    source = "const axios = require('axios');\nexports.main = (context, sendResponse) => sendResponse({ body: 1 });"
    for number, name in enumerate(("events", "events/update", "x" * 90, "ü/é", "events_update")):
        account.functions.add(
            name, source, method=["GET", "POST"], environment={"N": number} if number % 2 else {}, secrets=["KEY"]
        )
    project = export(rewriting=rewriting)
    found = translated(project)
    nodes = found["intermediateRepresentation"]["intermediateNodesIndexedByUid"]
    functions = {uid: node["config"] for uid, node in nodes.items() if node["componentType"] == "APP_FUNCTION"}
    assert functions == functions_of(project) and len(functions) == 5
    assert found["skippedHsMetaFiles"] == []
    kinds = [node["componentType"] for node in nodes.values()]
    assert kinds.count("APPLICATION") == kinds.count("SERVERLESS_PACKAGE") == 1
