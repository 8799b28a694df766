"""What of a source has run, as V8 counts it: cells, several calls, files of two endpoints, bundles, and lcov."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import Account, FolderError, Settings
from hsfunc_magics.emulator.coverage.counts import counts_of
from hsfunc_magics.emulator.coverage.coverage import Coverage

from ..conftest import AccountMaker

CELL = """const big = context.params.big ? "é ✓ 😀" : 1; // a comment
if (big !== 1) {
  console.log("big");
}
const never = () => 2;
switch (context.params.kind?.[0]) {
  case "a":
    console.log("a");
    break;
  default:
    console.log("other");
}
if (big === 1) {
  sendResponse({ body: "small" });
  return;
}
sendResponse({ body: big });"""

CHOOSING = """exports.main = (context, sendResponse) => {
  if (process.env.WHICH === "a") sendResponse({ body: 1 });
  else sendResponse({ body: 2 });
};"""
ASKING = """const told = [];
const attempt = (name, work) => { try { work(); told.push("open"); } catch (error) { told.push(error[name]); } };
attempt("code", () => new (require("inspector").Session)().connect());
attempt("name", () => new Function("return %DebugCollectCoverage()"));
sendResponse({ body: told });"""


def marks(coverage: Coverage | None, path: str = "app.functions/f.js") -> str:
    """A letter for each line of a file: covered, missed, partial, and a dot for what cannot run."""
    assert coverage is not None
    [file] = [file for file in coverage.files if file.path == path]
    return "".join((file.state(line) or ".")[0] for line in range(1, file.text.count("\n") + 2))


def test_lines_and_branches_of_a_cell_add_up_over_calls(account: Account) -> None:
    account.functions.add("f", CELL)
    small = account.call("f", coverage=True)
    assert small.response.text == "small"
    assert marks(small.coverage) == "ppm.ppmmmcc.pcc.m"
    big = account.call("f?big=1&kind=a", coverage=True)
    assert marks(big.coverage) == "ppc.ppcccmm.pmm.c"
    assert marks(account.coverage) == "ccc.pcccccc.ccc.c"
    assert account.call("f").coverage is None


def test_a_series_and_a_warm_instance_count_each_call(account: Account) -> None:
    account.functions.add(
        "f", "let n = 0;\nexports.main = (context, sendResponse) => {\n  sendResponse({ body: (n += 1) });\n};"
    )
    series = account.repeat("f", 3, coverage=True)
    assert [one.response.json() for one in series.executions] == [1, 2, 3]
    [file] = series.coverage.files
    assert file.lines == {1: (1, 1), 2: (3, 1), 3: (3, 3)}
    assert account.call("f").response.json() == 1, "the warm path has instances of its own"


def test_two_endpoints_of_a_file_are_one_file(account: Account) -> None:
    account.functions.add("a", CHOOSING, file="f.js", environment={"WHICH": "a"})
    account.functions.add("b", file="f.js", environment={"WHICH": "b"})
    assert marks(account.call("a", coverage=True).coverage) == "cpm."
    account.call("b", coverage=True)
    assert marks(account.coverage) == "ccc."


def test_the_coverage_of_what_fails_or_exits_is_known(account: Account) -> None:
    account.functions.add(
        "f", "console.log(1);\nif (context.params.exit) process.exit(3);\nnothing.there;\nconsole.log(2);"
    )
    failed = account.call("f", coverage=True)
    assert failed.error is not None
    assert marks(failed.coverage) == "cpcc", "V8 does not say that a line has thrown"
    assert marks(account.call("f?exit=1", coverage=True).coverage) == "cpmm"


def test_the_inspector_and_the_natives_stay_closed_to_the_function(account: Account) -> None:
    account.functions.add("f", ASKING)
    assert account.call("f", coverage=True).response.json() == ["ERR_ACCESS_DENIED", "SyntaxError"]


def test_lcov_names_lines_branches_and_functions(account: Account, tmp_path: Path) -> None:
    account.functions.add(
        "f",
        "const twice = (n) => n * 2;\nconst never = () => 1;\nsendResponse({ body: context.params.a ? 1 : twice(2) });",
    )
    coverage = account.coverage
    coverage.places["app.functions"] = "src/app.functions"
    account.call("f", coverage=True)
    coverage.write_lcov(tmp_path / "lcov.info")
    assert (tmp_path / "lcov.info").read_text().splitlines() == [
        *("TN:", "SF:src/app.functions/f.js", "FN:1,twice", "FN:2,never", "FNDA:1,twice", "FNDA:0,never"),
        *("FNF:2", "FNH:1", "BRDA:3,0,0,0", "BRDA:3,0,1,1", "BRF:2", "BRH:1"),
        *("DA:1,1", "DA:2,1", "DA:3,1", "LF:3", "LH:3", "end_of_record"),
    ]
    with pytest.raises(FolderError, match="no such file or directory"):
        coverage.write_lcov(tmp_path / "nowhere" / "lcov.info")


def test_a_secret_in_a_source_is_masked_and_a_pickle_has_no_counts(account: Account) -> None:
    account.secrets.add("KEY", "open-sesame-1234")
    account.functions.add("f", "const key = 'open-sesame-1234';\nsendResponse({ body: 1 });")
    execution = account.call("f", coverage=True)
    assert "open-sesame" not in str(execution.coverage) + str(account.coverage)
    assert pickle.loads(pickle.dumps(execution)).coverage is None


@st.composite
def nested(draw: st.DrawFn, start: int = 0, end: int = 60, depth: int = 3) -> list[int]:
    """Ranges within each other as V8 tells them, those around first."""
    found = [start, end, draw(st.integers(0, 5))]
    at = start
    while depth and at < end - 1 and draw(st.booleans()):
        begins = draw(st.integers(at, end - 1))
        ends = draw(st.integers(begins + 1, end))
        found += draw(nested(begins, ends, depth - 1))
        at = ends
    return found


@given(nested(), nested())
def test_the_innermost_range_says_how_often_a_place_has_run(one: Sequence[int], other: Sequence[int]) -> None:
    def painted(ranges: Sequence[int]) -> list[int]:
        values = [0] * 62
        for index in range(0, len(ranges), 3):
            start, end, count = ranges[index : index + 3]
            values[start:end] = [count] * (end - start)
        return values

    assert [counts_of(one).at(place) for place in range(62)] == painted(one)
    both = counts_of(one) + counts_of(other)
    assert [both.at(place) for place in range(62)] == [a + b for a, b in zip(painted(one), painted(other), strict=True)]


def test_a_bundle_is_told_by_the_lines_of_its_source_without_packages(
    make_account: AccountMaker, bundle_cache: Path
) -> None:
    account = make_account(settings=Settings(bundle_cache=str(bundle_cache)))
    source = "const odd = require('is-odd');\nif (context.params.bad) {\n  null.x;\n}\nsendResponse({ body: odd(3) });"
    account.bundling.add("events", source, npm=["is-odd@3"])
    coverage = account.call("events", coverage=True).coverage
    assert marks(coverage, "app.functions/events.js") == "cpm.c"
    assert coverage is not None
    assert [file.path for file in coverage.files] == ["app.functions/events.js"]
