"""What the account and the notebook have for the values of a magic line: endpoints, files, secrets, variables."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from ...emulator.account import Account
from ...emulator.call.execution import Execution, Status
from ...emulator.cors.page import Credentials, Mode
from ...emulator.limits.limits import describe_limits
from ...emulator.logs.query import COLUMNS
from ...emulator.projects.editing.tree import file_names
from ...emulator.projects.switches import SWITCHES
from ...emulator.serverless_json.manifest import DEFAULT_RUNTIME, METHODS
from ...runtime.bundling.bundler import TOOLS
from ...runtime.preloaded import PRELOADED_PACKAGES
from ..magics.hscall import CALL_METHODS
from .header_meanings import REQUEST_HEADERS, RESPONSE_HEADERS, spelled
from .line_grammar import Expected
from .paths import Place, paths

_CONTENT_TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/html",
    "text/plain",
)
# `{` and the beginning of a name behind it, where a call takes Python values.
_PYTHON_VALUE = re.compile(r"((?:.*[^{])?(?:\{\{)*\{)\w*")
_WITH_VALUES = ("target", "header", "cookie", "form")
_ACTIONS = re.compile(r"[a-z]+(?:\|[a-z]+)+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be inserted, and in a word or two what it is."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Known:
    """Who is asked: the account, the notebook's variables, and what the line expects before `after`."""

    account: Account
    variables: Mapping[str, Any]
    expected: Expected
    after: str = ""


def candidates(known: Known) -> list[Candidate]:
    """The values of the option or place at the cursor; empty where nobody can know them."""
    action, parser = known.expected.action, known.expected.parser
    if action is None or parser is None:
        return []
    value = _PYTHON_VALUE.fullmatch(known.expected.text)
    if value is not None and parser.prog == "%hscall" and action.dest in _WITH_VALUES:
        return [Candidate(f"{value[1]}{one.text}}}", one.kind) for one in _variables(known)]
    if action.choices is not None:
        return _named("action", map(str, action.choices))
    actions = [Candidate(name, "action") for name in _words_of(action)]
    source = _SOURCES.get((parser.prog.lstrip("%"), action.dest))
    return [*actions, *(source(known) if source is not None else ())]


def _words_of(action: argparse.Action) -> list[str]:
    """`set` and `reset` of a place that is shown as `set|reset`."""
    shown = action.metavar if isinstance(action.metavar, str) else ""
    return shown.split("|") if _ACTIONS.fullmatch(shown) else []


def _named(kind: str, names: Iterable[str]) -> list[Candidate]:
    return [Candidate(name, kind) for name in names]


def _endpoints(known: Known) -> list[Candidate]:
    functions = known.account.functions
    return [Candidate(name, ", ".join(functions[name].methods)) for name in functions]


def _paths_of_projects(known: Known) -> list[Candidate]:
    functions = known.account.projects.endpoints.values()
    return [Candidate(one.called, ", ".join(one.methods)) for one in functions]


def _all_functions(known: Known) -> list[Candidate]:
    """Endpoints, and functions of projects by what they are called by."""
    uids = [one for one in known.account.projects.functions.values() if one.path is None]
    return [*_endpoints(known), *_paths_of_projects(known), *(Candidate(one.called, "uid") for one in uids)]


def _uids(known: Known) -> list[Candidate]:
    projects = known.account.projects
    return [
        Candidate(uid, f"project {projects[name].platform_version}")
        for name in projects
        for uid in projects[name].functions
    ]


def _function_names(known: Known) -> list[Candidate]:
    return [*_endpoints(known), *_uids(known)]


def _projects(known: Known) -> list[Candidate]:
    return _named("project", known.account.projects)


def _deleted(known: Known) -> list[Candidate]:
    account = known.account
    own = (deletion.endpoint.name for deletion in account.functions.deletions)
    return _named("deleted", [*own, *(one.function.called for one in account.projects.deletions)])


