"""What a measurement with a few students makes for many, and that the kit says the same everywhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workshop import estimate
from workshop.pages import page_with, values_with
from workshop.processes import taken, tree

ROOT = Path(__file__).parents[2]
MB = estimate.MEGABYTE


def run(students: int, together: int, alone: int = 250) -> estimate.Measured:
    return estimate.Measured(students, 5.0, together * MB, alone * MB, 80 * MB, 50 * MB, 100 * MB, processor=2.0)


def test_what_all_share_is_told_from_what_each_adds() -> None:
    found = estimate.line([run(1, 250), run(3, 650), run(10, 2050)])
    assert (round(found.shared / MB), round(found.each / MB)) == (50, 200)
    assert round(found.of(300) / MB) == 60_050


def test_one_size_alone_tells_of_no_sharing() -> None:
    found = estimate.line([run(10, 2050), run(10, 2100)])
    assert (found.shared, round(found.each / MB)) == (0, 210)


def test_a_student_is_promised_what_one_took_alone_and_a_cluster_counts_by_that() -> None:
    assert estimate.guarantee([run(1, 250, alone=250), run(3, 650, alone=230)]) == 256
    assert estimate.per_machine(256) == 100  # 112 by memory
    assert estimate.per_machine(512) == 56
    table = estimate.estimate_table([run(1, 250), run(3, 650), run(10, 2050)], [30, 3000])
    assert table.splitlines()[2:] == [
        "| 30 | 8 GB | 5.9 GB | 1 | 1 |",
        "| 3,000 | 750 GB | 587.4 GB | 10 | 30 |",
    ]


@pytest.fixture
def child() -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-c", "print(flush=True); input()"], stdin=-1, stdout=-1) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        process.communicate(b"\n")


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").is_file(), reason="memory is read from Linux's /proc")
def test_processes_are_read_with_what_is_below_them(child: int) -> None:
    assert child in tree(os.getpid())
    found = taken(child)
    assert 1 * MB < found.memory < 200 * MB
    assert found.seconds >= 0
    assert (found + found).memory == 2 * found.memory


VALUES = (ROOT / "workshop" / "values.yaml").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "workshop.md").read_text(encoding="utf-8")


def test_what_was_measured_is_written_into_the_page_and_the_values() -> None:
    runs = [run(1, 400, alone=400), run(3, 1000), run(10, 3100)]
    page, values = page_with(PAGE, runs, [30, 300]), values_with(VALUES, runs)
    assert estimate.measured_table(runs) in page and estimate.estimate_table(runs, [30, 300]) in page
    assert "100 MB that all on a machine share, and 300 MB for each student." in page
    assert "448 MB each" in page and "guarantee: 448M #" in values
    assert page_with(page, runs, [30, 300]) == page
    assert len(page.splitlines()) == len(PAGE.splitlines()) - 1  # the page estimates three sizes
    with pytest.raises(ValueError, match="measured"):
        page_with("no page of ours", runs, [30])


def test_the_values_promise_what_the_page_says() -> None:
    [promised] = re.findall(r"guarantee: (\d+)M\b", VALUES)
    assert f"{promised} MB each" in PAGE
    assert re.search(r"limit: 1G\b", VALUES) and "limit of 1 GB" in PAGE
