"""What of serverless.json its format alone does not tell: names that clash, secrets' values, files, the account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..display import counted
from ..json_text.positions import JsonPath
from ..limits.limits import Limits
from ..secrets.detect import looks_like_secret
from ..text import did_you_mean
from .format import FILE
from .manifest import DEFAULT_VERSION, normal_file, original_name
from .problems import Problem, error, json_path, show, warning
from .runtime import IN_PYTHON
from .shapes import find_problems
from .unbuilt import unbuilt_mend, unbuilt_source

NO_FILE = "there is no file"


@dataclass(frozen=True, slots=True)
class AccountRules:
    """What the account adds to a folder's own rules.

    `taken` has the endpoints of its other folders, each with the title of its folder. `run_on` is the runtime that the
    folder runs on whatever its file says, an empty text where the file counts; `run_on_option` is how that is asked for
    where the folder comes from.
    """

    allow_deprecated_runtime: bool = False
    most_endpoints: int = field(default_factory=lambda: Limits().endpoints)
    taken: Mapping[str, str] = field(default_factory=dict[str, str])
    run_on: str = ""
    run_on_option: str = IN_PYTHON

    def beside(self, title: str, endpoints: Iterable[str]) -> AccountRules:
        """With one more folder, and its endpoints."""
        return replace(self, taken={**dict.fromkeys(endpoints, title), **self.taken})


def lint(data: Mapping[str, Any], rules_beside: AccountRules) -> Iterator[Problem]:
    """What the format allows and is wrong or odd all the same. `data` may have any problem of the format."""
    if "version" in data and data["version"] != DEFAULT_VERSION:
        yield warning("version", f"{show(data['version'])} is not a known version.", f'Use "{DEFAULT_VERSION}".')
    yield from _secret_values(data)
    yield from _names_twice(data)
    names = list(_endpoints(data))
    yield from _letter_case(names)
    yield from _account(names, rules_beside)


def find_stray_files(data: Mapping[str, Any], files: Iterable[str]) -> Iterator[Problem]:
    """Endpoints without their file, and JavaScript files without an endpoint."""
    known = {normal_file(file) for file in files}
    used: set[str] = set()
    for name, entry in _endpoints(data).items():
        file = entry.get("file") if isinstance(entry, dict) else None
        if isinstance(file, str) and file:
            # A bundle stands for the file beside it, which stays there to be read and bundled again.
            used |= {normal_file(file), original_name(normal_file(file)) or ""}
            if normal_file(file) not in known and not any(find_problems(FILE, file)):
                source = unbuilt_source(normal_file(file), known)
                mend = f"Add the file, or correct the name.{did_you_mean(file, known)}"
                mend = unbuilt_mend(normal_file(file), source) if source is not None else mend
                missing = error(json_path("endpoints", name, "file"), f"{NO_FILE} {file} in the folder.", mend)
                yield replace(missing, blocks=False)
    for file in sorted(known - used):
        if file.endswith(".js"):
            yield unused_file(file)


def unused_file(file: str) -> Problem:
    """The problem of a file that no endpoint uses."""
    return warning("endpoints", f"no endpoint uses the file {file}.", "Add an endpoint, or delete the file.")


def _endpoints(data: Mapping[str, Any]) -> dict[str, Any]:
    entries = data.get("endpoints")
    return entries if isinstance(entries, dict) else {}


def _secret_values(value: Any, steps: JsonPath = ()) -> Iterator[Problem]:
    """Any text of the file, whatever its key, that looks like a secret's value. The text is not repeated."""
    if isinstance(value, str):
        variable = steps[-1] if "environment" in steps[:-1] else ""
        if looks_like_secret(value, str(variable)):
            named = "secrets" in steps[:-1]
            mend = (
                "Name the secret; its value stays out."
                if named
                else "Add it as a secret, and name it under secrets instead."
            )
            yield warning(json_path(*steps), "looks like a secret's value.", mend)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _secret_values(inner, (*steps, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _secret_values(inner, (*steps, index))


def _names_twice(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Names that are a secret and an environment variable at once, told where the second of the two stands."""
    own_variables, own_secrets = _names(data, "environment"), _names(data, "secrets")
    for name, index in own_secrets.items():
        if name in own_variables:
            yield _both(name, json_path("secrets", index))
    for endpoint, entry in _endpoints(data).items():
        if not isinstance(entry, dict):
            continue
        variables, secrets = _names(entry, "environment"), _names(entry, "secrets")
        for name, index in secrets.items():
            if name in variables or (name in own_variables and name not in own_secrets):
                yield _both(name, json_path("endpoints", endpoint, "secrets", index))
        for name in variables:
            if name in own_secrets and name not in secrets and name not in own_variables:
                yield _both(name, json_path("endpoints", endpoint, "environment", name))


def _names(holder: Mapping[str, Any], key: str) -> dict[str, int]:
    value = holder.get(key)
    names = [name if isinstance(name, str) else None for name in value] if isinstance(value, dict | list) else []
    return {name: index for index, name in enumerate(names) if name is not None}


def _both(name: str, path: str) -> Problem:
    return warning(
        path,
        f"{'A name' if looks_like_secret(name) else name} is both a secret and an environment variable; "
        "the function sees the environment variable's value.",
        "Rename one of the two.",
    )


def _letter_case(names: list[str]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(name.lower(), name)
        if other != name:
            message = f"differs from the endpoint {show(other)} in letter case only; each has its own URL."
            yield warning(json_path("endpoints", name), message, "Rename one of the two.")


def _account(names: list[str], rules_beside: AccountRules) -> Iterator[Problem]:
    for name in names:
        if name in rules_beside.taken:
            yield error(
                json_path("endpoints", name),
                f"the endpoint is in {rules_beside.taken[name]} already, and a URL belongs to one function.",
                "Remove it there first, or choose another name.",
            )
    most, others = rules_beside.most_endpoints, len(rules_beside.taken.keys() - set(names))
    total = len(names) + others
    if total > most:
        elsewhere = f", {others} of them in other folders" if others else ""
        yield error(
            "endpoints",
            f"an account has at most {counted(most, 'endpoint')}; this would make {total}{elsewhere}.",
            "Remove some.",
        )