def _targets(known: Known) -> list[Candidate]:
    methods = _named("method", CALL_METHODS) if not known.expected.given else []
    return [*_endpoints(known), *_paths_of_projects(known), *methods]


def _parts_of_hubspot(known: Known) -> list[Candidate]:
    hubspot = known.account.hubspot
    return _named("part", hubspot.parts()) if hubspot is not None else []


def _files(known: Known) -> list[Candidate]:
    return [Candidate(file, title) for title, file in _all_files(known.account)]


def _shown_files(known: Known) -> list[Candidate]:
    paths = [Candidate(f"{title}/{file}", "file") for title, file in _all_files(known.account)]
    of_projects = _named("file", file_names(known.account.projects)) if known.account.projects else []
    return [*_endpoints(known), *_files(known), *paths, Candidate("serverless.json", "file"), *of_projects]


def _all_files(account: Account) -> list[tuple[str, str]]:
    return [(folder.title, file) for folder in account.functions.folders.values() for file in folder.files]


def _methods(known: Known) -> list[Candidate]:
    """Further ones after a comma."""
    before, comma, _ = known.expected.text.rpartition(",")
    taken = before.upper().split(",")
    return [Candidate(f"{before}{comma}{name}", "method") for name in METHODS if name not in taken]


def _mocked(known: Known) -> list[Candidate]:
    """Methods, and URLs that were asked and matched no mock, or have one."""
    from ...emulator.outgoing.mocks.pattern import ANY, METHODS

    given = known.expected.given
    methods = _named("method", (*METHODS, ANY)) if not given else []
    asked = [one for one in known.account.mocks.unmatched if not given or given[0].upper() in (one.method, ANY)]
    urls = [Candidate(one.url, f"{one.method}, matched no mock") for one in asked if len(given) < 2]
    return [*urls, *(_urls_of_mocks(known) if len(given) < 2 else []), *methods]


def _urls_of_mocks(known: Known) -> list[Candidate]:
    return [Candidate(mock.shown_rule.partition(" ")[2], f"{mock.method}, mocked") for mock in known.account.mocks]


def _mocks_there(known: Known) -> list[Candidate]:
    action, *words = known.expected.given or ("",)
    if action == "load":
        return _on_disk(known, 0)
    if action != "remove":
        return []
    numbers = [Candidate(f"{mock.number}", mock.shown_rule) for mock in known.account.mocks] if not words else []
    return [*numbers, *_urls_of_mocks(known)]


def _failures(_: Known) -> list[Candidate]:
    from ...emulator.outgoing.mocks.failures import FAILURES

    return _named("failure", FAILURES)


def _headers(known: Known) -> list[Candidate]:
    return _header_lines(known, REQUEST_HEADERS)


def _response_headers(known: Known) -> list[Candidate]:
    return _header_lines(known, RESPONSE_HEADERS)


def _header_lines(known: Known, names: Iterable[str]) -> list[Candidate]:
    name, colon, _ = known.expected.text.partition(":")
    quote = "" if known.expected.quote else "'"
    if not colon:
        return _named("header", (f"{quote}{spelled(header)}: " for header in names))
    if name.strip().lower() != "content-type":
        return []
    return _named("content type", (f"{quote}{name}: {value}" for value in _CONTENT_TYPES))


def _variables(known: Known) -> list[Candidate]:
    return [
        Candidate(name, type(value).__name__)
        for name, value in known.variables.items()
        if not name.startswith("_") and not isinstance(value, ModuleType) and not callable(value)
    ]


def _limits(known: Known) -> list[Candidate]:
    action = known.expected.given[0] if known.expected.given else ""
    sign = "=" if action == "set" else ""
    return [Candidate(f"{limit.name}{sign}", limit.unit) for limit in describe_limits(known.account.limits)]


