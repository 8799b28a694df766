"""The files that say what a project is: hsproject.json, the app's hsmeta and one for each function (contract §13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...json_text.read_write import write_json

PLATFORM_VERSIONS = ("2026.09", "2026.03")
SOURCE = "src"
APP = f"{SOURCE}/app"
FUNCTIONS = f"{APP}/functions"
APP_FILE = f"{APP}/app-hsmeta.json"
PACKAGE_FILE = f"{FUNCTIONS}/package.json"


def hsproject(name: str, platform: str) -> str:
    """The text of hsproject.json."""
    return _text({"name": name, "srcDir": SOURCE, "platformVersion": platform})


def app_hsmeta(uid: str, name: str) -> str:
    """The app of static auth and private distribution that functions with endpoints need.

    `oauth`, the permitted URL and the support of example.com are those of HubSpot's own template.
    """
    return _text(
        {
            "uid": uid,
            "type": "app",
            "config": {
                "name": name,
                "description": "Serverless functions that have moved from the design manager.",
                "distribution": "private",
                "auth": {
                    "type": "static",
                    "requiredScopes": ["oauth"],
                    "optionalScopes": [],
                    "conditionallyRequiredScopes": [],
                },
                "permittedUrls": {"fetch": ["https://api.hubapi.com"], "iframe": [], "img": []},
                "support": {
                    "supportEmail": "support@example.com",
                    "documentationUrl": "https://example.com/docs",
                    "supportUrl": "https://example.com/support",
                    "supportPhone": "+18005555555",
                },
            },
        }
    )


def function_hsmeta(uid: str, file: str, path: str | None, methods: Sequence[str], secrets: Sequence[str]) -> str:
    """The hsmeta of a function; without an endpoint where it has no path."""
    config: dict[str, Any] = {"entrypoint": f"/app/functions/{file}"}
    if path is not None:
        config["endpoint"] = {"path": path, "methods": list(methods)}
    config["secretKeys"] = list(secrets)
    return _text({"uid": uid, "type": "app-function", "config": config})


def _text(data: Any) -> str:
    return write_json(data) + "\n"
