"""The editor of one project: a JSON file of it as text, what is wrong in all of them, undo and review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ipywidgets import HTML, Dropdown, HBox, VBox

from ...emulator.account import Account
from ...emulator.display import MimeBundle
from ...emulator.errors import HsfuncError
from ...emulator.projects.project import Project
from ...runtime import forking
from ..folder_editor.review import difference_html
from ..views.frame import escape, visible
from ..widgets.controls import button, heading
from ..widgets.json_field import JsonField
from ..widgets.keyboard import Keyboard
from ..widgets.messages import message_box, tell_lines
from ..widgets.watch import Watch, discard, put, reveal
from .draft import ProjectDraft

_MOST_TOLD = 30


class ProjectEditor:
    """Shown as a widget; as text it is the project. `close` ends it, and `closed` is then called.

    Ends with its account. Raises `FunctionError` where there is no such project.
    """

    def __init__(self, account: Account, name: str, closed: Callable[[], object]) -> None:
        self.draft = ProjectDraft(account, name)
        self._closed = closed
        self._watch = Watch(self.draft.lock)
        self._reviewing = False
        self._build()
        self._leave = [self.draft.changed.connect(self._refresh), account.closed.connect(lambda _: self.close())]
        self._refresh()
        forking.renew(self)

    def after_fork(self) -> None:
        """In a child, which shows nothing: the widgets are the parent's."""
        self._stop_listening()

    def close(self) -> None:
        """Takes the widget away; nothing listens any more. What was typed and not applied is gone."""
        self._stop_listening()
        discard(self.view)
        self._closed()

    def _stop_listening(self) -> None:
        for leave in self._leave:
            leave()
        self.draft.close()

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        bundle: dict[str, Any] = dict(self.view._repr_mimebundle_())
        return {**bundle, "text/plain": project_text(self.draft.base)}, {}

    # ------------------------------------------------------------ parts

    def _build(self) -> None:
        draft, watch = self.draft, self._watch
        self._file = Dropdown(options=[*draft.texts], description="File", layout={"width": "auto", "flex": "1 1 300px"})
        self._text = JsonField(placeholder="{}", layout={"width": "auto", "height": "auto"})
        self._messages = message_box()
        self._told = HTML(layout={"height": "auto"})
        self._status = HTML(layout={"height": "auto", "margin": "2px 8px"})
        self._undo = button("Undo", draft.undo, "Takes the last change back")
        self._redo = button("Redo", draft.redo, "Makes it again")
        self._look = button("Review changes", self._open_review, "Shows what would change, to be applied then")
        self._discard = button("Discard changes", draft.discard, "Back to what is in force; Undo brings them back")
        self._apply = button("Apply", self._put_in_force, "Puts the changes in force", "primary")
        self._review = VBox([self._told, HBox([self._apply, button("Back", self._close_review, "Nothing is applied")])])
        watch.on(self._file, lambda _: self._refresh())
        watch.on(self._text, lambda text: draft.edit(self._file.value, text))
        keyboard = Keyboard(area="hsfunc-editor")
        keyboard.on_undo(lambda undo: draft.undo() if undo else draft.redo())
        self._title = heading(_title(draft.base))
        bar = HBox(
            [
                *(self._title, keyboard, self._undo, self._redo, self._look, self._discard),
                *(button("Close", self.close, "Ends the editor"), self._status),
            ],
            layout={"flex_flow": "row wrap", "align_items": "center"},
        )
        self.view: Any = VBox([bar, self._review, self._file, self._text, self._messages])
        self.view.add_class("hsfunc-editor")

    # ------------------------------------------------------------ the draft, shown

    def _refresh(self, _: object = None) -> None:
        draft = self.draft
        with self._watch.showing():
            put(self._title, value=f'<span class="hsfunc-heading">{escape(_title(draft.base))}</span>')
            names = [*draft.texts]
            chosen = self._file.value if self._file.value in names else (names[0] if names else None)
            put(self._file, options=tuple(names))
            put(self._file, value=chosen)
            put(self._text, name=f"{chosen} of the project {draft.name}")
            self._watch.show(self._text, draft.texts[chosen] if chosen is not None else "")
            problems = draft.problems()
            own = [problem for problem in problems if problem.file == chosen]
            others = [problem for problem in problems if problem.file != chosen]
            tell_lines(self._messages, [(one.severity, str(one)) for one in [*own, *others][:_MOST_TOLD]])
            self._show_review(errors=sum(one.severity == "error" for one in problems))

    def _show_review(self, *, errors: int) -> None:
        draft = self.draft
        self._reviewing &= draft.differs
        reveal(self._review, shown=self._reviewing)
        if self._reviewing:
            shown = "".join(map(difference_html, draft.differences()))
            put(self._told, value=f'<div class="hsfunc-problems">{shown}</div>')
        told = "There are changes that are not applied." if draft.differs else "All of it is in force."
        if errors:
            told += f" {errors} error{'s' * (errors > 1)} in the project."
        if draft.follows is not None:
            told += f" It follows {draft.follows} on disk: change the files there."
        if draft.conflicts:
            told += f" Changed elsewhere meanwhile: {', '.join(draft.conflicts)}; applying puts what stands here there."
        if draft.gone:
            told = "The account has this project no longer."
        self._say(told)
        put(self._undo, disabled=not draft.can_undo)
        put(self._redo, disabled=not draft.can_redo)
        put(self._look, disabled=not draft.differs)
        put(self._discard, disabled=not draft.differs)
        put(self._apply, disabled=draft.follows is not None or draft.gone)

    def _say(self, text: str, kind: str = "status") -> None:
        tone = " hsfunc-told-error" if kind == "alert" else ""
        put(self._status, value=f'<span class="hsfunc-problems{tone}" role="{kind}">{escape(text)}</span>')

    # ------------------------------------------------------------ what a person does

    def _open_review(self) -> None:
        self._reviewing = True
        self._refresh()
        self._apply.focus()

    def _close_review(self) -> None:
        self._reviewing = False
        self._refresh()

    def _put_in_force(self) -> None:
        try:
            self.draft.apply()
        except HsfuncError as problem:
            self._say(str(problem), "alert")
        else:
            self._close_review()


def project_text(project: Project) -> str:
    """The project, a line for each function."""
    lines = [f"  {' '.join([*one.methods, one.called])}  {one.file}" for one in project.functions.values()]
    return visible("\n".join([_title(project), *lines]))


def _title(project: Project) -> str:
    return f"{project.name} (project {project.platform_version})"


_OPENED: dict[tuple[Account, str], ProjectEditor] = {}


def open_project_editor(account: Account, name: str) -> ProjectEditor:
    """The project's editor, with what was typed in it, or a new one. Raises `FunctionError`."""
    key = (account, name)
    if key not in _OPENED:
        _OPENED[key] = ProjectEditor(account, name, lambda: _OPENED.pop(key, None))
    return _OPENED[key]