def _switch_values(known: Known) -> list[Candidate]:
    """Each NAME=VALUE with what it means."""
    return [
        Candidate(f"{name}={value}", means)
        for name, switch in SWITCHES.items()
        for value, means in switch.values.items()
        if not known.account.switches.says(name, value)
    ]


def _chosen_switches(known: Known) -> list[Candidate]:
    return [Candidate(name, value) for name, value in known.account.switches.chosen.items()]


def _secrets(known: Known) -> list[Candidate]:
    return _named("secret", known.account.secrets)


def _secrets_there(known: Known) -> list[Candidate]:
    return _secrets(known) if known.expected.given[:1] not in (("add",), ("list",)) else []


def _folders(known: Known) -> list[Candidate]:
    return _named("folder", known.account.functions.folders)


def _folder_titles(known: Known) -> list[Candidate]:
    return _named("folder", (folder.title for folder in known.account.functions.folders.values()))


def _followed(known: Known) -> list[Candidate]:
    return [*_folder_titles(known), *_named("project", known.account.projects.watched)]


def _visitors(known: Known) -> list[Candidate]:
    return _named("visitor", getattr(known.account, "visitors", ()))


def _callers(known: Known) -> list[Candidate]:
    return [*_visitors(known), Candidate("anonymous", "visitor")]


def _visitor_words(known: Known) -> list[Candidate]:
    return [*_callers(known), *_named("action", ("list", "known", "member", "delete"))]


def _paths(known: Known) -> list[Candidate]:
    return _on_disk(known, 0)


def _directories(known: Known) -> list[Candidate]:
    return _on_disk(known, 0, folders_only=True)


def _body_file(known: Known) -> list[Candidate]:
    """`@` and a file; what begins otherwise is the body itself."""
    return _on_disk(known, 1) if known.expected.text.startswith("@") else []


def _form_file(known: Known) -> list[Candidate]:
    """`NAME=@` and a file."""
    name, sign, _ = known.expected.text.partition("=@")
    return _on_disk(known, len(name) + 2) if sign and name and "=" not in name else []


def _on_disk(known: Known, start: int, *, folders_only: bool = False) -> list[Candidate]:
    """The files for a value whose path begins at `start`."""
    text, quote = known.expected.text, known.expected.quote
    place = Place(text[:start], text[start:], quote, closed=bool(quote) and known.after.startswith(quote))
    return [
        Candidate(word, "folder" if is_folder else "file")
        for word, is_folder in paths(place, folders_only=folders_only)
    ]


def _executions(known: Known) -> list[Candidate]:
    there = [one for one in _variables(known) if isinstance(known.variables[one.text], Execution)]
    return [*there, Candidate("-1", "the last call")]


def _executors(known: Known) -> list[Candidate]:
    from ...emulator.series.executors import executor_names

    return [Candidate(name, type(known.variables[name]).__name__) for name in executor_names(known.variables)]


def _runtimes(_: Known) -> list[Candidate]:
    return _named("runtime", [DEFAULT_RUNTIME])


def _bundlers(_: Known) -> list[Candidate]:
    return _named("bundler", TOOLS)


def _environment(_: Known) -> list[Candidate]:
    return _named("variable", sorted(os.environ))


