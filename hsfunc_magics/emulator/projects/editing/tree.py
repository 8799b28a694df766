"""The projects of an account as trees: files, functions by what they are called, secrets by name; a file of them."""

from __future__ import annotations

from collections.abc import Iterable

from ...functions.tree import Branch, FoundFile
from ...secrets.secrets import Secrets
from ...sources.javascript import SourceFile
from ..project import PROJECT_FILE, Project, ProjectFunction
from ..registry import Projects


def build_project_tree(projects: Projects, secrets: Secrets) -> tuple[Branch, ...]:
    """Each project, as it stands now."""
    return tuple(_project(projects[name], projects.watched.get(name), secrets) for name in projects)


def _project(project: Project, place: str | None, secrets: Secrets) -> Branch:
    served: dict[str, list[ProjectFunction]] = {}
    for function in project.functions.values():
        served.setdefault(function.file, []).append(function)
    remark = f"project {project.platform_version}" + (f", follows {place}" if place is not None else "")
    return Branch(project.name, remark, _level(sorted({*project.files, *served}), "", project, served, secrets))


def _level(
    names: list[str], prefix: str, project: Project, served: dict[str, list[ProjectFunction]], secrets: Secrets
) -> tuple[Branch, ...]:
    """What lies directly below a prefix such as `src/`: directories first."""
    inside = [name for name in names if name.startswith(prefix)]
    rests = {name: name[len(prefix) :] for name in inside}
    heads = dict.fromkeys(rest.partition("/")[0] for rest in rests.values() if "/" in rest)
    directories = [
        Branch(f"{head}/", "", _level(inside, f"{prefix}{head}/", project, served, secrets)) for head in heads
    ]
    files = [
        Branch(
            rest,
            "" if name in project.files else "not there",
            tuple(_function(function, secrets) for function in served.get(name, ())),
        )
        for name, rest in rests.items()
        if "/" not in rest
    ]
    return (*directories, *files)


def _function(function: ProjectFunction, secrets: Secrets) -> Branch:
    names = [name if name in secrets else f"{name} (not in the account)" for name in function.secrets]
    told = " ".join([*function.methods, function.called])
    return Branch(told, f"secrets: {', '.join(names)}" if names else "")


def find_project_file(projects: Projects, wanted: str) -> FoundFile | None:
    """The file of a project that is meant: by its path there, its name, or what its function is called by.

    None where there is none, or several.
    """
    asked = wanted.removeprefix("./")
    found = list(dict.fromkeys(_meant(projects, asked)))
    if len(found) != 1:
        return None
    name, path = found[0]
    source = projects[name].files.get(path)
    return _shown(f"{name}/{path}", source) if source is not None else None


def _meant(projects: Projects, asked: str) -> Iterable[tuple[str, str]]:
    for name in projects:
        project = projects[name]
        for path in project.files:
            last = path.rpartition("/")[2]
            if asked in (path, f"{name}/{path}") or (asked == last and path != PROJECT_FILE):
                yield name, path
        for function in project.functions.values():
            if asked in (function.called, f"uid:{function.uid}"):
                yield name, function.file


def file_names(projects: Projects) -> list[str]:
    """What `find_project_file` knows, for whoever is looking for one."""
    paths = [f"{name}/{path}" for name in projects for path in projects[name].files]
    return [*paths, *(one.called for one in projects.functions.values())]


def _shown(path: str, source: SourceFile) -> FoundFile:
    is_text = source.raw is None and "\0" not in source.text
    size = len(source.text.encode("utf-8", "replace")) if source.raw is None else len(source.raw)
    return FoundFile(path, source.text if is_text else None, size, source.first_column > 0)
