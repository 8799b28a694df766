"""The errors of the whole package: one tree, each with what is wrong, where, and how to mend it.

* HsfuncError            catches all of them
  x ManifestError        serverless.json has problems: `problems` has all of them, each with its JSON path
  x FunctionSyntaxError  the JavaScript does not compile: `line` and `column` in the cell
  x FunctionError        a function cannot be registered as asked
  x BundleError          a function cannot be bundled with its packages
  x FolderError          a folder on disk cannot be read or written as asked
  x SecretError          a secret is there already, is not there, or is one too many
  x VisitorError         a visitor is not there, or cannot be as described
  x LimitError           a limit is not there, or cannot have this value
  x MockError            a mock cannot be made as asked, or is not there
  x RequestError         a call cannot be made as it was typed
  x ExecutionError       a call was answered with an error, and `raise_for_error` or `--fail` asked for it;
                         defined in `emulator.call.execution`
  x RuntimeUnavailable   no Node serves the runtime
  x SwitchError          a switch of the platform of projects is not there, or has no such value
  x SeedError            what the small HubSpot is to hold cannot be read, or it has no such part
  x CassetteError        a cassette cannot be read or written, or is none
  x LogError             the log cannot be kept or shown as asked
  x ServerError          the HTTP server cannot start
  x ProcessBoundError    an account, or a live part of it, was to be pickled or copied; a TypeError, too
  x MagicError           a magic was not typed as it can be understood; defined in `notebook.magics.errors`
* SecretWarning          a warning, not an error: a secret's value is one that is not masked

A function that fails raises none of them by itself: its call returns an `Execution` whose `error` says why, and whose
`raise_for_error` raises it. What is refused
leaves everything as it was. All of them are exported by `hsfunc_magics`:

    try:
        account.functions.load("shop", text, files)
    except hsfunc_magics.ManifestError as error:
        for problem in error.problems:
            print(problem)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .display import counted, public_names

if TYPE_CHECKING:
    from .serverless_json.problems import Problem


class SecretWarning(UserWarning):
    """A secret's value is one that is not looked for in what functions say. Never holds a value."""


class HsfuncError(Exception):
    """Base of all errors of this package. `str(error)` is one to three lines for a person."""

    def __dir__(self) -> list[str]:
        return public_names(self)

    def __repr__(self) -> str:
        first, *more = str(self).splitlines() or [""]
        return f"{type(self).__name__}({first + ' …' * bool(more)!r})"


class ManifestError(HsfuncError):
    """serverless.json is not accepted. `problems` has every one of them, errors and warnings."""

    def __init__(self, problems: list[Problem], name: str = "serverless.json") -> None:
        self.problems = problems
        warnings = [problem for problem in problems if problem.severity == "warning"]
        errors = len(problems) - len(warnings)
        count = counted(errors, "error") if warnings else counted(errors, "problem")
        more = f" and {counted(len(warnings), 'warning')}" if warnings else ""
        lines = (f"  {'Warning: ' * (problem in warnings)}{problem}" for problem in problems)
        super().__init__("\n".join([f"{name} has {count}{more}:", *lines]))


class FunctionSyntaxError(HsfuncError):
    """The JavaScript does not compile. `line` and `column` count from 1 in the cell; `hint` says what may help."""

    def __init__(self, message: str, line: int, column: int, hint: str = "") -> None:
        self.line = line
        self.column = column
        self.hint = hint
        super().__init__(message)

    @property
    def told(self) -> str:
        """What is wrong, with its place and the hint, on one line."""
        return f"{str(self).splitlines()[0]}{f'. {self.hint}' if self.hint else ''}"


class FunctionError(HsfuncError):
    """A function cannot be registered as asked; what was registered before stays."""


class BundleError(HsfuncError):
    """A function cannot be bundled with its packages; the registry and the cache stay as they were."""


class SecretError(HsfuncError):
    """A secret cannot be added, updated or deleted as asked. Never holds a value."""


class VisitorError(HsfuncError):
    """A visitor is not there, or cannot be as described; all of them stay as they were."""


class LimitError(HsfuncError):
    """A limit cannot be changed as asked; all of them stay as they were."""


class FolderError(HsfuncError):
    """A folder on disk cannot be read or written as asked; what is there stays as it is."""


class MockError(HsfuncError):
    """A mock cannot be made as asked, or is not there; those that are there stay as they were.

    `problems` has every problem of a file of mocks.
    """

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        self.problems = list(problems)
        super().__init__(message)


class RequestError(HsfuncError):
    """A call cannot be made as it was typed."""


class SwitchError(HsfuncError):
    """There is no such switch of the platform of projects, or it has no such value; all of them stay as they were."""


class SeedError(HsfuncError):
    """The small HubSpot cannot begin as asked, or has no such part; what answered before still does."""


class CassetteError(HsfuncError):
    """A cassette cannot be recorded, read or played as asked; the file stays as it is."""


class LogError(HsfuncError):
    """The log cannot be kept or shown as asked; what it has stays."""


class ServerError(HsfuncError):
    """The HTTP server cannot start."""


class ProcessBoundError(HsfuncError, TypeError):
    """An account, or a live part of it, was to be pickled or copied."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} cannot be pickled or copied, for it lives in one process: make an Account in the worker itself,"
            " or fork one that is there."
        )


class RuntimeUnavailable(HsfuncError):
    """No Node serves the runtime that serverless.json names."""
