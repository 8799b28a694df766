"""Folders of the design manager, exported, and their functions run by a plain Node that knows nothing of us."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.moving.export.export_project import ExportPlan, plan_export_of_project, write_export
from hsfunc_magics.runtime.node.node import find_node

# Awaits main as whoever runs a project does, and tells what it has returned.
RUN = """
const context = JSON.parse(process.argv[2]);
function told(value) {
  const { body } = value;
  const text = typeof body === 'string' ? body : JSON.stringify(body) ?? '';
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(text);
  return { ...value, body: bytes.toString('base64') };
}
(async () => {
  try {
    const value = await require(process.argv[1]).main(context);
    const isResponse = value !== null && typeof value === 'object' && 'statusCode' in value;
    process.stdout.write(JSON.stringify(isResponse ? told(value) : { value }));
  } catch (error) {
    process.stdout.write(JSON.stringify({ rejected: String(error) }));
  }
})();
"""


@dataclass(frozen=True)
class Returned:
    """What main has returned: header lines in lower case, sorted; `rejected` is its error's text.

    `value` is what was no response.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    rejected: str = ""
    console: str = ""
    value: Any = None


Exported = Callable[..., Path]


@pytest.fixture
def export(account: Account, tmp_path: Path) -> Exported:
    """Exports all folders of the account; where to."""

    def write(*given: str, **options: Any) -> Path:
        target = tmp_path / "project"
        write_export(plan(account, target, *given, **options), overwrite=False)
        return target

    return write


def plan(account: Account, target: Path, *given: str, **options: Any) -> ExportPlan:
    return plan_export_of_project(account, given, str(target), **options)


def functions_of(project: Path) -> dict[str, dict[str, Any]]:
    """Every hsmeta of a function by its uid."""
    files = sorted((project / "src" / "app" / "functions").glob("*-hsmeta.json"))
    found = [json.loads(file.read_text()) for file in files]
    return {one["uid"]: one["config"] for one in found}


def run(project: Path, uid: str, context: Mapping[str, Any], **environment: str) -> Returned:
    """Awaits main of a function's entry file."""
    entry = project / "src" / functions_of(project)[uid]["entrypoint"].lstrip("/")
    done = subprocess.run(
        [str(find_node(20).path), "-e", RUN, str(entry), json.dumps(context)],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    value = json.loads(done.stdout)
    if "rejected" in value:
        return Returned(0, [], b"", value["rejected"], done.stderr)
    if "value" in value:
        return Returned(0, [], b"", value=value["value"])
    lines = [(name.lower(), text) for name, text in value.get("headers", {}).items()]
    for name, texts in value.get("multiValueHeaders", {}).items():
        lines = [line for line in lines if line[0] != name.lower()] + [(name.lower(), text) for text in texts]
    return Returned(value["statusCode"], sorted(lines), base64.b64decode(value["body"]), console=done.stderr)


def of_the_design_manager(execution: Execution) -> Returned:
    """The response of an execution, in the same form: lines of one name are one, but for cookies."""
    lines: dict[str, list[str]] = {}
    for name, text in execution.response.headers.multi_items():
        if name.lower() == "content-length":  # the server's own
            continue
        lines.setdefault(name.lower(), []).append(text)
    flat = [
        (name, text)
        for name, texts in lines.items()
        for text in (texts if name == "set-cookie" else [", ".join(texts)])
    ]
    return Returned(execution.response.status_code, sorted(flat), execution.response.content)


def context_of(execution: Execution, *, arrays: bool = False) -> dict[str, Any]:
    """The context that a project gives for the same request: no more than has been seen there."""
    context = execution.context
    assert context is not None
    params = {name: values if arrays else values[-1] for name, values in context["params"].items()}
    kept = {name: context[name] for name in ("accountId", "headers", "method", "body") if name in context}
    return {**kept, "params": params}
