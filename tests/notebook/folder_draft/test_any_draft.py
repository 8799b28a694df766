"""Whatever is typed: a draft never fails, and undo leads back to where one began."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import Account
from hsfunc_magics.notebook.folder_draft.draft import Draft

KEYS = ["endpoints", "environment", "secrets", "method", "file", "runtime", "a", ""]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(value=json_values, text=st.text(max_size=20))
def test_any_json_can_be_typed_edited_and_undone(value: Any, text: str) -> None:
    account = Account()
    draft = Draft(account, "app")
    start = draft.state
    draft.edit_text(json.dumps(value))
    draft.problems()
    draft.add("x")
    draft.set_methods("x", ["GET"])
    draft.set_file("x", text)
    for name in draft.endpoints():
        draft.state.rows(name)
        draft.state.source(name)
        draft.set_secrets(name, ["s"])
        draft.rename(name, f"{name}{text}")
    draft.edit_text(text)
    draft.by_field()
    draft.summary()
    draft.differences()
    while draft.can_undo:
        draft.undo()
    assert draft.state == start
    draft.close()
    account.close()
