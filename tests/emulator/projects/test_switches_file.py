"""The file of switches: what is written is read again, what is wrong is told with its line, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import SwitchError
from hsfunc_magics.emulator.projects.switches import SWITCHES, Switches
from hsfunc_magics.emulator.projects.switches_file import (
    SWITCHES_FILE,
    dump_switches,
    find_switches,
    parse_switches,
    read_switches,
    write_switches,
)

SETTINGS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(list(one.values)) for name, one in SWITCHES.items()}
)


@given(chosen=SETTINGS, settled=SETTINGS)
def test_what_is_written_is_read_again(chosen: Mapping[str, str], settled: Mapping[str, str]) -> None:
    switches = Switches(chosen).settle(settled, "2026-09-30")
    assert parse_switches(dump_switches(switches), SWITCHES_FILE) == switches


def test_a_file_is_found_by_name_in_the_projects_folder_or_in_the_current_one(tmp_path: Path) -> None:
    project, here = tmp_path / "project", tmp_path
    project.mkdir()
    assert find_switches(None, project, here) is None
    write_switches(here / SWITCHES_FILE, Switches().choose("node", "22"))
    assert find_switches(None, project, here) == here / SWITCHES_FILE
    write_switches(project / SWITCHES_FILE, Switches().choose("node", "24"))
    found = find_switches(None, project, here)
    assert found is not None and read_switches(found)["node"] == "24"
    with pytest.raises(SwitchError, match=r"There is no file other\.json"):
        find_switches("other.json", project, here)


BAD = {
    "{": "line 1, column 2: this is no JSON",
    "[]": "line 1: this is no file of switches: its form is",
    '{"version": 2, "switches": {}}': "line 1: version 2 was written by a newer hsfunc_magics",
    '{\n"switches": {}}': 'line 1: there is no version: add "version": 1.',
    '{"version": 1,\n"switchs": {}}': "line 2: there is no 'switchs' in a file of switches. Did you mean switches?",
    '{"version": 1, "switches": {\n"parms": {"value": "arrays"}}}': "line 2: There is no switch 'parms'. Did you mean",
    '{"version": 1, "switches": {\n\n"params": {"value": "list"}}}': "line 3: The switch params is scalars, arrays or",
    '{"version": 1, "switches": {\n"params": "arrays"}}': 'line 2: write the value of params as {"value": "scalars"}.',
    '{"version": 1, "switches": {"node":\n{"value": 22}}}': 'node has no text as its value: write it as {"value": "20',
    '{"version": 1, "switches": {"node": {"value": "22",\n"settled": true}}}': "line 2: settled is the day of a probe",
    '{"version": 1, "switches": {"node": {"value": "22"},\n"node": {"value": "24"}}}': (
        "line 2: 'node' stands here and in line 1: keep one of them."
    ),
}


@pytest.mark.parametrize("text", BAD)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / SWITCHES_FILE
    file.write_text(text)
    with pytest.raises(SwitchError) as caught:
        read_switches(file)
    told = str(caught.value)
    assert BAD[text] in told and told.startswith(str(file)) and len(told.splitlines()) <= 3


def test_many_problems_are_counted(tmp_path: Path) -> None:
    with pytest.raises(SwitchError) as caught:
        parse_switches(json.dumps({"version": 1, "switches": {f"x{n}": {} for n in range(9)}}), "f.json")
    assert len(str(caught.value).splitlines()) == 3 and str(caught.value).endswith("There are 6 more.")


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("any") / SWITCHES_FILE
    file.write_bytes(data)
    with pytest.raises(SwitchError):
        read_switches(file)


def test_a_file_that_cannot_be_replaced_stays(tmp_path: Path) -> None:
    place = tmp_path / SWITCHES_FILE
    (place / "inner").mkdir(parents=True)
    with pytest.raises(SwitchError, match=r"cannot be written: .* It is as it was\."):
        write_switches(place, Switches())
    assert [path.name for path in tmp_path.iterdir()] == [SWITCHES_FILE]
