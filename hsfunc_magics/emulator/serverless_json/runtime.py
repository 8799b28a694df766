"""The runtime that a folder runs on: what its file says, or what is asked for instead (contract §2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .manifest import DEFAULT_RUNTIME
from .problems import Problem, show, warning
from .projects import is_project

# How each door is asked to run a folder on another runtime than its file names.
IN_PYTHON = f'runtime="{DEFAULT_RUNTIME}"'
OF_THE_COMMAND = f"--runtime {DEFAULT_RUNTIME}; hsfunc check --fix FOLDER writes it into the file"
OF_THE_CHECK = f"--runtime {DEFAULT_RUNTIME}; --fix writes it into the file"
OF_A_MAGIC = f'--runtime {DEFAULT_RUNTIME}, or %config HsfuncMagics.runtime = "{DEFAULT_RUNTIME}" for every folder'

_DEPLOYED_ONCE = f'HubSpot deploys the folder only once the file says "{DEFAULT_RUNTIME}".'


def as_run(problems: Iterable[Problem], data: Mapping[str, Any], run_on: str, option: str) -> Iterator[Problem]:
    """The problems of serverless.json where its folder runs on `run_on`, and that its file says something else.

    `option` is how a folder is run so where it comes from, an empty text where it is not.
    """
    for problem in problems:
        if problem.path != "runtime":
            yield problem
        elif not run_on:
            way_out = f" Or run the folder as it lies: {option}." if option and problem.severity == "error" else ""
            yield replace(problem, mend=problem.mend + way_out)
    said = data.get("runtime", DEFAULT_RUNTIME)
    if run_on and said != run_on and not is_project(data):
        yield warning("runtime", f"the file says {show(said)}, and the folder runs on {run_on} here.", _DEPLOYED_ONCE)
