"""nbval without configuration: whatever a command or an option shows is the same from run to run."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from hsfunc_magics.notebook.commands import COMMANDS
from hsfunc_magics.notebook.magics import hscall

from .kernels import SECONDS, START_SECONDS, patient

pytestmark = patient

TIMES = 3

START = """%load_ext hsfunc_magics
%unload_ext hsfunc_magics
%load_ext hsfunc_magics
import os, pathlib, tempfile
os.chdir(tempfile.mkdtemp())
os.environ["KEY"] = "a value to mask"
text = {"a": 1}
word = "two words"
_ = pathlib.Path("form.txt").write_text("hello")"""
END = "%unload_ext hsfunc_magics"

F = """%%hsfunction f --method GET,POST --env A=b --secret KEY
console.log("here", context.params); console.error(new Error("no harm"));
sendResponse({ body: { a: [1, 2] }, 'Set-Cookie': 'a=1; Path=/' });"""
FAILING = {
    "broken": "context.contact.vid;",
    "forgetful": "return 1;",
    "slow": "await new Promise((resolve) => setTimeout(resolve, 60_000));",
}

# Ports are the system's choice where they are not named: a worker of a page stays with its port.
SERVE = "%hs serve --port {port} --control-port {control} -o server"

# In the order of a session: what changes something goes before what shows it.
CELLS = (
    *("%hs", "%hs doctor", "%hs clock", "%hs limits", "%hs packages", "%hs packages axios", "%hs packages --measure"),
    "%hs mocks",
    *("%hs secrets add KEY --from-env KEY", "%hs secrets list", F, "%hs function create made", "%hs function list"),
    *("%hs function rename made moved", "%hs function delete moved", "%hs function restore moved"),
    *("%hs tree", "%hs show f", "%hs show serverless.json"),
    *("%hs project switches --set params=arrays", "%hs project switches --reset params"),
    "%hs visitor member --vid 7 --name ann",
    "%hs visitor anonymous",
    "%hs visitor list",
    *("%hscall f", "%hscall f?x=1 -X POST", "%hscall POST f -d '{\"a\": 1}' -H 'X-Test: 1'", "%hscall f --json text"),
    "%hscall POST f?q={word} -d '{word}' --expand",
    *("%hscall POST f -F a=1 -F file=@form.txt", "%hscall f -b 'a=1' --as ann", "%hscall f -L", "%hscall f -o e -q"),
    "%hscall f --origin https://www.example.com --mode cors --credentials include",
    "%hscall f --diff e",
    "%hscall f --fail",
    "%hscall f --simulate-time 2s",
    "%hscall f --repeat 8",
    "%hscall f --coverage",
    "%hscall f --repeat 8 --concurrency 4",
    "%hscall f --repeat 8 --concurrency 4 --simulate-time 100ms",
    "from concurrent.futures import ThreadPoolExecutor\nthreads = ThreadPoolExecutor(2)",
    *("%hscall f --repeat 8 --executor threads", "threads.shutdown()"),
    "%%hscall POST f\n{}",
    *(f"%%hsfunction {name}\n{source}" for name, source in FAILING.items()),
    # With no less time than they need on a busy machine.
    *(
        "%hscall broken",
        "%hscall broken --fail",
        "%hscall forgetful",
        "%hs limits set execution_seconds=0.3",
        "%hscall slow",
    ),
    *("%hs limits reset", "%hs limits", "%hscall nowhere", "e.timing"),
    *(SERVE, 'import httpx\n_ = httpx.get(f"{server.local}/_hcms/api/f")'),
    *("%hs record a.json", "%hs record", "%hs record stop"),
    *("%hs mock hubspot", "%hs mock hubspot show contacts", "%hs mock hubspot --off"),
    "_ = pathlib.Path('b.json').write_text('{\"hsfunc_cassette\": 1, \"exchanges\": []}')",
    *("%hs replay b.json", "%hs replay", "%hs replay stop"),
    *("%hs serve stop", "%hs edit", "%hs try f", "%hs restart"),
    *("%hs export app.functions --folder disk", "%hs fetch app.functions other", "%hs open disk/app.functions --watch"),
    "%%hsfunction tiny --folder tiny\nexports.main = (context, sendResponse) => sendResponse({ body: 1 });",
    *("%hs project export tiny.functions moved", "%hs project callers disk", "%hs project callers disk --fix"),
    *("%hs project compare tiny.functions moved --switch relative_require=works -o parity", "print(parity)"),
    *("%hs import moved", "%hscall /hs/serverless/tiny", "%hs function list"),
    *("%%hsfunction mine --project own\nreturn context.params;", "%hscall /hs/serverless/mine?a=1"),
    *("%%hsfunction card --project own --no-endpoint\nreturn context.parameters;", "%hs tree"),
    '%hscall --uid card --parameters \'{"a": 1}\' --properties \'{"b": "c"}\'',
    "import shutil; shutil.rmtree('moved')",
    *("%hs close app.functions", "%hs import disk/app.functions", "%hs upload disk/app.functions app.functions"),
    *("%hs schema --write schema.json", "%hs restart", "%hs reset --yes", "%hs reset --undo"),
    *("%unload_ext hsfunc_magics", "%load_ext hsfunc_magics"),
    # What is logged has its time: it repeats where the clock stands.
    *("%hs clock freeze 2026-01-01T00:00:00Z", "%hs secrets add KEY --from-env KEY", F, "%hs function list --times"),
    *("%hscall f -q", "%hs limits", "%hs logs f", "%hs logs f --compact --latest", "%hs logs f --follow --for 0.2s"),
    "%hscall f --repeat 3 --simulate-time 10s",
    "%hs clock advance 61s",
    "%hscall f --repeat 3 --simulate-time 10s",
    "%hs limits",
)
BUNDLED = (
    "%config HsfuncMagics.bundle_cache = {cache!r}",
    "%%hsfunction b --npm is-odd@3.0.1\nsendResponse({ body: require('is-odd')(3) });",
    "%hscall b",
    "%%hsfunction c\nsendResponse({});",
    "%hs bundle c.js",
)


def validated(folder: Path, cells: tuple[str, ...]) -> str:
    """What nbval says of `TIMES` runs of the cells in one kernel, each compared with the outputs of a run before."""
    sources = [START, *cells, END]
    stored = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    NotebookClient(
        stored, timeout=SECONDS, startup_timeout=START_SECONDS, kernel_name="python3", allow_errors=True
    ).execute()
    for cell in stored.cells:
        # nbval asks of a cell that fails, rightly, to say that it is to.
        if any(output.output_type == "error" for output in cell.outputs):
            cell.metadata["tags"] = ["raises-exception"]
    repeated = nbformat.v4.new_notebook(
        cells=[nbformat.from_dict({**cell, "id": f"{cell.id}-{n}"}) for n in range(TIMES) for cell in stored.cells]
    )
    nbformat.write(repeated, folder / "every.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    told = subprocess.run(
        [*command, "--rootdir", str(folder), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": "random"},
    )
    return f"{told.stdout[-12_000:]}\n{told.returncode}"


def test_every_command_and_every_option_of_a_call_is_tried() -> None:
    text = "\n".join(CELLS + BUNDLED)
    commands = [command.words for command in COMMANDS if not re.search(rf"^%hs {command.words}\b", text, re.MULTILINE)]
    assert commands == []
    calls = "\n".join(cell.splitlines()[0] for cell in CELLS if "%hscall" in cell)
    options = [names for action in hscall.PARSER._actions if (names := action.option_strings)]
    tried = [any(re.search(rf" {name}( |$)", calls, re.MULTILINE) for name in names) for names in options]
    untried = [names for names, found in zip(options, tried, strict=True) if not found]
    # --inspect waits until somebody has attached a debugger.
    assert untried == [["-h", "--help"], ["--inspect"]]


def test_what_commands_and_calls_show_passes_nbval_each_time(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        port, control = (str(bound.getsockname()[1]) for bound in (one, other))
    cells = tuple(cell.replace("{port}", port).replace("{control}", control) for cell in CELLS)
    told = validated(tmp_path, cells)
    assert told.endswith("\n0"), told


def test_what_bundling_shows_passes_nbval_each_time(tmp_path: Path, bundle_cache: Path) -> None:
    told = validated(tmp_path, tuple(cell.replace("{cache!r}", repr(str(bundle_cache))) for cell in BUNDLED))
    assert told.endswith("\n0"), told
