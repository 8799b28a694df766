"""A project's JSON files while they are edited: judged whole at every change, in force when they are applied."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from ...emulator.account import Account
from ...emulator.errors import FunctionError
from ...emulator.projects.project import HSMETA, PROJECT_FILE, Project
from ...emulator.projects.reading.read import read_project
from ...emulator.serverless_json.manifest import MANIFEST_NAME
from ...emulator.serverless_json.problems import Problem
from ...emulator.signals import Signal
from ...emulator.sources.javascript import SourceFile
from ...emulator.sources.package_needs import PACKAGE_JSON
from ..folder_draft.changes import FileDifference, difference
from ..folder_draft.undo import UndoHistory

Texts = Mapping[str, str]


class ProjectDraft:
    """The texts of a project's JSON files. `changed` tells every change, by a person or by the account.

    What a cell, or the disk, changes meanwhile is taken over; a file that was edited here keeps its text, and stands in
    `conflicts`. Thread-safe. Raises `FunctionError` where there is no such project.
    """

    def __init__(self, account: Account, name: str, now: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._account = account
        self.lock = threading.RLock()
        self.base: Project = account.projects[name]
        self.texts: Texts = _texts(self.base)
        self.conflicts: tuple[str, ...] = ()
        self._history: UndoHistory[Texts] = UndoHistory(now)
        self.changed: Signal[None] = Signal()
        self._disconnect = account.projects.changed.connect(self._follow)

    def close(self) -> None:
        """Follows the account no more."""
        self._disconnect()

    # ------------------------------------------------------------ what a person does

    def edit(self, file: str, text: str) -> None:
        """Another text for one of the files."""
        with self.lock:
            if self.texts[file] == text:
                return
            self._history.record(self.texts, file)
            self.texts = {**self.texts, file: text}
        self.changed.emit(None)

    def undo(self) -> None:
        """Takes the last change back."""
        with self.lock:
            if self.can_undo:
                self.texts = self._fitted(self._history.undo(self.texts))
        self.changed.emit(None)

    def redo(self) -> None:
        """Makes it again."""
        with self.lock:
            if self.can_redo:
                self.texts = self._fitted(self._history.redo(self.texts))
        self.changed.emit(None)

    def discard(self) -> None:
        """Back to what is in force; `undo` brings the changes back."""
        with self.lock:
            if self.differs:
                self._history.record(self.texts, None)
                self.texts = _texts(self.base)
            self.conflicts = ()
        self.changed.emit(None)

    def apply(self) -> None:
        """Puts the changes in force. Raises what `Projects.change_files` does; all is then as it was."""
        with self.lock:
            base, files = self.base, self._files()
        if self._account.projects.change_files(self.name, files, base) is None:
            raise FunctionError(f"The project {self.name} was changed meanwhile: look at the changes again.")
        with self.lock:
            self.conflicts = ()
        self.changed.emit(None)

    # ------------------------------------------------------------ what is to be shown

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    @property
    def edited(self) -> list[str]:
        """The files that are not as they are in force."""
        return [file for file, text in self.texts.items() if self.base.files[file].text != text]

    @property
    def differs(self) -> bool:
        """Whether there is something to apply."""
        return bool(self.edited)

    @property
    def follows(self) -> str | None:
        """Where on disk the project follows its files, so that nothing else may change it."""
        return self._account.projects.watched.get(self.name)

    @property
    def gone(self) -> bool:
        """Whether the account has the project no longer."""
        return self.name not in self._account.projects

    def problems(self) -> list[Problem]:
        """Everything that is wrong or odd in the project as it would be."""
        files = self._files()
        return read_project({name: file.data for name, file in files.items()}, self.base.place)[1]

    def differences(self) -> list[FileDifference]:
        """What would change, line by line."""
        return [difference(file, self.base.files[file].text, self.texts[file]) for file in self.edited]

    # ------------------------------------------------------------ inside

    def _files(self) -> dict[str, SourceFile]:
        return {**self.base.files, **{file: SourceFile(self.texts[file]) for file in self.edited}}

    def _fitted(self, texts: Texts) -> Texts:
        """Texts of another time for the files that there are now."""
        return {file: texts.get(file, text) for file, text in _texts(self.base).items()}

    def _follow(self, project: Project) -> None:
        if project.name != self.name:
            return
        with self.lock:
            mine = set(self.edited)
            before, self.base = self.base, project
            now = _texts(project)
            clashing = [
                file for file in now if file in mine and before.files[file].text != now[file] != self.texts[file]
            ]
            self.texts = {file: self.texts[file] if file in mine else text for file, text in now.items()}
            self.conflicts = tuple(
                dict.fromkeys([*(one for one in self.conflicts if one in mine & set(now)), *clashing])
            )
        self.changed.emit(None)


def _texts(project: Project) -> dict[str, str]:
    """The JSON files that say what the project is, hsproject.json first, then those that declare functions."""
    names = [
        name
        for name, file in project.files.items()
        if file.raw is None
        and (name.endswith(HSMETA) or name.rpartition("/")[2] in (PROJECT_FILE, PACKAGE_JSON, MANIFEST_NAME))
    ]
    declaring = {one.declared_in for one in project.functions.values()}
    ordered = sorted(names, key=lambda name: (name != PROJECT_FILE, name not in declaring, name))
    return {name: project.files[name].text for name in ordered}
