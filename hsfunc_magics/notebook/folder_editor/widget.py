"""The editor of one folder: list, form, JSON side, undo and review around one draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from ipywidgets import HTML, HBox, VBox

from ...emulator.account import Account
from ...emulator.display import MimeBundle
from ...emulator.errors import HsfuncError
from ...emulator.serverless_json.problems import Problem
from ...runtime import forking
from ..folder_draft.draft import Draft
from ..folder_draft.manifest_edits import shown_methods
from ..folder_draft.problems import field_of, still_to_fill_in
from ..folder_draft.state import FieldName
from ..views.folder import folder_text
from ..views.frame import escape
from ..widgets.controls import button, heading
from ..widgets.keyboard import Keyboard
from ..widgets.opened import opened
from ..widgets.watch import Watch, discard, put, reveal
from .conflict_list import ConflictsBox
from .endpoint_form import EndpointForm
from .endpoint_list import EndpointList, Item
from .folder_form import FolderForm
from .json_text import JsonSide
from .review import Review


class Editor:
    """Shown as a widget; as text it is the folder. `close` ends it, and `closed` is then called.

    Ends with its account. Raises `FunctionError` where the name is none for a folder.
    """

    def __init__(self, account: Account, name: str, closed: Callable[[], object]) -> None:
        self.draft = Draft(account, name)
        self._account = account
        self._closed = closed
        self._watch = Watch(self.draft.lock)
        self._build()
        self._leave = [self.draft.changed.connect(self._refresh), account.closed.connect(lambda _: self.close())]
        self._refresh()
        forking.renew(self)

    def after_fork(self) -> None:
        """In a child, which shows nothing: the widgets are the parent's."""
        self._stop_listening()

    def _stop_listening(self) -> None:
        for leave in self._leave:
            leave()
        self.draft.close()

    def close(self) -> None:
        """Takes the widget away; nothing listens any more. What was typed and not applied is gone."""
        self._stop_listening()
        discard(self.view)
        self._closed()

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        text = folder_text(self.draft.registered or self.draft.state.base)
        return opened(self.view, f"editor of {self.draft.name}.functions", text), {}

    # ------------------------------------------------------------ parts

    def _build(self) -> None:
        draft, watch = self.draft, self._watch
        keyboard = Keyboard(area="hsfunc-editor")
        keyboard.on_undo(lambda undo: draft.undo() if undo else draft.redo())
        self._list = EndpointList(layout={"width": "auto"})
        self._endpoint_form = EndpointForm(draft, watch, self._remove, keyboard.once_typed)
        self._folder_form = FolderForm(draft, watch, keyboard.once_typed)
        self._json = JsonSide(draft, watch)
        self._review = Review(draft, self._apply, self._leave_review)
        self._conflicts = ConflictsBox(draft)
        self._status = HTML(layout={"height": "auto", "margin": "2px 8px"})
        self._undo = button("Undo", draft.undo, "Takes the last change back")
        self._redo = button("Redo", draft.redo, "Makes it again")
        self._look = button("Review changes", self._review.open, "Shows what would change, to be applied then")
        self._discard = button("Discard changes", draft.discard, "Back to what is registered; Undo brings them back")
        watch.on(self._list, lambda _: self._refresh(), "selected")
        self._list.on_key(self._on_key)
        title = heading(f"{draft.name}.functions")
        bar = HBox(
            [
                *(title, keyboard, button("Add endpoint", self._add, "A new endpoint, to be named in the form")),
                *(self._undo, self._redo, self._look, self._discard, button("Close", self.close, "Ends the editor")),
                self._status,
            ],
            layout={"flex_flow": "row wrap", "align_items": "center"},
        )
        # Side by side where there is room, one below the other in a narrow window.
        columns = HBox(
            [
                VBox([self._list], layout={"flex": "2 1 150px", "min_width": "0"}),
                VBox([self._folder_form.box, self._endpoint_form.box], layout={"flex": "4 1 300px", "min_width": "0"}),
                VBox([self._json.box], layout={"flex": "3 1 230px", "min_width": "0"}),
            ],
            layout={"flex_flow": "row wrap", "grid_gap": "12px", "width": "100%"},
        )
        self.view: Any = VBox([bar, self._conflicts.box, self._review.box, columns])
        self.view.add_class("hsfunc-editor")

    # ------------------------------------------------------------ the draft, shown

    def _refresh(self, _: object = None) -> None:
        with self._watch.showing():
            problems = self.draft.by_field()
            names = list(self.draft.endpoints())
            put(self._list, items=[*self._items(names, problems)])
            put(self._list, selected=min(self._list.selected, len(names)))
            chosen = self._list.selected
            if chosen:
                self._endpoint_form.show(names[chosen - 1], problems)
            else:
                self._folder_form.show(problems)
            reveal(self._endpoint_form.box, shown=bool(chosen))
            reveal(self._folder_form.box, shown=not chosen)
            self._json.show()
            self._review.show()
            self._conflicts.show()
            self._show_status()

    def _items(self, names: list[str], problems: dict[FieldName, list[Problem]]) -> list[Item]:
        of_owner: dict[str | None, list[Problem]] = {}
        for (owner, _), found in problems.items():
            of_owner.setdefault(owner, []).extend(found)
        entries = self.draft.endpoints()
        items = [_item("All endpoints", of_owner.get(None, []), plain=True)]
        for name in names:
            shown = self.draft.state.path(name)
            items.append(
                _item(shown or "(no path yet)", of_owner.get(name, []), shown_methods(entries[name]), plain=not shown)
            )
        return items

    def _show_status(self) -> None:
        draft = self.draft
        waiting = draft.unfinished()
        errors = len(draft.errors()) - len(waiting)
        told = "There are changes that are not applied." if draft.differs else "All of it is in force."
        if draft.registered is None and not draft.differs:
            told = "A new folder."
        if errors:
            told = f"{told} {errors} error{'s' * (errors > 1)} to mend first."
        if waiting:
            told = f"{told} Still to fill in: {', '.join(dict.fromkeys(field_of(one)[1] for one in waiting))}."
        if not draft.state.readable:
            told = f"{told} The form shows what the JSON said when it could last be read."
        put(self._status, value=f'<span class="hsfunc-problems" role="status">{told}</span>')
        put(self._undo, disabled=not draft.can_undo)
        put(self._redo, disabled=not draft.can_redo)
        put(self._look, disabled=not draft.differs)
        put(self._discard, disabled=not draft.differs)

    # ------------------------------------------------------------ what a person does

    def _on_key(self, key: Literal["open", "remove"], index: int) -> None:
        names = list(self.draft.endpoints())
        if not 0 < index <= len(names):
            return
        if key == "remove":
            self._remove(names[index - 1])
        else:
            self._open(names[index - 1])

    def _add(self) -> None:
        self.draft.add()
        self._open("")

    def _open(self, endpoint: str) -> None:
        # Chosen here, too: the key may arrive before the choice that it follows.
        with self._watch.showing():
            names = list(self.draft.endpoints())
            self._list.selected = names.index(endpoint) + 1 if endpoint in names else 0
            self._refresh()
        self._endpoint_form.path.focus()

    def _remove(self, endpoint: str) -> None:
        self.draft.remove(endpoint)
        self._list.take_focus()

    def _apply(self) -> None:
        try:
            self.draft.apply()
        except HsfuncError as problem:
            put(
                self._status,
                value=f'<span class="hsfunc-problems hsfunc-told-error" role="alert">{escape(str(problem))}</span>',
            )
        else:
            self._leave_review()

    def _leave_review(self) -> None:
        self._review.close()
        self._list.take_focus()


def _item(name: str, problems: list[Problem], methods: tuple[str, ...] = (), *, plain: bool) -> Item:
    waiting = [problem for problem in problems if still_to_fill_in(problem) is not None]
    errors = sum(problem.severity == "error" for problem in problems) - len(waiting)
    others = len(problems) - len(waiting)
    flag = f"✗ {errors}" if errors else "unfinished" if waiting else f"⚠ {others}" if others else ""
    return Item(name=name, plain=plain, methods=list(methods), flag=flag, severity="error" if errors else "warning")


_OPENED: dict[tuple[Account, str], Editor] = {}


def open_editor(account: Account, folder: str) -> Editor:
    """The folder's editor, with what was typed in it, or a new one. Raises `FunctionError`."""
    key = (account, folder)
    if key not in _OPENED:
        _OPENED[key] = Editor(account, folder, lambda: _OPENED.pop(key, None))
    return _OPENED[key]