# By the command and the name of the value in it.
_SOURCES: dict[tuple[str, str], Callable[[Known], list[Candidate]]] = {
    ("hsfunction", "endpoint"): _function_names,
    ("hsfunction", "file"): _files,
    ("hsfunction", "method"): _methods,
    ("hsfunction", "secret"): _secrets,
    ("hsfunction", "folder"): _folders,
    ("hsfunction", "bundler"): _bundlers,
    ("hsfunction", "project"): _projects,
    ("hscall", "target"): _targets,
    ("hscall", "request"): lambda _: _named("method", CALL_METHODS),
    ("hscall", "data"): _body_file,
    ("hscall", "form"): _form_file,
    ("hscall", "header"): _headers,
    ("hscall", "json"): _variables,
    ("hscall", "visitor"): _callers,
    ("hscall", "diff"): _executions,
    ("hscall", "executor"): _executors,
    ("hscall", "mode"): lambda _: _named("mode of fetch", Mode),
    ("hscall", "credentials"): lambda _: _named("credentials of fetch", Credentials),
    ("hscall", "variable"): _variables,
    ("hsmock", "target"): _mocked,
    ("hsmock", "fail"): _failures,
    ("hsmock", "header"): _response_headers,
    ("hs mocks", "words"): _mocks_there,
    ("hs bundle", "bundler"): _bundlers,
    ("hs bundle", "file"): _files,
    ("hs bundle", "folder"): _folders,
    ("hscall", "uid"): _uids,
    ("hscall", "parameters"): _body_file,
    ("hscall", "properties"): _body_file,
    ("hs close", "folder"): _followed,
    ("hs edit", "folder"): _folders,
    ("hs edit", "project"): _projects,
    ("hs export", "directory"): _directories,
    ("hs export", "folder"): _folders,
    ("hs export", "project"): _projects,
    ("hs fetch", "dest"): _paths,
    ("hs fetch", "src"): _folder_titles,
    ("hs function create", "functions_folder"): _folders,
    ("hs function delete", "endpoint"): _all_functions,
    ("hs function rename", "endpoint"): _all_functions,
    ("hs function restore", "endpoint"): _deleted,
    ("hs function create", "endpoint_method"): _methods,
    ("hs import", "directory"): _directories,
    ("hs import", "switches"): _paths,
    ("hs import", "runtime"): _runtimes,
    ("hs limits", "words"): _limits,
    ("hs logs", "endpoint"): _all_functions,
    ("hs logs", "file"): _paths,
    ("hs logs", "sort"): lambda _: _named("column", COLUMNS),
    ("hs logs", "status"): lambda _: _named("status", (status.value for status in Status)),
    ("hs logs", "variable"): _variables,
    ("hs mock hubspot", "openapi"): _paths,
    ("hs mock hubspot", "part"): _parts_of_hubspot,
    ("hs mock hubspot", "seed"): _paths,
    ("hs mock hubspot", "word"): lambda _: _named("action", ["show"]),
    ("hs open", "directory"): _directories,
    ("hs open", "runtime"): _runtimes,
    ("hs packages", "name"): lambda _: _named("package", PRELOADED_PACKAGES),
    ("hs packages", "variable"): _variables,
    ("hs project compare", "folders"): _folder_titles,
    ("hs project compare", "project"): _directories,
    ("hs project compare", "requests"): _paths,
    ("hs project compare", "switch"): _switch_values,
    ("hs project switches", "reset"): _chosen_switches,
    ("hs project switches", "set"): _switch_values,
    ("hs project switches", "switches"): _paths,
    ("hs project export", "dest"): _directories,
    ("hs project export", "folders"): lambda known: [*_folder_titles(known), *_directories(known)],
    ("hs record", "file"): lambda known: [*_named("action", ["stop"]), *_paths(known)],
    ("hs replay", "file"): lambda known: [*_named("action", ["stop"]), *_paths(known)],
    ("hs schema", "vscode"): _directories,
    ("hs schema", "write"): _paths,
    ("hs secrets", "name"): _secrets_there,
    ("hs secrets", "from_dotenv"): _paths,
    ("hs secrets", "from_env"): _environment,
    ("hs secrets", "from_var"): _variables,
    ("hs serve", "variable"): _variables,
    ("hs show", "file"): _shown_files,
    ("hs try", "method"): lambda _: _named("method", CALL_METHODS),
    ("hs upload", "dest"): _folder_titles,
    ("hs upload", "runtime"): _runtimes,
    ("hs try", "target"): _all_functions,
    ("hs upload", "src"): _paths,
    ("hs visitor", "who"): _visitor_words,
    ("hs visitor", "gone"): _visitors,
}
