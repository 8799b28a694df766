"""Reads and judges serverless.json: every problem at once, never only the first (contract §2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from .errors import did_you_mean
from .json_text import TooDeepError, UnfitNumberError, read_json
from .manifest import (
    DEFAULT_RUNTIME,
    DEFAULT_VERSION,
    METHODS,
    OLDEST_DEPLOYED_MAJOR,
    Manifest,
    normal_file,
    runtime_major,
)
from .problems import PLAIN_KEY, Problem, error, json_path, kind, show, warning

_TOP_KEYS = ("runtime", "version", "environment", "secrets", "endpoints")
_ENDPOINT_KEYS = ("method", "file", "environment", "secrets")
# Shapes of tokens that must not stand in a file: HubSpot's, and the best known of others.
_SECRET_SHAPES = re.compile(
    r"pat-(?:na|eu|ap)\d-[0-9a-f-]{20,}"
    r"|\b(?:sk|pk|rk)_(?:live|test)_\w{10,}|\bgh[pousr]_\w{20,}|\bxox[abprs]-[\w-]{10,}|\bAKIA[0-9A-Z]{16}\b"
    r"|\bAIza[\w-]{30,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+"
)


def parse_manifest(text: str, name: str = "serverless.json") -> tuple[Manifest | None, list[Problem]]:
    """The manifest and the problems of its own text; None where it is not a JSON object."""
    twice: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in items:
            if key in seen:
                twice.append(key)
            seen[key] = value
        return seen

    try:
        data = read_json(text.removeprefix("\ufeff"), pairs)
    except json.JSONDecodeError as problem:
        place = f"{name}, line {problem.lineno}, column {problem.colno}"
        message = f"not JSON: {problem.msg[:1].lower()}{problem.msg[1:]}."
        return None, [error(place, message, _json_mend(text, problem))]
    except TooDeepError:
        return None, [error(name, "nested too deeply.", "Keep to the keys of the reference.")]
    except UnfitNumberError as problem:
        return None, [error(name, f"{problem} is no number that JSON can hold.", "Correct the number.")]
    if not isinstance(data, dict):
        return None, [error(name, f"must be an object, not {kind(data)}.", 'Start with {"endpoints": {…}}.')]
    manifest = Manifest(data)
    doubled = [
        Problem(
            "warning", name, f"the key {json.dumps(key)} stands twice in one object; the last one counts.", "Keep one."
        )
        for key in dict.fromkeys(twice)
    ]
    return manifest, [*check_manifest(manifest), *doubled]


def check_manifest(manifest: Manifest, *, allow_deprecated_runtime: bool = False) -> list[Problem]:
    """Every problem of the object itself, errors first."""
    found: list[Problem] = []
    data = manifest.data
    found += _unknown(data, _TOP_KEYS, "")
    found += _check_runtime(data, allow_deprecated_runtime)
    if "version" in data and data["version"] != DEFAULT_VERSION:
        found.append(
            warning("version", f"{show(data['version'])} is not a known version.", f'Use "{DEFAULT_VERSION}".')
        )
    found += _check_environment(data.get("environment"), "environment")
    found += _check_secrets(data.get("secrets"), "secrets")
    endpoints = data.get("endpoints")
    if endpoints is None:
        found.append(error("endpoints", "is missing.", 'Add "endpoints": {"name": {"file": "name.js"}}.'))
    elif not isinstance(endpoints, dict):
        found.append(
            error("endpoints", f"must be an object, not {kind(endpoints)}.", 'Write {"name": {"file": "name.js"}}.')
        )
    else:
        for name, entry in endpoints.items():
            found += _check_endpoint(name, entry, data)
    return sorted(found, key=lambda problem: problem.severity != "error")


def check_files(manifest: Manifest, files: Iterable[str]) -> list[Problem]:
    """Endpoints without a file, and JavaScript files without an endpoint."""
    known = {normal_file(file) for file in files}
    found: list[Problem] = []
    used: set[str] = set()
    entries = manifest.data.get("endpoints")
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        file = entry.get("file") if isinstance(entry, dict) else None
        if isinstance(file, str) and file:
            used.add(normal_file(file))
            if normal_file(file) not in known:
                mend = f"Add the file, or correct the name.{did_you_mean(file, known)}"
                found.append(
                    error(json_path("endpoints", name, "file"), f"there is no file {file} in the folder.", mend)
                )
    return found + [
        warning("endpoints", f"no endpoint uses the file {file}.", "Add an endpoint, or delete the file.")
        for file in sorted(known - used)
        if file.endswith(".js")
    ]


def check_endpoint_name(name: str) -> str | None:
    """What is wrong with an endpoint's name; None where nothing is."""
    if not name or name != name.strip():
        return "an endpoint's name must not be empty, nor begin or end with a space."
    if name.startswith("/") or name.endswith("/"):
        return "an endpoint's name begins and ends without a slash."
    if any(character in name for character in "?#") or re.search(r"[\s\x00-\x1f]", name):
        return "an endpoint's name must not contain ?, #, spaces or control characters."
    return None


