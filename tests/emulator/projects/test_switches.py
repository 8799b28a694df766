"""How switches stand: defaults, what is chosen, what a probe has settled, and what is refused."""

from __future__ import annotations

import pytest

from hsfunc_magics import SwitchError
from hsfunc_magics.emulator.projects.switches import SWITCHES, Switches


def test_every_switch_has_two_values_at_least_that_are_told() -> None:
    for switch in SWITCHES.values():
        assert len(switch.values) > 1 and all(switch.values.values()) and switch.question.endswith("?")
        assert Switches()[switch.name] == switch.default == next(iter(switch.values))


def test_what_a_probe_has_said_goes_once_another_value_is_chosen() -> None:
    settled = Switches().settle({"params": "arrays", "node": "22"}, "2026-09-30")
    assert settled.origin("params") == "settled by a probe on 2026-09-30"
    assert settled.choose("params", "arrays").origin("params") == "settled by a probe on 2026-09-30"
    changed = settled.choose("params", "mixed")
    assert (changed["params"], changed.origin("params")) == ("mixed", "chosen")
    assert (changed["node"], changed.origin("node")) == ("22", "settled by a probe on 2026-09-30")
    again = changed.reset("params", "node")
    assert (again, again["params"], again.origin("params")) == (Switches(), "scalars", "default, C")


def test_they_show_themselves_in_a_line_and_as_a_table() -> None:
    assert repr(Switches()) == f"<Switches: all {len(SWITCHES)} at their defaults>"
    switches = Switches().settle({"node": "24"}, "2026-09-30").choose("limits", "present")
    assert repr(switches) == f"<Switches: 2 of {len(SWITCHES)} set, 1 of them settled by a probe>"
    row = next(row for row in switches.rows() if row.name == "node")
    assert (row.value, row.origin, row.others) == ("24", "settled by a probe on 2026-09-30", ("20", "22"))
    assert [row.name for row in switches.rows()] == list(SWITCHES)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("parms", "arrays", "There is no switch 'parms'. Did you mean params?"),
        ("params", "array", "The switch params is scalars, arrays or mixed, not 'array'. Did you mean arrays?"),
        ("node", "26", "The switch node is 20, 22 or 24, not '26'."),
    ],
)
def test_what_there_is_not_is_refused(name: str, value: str, told: str) -> None:
    with pytest.raises(SwitchError) as caught:
        Switches().choose(name, value)
    assert str(caught.value).startswith(told)
