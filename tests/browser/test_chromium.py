"""How the browser of these tests is found, or got: on machines that are made up here, and told once in a run."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from .chromium import Machine, NoChromium, Ran, chromium, run
from .once import once

SYSTEM = "/usr/bin/chromium"


class Made:
    """A machine: what runs on it, and what its commands bring."""

    def __init__(
        self,
        folder: Path,
        programs: Iterable[str] = (),
        *,
        brings: Mapping[str, str] | None = None,
        fails: Mapping[str, Ran] | None = None,
        root: bool = True,
    ) -> None:
        self.programs = {Path(path).name: path for path in programs}
        self.own = folder / "own" / "chrome"
        self.brings = brings or {}
        self.fails = fails or {}
        self.said: list[str] = []
        self.ran: list[str] = []
        self.machine = Machine(self.own, self.said.append, self.programs.get, self._run, root)

    def put(self, path: str) -> None:
        if path == "own":
            self.own.parent.mkdir()
            self.own.touch()
        else:
            self.programs[Path(path).name] = path

    def _run(self, command: Sequence[str], seconds: float, environment: Mapping[str, str]) -> Ran:
        assert seconds > 0
        line = " ".join(command)
        self.ran.append(line)
        for part, ran in self.fails.items():
            if part in line:
                return ran
        for part, brought in self.brings.items():
            if part in line:
                self.put(brought)
        return Ran(0, "done")


def test_one_that_is_installed_is_taken_without_a_word(tmp_path: Path) -> None:
    made = Made(tmp_path, [SYSTEM, "/usr/bin/google-chrome"])
    assert chromium(made.machine) == SYSTEM
    assert made.ran == [f"{SYSTEM} --version"]
    assert made.said == []


def test_playwrights_own_is_preferred(tmp_path: Path) -> None:
    made = Made(tmp_path, [SYSTEM])
    made.put("own")
    assert chromium(made.machine) == str(made.own)


def test_one_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    snap = {"chromium-browser --version": Ran(1, "\nrequires the chromium snap to be installed\n")}
    made = Made(tmp_path, ["/usr/bin/chromium-browser", "/opt/google-chrome"], fails=snap)
    assert chromium(made.machine) == "/opt/google-chrome"


def test_playwrights_own_is_downloaded_first(tmp_path: Path) -> None:
    made = Made(tmp_path, ["/usr/bin/apt-get"], brings={"playwright install chromium": "own"})
    assert chromium(made.machine) == str(made.own)
    assert made.said == [
        "No Chromium is installed: playwright install chromium …",
        f"The browser tests run in {made.own}",
    ]
    assert not any("apt-get" in line for line in made.ran)


@pytest.mark.parametrize("broken", ["playwright install", "own/chrome --version"])
def test_debians_is_installed_where_playwrights_own_cannot_be_had_or_does_not_run(tmp_path: Path, broken: str) -> None:
    made = Made(
        tmp_path,
        ["/usr/bin/apt-get"],
        brings={"playwright install": "own", "install -y": SYSTEM},
        fails={broken: Ran(127, "libnss3.so: cannot open shared object file")},
    )
    assert chromium(made.machine) == SYSTEM
    update, install = [line for line in made.ran if "apt-get" in line]
    assert update.endswith(" update")
    assert install.endswith(" install -y --no-install-recommends chromium")
    assert made.said[1] == "That did not work: apt-get install chromium …"


def test_sudo_is_used_where_it_asks_for_no_password(tmp_path: Path) -> None:
    unreachable = {"playwright": Ran(1, "Downloading …\nError: getaddrinfo ENOTFOUND\nFailed to install browsers\n")}
    programs = ["/usr/bin/apt-get", "/usr/bin/sudo"]
    made = Made(tmp_path, programs, brings={"install -y": SYSTEM}, fails=unreachable, root=False)
    assert chromium(made.machine) == SYSTEM
    assert all(line.startswith("sudo -n env DEBIAN_FRONTEND=noninteractive ") for line in made.ran if "apt-get" in line)

    made = Made(tmp_path, programs, fails={**unreachable, "sudo": Ran(1, "sudo: a password is required")}, root=False)
    with pytest.raises(NoChromium, match=r"ENOTFOUND\. apt-get install chromium asks for root\.$"):
        chromium(made.machine)
    assert not any("apt-get" in line for line in made.ran)


def test_the_whole_reason_is_told_where_none_can_be_had(tmp_path: Path) -> None:
    made = Made(
        tmp_path,
        ["/usr/bin/apt-get", "/usr/bin/chromium-browser"],
        fails={
            "--version": Ran(1, "needs a snap"),
            "playwright": Ran(None, "it did not end within 300 seconds"),
            "install -y": Ran(100, "Reading package lists...\nE: Unable to locate package chromium\n"),
        },
    )
    with pytest.raises(NoChromium) as told:
        chromium(made.machine)
    assert str(told.value) == (
        "There is no Chromium, and none could be had. /usr/bin/chromium-browser does not run: needs a snap."
        " playwright install chromium failed: it did not end within 300 seconds."
        " apt-get install chromium failed: E: Unable to locate package chromium."
    )
    with pytest.raises(NoChromium, match=r"There is no apt-get"):
        chromium(Made(tmp_path, fails={"playwright": Ran(1, "")}).machine)


def test_a_command_is_ended_with_all_that_it_started() -> None:
    began = time.monotonic()
    # The child keeps the pipe open: waiting for its end would take its minute.
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    ran = run([sys.executable, "-c", code], 1, {})
    assert ran == Ran(None, "it did not end within 1 seconds")
    assert time.monotonic() - began < 30
    assert run(["/no/such/program"], 1, {}).status is None
    assert run(["sh", "-c", "echo $WORD; exit 3"], 10, {"WORD": "told"}) == Ran(3, "told\n")


def test_one_process_of_a_run_asks_and_the_others_are_told(tmp_path: Path) -> None:
    asked: list[float] = []

    def ask() -> dict[str, str]:
        asked.append(time.monotonic())
        time.sleep(0.2)
        return {"path": SYSTEM}

    with ThreadPoolExecutor(4) as processes:
        told = list(processes.map(lambda _: once(tmp_path, "run 1", ask), range(4)))
    assert told == [{"path": SYSTEM}] * 4
    assert len(asked) == 1
    assert once(tmp_path, "run 2", lambda: {"reason": "gone"}) == {"reason": "gone"}


def test_a_machine_without_one_skips_the_tests_and_says_why(tmp_path: Path) -> None:
    """Real: no program on PATH, and a cache for the download that cannot be."""
    (tmp_path / "file").touch()
    environment = {
        "PATH": str(tmp_path),
        "HOME": str(tmp_path),
        "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "file" / "cache"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    test = f"{Path(__file__).parent}/test_hostile.py::test_a_script_that_runs_is_seen"
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", test]
    told = subprocess.run(
        command, cwd=Path(__file__).parents[2], env=environment, capture_output=True, text=True, check=False
    )
    assert "1 skipped" in told.stdout, told.stdout + told.stderr
    assert "playwright install chromium failed: Error: ENOTDIR" in told.stdout
    assert "There is no apt-get to install one with." in told.stdout
    assert "No Chromium is installed: playwright install chromium …" in told.stderr