def _check_endpoint(name: str, entry: Any, data: Mapping[str, Any]) -> list[Problem]:
    path = json_path("endpoints", name)
    found: list[Problem] = []
    wrong = check_endpoint_name(name)
    if wrong is not None:
        found.append(error(path, wrong, "Write it as it stands after /_hcms/api/."))
    if not isinstance(entry, dict):
        return [*found, error(path, f"must be an object, not {kind(entry)}.", 'Write {"file": "name.js"}.')]
    found += _unknown(entry, _ENDPOINT_KEYS, path)
    file = entry.get("file")
    if file is None:
        found.append(error(path, "has no file.", 'Add "file": "name.js".'))
    elif not isinstance(file, str) or not file:
        found.append(error(f"{path}.file", f"must be the name of a file, not {show(file)}.", 'Write "name.js".'))
    elif file.startswith("/") or ".." in file.split("/"):
        found.append(error(f"{path}.file", f"{file} lies outside the folder.", "Name a file of the .functions folder."))
    found += _check_method(entry, path)
    found += _check_environment(entry.get("environment"), f"{path}.environment")
    found += _check_secrets(entry.get("secrets"), f"{path}.secrets")
    found += _check_clashes(entry, data, path)
    return found


def _check_method(entry: Mapping[str, Any], path: str) -> list[Problem]:
    if "method" not in entry:
        return []
    value = entry["method"]
    allowed = ", ".join(METHODS)
    if isinstance(value, str):
        names: list[Any] = [value]
    elif isinstance(value, list):
        names = value
        if not names:
            return [
                error(
                    f"{path}.method",
                    "the array is empty.",
                    f"List one or more of {allowed}, or leave the key out for GET.",
                )
            ]
    else:
        return [
            error(f"{path}.method", f"must be a string or an array of strings, not {kind(value)}.", f"Use {allowed}.")
        ]
    return [
        error(f"{path}.method", f"{show(name)} is not a method that an endpoint can have.", f"Use {allowed}.")
        for name in names
        if not isinstance(name, str) or name.strip().upper() not in METHODS
    ]


def _check_runtime(data: Mapping[str, Any], allow_deprecated: bool) -> list[Problem]:
    if "runtime" not in data:
        return []
    runtime = data["runtime"]
    major = runtime_major(runtime) if isinstance(runtime, str) else None
    if major is None:
        return [error("runtime", f"{show(runtime)} is not a runtime.", f'Use "{DEFAULT_RUNTIME}".')]
    if major >= OLDEST_DEPLOYED_MAJOR:
        return []
    message = f"HubSpot stopped deploying {runtime} on 2025-10-01."
    if allow_deprecated:
        return [warning("runtime", message, f'Move to "{DEFAULT_RUNTIME}".')]
    return [
        error("runtime", message, f'Use "{DEFAULT_RUNTIME}", or allow deprecated runtimes in the account\'s settings.')
    ]


def _check_environment(value: Any, path: str) -> list[Problem]:
    if value is None:
        return []
    if not isinstance(value, dict):
        return [error(path, f"must be an object, not {kind(value)}.", 'Write {"NAME": "value"}.')]
    found: list[Problem] = []
    for name, text in value.items():
        here = f"{path}{json_path(name) if not PLAIN_KEY.fullmatch(name) else '.' + name}"
        if not name or "=" in name or "\0" in name:
            found.append(error(here, "is no name for an environment variable.", "Use letters, digits and underscores."))
        if isinstance(text, str) and "\0" in text:
            found.append(error(here, "contains a NUL character.", "Remove it."))
        if isinstance(text, str) and _SECRET_SHAPES.search(text):
            found.append(
                warning(here, "looks like a secret's value.", "Add it as a secret, and name it under secrets instead.")
            )
    return found


def _check_secrets(value: Any, path: str) -> list[Problem]:
    if value is None:
        return []
    if not isinstance(value, list):
        return [error(path, f"must be an array of names, not {kind(value)}.", 'Write ["NAME"].')]
    found: list[Problem] = []
    for index, name in enumerate(value):
        if not isinstance(name, str) or not name:
            found.append(error(f"{path}[{index}]", f"must be a secret's name, not {kind(name)}.", 'Write "NAME".'))
        elif _SECRET_SHAPES.search(name):
            found.append(
                warning(f"{path}[{index}]", "looks like a secret's value.", "Name the secret; its value stays out.")
            )
    return found


def _check_clashes(entry: Mapping[str, Any], data: Mapping[str, Any], path: str) -> list[Problem]:
    def names(holder: Mapping[str, Any], key: str) -> list[str]:
        value = holder.get(key)
        return [name for name in value if isinstance(name, str)] if isinstance(value, (dict, list)) else []

    environment = {*names(data, "environment"), *names(entry, "environment")}
    secrets = dict.fromkeys([*names(data, "secrets"), *names(entry, "secrets")])
    return [
        warning(
            path,
            f"{name} is both a secret and an environment variable; the function sees the environment variable's value.",
            "Rename one of the two.",
        )
        for name in secrets
        if name in environment
    ]


def _unknown(data: Mapping[str, Any], known: tuple[str, ...], path: str) -> list[Problem]:
    return [
        warning(
            f"{path}.{key}" if path and PLAIN_KEY.fullmatch(key) else f"{path}{json_path(key)}",
            "is not a key of the reference; it has no effect.",
            f"Known keys: {', '.join(known)}.{did_you_mean(key, known)}",
        )
        for key in data
        if key not in known
    ]


def _json_mend(text: str, problem: json.JSONDecodeError) -> str:
    before = text[: problem.pos].rstrip()
    if (before.endswith(",") and text[problem.pos : problem.pos + 1] in "}]") or "trailing comma" in problem.msg:
        return "Remove the comma before the closing bracket."
    if text[problem.pos : problem.pos + 1] == "'":
        return 'Use double quotes: "name".'
    if text[problem.pos : problem.pos + 2] in ("//", "/*"):
        return "JSON has no comments: remove it."
    return "Correct the JSON there."
