"""What may help where a function of a project has failed with an error of Node's (contract §12)."""

from __future__ import annotations

import re

from ...runtime.outcome import Failure
from ..functions.deployments import Deployment
from .deployments import ProjectDeployment
from .project import PROJECT_FILE
from .requests import is_relative

_MISSING = re.compile(r"Cannot find (?:module|package) '([^']+)'")
_NO_SEND_RESPONSE = ("sendResponse is not a function", "sendResponse is not defined")
_PACKAGE_JSON = "package.json"


def declared_in(deployment: Deployment) -> str:
    """The file that declares the function of a deployment."""
    return deployment.function.declared_in if isinstance(deployment, ProjectDeployment) else PROJECT_FILE


def project_hint(failure: Failure, deployment: Deployment) -> str:
    """What an error has to do with the move to projects: `sendResponse`, packages, files beside the function."""
    if not isinstance(deployment, ProjectDeployment):
        return ""
    if failure.message in _NO_SEND_RESPONSE and deployment.program.convention == "return":
        return (
            "A function of a developer project gets context alone: return the value that was given to sendResponse,"
            " { statusCode, body, headers }."
        )
    found = _MISSING.match(failure.message) if failure.module_not_found else None
    if found is None:
        return ""
    if is_relative(found[1]):
        return "Whether a function can require a file beside it is not known on HubSpot: the switch relative_require."
    folder = deployment.function.file.rpartition("/")[0]
    return (
        f"No package is preloaded in developer projects: name {found[1]} under dependencies in"
        f" {folder}/{_PACKAGE_JSON}, and the project is bundled with it."
    )
