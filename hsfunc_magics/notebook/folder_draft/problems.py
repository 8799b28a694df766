"""Everything that is wrong or odd in a draft, and beside which field of the form it belongs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from ...emulator.serverless_json.lint import AccountRules
from ...emulator.serverless_json.problems import Problem, error, in_order, json_path, warning
from ...emulator.serverless_json.validate import judge, parse_manifest
from ...emulator.text import did_you_mean
from .environment_rows import read_rows
from .manifest_edits import entries, holder, secrets_of
from .state import FieldName, State

_ENDPOINT = re.compile(r'endpoints(?:\.([A-Za-z_][\w-]*)|\[("(?:[^"\\]|\\.)*")\])')
_KEY = re.compile(r"\.?(\w+)")
_FORM_KEYS = ("file", "method", "environment", "secrets")


def findings(
    state: State,
    rules_beside: AccountRules,
    *,
    known_secrets: Iterable[str],
    broken_files: Callable[[State], Mapping[str, str]],
) -> list[Problem]:
    """All of them, errors first; `broken_files` tells what Node says of the files."""
    manifest, of_text = parse_manifest(state.text)
    if manifest is None:
        return of_text
    found = judge(manifest, state.files, rules_beside)
    found += _held(state)
    found += _missing_secrets(state, list(known_secrets))
    found += _old_bundles(state)
    found += [error(file, message, "") for file, message in broken_files(state).items()]
    return in_order(found)


def field_of(problem: Problem) -> FieldName:
    """The field beside which a problem is told; `(None, "other")` where it has none."""
    place = _ENDPOINT.match(problem.path)
    if place is None:
        key = _KEY.match(problem.path)
        known = key is not None and key[1] in ("runtime", "environment", "secrets")
        return None, key[1] if known and key is not None else "other"
    name = place[1] if place[1] is not None else json.loads(place[2])
    rest = problem.path[place.end() :]
    key = _KEY.match(rest) if rest else None
    if key is not None and key[1] in _FORM_KEYS:
        return name, key[1]
    if key is not None:
        return name, "path"
    # Told of the endpoint as a whole, because there is no such key; the form has the field.
    return name, "file" if problem.message == "has no file." else "path"


def still_to_fill_in(problem: Problem) -> str | None:
    """What a field waits for in which nothing stands yet; None where what stands there is wrong."""
    owner, key = field_of(problem)
    if key == "path" and owner == "" and problem.path == json_path("endpoints", ""):
        return "Type its path, as it stands in the URL after /_hcms/api/."
    if key == "file" and problem.message == "has no file.":
        return "Type the name of its file, or let a template make one."
    return None


def _held(state: State) -> Iterator[Problem]:
    for (owner, key), value in state.held.items():
        place = json_path("endpoints", owner) if owner is not None else ""
        if key == "path":
            yield error(place, f"there is an endpoint {value} already.", "Choose another name.")
        elif key == "environment":
            place = f"{place}.environment" if place else "environment"
            yield from (error(place, message, "") for message in read_rows(value)[1].values())


def _old_bundles(state: State) -> Iterator[Problem]:
    """Of sources that were changed after their bundle was made, which is what runs."""
    for source, bundle in {(state.source_file(name), state.file(name)) for name in entries(state.data)}:
        if source == bundle or bundle not in state.files:
            continue
        origin = state.files[bundle].origin
        made_of = origin.files.get(source) if origin is not None else state.base.files.get(source)
        if made_of is not None and made_of.text != state.files[source].text:
            mend = f"Apply, then bundle it again: %hs bundle {source}."
            yield warning(source, f"{bundle}, which runs, was made before this was changed.", mend)


def _missing_secrets(state: State, known: list[str]) -> Iterator[Problem]:
    for owner in (None, *entries(state.data)):
        if not holder(state.data, owner):
            continue
        for name in secrets_of(state.data, owner):
            if name and name not in known:
                path = json_path("endpoints", owner, "secrets") if owner is not None else "secrets"
                mend = f"Add it: %hs secrets add {name}.{did_you_mean(name, known)}"
                yield warning(path, f"the account has no secret {name}.", mend)
