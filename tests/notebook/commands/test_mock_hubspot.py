"""`%hs mock hubspot`: begun, seeded, shown, ended; and what was mistyped."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import HsfuncError, current_account

from ..conftest import Shell

ASKS = """%%hsfunction contacts --secret TOKEN
const axios = require('axios');
const headers = { Authorization: `Bearer ${process.env.TOKEN}` };
const { data } = await axios.get('https://api.hubapi.com/crm/v3/objects/contacts', { headers });
sendResponse({ body: data.results.map((one) => one.properties.email) });
"""


def test_a_lesson_begins_looks_and_ends(shell: Shell) -> None:
    current_account().secrets.add("TOKEN", "pat-na1-of-a-lesson")
    shell.run("%hs mock hubspot")
    shown = shell.shown()[-1]
    assert "Contacts (3)" in shown["text/plain"] and "HubDB events (3)" in shown["text/plain"]
    assert "ann@example.com" in shown["text/html"]
    shell.run(ASKS)
    assert shell.call("contacts").response.json() == ["ann@example.com", "bob@example.com", "eve@sample.org"]
    shell.shown()
    shell.run("%hs mock hubspot show deals")
    assert "A hundred chairs" in shell.shown()[-1]["text/plain"]
    shell.run("%hs mock hubspot --off")
    assert not current_account().outside.in_use


def test_a_seed_and_a_limit(shell: Shell, tmp_path: Path) -> None:
    seed = tmp_path / "crm.json"
    seed.write_text('{"contacts": [{"email": "only@example.com"}]}')
    shell.run(f"%hs mock hubspot --seed {seed} --rate-limit 1")
    assert [one["email"] for one in current_account().hubspot.contacts] == ["only@example.com"]
    current_account().secrets.add("TOKEN", "pat-na1-of-a-lesson")
    shell.run(ASKS)
    assert shell.call("contacts").reply.status == 200
    assert "429" in str(shell.call("contacts").error)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("shwo", "it has show"),
        ("show contcts", "Did you mean contacts?"),
        ("show --seed x.json", "one at a time"),
        ("--rate-limit many", "--rate-limit takes a number"),
        ("--seed nowhere.json", "cannot be read"),
        ("--sed x.json", "Did you mean --seed?"),
    ],
)
def test_what_was_mistyped_is_told_and_changes_nothing(shell: Shell, words: str, told: str) -> None:
    shell.run("%hs mock hubspot")
    before = current_account().hubspot
    with pytest.raises(HsfuncError) as caught:
        shell.run(f"%hs mock hubspot {words}")
    assert told in str(caught.value)
    assert current_account().hubspot is before


def test_nothing_is_shown_where_it_is_off(shell: Shell) -> None:
    with pytest.raises(HsfuncError, match="%hs mock hubspot"):
        shell.run("%hs mock hubspot show")
