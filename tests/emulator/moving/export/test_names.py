"""Names in a project are legal, and no two are alike on any disk."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from hsfunc_magics.emulator.moving.export.names import HSMETA, PACKAGE_UID, Names, flat_name, legal_uid

UID = re.compile(r"[a-zA-Z0-9_\-.]{1,64}")
FILE = re.compile(r"[a-zA-Z0-9_\-.]{1,200}")
KEYS = st.text(st.sampled_from("aA/_-.é:") | st.characters(), min_size=1, max_size=90)


@given(st.lists(KEYS, max_size=8))
@example(["events/update", "events_update", "Events_Update", "events:update"])
@example(["x" * 64, "x" * 65, "x" * 66, ("x" * 64).upper()])
@example([PACKAGE_UID])
def test_uids_never_collide_and_stay_legal(keys: list[str]) -> None:
    names = Names([PACKAGE_UID])
    given = [names.take_uid(key) for key in keys]
    assert all(UID.fullmatch(uid) for uid in given)
    assert len({uid.lower() for uid in [*given, PACKAGE_UID]}) == len(keys) + 1


@given(st.lists(KEYS, max_size=8), st.sampled_from(["shop", "ü x"]))
@example(["a/b.js", "a-b.js", "A-B.js", "shop-a-b.js"], "shop")
@example(["x-hsmeta.json", "x-hsmeta_.json", "package.json"], "shop")
@example(["d/" * 100 + "f.js", "d/" * 101 + "f.js"], "shop")
def test_files_never_collide_and_stay_legal(paths: list[str], folder: str) -> None:
    names = Names(["package.json"])
    given = [names.take_file(flat_name(path), folder) for path in paths]
    assert all(FILE.fullmatch(name) and not name.endswith(HSMETA) for name in given)
    assert len({name.lower() for name in [*given, "package.json"]}) == len(paths) + 1


def test_a_name_that_can_stay_stays() -> None:
    assert (legal_uid("events"), legal_uid("events/update")) == ("events", "events_update")
    assert (flat_name("events.js"), flat_name("event/create.js")) == ("events.js", "event-create.js")
    assert legal_uid("y" * 65) == legal_uid("y" * 65) != legal_uid("y" * 66)
