"""`%hs serve`: the notebook's functions over HTTP, their executions in an output, the address for a browser."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from hsfunc_magics import current_account
from hsfunc_magics.emulator.errors import HsfuncError
from hsfunc_magics.notebook import proxy_url as jupyter

from ..conftest import Shell
from ..kernels import START_SECONDS, patient

_FUNCTION = "%%hsfunction hello\nsendResponse({ body: { hello: context.params.name } });"
_SECONDS = 60.0


def served(shell: Shell, capsys: pytest.CaptureFixture[str], line: str = "%hs serve") -> str:
    """The base URL that was told."""
    shell.run(line)
    found = re.search(r"Functions: (http://127\.0\.0\.1:\d+)/_hcms/api/\S*\n", capsys.readouterr().out)
    assert found is not None
    return found[1]


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=_SECONDS) as response:
        body: bytes = response.read()
        return body


def refusal(request: urllib.request.Request) -> str:
    """What a client is told that is refused with 403, which takes nothing of the proxy's origin away."""
    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.urlopen(request, timeout=_SECONDS)
    with told.value as answer:
        assert (answer.status, answer.headers["Clear-Site-Data"]) == (403, None)
        return answer.read().decode()


def takes_connections(url: str) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) == 0


def test_the_functions_of_the_notebook_are_served(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    base = served(shell, capsys)
    shell.run(_FUNCTION)
    shell.shown()
    assert get(f"{base}/_hcms/api/hello?name=Ann") == b'{"hello":["Ann"]}'
    until = time.monotonic() + _SECONDS
    shown = ""
    while "hello" not in shown and time.monotonic() < until:
        shown += "".join(data["text/plain"] for data in shell.shown())
        time.sleep(0.05)
    assert re.search(r" - SUCCESS - GET hello - Execution Time: \d+ms", shown)
    shell.run("%hs serve stop")
    assert not takes_connections(base)
    with pytest.raises(HsfuncError, match="No server runs"):
        shell.run("%hs serve stop")


def test_the_address_is_kept_in_a_variable(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    base = served(shell, capsys, "%hs serve -o server")
    server = shell.ip.user_ns["server"]
    assert server.local == base
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/_hsfunc/", server.control_url)
    assert not server.control_url.startswith(f"{base}/")
    assert b"Functions" in get(server.control_url)
    assert server.browser in (server.proxied, server.local)
    assert capsys.readouterr().out == ""


def test_the_address_that_is_told_leads_to_a_function(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%%hsfunction save --method POST\nsendResponse({});")
    shell.run(_FUNCTION)
    shell.run("%hs serve")
    told = re.search(r"Functions: (\S+)\nAlso there: save\n", capsys.readouterr().out)
    assert told is not None
    assert get(f"{told[1]}?name=Ann") == b'{"hello":["Ann"]}'


def test_a_server_for_all_is_told_by_the_address_of_this_machine(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run("%hs serve --host 0.0.0.0")
    told = capsys.readouterr().out
    found = re.search(r"Functions: (http://127\.0\.0\.1:\d+)/_hcms/api/, on every address of this machine\n", told)
    assert found is not None
    control = re.search(r"on this machine: (http://127\.0\.0\.1:\d+/_hsfunc/)\n", told)
    assert control is not None and not control[1].startswith(f"{found[1]}/")
    assert b"Functions" in get(control[1])


def test_the_port_of_the_control_pages_can_be_chosen(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served(shell, capsys, f"%hs serve --control-port {port} -o server")
    assert shell.ip.user_ns["server"].control_url == f"http://127.0.0.1:{port}/_hsfunc/"
    with pytest.raises(HsfuncError, match="another one than --port"):
        shell.run("%hs serve --port 8080 --control-port 8080")


def test_a_second_one_takes_the_place_of_the_first(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    first = served(shell, capsys)
    second = served(shell, capsys, "%hs serve --no-control")
    assert not takes_connections(first)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{second}/_hsfunc/")
    with pytest.raises(HsfuncError, match="no port"):
        shell.run("%hs serve --port 70000")


def test_it_ends_with_the_account(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    base = served(shell, capsys)
    current_account().close()
    assert not takes_connections(base)


def test_loading_the_extension_loads_no_server() -> None:
    code = (
        "import sys; from IPython.core.interactiveshell import InteractiveShell as S; i = S.instance();"
        "i.run_line_magic('load_ext', 'hsfunc_magics');"
        "print([name for name in ('uvicorn', 'uvloop', 'httptools') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_on_a_hub_the_address_goes_through_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/ann/")
    monkeypatch.delenv("JUPYTERHUB_PUBLIC_URL", raising=False)
    assert jupyter.proxied_url(8080) == "/user/ann/proxy/8080"
    monkeypatch.setenv("JUPYTERHUB_PUBLIC_URL", "https://hub.example/user/ann/")
    assert jupyter.proxied_url(8080) == "https://hub.example/user/ann/proxy/8080"


def test_without_a_proxy_there_is_no_other_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUPYTERHUB_SERVICE_PREFIX", raising=False)
    monkeypatch.delenv("JPY_PARENT_PID", raising=False)
    assert jupyter.proxied_url(8080) is None


@patient
def test_through_jupyter_server_proxy(
    shell: Shell, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("jupyter_server_proxy")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("JUPYTERHUB_SERVICE_PREFIX", raising=False)
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"]
    # No other extension of this environment: JupyterLab's alone takes several times as long to load.
    only = "--ServerApp.jpserver_extensions={'jupyter_server_proxy': True}"
    options = ["--ServerApp.base_url=/class/", "--IdentityProvider.token=t", "--allow-root", only]
    log = (tmp_path / "log.txt").open("w")
    process = subprocess.Popen(
        [*command, *options], stdout=log, stderr=log, env={**os.environ, "JUPYTER_NO_CONFIG": "1"}
    )
    try:
        file = tmp_path / f"jpserver-{process.pid}.json"
        until = time.monotonic() + START_SECONDS
        while not (file.is_file() and file.read_text().endswith("}")):
            told = (tmp_path / "log.txt").read_text()
            assert process.poll() is None and time.monotonic() < until, f"Jupyter's server did not start:\n{told}"
            time.sleep(0.1)
        monkeypatch.setenv("JPY_PARENT_PID", str(process.pid))
        shell.run(_FUNCTION)
        shell.run("%hs serve -o server")
        found = re.search(r"From the browser [^:]*: (\S+)/hello\n", capsys.readouterr().out)
        assert found is not None and "/class/proxy/" in found[1]
        assert get(f"{found[1]}/hello?name=Ann&token=t") == b'{"hello":["Ann"]}'
        request = urllib.request.Request(f"{found[1]}/hello?token=t", method="HEAD")
        assert urllib.request.urlopen(request, timeout=_SECONDS).status == 200
        # A worker would be one of Jupyter's origin; the control pages have no part in that.
        control = shell.ip.user_ns["server"].control_url
        assert b"Functions" in get(control)
        worker = urllib.request.Request(f"{found[1]}/hello?token=t", headers={"Service-Worker": "script"})
        assert "A service worker cannot be had through Jupyter's proxy" in refusal(worker)
        through = re.sub(r"/proxy/\d+/.*", f"/proxy/{control.split(':')[2]}", found[1])
        assert "not through a proxy" in refusal(urllib.request.Request(f"{through}?token=t"))
        # A hub tells its kernels the path only: the browser that shows the notebook knows the rest.
        monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/class/")
        shell.run("%hs serve -o server")
        server = shell.ip.user_ns["server"]
        assert server.browser == f"/class/proxy/{server.local.rpartition(':')[2]}"
        origin = found[1].partition("/class/")[0]
        assert get(f"{origin}{server.browser}/_hcms/api/hello?name=Bob&token=t") == b'{"hello":["Bob"]}'
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        log.close()
