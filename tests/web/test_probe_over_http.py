"""The probe, served here and asked by curl with the lines that are printed: its answers give the switches back."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hsfunc_magics import Account, Visitor
from hsfunc_magics.emulator.limits.limits import MEGABYTE
from hsfunc_magics.emulator.logs.text import record_lines
from hsfunc_magics.emulator.moving.probe.answers import parse_answers
from hsfunc_magics.emulator.moving.probe.documented import contradictions
from hsfunc_magics.emulator.moving.probe.judge import judge
from hsfunc_magics.emulator.moving.probe.requests import ANSWER_FILE, COOKIE_VARIABLE, shell_lines
from hsfunc_magics.emulator.moving.probe.write import write_probe
from hsfunc_magics.emulator.projects.reading.disk import read_project_directory
from hsfunc_magics.emulator.projects.switches import SWITCHES, Switches

from .conftest import Site

VISITOR = Visitor(7, properties={"email": "ann@example.com"})
TOKEN = "pat-the-token-of-the-app"
LINES = shell_lines()[1:]
WAITS = ("what=wait11", "what=wait16")
# A Node of another major than the one that comes along has to be installed; waits take their time, and have a test.
ELSEWHERE = {("node", "22"), ("node", "24"), ("seconds", "15")}
EACH = [(name, value) for name, one in SWITCHES.items() for value in one.values if (name, value) not in ELSEWHERE]

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="the lines are curl's, which is not installed")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("probe") / "project"
    write_probe(str(folder))
    return folder.resolve()


@pytest.fixture(scope="module")
def served(project: Path) -> Iterator[Site]:
    account = Account(visitor=VISITOR)
    account.secrets.add("PRIVATE_APP_ACCESS_TOKEN", TOKEN, remarks=[])
    read = read_project_directory(project, most_bytes=MEGABYTE)
    assert read.project is not None and read.problems == ()
    account.projects.load(read.project)
    found = Site(account)
    yield found
    found.close()


def asked(site: Site, folder: Path) -> bytes:
    """What the lines that do not wait save, and the log of the last execution."""
    data = run([line for line in LINES if not any(wait in line for wait in WAITS)], site, folder)
    (record,) = site.account.log.records(limit=1)
    return data + "\n".join(record_lines(record, named=False)).encode()


def run(lines: Sequence[str], site: Site, folder: Path) -> bytes:
    """What the lines save, run by a shell in a new folder."""
    folder.mkdir()
    ended = subprocess.run(
        ["sh", "-c", "\n".join([f"URL=http://127.0.0.1:{site.port}/hs/serverless/hsfunc-probe", *lines])],
        cwd=folder,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", COOKIE_VARIABLE: VISITOR.cookie},
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert ended.stdout + ended.stderr == b""
    return (folder / ANSWER_FILE).read_bytes()


def settled(data: bytes) -> Mapping[str, str]:
    return {name: verdict.value for name, verdict in judge(parse_answers(data)).items() if verdict.value is not None}


@pytest.mark.parametrize(("name", "value"), EACH)
def test_each_value_is_read_back_from_our_own_server(served: Site, tmp_path: Path, name: str, value: str) -> None:
    served.account.switches = switches = Switches({name: value})
    data = asked(served, tmp_path / "asked")
    assert settled(data) == {one: switches[one] for one in SWITCHES if one != "seconds"}
    assert list(contradictions(parse_answers(data))) == []
    for private in (TOKEN, VISITOR.cookie, "ann@example.com"):
        assert private.encode() not in data


@pytest.mark.parametrize("value", SWITCHES["seconds"].values)
def test_waits_show_how_long_an_execution_may_take(served: Site, tmp_path: Path, value: str) -> None:
    served.account.switches = Switches({"seconds": value})
    lines = [line for line in LINES if any(name in line for name in ("probe report ", *WAITS))]
    with ThreadPoolExecutor() as threads:  # side by side, or it takes half a minute
        parts = threads.map(lambda line: run([line], served, tmp_path / str(lines.index(line))), lines)
    assert settled(b"".join(parts)).get("seconds") == value
