"""The form of the whole folder: runtime, environment and secrets of all its endpoints, files that nothing uses."""

from __future__ import annotations

from typing import Any

from ipywidgets import HBox, Text, VBox

from ...emulator.serverless_json.manifest import DEFAULT_RUNTIME
from ...emulator.serverless_json.problems import Problem
from ..folder_draft.draft import Draft
from ..folder_draft.manifest_edits import secrets_of
from ..folder_draft.state import FieldName
from ..widgets.controls import button
from ..widgets.messages import message_box, tell
from ..widgets.watch import Watch, put, reveal
from .environment_field import RowsField
from .secrets_field import OnceTyped, SecretsField


class FolderForm:
    """`box` is the widget."""

    def __init__(self, draft: Draft, watch: Watch, once_typed: OnceTyped) -> None:
        self._draft = draft
        self._watch = watch
        self._runtime = Text(
            description="Runtime",
            placeholder=DEFAULT_RUNTIME,
            tooltip="The Node that runs the functions",
            style={"description_width": "5.5em"},
            layout={"width": "auto"},
        )
        self._runtime.add_class("hsfunc-mono")
        self._messages = {name: message_box() for name in ("runtime", "other")}
        self._environment = RowsField(watch, "Environment of all endpoints", lambda rows: draft.set_rows(None, rows))
        self._secrets = SecretsField(
            "Secrets of all endpoints", draft, lambda names: draft.set_secrets(None, names), once_typed
        )
        self._unused = button("", draft.remove_unused_files, "Removes files that no endpoint names")
        watch.on(self._runtime, draft.set_runtime)
        self.box: Any = VBox(
            [
                *(self._runtime, self._messages["runtime"]),
                *(self._environment.box, self._secrets.box),
                *(self._messages["other"], HBox([self._unused])),
            ]
        )

    def show(self, problems: dict[FieldName, list[Problem]]) -> None:
        """Shows the draft's folder, with what is wrong beside its fields."""
        state = self._draft.state
        runtime = state.data.get("runtime", "")
        self._watch.show(self._runtime, runtime if isinstance(runtime, str) else "")
        self._environment.show(state.rows(None), problems.get((None, "environment"), []))
        self._secrets.show(secrets_of(state.data, None), self._draft.secret_names, problems.get((None, "secrets"), []))
        tell(self._messages["runtime"], problems.get((None, "runtime"), []))
        tell(self._messages["other"], problems.get((None, "other"), []), paths=True)
        unused = state.unused_files()
        put(
            self._unused,
            description=f"Remove {unused[0] if len(unused) == 1 else f'{len(unused)} unused files'}" if unused else "",
        )
        reveal(self._unused, shown=bool(unused))
