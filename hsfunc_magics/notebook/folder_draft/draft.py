"""A draft of one folder: takes edits, undoes them, follows what is registered elsewhere, and is applied as a whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...emulator.account import Account
from ...emulator.errors import FunctionError, FunctionSyntaxError, RuntimeUnavailable
from ...emulator.functions.folder import Folder, check_folder_name
from ...emulator.process_bound import ProcessBound
from ...emulator.serverless_json.manifest import DEFAULT_RUNTIME
from ...emulator.serverless_json.problems import Problem
from ...emulator.signals import Signal
from ...runtime import forking
from . import edits
from .changes import FileDifference, differences, summary
from .environment_rows import Row
from .manifest_edits import entries
from .merge import Conflict
from .problems import field_of, findings, still_to_fill_in
from .state import FieldName, State, begin, rebase, taking, with_text
from .undo import UndoHistory


class Draft(ProcessBound):
    """Edits of the folder `name` of an account, registered or new. `close` ends its listening.

    `changed` tells the draft itself after every change: by an edit, or by what was registered elsewhere. It is told
    under `lock`, which nobody may hold who changes the registry, by `apply` or otherwise.
    Raises `FunctionError` where the name is none for a folder.
    """

    def __init__(self, account: Account, name: str, *, now: Callable[[], float] = time.monotonic) -> None:
        wrong = check_folder_name(name)
        if wrong is not None:
            raise FunctionError(wrong)
        self.name = name
        self.changed: Signal[Draft] = Signal()
        self._account = account
        # Cells and servers register from threads of their own, and hold the registry's lock then.
        self.after_fork()
        self._history: UndoHistory[State] = UndoHistory(now)
        self._registered = account.functions.folders.get(name)
        self._base = self._registered or account.functions.new_folder(name)
        self._state = begin(self._base)
        self._checked: dict[tuple[str, str], str | None] = {}
        self._findings: list[Problem] | None = None
        self._leave = [
            account.functions.changed.connect(self._registered_elsewhere),
            account.secrets.changed.connect(self._refresh),
            account.limits_changed.connect(self._refresh),
        ]
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock."""
        self.lock = threading.RLock()

    def close(self) -> None:
        """Nothing is listened to any more."""
        for leave in self._leave:
            leave()
        self._leave = []

    # ------------------------------------------------------------ what stands there

    @property
    def state(self) -> State:
        return self._state

    @property
    def registered(self) -> Folder | None:
        """The folder as it is in force; None where it is new."""
        return self._registered

    def endpoints(self) -> dict[str, Any]:
        """The endpoints' entries by name, in order."""
        return dict(entries(self._state.data))

    @property
    def secret_names(self) -> list[str]:
        """The names of the account's secrets."""
        return self._account.secrets.names()

    def add_secret(self, name: str, value: str) -> None:
        """Adds a secret to the account, at once and past undo. Raises `SecretError`."""
        self._account.secrets.add(name, value)

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    @property
    def differs(self) -> bool:
        """Whether something is typed that is not in force."""
        return self._state.differs(self._base)

    def differences(self) -> list[FileDifference]:
        """What `apply` would change, file by file."""
        return differences(self._registered, self._state.folder)

    def summary(self) -> list[str]:
        """What `apply` would change, in words."""
        return summary(self._registered, self._state.folder)

    def problems(self) -> list[Problem]:
        """Everything that is wrong or odd, errors first."""
        with self.lock:
            if self._findings is None:
                self._findings = findings(
                    self._state,
                    # Whoever edits a runtime mends it there.
                    replace(self._account.functions.rules_beside(self.name), run_on_option=""),
                    known_secrets=self._account.secrets,
                    broken_files=self._broken_files,
                )
            return self._findings

    def unfinished(self) -> list[Problem]:
        """The errors that only say what is not filled in yet."""
        return [problem for problem in self.errors() if still_to_fill_in(problem) is not None]

    def errors(self) -> list[Problem]:
        """The problems that keep the draft from being applied: not files that are missing already."""
        missing = self._base.missing_files()
        return [
            problem
            for problem in self.problems()
            if problem.severity == "error"
            and (problem.blocks or not any(self._state.file(name) in missing for name in self._named_by(problem)))
        ]

    def _named_by(self, problem: Problem) -> list[str]:
        """The endpoint whose own problem it is."""
        name, _ = field_of(problem)
        return [name] if name is not None else []

    def by_field(self) -> dict[FieldName, list[Problem]]:
        """The problems, by the field beside which they belong; those of a file beside `source` of its endpoints."""
        found: dict[FieldName, list[Problem]] = {}
        for problem in self.problems():
            if problem.path in self._state.files:
                for name in self.endpoints():
                    if problem.path in (self._state.file(name), self._state.source_file(name)):
                        found.setdefault((name, "source"), []).append(problem)
            else:
                found.setdefault(field_of(problem), []).append(problem)
        return found

    # ------------------------------------------------------------ edits

    def edit_text(self, text: str) -> None:
        """Typing on the JSON side."""
        self._edit(lambda state: with_text(state, text), (None, "text"))

    def rename(self, endpoint: str, path: str) -> str:
        """Typing in the path field; returns the name that the endpoint has now, the old one where `path` is taken."""
        self._edit(lambda state: edits.rename(state, endpoint, path), (None, "path"))
        return path if endpoint not in self.endpoints() else endpoint

    def set_methods(self, endpoint: str, methods: Iterable[str]) -> None:
        """Choosing methods: new ones go behind those that are there."""
        self._edit(lambda state: edits.set_methods(state, endpoint, methods), (endpoint, "method"))

    def set_file(self, endpoint: str, file: str) -> None:
        """Typing in the file field; an empty text takes the key out."""
        self._edit(lambda state: edits.set_key(state, endpoint, "file", file or None), (endpoint, "file"))

    def set_rows(self, owner: str | None, rows: Sequence[Row]) -> None:
        """Typing in the environment of an endpoint, or for None of the folder."""
        typing = len(rows) == len(self._state.rows(owner))  # a line that comes or goes is a step of its own
        self._edit(lambda state: edits.set_rows(state, owner, rows), (owner, "environment") if typing else None)

    def set_secrets(self, owner: str | None, names: Iterable[str]) -> None:
        """Choosing secrets of an endpoint, or for None of the folder."""
        chosen = list(dict.fromkeys(names))
        self._edit(lambda state: edits.set_key(state, owner, "secrets", chosen or None), None)

    def set_runtime(self, runtime: str) -> None:
        """Typing in the folder's runtime; an empty text takes the key out, which stands for the default."""
        self._edit(lambda state: edits.set_key(state, None, "runtime", runtime or None), (None, "runtime"))

    def add(self, endpoint: str = "") -> None:
        """A new endpoint that says nothing yet, unless there is one of that name."""
        self._edit(lambda state: edits.add(state, endpoint), None)

    def remove(self, endpoint: str) -> None:
        """Takes an endpoint out, and its file where no other one uses it."""
        self._edit(lambda state: edits.remove(state, endpoint), None)

    def create_source(self, endpoint: str) -> None:
        """Gives an endpoint its file, from a template."""
        self._edit(lambda state: edits.create_source(state, endpoint), None)

    def write_source(self, endpoint: str, source: str) -> None:
        """Typing in the JavaScript of an endpoint: a module, or the body of main."""
        self._edit(lambda state: edits.write_source(state, endpoint, source), (endpoint, "source"))

    def remove_unused_files(self) -> None:
        """Takes out the files that no endpoint names."""
        self._edit(edits.remove_unused_files, None)

    def take(self, conflict: Conflict) -> None:
        """Takes what is registered in place of what was typed."""
        self._edit(lambda state: taking(state, conflict), None)

    def discard(self) -> None:
        """Back to what is registered; undo brings the typing back."""
        self._edit(lambda _: begin(self._base), None)

    def undo(self) -> None:
        """One step back, where there is one; what was registered meanwhile stays."""
        with self.lock:
            if self._history.can_undo:
                self._show(self._history.undo(self._state))

    def redo(self) -> None:
        """One step forward again, where there is one."""
        with self.lock:
            if self._history.can_redo:
                self._show(self._history.redo(self._state))

    def apply(self) -> list[Problem]:
        """Puts the draft in force, as a whole; returns the warnings.

        Raises `HsfuncError` where something speaks against it; what is registered then stays.
        """
        warnings: list[Problem] | None = None
        while warnings is None:
            with self.lock:
                applied, before, registered, count = (
                    self._state.folder,
                    self._base,
                    self._registered,
                    len(self.errors()),
                )
            if not self._leave:
                raise FunctionError(f"The draft of {applied.title} is closed: open it again.")
            if count:
                raise FunctionError(f"{applied.title} has {count} error{'s' * (count > 1)}: nothing was applied.")
            # None: something was registered in between. The draft has taken it in by now.
            warnings = self._account.functions.register_folder(applied, registered)
        with self.lock:
            # A step back means what stood there before this was applied; what others register later stays.
            self._history.each(lambda state: replace(rebase(state, before), base=applied))
            self._show(replace(self._state, held={}, conflicts=()))
        return warnings

    # ------------------------------------------------------------ inside

    def _edit(self, change: Callable[[State], State], where: FieldName | None) -> None:
        with self.lock:
            state = change(self._state)
            if state != self._state:
                self._history.record(self._state, where)
                self._show(state)

    def _show(self, state: State) -> None:
        self._state = rebase(state, self._base)
        self._refresh()

    def _refresh(self, _: object = None) -> None:
        with self.lock:
            self._findings = None
            self.changed.emit(self)

    def _registered_elsewhere(self, folder: Folder) -> None:
        with self.lock:
            if folder.name == self.name:
                self._registered = self._account.functions.folders.get(self.name)  # None: it has gone
                self._base = self._registered or self._account.functions.new_folder(self.name)
            self._show(self._state)

    def _broken_files(self, state: State) -> Mapping[str, str]:
        """What Node says of the files that are not registered as they stand: opening a draft starts no Node."""
        checked = {
            (name, file.text): self._syntax(state.folder, name)
            if (name, file.text) not in self._checked
            else self._checked[name, file.text]
            for name, file in state.files.items()
            if self._base.files.get(name) != file
        }
        self._checked = checked
        return {name: message for (name, _), message in checked.items() if message is not None}

    def _syntax(self, folder: Folder, file: str) -> str | None:
        if not isinstance(folder.manifest.data.get("runtime", DEFAULT_RUNTIME), str):
            folder = replace(
                folder, manifest=folder.manifest.with_data({**folder.manifest.data, "runtime": DEFAULT_RUNTIME})
            )
        if not folder.compiles(file):
            return None
        try:
            self._account.functions.check_syntax(folder, file)
        except FunctionSyntaxError as problem:
            return str(problem)
        except RuntimeUnavailable:
            return None  # of the runtime itself another finding speaks, or `apply`
        return None
