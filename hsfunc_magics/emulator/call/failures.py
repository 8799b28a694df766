"""Why an execution failed, told to the person who wrote the function (contract §7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...runtime.node.descendants import MOST
from ...runtime.outcome import Failure, FencedOff
from ...runtime.outgoing import Exchange
from ..functions.deployments import Deployment, FolderDeployment
from ..limits.limits import Limits
from ..notes import CLOSED_NETWORK, OPEN_FENCE, OPEN_NETWORK
from ..outgoing.hints import Told, pending_hint, unanswered_hint
from ..outgoing.ways import OutgoingWays
from ..packages.hints import missing_module_hint, newer_package_hint
from ..serverless_json.manifest import MANIFEST_NAME
from ..sources.stack_positions import map_positions, source_path
from ..sources.syntax_error import cell_position, syntax_hint
from .error.carried import Located, with_carried
from .error.info import ErrorInfo

# Of the source of an error: lines before and after its own, and characters of each.
_AROUND = 2
_LONGEST = 500
_LONGEST_RETURNED = 80
# What the fence around functions has closed.
_FENCED_OFF: dict[FencedOff, str] = {
    "files": "The fence around functions closes this machine's files to them, all but /tmp and the system's programs.",
    "workers": "The fence around functions closes workers here, because it cannot hold them: %hs doctor says why.",
    "children": "The fence around functions closes child processes here, because it cannot hold them: %hs doctor says"
    " why.",
    "processes": "The fence around functions closes other processes to them.",
    "internals": "The fence around functions closes Node's inspector, add-ons and internals.",
    "sockets": "The fence around functions closes Unix sockets, such as Docker's and ssh-agent's.",
    "network": CLOSED_NETWORK,
}


def explain(failure: Failure, deployment: Deployment, limits: Limits) -> ErrorInfo:
    """The error that the log and the view show, with the cell's own lines and columns."""
    filename, file = deployment.program.filename, deployment.file
    type_, message, stack, hint = _words(failure, deployment, limits)
    if failure.kind == "error":
        hint = hint or _hint(failure, deployment, limits)
    bundle, bundled = file, filename
    if file.origin is not None and failure.syntax is None:
        filename = source_path(filename, file.origin.file)
        file = file.origin.files[file.origin.file]
    lines = file.cell_lines()
    if failure.syntax is not None:
        line, column = cell_position(failure.syntax, file, len(lines))
        stack = f"{filename}:{line}{f':{column}' if column else ''}\n{type_}: {message}"
    else:
        stack = map_positions(stack, bundled, bundle)
        line, column = _place(stack, filename)

    def locate(inner: str) -> Located:
        mapped = map_positions(inner, bundled, bundle)
        found = _place(mapped, filename)
        return Located(mapped, filename if found[0] else "", *found)

    error = with_carried(ErrorInfo(type_, message, stack, hint), failure.carried, locate)
    if not 0 < line <= len(lines):
        return replace(error, file=filename if line else "", line=line, column=column)
    first = max(0, line - 1 - _AROUND)
    shown = [_cut(text, _LONGEST) for text in lines[first : line + _AROUND]]
    at = line - 1 - first
    return replace(
        error,
        file=filename,
        line=line,
        column=column,
        source_line=shown[at],
        before=tuple(shown[:at]),
        after=tuple(shown[at + 1 :]),
    )


def with_requests(error: ErrorInfo, failure: Failure, outgoing: Sequence[Exchange], ways: OutgoingWays) -> ErrorInfo:
    """The error with what the function's requests have to do with it, in its hint."""
    hint = ""
    if failure.kind in ("timeout", "silent"):
        hint = pending_hint(outgoing)
    elif failure.kind == "error":
        hint = unanswered_hint(outgoing, list(_told(error)), ways)
    return replace(error, hint=f"{error.hint} {hint}".lstrip()) if hint else error


def _told(error: ErrorInfo) -> Iterator[Told]:
    """What an error says, and those that it carries."""
    yield Told(str(error.code or ""), error.message)
    for inner in (*((error.cause,) if error.cause is not None else ()), *error.errors):
        yield from _told(inner)


def _cut(text: str, most: int) -> str:
    """Its beginning. The mark tells whoever masks secrets that more stood there."""
    return text if len(text) <= most else f"{text[:most]}…"


