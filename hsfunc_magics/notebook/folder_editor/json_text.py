"""serverless.json as text, live in both directions, with everything that is wrong below it."""

from __future__ import annotations

from typing import Any

from ipywidgets import VBox

from ..folder_draft.draft import Draft
from ..widgets.controls import heading
from ..widgets.json_field import JsonField
from ..widgets.messages import message_box
from ..widgets.watch import Watch
from .field_messages import tell_fields

_MOST_TOLD = 20


class JsonSide:
    """`box` is the widget."""

    def __init__(self, draft: Draft, watch: Watch) -> None:
        self._draft = draft
        self._watch = watch
        self._text = JsonField(
            placeholder='{"endpoints": {}}',
            name="serverless.json: the form follows what is typed here",
            layout={"width": "auto", "height": "auto"},
        )
        self._messages = message_box()
        watch.on(self._text, draft.edit_text)
        self.box: Any = VBox([heading("serverless.json"), self._text, self._messages])

    def show(self) -> None:
        """Shows the draft's text, and all problems."""
        self._watch.show(self._text, self._draft.state.text)
        tell_fields(self._messages, self._draft.problems()[:_MOST_TOLD], paths=True)
