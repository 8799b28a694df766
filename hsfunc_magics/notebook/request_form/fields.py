"""The fields of the form: they are a draft, and what is to be said of it stands beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ipywidgets as widgets

from ...emulator.account import Account
from ..magics.hscall import CALL_METHODS
from ..widgets.choice import Choice
from ..widgets.messages import message_box
from ..widgets.name_value_rows import Rows
from ..widgets.watch import reveal
from .draft import FORMS, BodyKind, RequestDraft
from .labelled_field import Changed, field, on_enter, tell_remarks
from .problems import Remark
from .signature import UNSIGNED, secret_choices
from .visitors import AS_ACCOUNT, visitor_choices

_KINDS = (
    ("none", BodyKind.NONE),
    ("JSON", BodyKind.JSON),
    ("form (urlencoded)", BodyKind.FORM),
    ("form (multipart)", BodyKind.MULTIPART),
    ("text", BodyKind.TEXT),
)


class RequestFields:
    """`box` is the widget, `path` the field that begins. Setting `draft` tells `on_change` once."""

    def __init__(self, account: Account, on_change: Changed, on_submit: Changed) -> None:
        self._account = account
        self._on_change = on_change
        self._muted = False
        changed = self._tell
        self._method = Choice("Method", [(name, name) for name in CALL_METHODS], changed)
        self.path = _labelled(
            *(widgets.Combobox, "Path", "1 1 220px", changed),
            placeholder="endpoint, path or URL; Enter sends",
            continuous_update=True,
        )
        self.path.add_class("hsfunc-path").add_class("hsfunc-mono")
        on_enter(self.path, on_submit)
        self._query = Rows("Query", "query row", changed)
        self._headers = Rows("Headers", "header", changed)
        self._fields = Rows("Fields", "field", changed)
        self._kind = Choice("Body", _KINDS, changed)
        self._text = field(
            widgets.Textarea,
            "Text of the body",
            changed,
            width="auto",
            rows=6,
            continuous_update=True,
        )
        self._visitor = Choice("Visitor", self._visitors(AS_ACCOUNT), changed)
        self._origin = _labelled(
            *(widgets.Text, "Origin", "0 0 auto", changed),
            placeholder="of the page that calls: https://www.example.com",
        )
        self._signature = Choice("Sign with", secret_choices(account, UNSIGNED), changed)
        fields = ("method", "path", "body", "visitor", "origin", "signature")
        self._notes = {name: message_box().add_class("hsfunc-below") for name in fields}
        self._text.add_class("hsfunc-below")
        self.refresh_choices()

    def arranged(self, *buttons: Any) -> Any:
        """All of it as one widget, with the buttons at the end of the first line."""
        where = widgets.HBox([self.path, widgets.HBox(buttons)], layout=widgets.Layout(flex_flow="row wrap"))
        return widgets.VBox(
            [
                *(self._method.box, self._notes["method"], where, self._notes["path"]),
                *(self._query.box, self._headers.box),
                *(self._kind.box, self._text, self._fields.box, self._notes["body"]),
                *(self._visitor.box, self._notes["visitor"], self._origin, self._notes["origin"]),
                *(self._signature.box, self._notes["signature"]),
            ]
        )

    @property
    def draft(self) -> RequestDraft:
        """What stands in the fields."""
        return RequestDraft(
            method=self._method.value,
            path=self.path.value,
            query=self._query.rows,
            headers=self._headers.rows,
            body=self._kind.value,
            text=self._text.value,
            fields=self._fields.rows,
            visitor=self._visitor.value,
            origin=self._origin.value,
            signed_with=self._signature.value,
        )

    @draft.setter
    def draft(self, draft: RequestDraft) -> None:
        self._muted = True
        try:
            self._method.value = draft.method
            self.path.value = draft.path
            self._query.rows = draft.query
            self._headers.rows = draft.headers
            self._kind.value = draft.body
            self._text.value = draft.text
            self._fields.rows = draft.fields
            self._visitor.options = self._visitors(draft.visitor)
            self._visitor.value = draft.visitor
            self._origin.value = draft.origin
            self._signature.options = secret_choices(self._account, draft.signed_with)
            self._signature.value = draft.signed_with
        finally:
            self._muted = False
        self._tell()

    def refresh_choices(self) -> None:
        """Endpoints, visitors and secrets as the account has them now; what is chosen stays."""
        projects = (function.called for function in self._account.projects.functions.values())
        self.path.options = (*self._account.functions, *projects)
        self._visitor.options = self._visitors(self._visitor.value)
        self._signature.options = secret_choices(self._account, self._signature.value)

    def show(self, remarks: Iterable[Remark]) -> None:
        """Shows each remark beside its field."""
        found = list(remarks)
        by_field = {name: [one for one in found if one.field == name] for name in (*self._notes, "query", "headers")}
        is_form = self._kind.value in FORMS
        self._query.show(by_field["query"])
        self._headers.show(by_field["headers"])
        self._fields.show(one for one in by_field["body"] if is_form and one.row is not None)
        for name, box in self._notes.items():
            tell_remarks(box, [one for one in by_field[name] if one.row is None])

    def _visitors(self, chosen: str) -> list[tuple[str, Any]]:
        return [(visitor.label, visitor.name) for visitor in visitor_choices(self._account, chosen)]

    def _tell(self) -> None:
        is_form = self._kind.value in FORMS
        reveal(self._fields.box, shown=is_form)
        reveal(self._text, shown=self._kind.value in (BodyKind.JSON, BodyKind.TEXT))
        if not self._muted:
            self._on_change()


def _labelled(kind: type[Any], label: str, flex: str, on_change: Changed, **traits: Any) -> Any:
    """A field with a label that is seen."""
    layout = widgets.Layout(width="auto", flex=flex, min_width="0")
    made = kind(description=label, style={"description_width": "initial"}, layout=layout, **traits)
    made.add_class("hsfunc-labelled")
    made.observe(lambda _: on_change(), names="value")
    return made
