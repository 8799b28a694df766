"""The form of an endpoint: path, methods, file and its JavaScript, environment, secrets; built once for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ipywidgets import HTML, Button, Checkbox, HBox, Text, Textarea, VBox

from ...emulator.serverless_json.manifest import METHODS
from ...emulator.serverless_json.problems import Problem
from ..folder_draft.draft import Draft
from ..folder_draft.manifest_edits import file_of, secrets_of, shown_methods
from ..folder_draft.state import FieldName
from ..widgets.controls import button
from ..widgets.messages import message_box
from ..widgets.watch import Watch, reveal
from .environment_field import RowsField
from .field_messages import tell_fields
from .secrets_field import OnceTyped, SecretsField

# A bundle of this length is no text that anybody edits here, and every key would send it whole.
_LONGEST_SOURCE = 100_000
_FIELDS = ("path", "method", "file", "source")
_LABEL = {"description_width": "5.5em"}


class EndpointForm:
    """`box` is the widget; `show` fills it for one endpoint."""

    def __init__(self, draft: Draft, watch: Watch, remove: Callable[[str], object], once_typed: OnceTyped) -> None:
        self._draft = draft
        self._watch = watch
        self._endpoint = ""
        self._messages = {name: message_box() for name in _FIELDS}
        self.path = _text("Path", "events/update", "As it stands in the URL after /_hcms/api/")
        self._methods = {name: Checkbox(description=name, indent=False, layout={"width": "auto"}) for name in METHODS}
        self._file = _text("File", "events.js", "A JavaScript file of the folder")
        self._create = Button(
            description="Create from a template", layout={"width": "auto", "margin": "2px 2px 2px 6em"}
        )
        self._source = Textarea(description="Source", rows=8, style=_LABEL, layout={"width": "auto", "height": "auto"})
        self._too_long = HTML("This file is too long to be edited here; its cell or its file says what it is.")
        self._environment = RowsField(
            watch, "Environment of this endpoint", lambda rows: draft.set_rows(self._endpoint, rows)
        )
        self._secrets = SecretsField(
            "Secrets of this endpoint", draft, lambda names: draft.set_secrets(self._endpoint, names), once_typed
        )
        remove_button = button("Remove endpoint", lambda: remove(self._endpoint), "Undo brings it back")
        watch.on(self.path, self._rename)
        for box in self._methods.values():
            watch.on(box, lambda _: self._set_methods())
        watch.on(self._file, lambda text: draft.set_file(self._endpoint, text))
        watch.on(self._source, lambda text: draft.write_source(self._endpoint, text))
        self._create.on_click(self._create_source)
        label = HTML("Methods", layout={"width": "5.5em", "margin": "2px 8px 2px 2px"})
        label.add_class("hsfunc-label")
        methods = HBox([label, *self._methods.values()], layout={"flex_flow": "row wrap"})
        told = self._messages
        self.box: Any = VBox(
            [
                *(self.path, told["path"]),
                *(methods, told["method"]),
                *(self._file, told["file"], self._create),
                *(self._source, self._too_long, told["source"]),
                *(self._environment.box, self._secrets.box),
                HBox([remove_button]),
            ]
        )

    def show(self, endpoint: str, problems: dict[FieldName, list[Problem]]) -> None:
        """Shows an endpoint of the draft, with what is wrong beside its fields."""
        draft, state, watch = self._draft, self._draft.state, self._watch
        self._endpoint = endpoint
        watch.show(self.path, state.path(endpoint))
        self._show_methods()
        watch.show(self._file, file_of(state.data, endpoint))
        source = state.source(endpoint)
        too_long = source is not None and len(source) > _LONGEST_SOURCE
        if source is not None and not too_long:
            watch.show(self._source, source)
        reveal(self._create, shown=source is None)
        reveal(self._source, shown=source is not None and not too_long)
        reveal(self._too_long, shown=too_long)
        self._environment.show(state.rows(endpoint), problems.get((endpoint, "environment"), []))
        self._secrets.show(
            secrets_of(state.data, endpoint), draft.secret_names, problems.get((endpoint, "secrets"), [])
        )
        for name in _FIELDS:
            tell_fields(self._messages[name], problems.get((endpoint, name), []))

    def _show_methods(self) -> None:
        """What is ticked is what the endpoint serves, and what its badge says."""
        served = shown_methods(self._draft.endpoints().get(self._endpoint))
        for name, box in self._methods.items():
            self._watch.show(box, name in served)

    def _set_methods(self) -> None:
        self._draft.set_methods(self._endpoint, self._chosen())
        with self._watch.showing():
            self._show_methods()  # GET again, where it was the last one

    def _chosen(self) -> list[str]:
        return [name for name, box in self._methods.items() if box.value]

    def _rename(self, path: str) -> None:
        self._endpoint = self._draft.rename(self._endpoint, path)

    def _create_source(self, _: object) -> None:
        self._draft.create_source(self._endpoint)
        self._source.focus()


def _text(label: str, example: str, tooltip: str) -> Text:
    field = Text(description=label, placeholder=example, tooltip=tooltip, style=_LABEL, layout={"width": "auto"})
    field.add_class("hsfunc-mono")
    return field
