"""Names of status codes: those of RFC 9110, whatever the Python, so that an output is the same on all of them."""

from __future__ import annotations

import pytest

from hsfunc_magics.runtime.statuses import meaning, phrase


@pytest.mark.parametrize(
    ("status", "name", "told"),
    [
        (200, "OK", "Request fulfilled, document follows"),
        (413, "Content Too Large", "Content is too large"),
        (414, "URI Too Long", "URI is too long"),
        (416, "Range Not Satisfiable", "Cannot satisfy request range"),
        (422, "Unprocessable Content", ""),
        (299, "", ""),
    ],
)
def test_a_status_has_one_name_on_every_python(status: int, name: str, told: str) -> None:
    assert (phrase(status), meaning(status)) == (name, told)
