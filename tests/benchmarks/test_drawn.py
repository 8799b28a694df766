"""A kept run as tables in a text and as a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.drawn.plot import svg
from benchmarks.drawn.readme import BEGIN, END, NoMarks, with_results
from benchmarks.goals import judged
from benchmarks.measurements import MEASUREMENTS
from benchmarks.report import Report
from benchmarks.rows import Quantity, Row

MACHINE = {
    "date": "2026-11-30",
    "cores": "2",
    "cpu": "<a> & b",
    "system": "Linux",
    "python": "3.11",
    "node": "20",
    "load": "0.1",
}
MARKS = f"# Kept\n\n{BEGIN}\nold\n{END}\n\nAlso kept.\n"
SVG = "{http://www.w3.org/2000/svg}"
WARM = Row("warm call, two cores", Quantity(100, "µs"), Quantity(50, "µs", "stdio echo"), 2.0)


def report(*rows: tuple[str, Row]) -> Report:
    return Report(MACHINE, busy=False, quick=False, rows=[judged(row, measurement) for measurement, row in rows])


def results(*rows: tuple[str, Row]) -> str:
    return with_results(MARKS, report(*rows), {"warm": "A warm call."})


def edges(drawn: str, element: str, style: str) -> list[tuple[float, float]]:
    """Where each element of this class begins and ends, from the left."""
    found = [each for each in ET.fromstring(drawn).iter(f"{SVG}{element}") if each.get("class") == style]
    starts = [float(each.get("x", each.get("x1", "nan"))) for each in found]
    return [(start, start + float(each.get("width", 0))) for start, each in zip(starts, found, strict=True)]


def texts(drawn: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(drawn).iter(f"{SVG}text")]


def test_the_text_around_the_tables_is_kept_and_the_old_ones_are_not() -> None:
    text = results(("warm", WARM))
    assert text.startswith("# Kept\n") and text.endswith("Also kept.\n")
    assert "old" not in text
    assert results(("warm", WARM)) == with_results(text, report(("warm", WARM)), {"warm": "A warm call."})


def test_a_text_without_marks_is_told_what_it_needs() -> None:
    for text in ("", BEGIN, f"{END}\n{BEGIN}"):
        with pytest.raises(NoMarks, match="end of results"):
            with_results(text, report(), {})


def test_a_row_has_its_goal_and_first_what_the_goal_is_held_against() -> None:
    text = results(("warm", WARM), ("load-ext", Row("%load_ext hsfunc_magics", Quantity(120, "ms", "more"), ratio=1.2)))
    assert "Taken on 2026-11-30: cores 2 · cpu" in text
    assert "### `warm`\n\nA warm call.\n" in text
    assert "| warm call, two cores | ≤ 2 × | 2.00 × (100 µs to 50.0 µs stdio echo) | reached |" in text
    assert r"| %load\_ext hsfunc\_magics | ≤ 100 ms | 120 ms more | **not reached** |" in text
    assert "Of 2 figures with a goal 1 reach it." in text


def test_what_the_signs_of_a_table_would_break_is_escaped() -> None:
    assert r"a \| b \<i\>".replace(r"\>", ">") in results(("warm", Row("a | b <i>")))


@pytest.mark.parametrize(("busy", "quick"), [(True, False), (False, True), (False, False)])
def test_tables_of_a_busy_or_quick_run_say_so(busy: bool, quick: bool) -> None:
    text = with_results(MARKS, replace(report(), busy=busy, quick=quick), {})
    assert ("Others were at work" in text, "A quick run" in text) == (busy, quick)


def test_what_misses_its_goal_is_behind_the_line_and_says_so() -> None:
    missed = replace(WARM, ratio=3.0)  # 1.5 times the goal
    faster = Row("echo, 8 connections: requests/s", Quantity(1, "/s"), ratio=2.6)
    drawn = svg(report(("warm", missed), ("warm", replace(WARM, ratio=1.6)), ("http", faster)))
    [(goal, _)] = edges(drawn, "line", "goal")
    [behind] = edges(drawn, "rect", "bar-missed")
    before, further = edges(drawn, "rect", "bar-reached")
    assert behind[0] == before[1] == further[1] == goal
    assert behind[1] - goal > goal - before[0]
    assert further[0] < before[0]
    assert "3.00 ×  (≤ 2 ×), missed" in texts(drawn)
    assert any("2 of 3 goals that are numbers are reached" in text and "<a> & b" in text for text in texts(drawn))


def test_every_bar_stays_within_the_picture() -> None:
    rows = [("warm", replace(WARM, ratio=ratio)) for ratio in (0.0, 1e-9, 2.0, 1e9)]
    nothing = Row("echo, 8 connections: requests/s", Quantity(0, "/s"), ratio=0.0)
    drawn = svg(report(*rows, ("http", nothing)))
    reached, missed = edges(drawn, "rect", "bar-reached"), edges(drawn, "rect", "bar-missed")
    assert reached[0] == reached[1] and missed[0] == missed[1]
    ticks = [x for x, _ in edges(drawn, "line", "grid")]
    assert (reached[0][0], missed[0][1]) == (min(ticks), max(ticks))
    just = reached[2]  # whose place would be nothing
    assert just[0] < just[1]


def test_what_was_not_measured_is_in_the_picture_without_a_bar() -> None:
    drawn = svg(report(("http", Row("http", problem="It needs wrk."))))
    assert "bar-" not in drawn.partition("</style>")[2]
    assert "not measured" in texts(drawn)


def test_a_kept_run_is_judged_by_the_goals_of_now(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_text(replace(report(), rows=[replace(judged(WARM, "warm"), goals=())]).dumps())
    assert [row.verdict for row in Report.load(file).rows] == ["reached"]


def test_the_command_draws_a_kept_run_and_measures_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, text, picture = (tmp_path / name for name in ("run.json", "README.md", "run.svg"))
    file.write_text(report(("warm", WARM)).dumps())
    text.write_text(MARKS)
    assert main(["--from", str(file), "--readme", str(text), "--plot", str(picture)]) == 0
    assert text.read_text() == with_results(MARKS, Report.load(file), {"warm": MEASUREMENTS["warm"].told})
    assert picture.read_text() == svg(Report.load(file))
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("content", [None, "{", "[]", "{}", '{"machine": {}, "rows": [{}]}', '{"rows": 1}'])
def test_a_file_that_is_no_run_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None) -> None:
    if content is not None:
        (tmp_path / "run.json").write_text(content)
    assert main(["--from", str(tmp_path / "run.json"), "--plot", str(tmp_path / "run.svg")]) == 1
    assert "run.json cannot be read as a run: " in capsys.readouterr().err
    assert not (tmp_path / "run.svg").exists()


def test_a_readme_without_marks_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "run.json").write_text(report().dumps())
    (tmp_path / "README.md").write_text("Mine.\n")
    assert main(["--from", str(tmp_path / "run.json"), "--readme", str(tmp_path / "README.md")]) == 1
    assert "cannot take the tables" in capsys.readouterr().err
    assert (tmp_path / "README.md").read_text() == "Mine.\n"


def test_drawing_and_measuring_are_not_mixed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--quick", "--plot"])
    assert ended.value.code == 2
    assert "--json FILE first" in capsys.readouterr().err