def _place(stack: str, filename: str) -> tuple[int, int]:
    match = re.search(rf"{re.escape(filename)}:(\d+):(\d+)", stack)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _words(failure: Failure, deployment: Deployment, limits: Limits) -> tuple[str, str, str, str]:
    """Type, message, stack and hint."""
    kind, stack = failure.kind, failure.stack
    returns = deployment.program.convention == "return"
    if kind == "error":
        return failure.type, failure.message, stack, _syntax_hint(failure, deployment)
    if kind == "no_main":
        wanted = "async (context) => { return … }" if returns else "(context, sendResponse) => { … }"
        return (
            "NoMain",
            f"The file exports no function main (exports.main is {failure.returned}).",
            "",
            f"Write exports.main = {wanted};",
        )
    if kind == "silent" and returns:
        return (
            "NoResponse",
            "The function never returned: its promise is pending, and nothing is left that could settle it.",
            "",
            "Let main return a value on every path, and call the resolve of each promise that it awaits.",
        )
    if kind == "silent":
        return "NoResponse", "The function never called sendResponse.", "", _silent_hint(failure)
    if kind == "timeout":
        return (
            "Timeout",
            f"Task timed out after {limits.execution_seconds:.2f} seconds",
            "",
            (f"An execution may take {limits.execution_seconds:g} s, loading included."),
        )
    if kind == "memory":
        return (
            "OutOfMemory",
            f"The execution used more than {limits.memory_mb} MB of memory.",
            "",
            ("Node itself takes about 40 MB of it; Buffers count as well."),
        )
    if kind == "storage":
        return (
            "OutOfStorage",
            f"The instance keeps more than {limits.tmp_mb} MB of files in /tmp.",
            "",
            ("Files stay there while the instance is warm: remove what is no longer needed."),
        )
    if kind == "processes":
        return (
            "TooManyProcesses",
            f"The execution had more than {MOST} processes.",
            "",
            ("Lambda has room for 1,024. Those that have ended count until their parent has waited for them."),
        )
    if kind == "exit":
        return (
            "ProcessExit",
            f"The process ended with exit code {failure.code}.",
            stack,
            f"A function answers with {'what it returns' if returns else 'sendResponse'} and does not end its process.",
        )
    if kind == "signal":
        return "ProcessKilled", f"The process was ended by {failure.type}.", stack, ""
    if kind == "no_file":
        return "MissingFile", failure.message, "", f"Add the file, or correct its name in {_declared_in(deployment)}."
    return "ProtocolError", "The function wrote to a descriptor that belongs to the runtime.", stack, ""


def _declared_in(deployment: Deployment) -> str:
    if isinstance(deployment, FolderDeployment):
        return MANIFEST_NAME
    from ..projects.hints import declared_in

    return declared_in(deployment)


def _syntax_hint(failure: Failure, deployment: Deployment) -> str:
    if failure.syntax is None or not isinstance(deployment, FolderDeployment):
        return ""
    return syntax_hint(failure.syntax, deployment.folder.door)


def _hint(failure: Failure, deployment: Deployment, limits: Limits) -> str:
    """What packages, the fence, or a limit that Node tells in its own words, have to do with an error."""
    if failure.fence is not None:
        return f"{_FENCED_OFF[failure.fence]} {OPEN_NETWORK if failure.fence == 'network' else OPEN_FENCE}"
    if failure.message.startswith("EFBIG"):
        return f"All files in /tmp together may have {limits.tmp_mb} MB: this one could grow no further."
    if not isinstance(deployment, FolderDeployment):
        from ..projects.hints import project_hint  # most accounts have no project

        return project_hint(failure, deployment)
    endpoint, file, folder = deployment.endpoint.name, deployment.file, deployment.folder
    if failure.module_not_found:
        return missing_module_hint(failure.message, endpoint, file, folder)
    return newer_package_hint(failure.type, failure.message, endpoint, file, folder)


def _silent_hint(failure: Failure) -> str:
    if failure.project_style:
        return (
            "It returned an object with statusCode or body: that is the style of functions in developer projects. Here"
            " the answer is given with sendResponse({ statusCode, body })."
        )
    if failure.returned is not None:
        returned = _cut(failure.returned, _LONGEST_RETURNED)
        return f"It returned {returned}: a return value is ignored, call sendResponse({{ body: … }})."
    if failure.pending:
        return "It waits for a promise that nothing can settle any more."
    return "Call sendResponse({ statusCode: 200, body: … }) on every path."
