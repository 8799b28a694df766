"""How figures are written, and how a row is judged."""

from __future__ import annotations

import pytest

from benchmarks.rows import Goal, Quantity, Row, table


@pytest.mark.parametrize(
    ("quantity", "written"),
    [
        (Quantity(0.0123, "×"), "0.012 ×"),
        (Quantity(0.5, "×"), "0.50 ×"),
        (Quantity(12.345, "×"), "12.35 ×"),
        (Quantity(0.871, "ms", "more"), "0.87 ms more"),
        (Quantity(45.67, "µs"), "45.7 µs"),
        (Quantity(131.4, "MB"), "131 MB"),
        (Quantity(-150.93, "µs", "more"), "-151 µs more"),
    ],
)
def test_a_quantity_keeps_the_digits_that_say_something(quantity: Quantity, written: str) -> None:
    assert str(quantity) == written


def test_a_small_ratio_keeps_three_decimals_in_the_table() -> None:
    assert "0.012 ×" in Row("r", ratio=0.0123).cells()


def test_a_goal_in_times_is_held_against_the_ratio_and_any_other_against_ours() -> None:
    row = Row("r", Quantity(4, "ms"), ratio=3.0, goals=(Goal(4, "×"), Goal(2, "×"), Goal(5, "ms")))
    assert [row.reached(goal) for goal in row.goals] == [True, False, True]
    assert row.verdict == "not reached"


def test_a_goal_can_be_the_least_that_is_wanted() -> None:
    row = Row("r", ratio=1.5, goals=(Goal(1, "×", least=True), Goal(2, "×", least=True)))
    assert [row.reached(goal) for goal in row.goals] == [True, False]
    assert "≥ 1 × / ≥ 2 ×" in row.cells()
    assert [goal["least"] for goal in row.as_json()["goals"]] == [True, True]


@pytest.mark.parametrize(
    ("goal", "measured", "part"),
    [
        (Goal(10, "ms"), 5, 0.5),
        (Goal(10, "ms"), 20, 2),
        (Goal(1.3, "×", least=True), 2.6, 0.5),
        (Goal(1.3, "×", least=True), 0.65, 2),
        (Goal(1.3, "×", least=True), 0, float("inf")),
    ],
)
def test_a_goal_is_used_up_to_one_where_it_is_just_met(goal: Goal, measured: float, part: float) -> None:
    assert goal.part(measured) == pytest.approx(part)
    assert goal.met_by(measured) == (part <= 1)
    assert goal.met_by(goal.limit)


def test_a_row_without_a_figure_says_why() -> None:
    row = Row("r", goals=(Goal(4, "×"),), problem="Node 20 is missing.")
    assert row.verdict == "not measured"
    assert "not measured: Node 20 is missing." in list(table([row]))[-1]
    assert row.as_json()["problem"] == "Node 20 is missing."
